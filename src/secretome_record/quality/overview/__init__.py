"""Pages that only read: what a lot is made of, an attribute over lots, stability of a product."""
