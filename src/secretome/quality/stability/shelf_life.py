"""Shelf life by ICH Q1E: when the one-sided 95 % bound of the worst batch meets the limit.

Refuses: to reach beyond what Q1E allows, and to date a product by fewer than three batches.
Stands on: ICH Q1E (2003); each batch alone where slopes differ, as the FDA's macro and JMP do.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import floor

from scipy.optimize import root_scalar

from secretome.errors import Reason
from secretome.quality.stability.extrapolation import Extrapolation, Reach, require_months
from secretome.quality.stability.lines import (
    BatchLine,
    Pooling,
    StabilityPoint,
    batches_of,
    pool,
)
from secretome.quality.verdict import Limits

FEWEST_BATCHES = 3
_LONGEST, _STEP = 600.0, 0.5  # fifty years; nothing crosses later that matters


@dataclass(frozen=True, slots=True)
class ShelfLife:
    """What the data say and what may be claimed.

    ``crossing_months`` is where the bound meets the limit (None: never within fifty years), an
    aid to judgement. ``months`` is what may stand on a label, in whole months; None where
    ``refused`` gives the reasons.
    """

    months: int | None
    crossing_months: float | None
    worst_batch: str
    data_months: float
    allowed_months: float
    reach: Reach
    pooling: Pooling
    refused: tuple[Reason, ...]
    notes: tuple[str, ...]


def shelf_life(
    points: Sequence[StabilityPoint],
    limits: Limits,
    *,
    extrapolation: Extrapolation,
    confidence: float = 0.95,
) -> ShelfLife:
    """Shelf life of long-term data against the limits at the end of life.

    Two limits take half of the risk on each side, for nobody knows which way it drifts.
    """
    data_months = _common_length(points)
    require_months(data_months)
    pooling = pool(points)
    each_side = confidence if None in (limits.low, limits.high) else (1 + confidence) / 2
    crossings = [(_crossing(line, limits, each_side), line.batch) for line in pooling.lines]
    crossing, worst = min(crossings, key=lambda pair: _LONGEST if pair[0] is None else pair[0])
    reach = extrapolation.reach(analysed=True)
    allowed = reach.limit_months(data_months)
    possible = allowed if crossing is None else min(crossing, allowed)
    refused = tuple(_reasons(points, limits, crossing, possible))
    return ShelfLife(
        months=None if refused else floor(possible + 1e-9),
        crossing_months=crossing,
        worst_batch=worst,
        data_months=data_months,
        allowed_months=allowed,
        reach=reach,
        pooling=pooling,
        refused=refused,
        notes=tuple(_notes(crossing, allowed, data_months, reach)),
    )


def reasons_against_claim(found: ShelfLife, months: float) -> tuple[Reason, ...]:
    """Every reason why a label may not say so many months."""
    reasons = list(found.refused)
    if found.crossing_months is not None and months > found.crossing_months:
        text = (
            f"The 95 % bound of {found.worst_batch} meets the limit at "
            f"{found.crossing_months:.1f} months; {months:g} lies beyond."
        )
        reasons.append(Reason("shelf_life_beyond_bound", text))
    if months > found.allowed_months + 1e-9:
        text = (
            f"The data reach {found.data_months:g} months; {months:g} would extrapolate. "
            f"{found.reach.why}."
        )
        reasons.append(Reason("shelf_life_extrapolated", text))
    return tuple(reasons)


def _common_length(points: Sequence[StabilityPoint]) -> float:
    """How long every batch was followed: the shortest of the batches' last times."""
    last = [max(p.months for p in points if p.batch == name) for name in batches_of(points)]
    return min(last, default=0.0)


def _crossing(line: BatchLine, limits: Limits, confidence: float) -> float | None:
    """First time at which a bound leaves the limits."""
    found = [
        _first_outside(line, limit, confidence, is_upper=is_upper)
        for limit, is_upper in ((limits.low, False), (limits.high, True))
        if limit is not None
    ]
    crossed = [one for one in found if one is not None]
    return min(crossed, default=None)


def _first_outside(
    line: BatchLine, limit: float, confidence: float, *, is_upper: bool
) -> float | None:
    def room(months: float) -> float:
        bound = line.bound(months, upper=is_upper, confidence=confidence)
        return limit - bound if is_upper else bound - limit

    if room(0.0) < 0:
        return 0.0
    start = 0.0
    while start < _LONGEST:
        if room(start + _STEP) < 0:
            return float(root_scalar(room, bracket=(start, start + _STEP)).root)
        start += _STEP
    return None


def _reasons(
    points: Sequence[StabilityPoint], limits: Limits, crossing: float | None, possible: float
) -> Iterator[Reason]:
    count = len(batches_of(points))
    if count < FEWEST_BATCHES:
        text = f"{count} batches were followed; ICH Q1E asks for at least {FEWEST_BATCHES}."
        yield Reason("too_few_batches", text)
    if crossing == 0.0:
        text = "The bound lies outside the limits at the start already: too much scatter."
        yield Reason("outside_at_start", text)
    outside = [p for p in points if p.months <= possible and not limits.hold(p.value, p.value)]
    if outside:
        first = min(outside, key=lambda p: p.months)
        text = (
            f"Batch {first.batch} has {first.value:g} at {first.months:g} months, outside "
            f"{limits.words}: an out-of-specification result, to be investigated first."
        )
        yield Reason("stability_oos", text)


def _notes(
    crossing: float | None, allowed: float, data_months: float, reach: Reach
) -> Iterator[str]:
    if crossing is None or crossing > allowed:
        yield f"The claim is held to {allowed:g} months. {reach.why}."
    if crossing is not None and crossing > data_months:
        yield f"The crossing at {crossing:.1f} months lies beyond the {data_months:g} of the data."
