"""Rows and words of the pages of quality."""
