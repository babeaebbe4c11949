"""Making: products, recipes, cell banks, batches, lots, vials and their labels."""
