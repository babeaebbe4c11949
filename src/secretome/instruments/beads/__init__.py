"""Bead multiplex: Luminex xPONENT."""
