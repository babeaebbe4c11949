"""Settings: base for all, local, test, demo and production beside it."""
