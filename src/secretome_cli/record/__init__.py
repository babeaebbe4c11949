"""Commands of the record: they set Django up first."""
