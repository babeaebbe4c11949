"""Subvisible particles by light obscuration: HIAC PharmSpec."""
