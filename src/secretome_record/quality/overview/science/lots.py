"""One attribute over the lots of a product: chart, capability, trend, the newest lots."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean

from django.utils.translation import gettext as _

from secretome.quality import (
    Capability,
    ChartReading,
    ChartState,
    ControlLimits,
    ControlPoint,
    Equivalence,
    Limits,
    LotPoint,
    Margin,
    Trend,
    capability,
    equivalence,
    individuals_limits,
    read_chart,
    trend,
)
from secretome_record.quality.overview.science.asking import Answer, Found, asked

# The first lots set the limits; later ones are held against them and do not move them.
SETTING_LOTS = 20
NEWEST, FEWEST_EARLIER = 3, 3
_MATERIAL = "lots"
IN_CONTROL, OUT_OF_CONTROL = ChartState.IN_CONTROL.value, ChartState.OUT_OF_CONTROL.value


@dataclass(frozen=True, slots=True)
class LotNumber:
    """One lot's number, oldest lot first; without a number ``why`` says so.

    ``bound`` is the value where it was reported as "<" or ">" it.
    """

    lot: str
    day: float
    value: float | None
    why: str = ""
    donor: str = ""
    bound: float | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """The limits and what Westgard's rules say against them."""

    limits: ControlLimits
    reading: ChartReading


def chart_of(lots: Sequence[LotNumber]) -> Answer[Chart]:
    """The control chart of the lots that have a number."""
    return _told(lots, lambda: _chart(lots))


def _chart(lots: Sequence[LotNumber]) -> Chart:
    limits = individuals_limits(numbers(lots)[:SETTING_LOTS])
    points = [ControlPoint(n.lot, n.value, _MATERIAL, n.why or None) for n in lots]
    return Chart(limits, read_chart(points, {_MATERIAL: limits}))


def numbers(lots: Sequence[LotNumber]) -> list[float]:
    """The numbers there are, oldest lot first."""
    return [one.value for one in lots if one.value is not None]


def capability_of(
    lots: Sequence[LotNumber], low: float | None, high: float | None
) -> Answer[Capability]:
    """How well the lots fit the limits of the specification."""
    return _told(lots, lambda: capability(numbers(lots), Limits(low, high)))


def trend_of(lots: Sequence[LotNumber]) -> Answer[Trend]:
    """Whether the attribute drifts from lot to lot."""
    points = [LotPoint(n.lot, n.day, n.value, n.donor) for n in lots if n.value is not None]
    return _told(lots, lambda: trend(points))


def newest_against_earlier(
    lots: Sequence[LotNumber], low: float | None, high: float | None, *, stated_first: bool
) -> Answer[Equivalence]:
    """Whether the newest lots are equivalent to all earlier ones.

    The margin is the way from the earlier lots' mean to the nearer limit of the specification;
    ``stated_first`` says that this limit stood before the newest lots were made.
    """
    found = numbers(lots)
    earlier, newest = found[:-NEWEST], found[-NEWEST:]
    if len(earlier) < FEWEST_EARLIER:
        words = _(
            "%(n)d lots with a number; the newest %(newest)d are compared with at least "
            "%(earlier)d earlier ones."
        )
        given = {"n": len(found), "newest": NEWEST, "earlier": FEWEST_EARLIER}
        return Answer(None, words % given)
    mean = fmean(earlier)
    rooms = [mean - low] if low is not None else []
    rooms += [high - mean] if high is not None else []
    if not rooms:
        return Answer(None, _("No limit is in force, so no margin was stated beforehand."))
    room = min(rooms)
    if room <= 0:
        return Answer(None, _("The mean of the earlier lots lies outside the specification."))
    if not stated_first:
        words = _("The specification came into force after these lots were filled: a margin must "
                  "stand before the results are seen.")  # fmt: skip
        return Answer(None, words)
    margin = Margin(-room, room, "a larger shift brings the mean of lots to a limit")
    return _told(lots, lambda: equivalence(newest, earlier, margin))


def _told(lots: Sequence[LotNumber], ask: Callable[[], Found]) -> Answer[Found]:
    """Ask, unless some lots are known as bounds only: the others alone are a chosen few."""
    bounds = sum(one.bound is not None for one in lots)
    if not bounds:
        return asked(ask)
    words = _("%(n)d of %(all)d lots are reported as a bound. The others alone would give a wrong "
              "mean and too small a scatter, so nothing is computed from them.")  # fmt: skip
    return Answer(None, words % {"n": bounds, "all": len(lots)})
