"""Puts plans, sessions and doses into the words and rows of their pages."""
