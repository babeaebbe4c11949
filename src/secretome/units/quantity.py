"""A number with its unit and kind, for the doors; inside a room plain floats carry the unit in
their name.

Refuses: adding, ordering or converting across kinds (UnitMismatch); text that is no clear number.
"""

import re
from dataclasses import dataclass
from math import isfinite
from typing import Self

from secretome.errors import BadInput, UnitMismatch
from secretome.units.kinds import KIND_UNITS, Kind
from secretome.units.unit_text import convert, require_unit

_LONGEST_TEXT = 120
_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
_SIMPLE = re.compile(rf"^({_NUMBER}(?:[eE][+-]?[0-9]{{1,3}})?)(?![0-9.,])\s*(.*)$", re.DOTALL)
_POWER = re.compile(
    rf"^(?:({_NUMBER})\s*[x×*·]\s*)?10\s*(?:\^|\*\*|\*)\s*\(?([+-]?[0-9]{{1,3}})\)?(?![0-9.,])\s*(.*)$",
    re.DOTALL,
)
_LOST_POWER = re.compile(rf"^({_NUMBER})\s*[x×*·]\s*10\s*([0-9]{{1,2}})(?![0-9])")
_RAISED = re.compile(r"10([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number, the unit it was stated in, and what it measures."""

    value: float
    unit: str
    kind: Kind

    def __post_init__(self) -> None:
        """Refuse a number that is none, and a unit that belongs to another kind."""
        if not isfinite(self.value):
            raise BadInput("the number is missing or infinite", where=self.kind, do="Give a number")
        require_unit(self.unit, self.kind)

    @property
    def canonical(self) -> float:
        """The number in the canonical unit of the kind."""
        return convert(self.value, self.unit, self.kind)

    def to(self, unit: str) -> Self:
        """The same quantity in another unit of its kind; raises UnitMismatch otherwise."""
        return type(self)(convert(self.value, self.unit, self.kind, to=unit), unit, self.kind)

    def __add__(self, other: Self) -> Self:
        return type(self)(self.value + self._matched(other), self.unit, self.kind)

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.value - self._matched(other), self.unit, self.kind)

    def __lt__(self, other: Self) -> bool:
        return self.value < self._matched(other)

    def __le__(self, other: Self) -> bool:
        return self.value <= self._matched(other)

    def __gt__(self, other: Self) -> bool:
        return self.value > self._matched(other)

    def __ge__(self, other: Self) -> bool:
        return self.value >= self._matched(other)

    def __str__(self) -> str:
        """As printed: number, unit."""
        return f"{self.value:g} {self.unit}".strip()

    def _matched(self, other: Self) -> float:
        """The other number in this one's unit."""
        if other.kind is not self.kind:
            what = f"{self} is a {self.kind} and {other} is a {other.kind}"
            do = "Name a factor measured on this lot to go from one to the other"
            raise UnitMismatch(what, where="two quantities", do=do)
        return convert(other.value, other.unit, other.kind, to=self.unit)


def parse_quantity(text: str, kind: Kind) -> Quantity:
    """Read ``5.8e9 /mL``, ``5.8 x 10^9 particles/mL`` or ``2 µg/mL`` as a quantity of one kind.

    Raises BadInput for a lost power of ten, a decimal comma, a censored or negative number, and
    UnitMismatch for a missing unit or the unit of another kind.
    """
    clean = _RAISED.sub(lambda found: "10^" + found[1].translate(_LOWERED), text.strip())
    _refuse_unclear(clean, text, kind)
    value, unit = _split(clean, text, kind)
    if value < 0 and not KIND_UNITS[kind].may_be_negative:
        raise _unclear(f"{text.strip()!r} is negative", kind, "Give a number of zero or more")
    return Quantity(value, unit.strip() or _silent_unit(text, kind), kind)


def _refuse_unclear(clean: str, text: str, kind: Kind) -> None:
    if not clean or len(clean) > _LONGEST_TEXT:
        raise _unclear("there is no number", kind, "Give one number and its unit")
    if clean[0] in "<>≤≥~":
        do = "Give the number itself, or record the result as censored"
        raise _unclear(f"{text!r} is a bound, not a number", kind, do)
    lost = _LOST_POWER.match(clean)
    if lost:
        do = f"Write {lost[1]}e{lost[2]} if that is meant"
        raise _unclear(f"the power of ten in {text!r} was lost in copying", kind, do)
    if re.match(r"^[+-]?[0-9]+,[0-9]", clean):
        do = "Write a decimal point and no thousands separator"
        raise _unclear(f"the comma in {text!r} can mean two things", kind, do)


def _split(clean: str, text: str, kind: Kind) -> tuple[float, str]:
    power = _POWER.match(clean)
    if power:
        number, unit = f"{power[1] or 1}e{int(power[2])}", power[3]
    else:
        simple = _SIMPLE.match(clean)
        if not simple:
            do = f"Write it as {_example(kind)}"
            raise _unclear(f"{text!r} is not a number and a unit", kind, do)
        number, unit = simple[1], simple[2]
    if not isfinite(float(number)):
        raise _unclear(f"{text!r} is too large to be meant", kind, "Check the power of ten")
    return float(number), unit


def _example(kind: Kind) -> str:
    """A number somebody could write for this kind, in its own unit."""
    if kind is Kind.PARTICLE_CONCENTRATION:
        return "5.8e9 /mL"
    unit = {"Cel": "°C", "1": ""}.get(KIND_UNITS[kind].unit, KIND_UNITS[kind].unit)
    return f"0.5 {unit}".strip()


def _silent_unit(text: str, kind: Kind) -> str:
    known = KIND_UNITS[kind]
    if known.unit_needed:
        do = f"Write it in {known.unit}"
        raise UnitMismatch(f"{text!r} has no unit", where=f"unit of {kind}", do=do)
    return known.unit


def _unclear(what: str, kind: Kind, do: str) -> BadInput:
    return BadInput(what, where=str(kind), do=do)
