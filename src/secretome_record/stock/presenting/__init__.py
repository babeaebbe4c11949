"""Rows and words of the pages of the stock."""
