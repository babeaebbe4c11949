"""Patients: what they ask, what the evidence says, and what they were answered."""
