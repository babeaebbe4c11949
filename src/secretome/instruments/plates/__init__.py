"""Plate readers: SoftMax Pro, Gen5, MARS, Magellan, SkanIt."""
