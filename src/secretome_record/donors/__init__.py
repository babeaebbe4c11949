"""Donors: who gives tissue, with consent and screening, and what they gave."""
