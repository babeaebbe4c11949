"""Template tags that every page of the record may load."""
