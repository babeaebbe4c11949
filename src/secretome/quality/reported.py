"""A result as it was reported: its own text, the number in it, and whether it is only a bound.

Refuses: text that is neither a number nor a bound, with what to write instead.
"""

import re
from dataclasses import dataclass
from math import inf, isfinite

from secretome.errors import BadInput
from secretome.units import Kind, Quantity, parse_quantity

_BOUND = re.compile(r"^(<=|>=|<|>|≤|≥)\s*(.+)$", re.DOTALL)
_PLAIN = {"≤": "<=", "≥": ">="}
_INVALID = frozenset({"invalid", "not valid", "no valid result"})


@dataclass(frozen=True, slots=True)
class Reported:
    """One reported number in the canonical unit; ``comparator`` says that it is only a bound."""

    text: str
    value: float
    comparator: str = ""

    @property
    def is_censored(self) -> bool:
        """Whether the true value lies somewhere beyond the number."""
        return bool(self.comparator)

    def possible(self, floor: float = 0.0) -> tuple[float, float]:
        """The lowest and the highest value that the report allows."""
        if self.comparator.startswith("<"):
            return min(floor, self.value), self.value
        if self.comparator.startswith(">"):
            return self.value, inf
        return self.value, self.value


def read_reported(text: str, unit: str, kind: Kind) -> Reported:
    """Read ``5.8e9``, ``< 0.05`` or ``7.2`` in ``unit`` as a number in the canonical unit.

    Raises BadInput for text that is no number, UnitMismatch for the unit of another kind.
    """
    clean = text.strip()
    found = _BOUND.match(clean)
    comparator = _PLAIN.get(found[1], found[1]) if found else ""
    number = found[2] if found else clean
    quantity = parse_quantity(f"{number} {unit}".strip(), kind)
    if not isfinite(quantity.canonical):
        raise BadInput(f"{text!r} is too large to be meant", where=str(kind), do="Check the power")
    return Reported(clean, quantity.canonical, comparator)


def in_canonical_unit(value: float, unit: str, kind: Kind) -> float:
    """Turn a limit in ``unit`` into the canonical unit. Raises UnitMismatch for another kind."""
    return Quantity(value, unit, kind).canonical


def says_invalid(text: str) -> bool:
    """Whether the text reports that the test gave no valid result."""
    return text.strip().casefold() in _INVALID
