"""The door to what the science says of many lots, and of one lot as a whole."""
