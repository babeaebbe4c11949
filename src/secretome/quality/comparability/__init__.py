"""Lots held against one another: equivalence, tolerance intervals, trends over lots and donors."""
