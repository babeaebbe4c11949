"""Pages of texts: for anybody, and for those who write them."""
