"""Pages of the making room."""
