"""Quantities and estimates at the door, and the vocabulary of attribute names."""

from secretome.units.attribute_table import ATTRIBUTES
from secretome.units.attributes import Attribute, attribute
from secretome.units.estimate import (
    Estimate,
    EstimateKind,
    from_log_sd,
    product,
    quotient,
    two_sided_z,
)
from secretome.units.kinds import Kind, canonical_unit, ucum_code
from secretome.units.quantity import Quantity, parse_quantity
from secretome.units.unit_text import convert

__all__ = [
    "ATTRIBUTES",
    "Attribute",
    "Estimate",
    "EstimateKind",
    "Kind",
    "Quantity",
    "attribute",
    "canonical_unit",
    "convert",
    "from_log_sd",
    "parse_quantity",
    "product",
    "quotient",
    "two_sided_z",
    "ucum_code",
]
