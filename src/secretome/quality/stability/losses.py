"""What freezing, thawing and the tube take away: fitted from the site's own counts.

Published losses are kept with their source as a hint; they are never applied to another product.
Refuses: counts at or below zero, too few to fit, cycles beyond those that were tried.
Stands on: the same share lost at each cycle (log-linear), least squares.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp, log, sqrt
from statistics import fmean

from scipy.stats import t as student_t

from secretome.errors import BadInput, Reason, Refused
from secretome.units import Estimate, EstimateKind

_FEWEST = 3


@dataclass(frozen=True, slots=True)
class PublishedLoss:
    """Share left after hours in a container, as one study printed it."""

    container: str
    medium: str
    temperature_c: float
    hours: float
    left: Estimate


@dataclass(frozen=True, slots=True)
class ThawLoss:
    """Share left after one freeze-thaw, and how many cycles were tried."""

    per_cycle: Estimate
    most_cycles: int

    def left_after(self, cycles: int) -> Estimate:
        """Share left after so many cycles. Raises Refused beyond those that were tried."""
        if not 0 <= cycles <= self.most_cycles:
            text = f"{self.most_cycles} cycles were tried; {cycles} would extrapolate."
            raise Refused("no loss", reasons=(Reason("beyond_the_cycles", text),))
        one = self.per_cycle
        value, low, high = (share**cycles for share in (one.value, one.low, one.high))
        source = f"{cycles} cycles, {one.source}"
        return Estimate(value, low, high, one.level, one.kind, source)


@cache
def published_tube_losses() -> tuple[PublishedLoss, ...]:
    """The losses in tubes that were read with a number."""
    return tuple(_published())


def handling_loss(
    before: Sequence[float], after: Sequence[float], *, level: float = 0.95, source: str
) -> Estimate:
    """Share left of paired counts before and after a step, as a geometric mean with interval.

    Raises BadInput for fewer than three pairs, or a count at or below zero.
    """
    _require(before, "handling loss")
    _require(after, "handling loss")
    if len(before) != len(after):
        do = "Give each specimen before and after"
        raise BadInput("the counts are not paired", where="handling loss", do=do)
    ratios = [log(second / first) for first, second in zip(before, after, strict=True)]
    middle = fmean(ratios)
    variance = sum((ratio - middle) ** 2 for ratio in ratios) / (len(ratios) - 1)
    half = float(student_t.ppf((1 + level) / 2, len(ratios) - 1)) * sqrt(variance / len(ratios))
    ends = (exp(middle - half), exp(middle + half))
    return Estimate(exp(middle), *ends, level, EstimateKind.CONFIDENCE, source)


def freeze_thaw_loss(
    cycles: Sequence[int], counts: Sequence[float], *, level: float = 0.95, source: str
) -> ThawLoss:
    """Share left per cycle from counts after 0, 1, 2 ... cycles of one specimen.

    Raises BadInput for fewer than three different counts of cycles.
    """
    _require(counts, "freeze-thaw loss")
    if len(cycles) != len(counts) or len(set(cycles)) < _FEWEST or min(cycles) < 0:
        do = "Give counts after at least three different numbers of cycles, for example 0, 1 and 3"
        raise BadInput("the cycles show no loss", where="freeze-thaw loss", do=do)
    logs = [log(count) for count in counts]
    middle_x, middle_y = fmean(cycles), fmean(logs)
    spread = sum((cycle - middle_x) ** 2 for cycle in cycles)
    slope = sum((c - middle_x) * (y - middle_y) for c, y in zip(cycles, logs, strict=True)) / spread
    left = [y - middle_y - slope * (c - middle_x) for c, y in zip(cycles, logs, strict=True)]
    freedom = len(logs) - 2
    error = sqrt(sum(one**2 for one in left) / freedom / spread)
    half = float(student_t.ppf((1 + level) / 2, freedom)) * error
    ends = (exp(slope - half), exp(slope + half))
    per_cycle = Estimate(exp(slope), *ends, level, EstimateKind.CONFIDENCE, source)
    return ThawLoss(per_cycle, max(cycles))


def _require(counts: Sequence[float], where: str) -> None:
    if len(counts) < _FEWEST or min(counts) <= 0:
        do = f"Give at least {_FEWEST} counts above zero"
        raise BadInput(f"{len(counts)} counts cannot be used", where=where, do=do)


def _published() -> Iterator[PublishedLoss]:
    table = files("secretome.quality.stability") / "tables" / "tube_losses.csv"
    for row in csv.DictReader(table.read_text(encoding="utf-8").splitlines(), strict=True):
        low, value, high = (float(row[f"left_{part}"]) for part in ("low", "value", "high"))
        left = Estimate(value, low, high, 0.68, EstimateKind.RANGE, row["source"])
        place = (row["container"], row["medium"])
        yield PublishedLoss(*place, float(row["temperature_c"]), float(row["hours"]), left)
