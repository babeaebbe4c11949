"""Proteomics results: MaxQuant protein groups, PEAKS matches, mzTab."""
