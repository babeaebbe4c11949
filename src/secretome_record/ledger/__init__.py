"""The ledger: every write with who, when, what and why; moves, signatures, lineage, refusals."""
