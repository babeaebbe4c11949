"""Visits with scores, adverse events, look-back and the hold of a lot."""
