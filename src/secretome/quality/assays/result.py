"""What every assay function answers: a number with its interval, or the reason why none applies.

Refuses: a result with neither interval nor reason, and an attribute outside the vocabulary.
"""

from dataclasses import dataclass
from math import isfinite

from secretome.errors import BadInput, Reason
from secretome.quality.reported import Reported
from secretome.units import Estimate, attribute

_COMPARATORS = frozenset({"", "<", "<=", ">", ">="})
_LARGEST = 1e30  # no quantity in the vocabulary comes near; larger ones are slips of a file


@dataclass(frozen=True, slots=True)
class AssayResult:
    """One result in the canonical unit; ``comparator`` says that the value is only a bound.

    ``invalid`` lists why the run must not be used (it is then no result at all, whatever the
    number); ``notes`` what a person should know beside a usable number.
    """

    attribute: str
    value: float | None
    estimate: Estimate | None = None
    no_estimate_reason: str = ""
    comparator: str = ""
    invalid: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a silent gap and a bound that claims an interval."""
        attribute(self.attribute)
        if self.comparator not in _COMPARATORS:
            what = f"{self.comparator!r} is no comparator"
            raise BadInput(what, where=self.attribute, do="Write <, <=, >, >= or nothing")
        if (self.estimate is None) != bool(self.no_estimate_reason):
            do = "Give the interval, or say why there is none, and never both"
            raise BadInput("interval and reason do not fit", where=self.attribute, do=do)
        if self.comparator and (self.estimate or self.value is None):
            what, do = "a bound has no interval", "Keep the bound and say why it is one"
            raise BadInput(what, where=self.attribute, do=do)

    @property
    def unit(self) -> str:
        """Canonical unit of the attribute."""
        return attribute(self.attribute).unit

    @property
    def is_valid(self) -> bool:
        """Whether the run may be used; an invalid run is not out of specification."""
        return not self.invalid

    @property
    def is_censored(self) -> bool:
        """Whether the true value lies somewhere beyond the number."""
        return bool(self.comparator)

    @property
    def as_reported(self) -> str:
        """The number as text with its comparator: three digits, and every one before the point.

        6004 particles are not the 6000 that a compendium allows; from a million on three do.
        """
        if self.value is None:
            return f"{self.comparator}no number"
        whole = 999.5 <= abs(self.value) < 1e6  # thousands are written out
        return f"{self.comparator}{self.value:{'.0f' if whole else '.3g'}}"

    @property
    def reported(self) -> Reported:
        """The result as the simple rule takes it. Raises BadInput where there is no number."""
        if self.value is None:
            do = "Repeat the test, or read why: " + self.no_estimate_reason
            raise BadInput("there is no number to judge", where=self.attribute, do=do)
        shown = self.as_reported.removeprefix(self.comparator)
        return Reported(self.as_reported, float(shown), self.comparator)

    def as_dict(self) -> dict[str, object]:
        """Plain values, ready for JSON."""
        return {
            "attribute": self.attribute,
            "value": self.value,
            "unit": self.unit,
            "comparator": self.comparator,
            "as_reported": self.as_reported,
            "estimate": self.estimate.as_dict() if self.estimate else None,
            "no_estimate_reason": self.no_estimate_reason,
            "invalid": [{"code": one.code, "text": one.text} for one in self.invalid],
            "notes": [{"code": one.code, "text": one.text} for one in self.notes],
        }


def numbers_of(values: object, *, where: str, at_least: int = 1) -> tuple[float, ...]:
    """The values as finite floats. Raises BadInput for too few, or for one that is no number."""
    try:
        found = tuple(float(value) for value in values)  # type: ignore[attr-defined]
    except (TypeError, ValueError) as fault:
        raise BadInput("a value is no number", where=where, do="Give plain numbers") from fault
    if not all(isfinite(value) for value in found):
        do = "Leave a missing value out"
        raise BadInput("a value is missing or infinite", where=where, do=do)
    if any(abs(value) > _LARGEST for value in found):
        raise BadInput("a value is too large to be meant", where=where, do="Check the power")
    if len(found) < at_least:
        what = f"{len(found)} values; at least {at_least} are needed"
        raise BadInput(what, where=where, do="Measure again with more repeats")
    return found


def positive(value: float, *, where: str) -> float:
    """The value itself. Raises BadInput for one that is not above zero or not finite."""
    if not (isfinite(value) and value > 0):
        raise BadInput(f"{value:g} is not above zero", where=where, do="Give a positive number")
    if not 1 / _LARGEST < value < _LARGEST:
        what = f"{value:g} is too large or too small to be meant"
        raise BadInput(what, where=where, do="Check the power")
    return value
