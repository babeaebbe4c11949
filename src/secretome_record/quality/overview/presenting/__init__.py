"""Words and rows of the pages that only read."""
