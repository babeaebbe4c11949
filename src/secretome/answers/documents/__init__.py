"""Printed documents: templates laid out by Typst, filled with data, never with code."""
