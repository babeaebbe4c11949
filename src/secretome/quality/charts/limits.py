"""Centre and spread of a control chart from past results, by moving ranges.

Refuses: fewer than two results (BadInput). Fewer than twenty give limits that say provisional.
Stands on: NIST/SEMATECH e-Handbook 6.3.2.2 (individuals and moving range), 6.3.2.1 (averages).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite, sqrt
from statistics import fmean

from secretome.errors import BadInput

FEWEST_FOR_LIMITS = 20  # customary for a first chart; below it the limits are provisional
_D2_OF_TWO = 1.128  # mean range of two normal values in units of their SD, as tabulated
_D4_OF_TWO = 3.267  # upper limit of the moving range over its mean, as tabulated


@dataclass(frozen=True, slots=True)
class ControlLimits:
    """Centre line and standard deviation of one control material or attribute, frozen."""

    centre: float
    sd: float
    n: int
    source: str
    range_upper: float | None = None
    within_sd: float | None = None

    def __post_init__(self) -> None:
        """Refuse a spread that tells nothing."""
        if not (isfinite(self.centre) and isfinite(self.sd) and self.sd > 0):
            what = f"a standard deviation of {self.sd:g} around {self.centre:g} makes no limits"
            do = "Give results that differ, or limits from validation"
            raise BadInput(what, where="control limits", do=do)

    def at(self, sds: float) -> tuple[float, float]:
        """Lower and upper limit at so many standard deviations."""
        return self.centre - sds * self.sd, self.centre + sds * self.sd

    def z(self, value: float) -> float:
        """How many standard deviations a value lies from the centre."""
        return (value - self.centre) / self.sd

    @property
    def provisional(self) -> str | None:
        """Why these limits are not yet to be trusted; None where they are."""
        if self.n >= FEWEST_FOR_LIMITS:
            return None
        return f"Limits from {self.n} results are provisional; {FEWEST_FOR_LIMITS} are customary."


def individuals_limits(values: Sequence[float], *, source: str = "past results") -> ControlLimits:
    """Limits of an individuals chart: the SD is the mean moving range over 1.128."""
    ranges = _moving_ranges(values)
    mean_range = fmean(ranges)
    return ControlLimits(
        centre=fmean(values),
        sd=mean_range / _D2_OF_TWO,
        n=len(values),
        source=source,
        range_upper=mean_range * _D4_OF_TWO,
    )


def mean_limits(groups: Sequence[Sequence[float]], *, source: str = "past lots") -> ControlLimits:
    """Limits of an X-bar/MR chart: each lot's mean is one point, so lots may truly differ.

    ``within_sd`` is the pooled SD inside lots; an ordinary X-bar chart would use it alone and call
    every real difference between lots an alarm.
    """
    if any(not group for group in groups):
        raise BadInput("a lot has no result", where="control limits", do="Leave the lot out")
    chart = individuals_limits([fmean(group) for group in groups], source=source)
    freedom = sum(len(group) - 1 for group in groups)
    if not freedom:
        return chart
    squares = sum((value - fmean(group)) ** 2 for group in groups for value in group)
    return ControlLimits(
        chart.centre, chart.sd, chart.n, source, chart.range_upper, sqrt(squares / freedom)
    )


def _moving_ranges(values: Sequence[float]) -> list[float]:
    if len(values) < 2 or not all(isfinite(value) for value in values):
        do = "Give at least two results, each a number; leave invalid runs out"
        raise BadInput("a chart cannot be drawn from this", where="control limits", do=do)
    return [abs(second - first) for first, second in pairwise(values)]
