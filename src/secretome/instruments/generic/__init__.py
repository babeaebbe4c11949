"""Any table of results, by a mapping that a person wrote, or by titles that say what they are."""

from secretome.instruments.generic.mapping import Column, Mapping

__all__ = ["Column", "Mapping"]
