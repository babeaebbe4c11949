"""What a temperature record means for goods: mean kinetic temperature where valid, time outside.

A mean kinetic temperature is given for liquid goods inside its window only; for frozen goods the
maximum and the time above the limit decide, and the answer says so.
Refuses: readings out of order or without any value (BadInput).
Stands on: USP <1160> and <1079.2> (dH 83.144 kJ/mol, dH/R 10 000 K; not for frozen goods).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from math import exp, isfinite, log
from statistics import median

from secretome.errors import BadInput
from secretome.instruments import TimeSeries
from secretome.quality.stability.kinetics import GAS_CONSTANT
from secretome.quality.stability.storage import StorageRule
from secretome.quality.verdict import Verdict

ACTIVATION_KJ_PER_MOL = 83.144
_ZERO_C = 273.15
_GAP_TIMES = 3.0  # a step longer than three usual ones is a gap: nobody knows what was in it


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading at a moment in hours since any start; None where the logger has a hole."""

    at_h: float
    celsius: float | None


@dataclass(frozen=True, slots=True)
class Excursion:
    """One stay outside the limits: from, until, the furthest reading, above or below."""

    from_h: float
    until_h: float
    extreme_c: float
    is_above: bool

    @property
    def hours(self) -> float:
        """How long it lasted."""
        return self.until_h - self.from_h


@dataclass(frozen=True, slots=True)
class TemperatureHistory:
    """A record held against a storage rule; ``mkt_c`` is None with ``mkt_reason``."""

    verdict: Verdict
    lowest_c: float
    highest_c: float
    hours: float
    above_h: float
    below_h: float
    longest_h: float
    gaps_h: float
    mkt_c: float | None
    mkt_reason: str
    excursions: tuple[Excursion, ...]
    reasons: tuple[str, ...]


def readings_from(times: Sequence[datetime], values_c: Sequence[float | None]) -> list[Reading]:
    """Readings of a logger as hours since its first one."""
    if len(times) != len(values_c) or not times:
        do = "Give one temperature for each moment"
        raise BadInput("moments and readings do not match", where="temperature record", do=do)
    pairs = zip(times, values_c, strict=True)
    return [Reading((at - times[0]).total_seconds() / 3600, value) for at, value in pairs]


def readings_of(series: TimeSeries) -> list[Reading]:
    """Readings of a logger file's series.

    Raises BadInput for a series that holds no temperature.
    """
    if not series.attribute.startswith("temperature"):
        do = "Give the channel that measured temperature"
        raise BadInput(f"{series.attribute} is no temperature", where="temperature record", do=do)
    return readings_from([datetime.fromisoformat(at) for at in series.times], series.values)


def mean_kinetic_c(
    values_c: Sequence[float],
    hours: Sequence[float] | None = None,
    *,
    activation_kj_per_mol: float = ACTIVATION_KJ_PER_MOL,
) -> float:
    """The one temperature with the same thermal stress; weights are hours, equal if left out.

    Raises BadInput for no readings, or weights that do not belong to them.
    """
    weights = [1.0] * len(values_c) if hours is None else list(hours)
    is_sound = len(weights) == len(values_c) and sum(weights) > 0 and min(weights) >= 0
    if not (is_sound and all(isfinite(value) and value > -_ZERO_C for value in values_c)):
        do = "Give readings in °C, with an hour count for each where steps differ"
        raise BadInput("no mean can be taken", where="mean kinetic temperature", do=do)
    ratio = activation_kj_per_mol / GAS_CONSTANT
    hottest = max(values_c) + _ZERO_C
    terms = (
        weight * exp(ratio / hottest - ratio / (value + _ZERO_C))
        for value, weight in zip(values_c, weights, strict=True)
    )
    return ratio / (ratio / hottest - log(sum(terms) / sum(weights))) - _ZERO_C


def temperature_history(readings: Sequence[Reading], rule: StorageRule) -> TemperatureHistory:
    """Hold a record against a rule.

    A step counts as outside when either end is outside, so time outside is never understated.
    """
    kept = _ordered(readings)
    values = [value for _, value in kept]
    gap = _gap_limit([at for at, _ in kept])
    excursions = tuple(_excursions(kept, rule, gap))
    gaps_h = sum(step for step in _steps(kept) if step > gap)
    above, below = (sum(e.hours for e in excursions if e.is_above is up) for up in (True, False))
    mkt, why = _mean_kinetic(kept, rule, gap)
    reasons = tuple(_reasons(excursions, values, rule, mkt, gaps_h))
    return TemperatureHistory(
        verdict=_verdict(reasons, excursions, rule, mkt),
        lowest_c=min(values),
        highest_c=max(values),
        hours=kept[-1][0] - kept[0][0],
        above_h=above,
        below_h=below,
        longest_h=max((one.hours for one in excursions), default=0.0),
        gaps_h=gaps_h,
        mkt_c=mkt,
        mkt_reason=why,
        excursions=excursions,
        reasons=reasons,
    )


def _ordered(readings: Sequence[Reading]) -> list[tuple[float, float]]:
    kept = [(one.at_h, one.celsius) for one in readings if one.celsius is not None]
    if not kept:
        do = "Give at least one reading with a value"
        raise BadInput("there is no reading", where="temperature record", do=do)
    if any(later[0] <= earlier[0] for earlier, later in pairwise(kept)):
        do = "Sort them, and join two records only after sorting"
        raise BadInput("the readings are not in order", where="temperature record", do=do)
    return kept


def _steps(kept: Sequence[tuple[float, float]]) -> list[float]:
    return [later[0] - earlier[0] for earlier, later in pairwise(kept)]


def _gap_limit(times: Sequence[float]) -> float:
    steps = [later - earlier for earlier, later in pairwise(times)]
    return _GAP_TIMES * median(steps) + 1e-9 if steps else float("inf")


def _excursions(
    kept: Sequence[tuple[float, float]], rule: StorageRule, gap: float
) -> Iterator[Excursion]:
    for is_above in (True, False):
        run: list[tuple[float, float]] = []
        for place, (at, value) in enumerate(kept):
            if rule.is_outside(value, above=is_above):
                run.append((at, value))
            elif run:
                yield _excursion(run, kept, place, is_above, gap)
                run = []
        if run:
            yield _excursion(run, kept, len(kept), is_above, gap)


def _excursion(
    run: Sequence[tuple[float, float]],
    kept: Sequence[tuple[float, float]],
    after: int,
    is_above: bool,  # noqa: FBT001 - one side of the limits
    gap: float,
) -> Excursion:
    """From the reading before the first outside to the one after the last; gaps are not counted."""
    first = after - len(run)
    start, end = run[0][0], run[-1][0]
    if first > 0 and start - kept[first - 1][0] <= gap:
        start = kept[first - 1][0]
    if after < len(kept) and kept[after][0] - end <= gap:
        end = kept[after][0]
    extreme = (max if is_above else min)(value for _, value in run)
    return Excursion(start, end, extreme, is_above)


def _mean_kinetic(
    kept: Sequence[tuple[float, float]], rule: StorageRule, gap: float
) -> tuple[float | None, str]:
    if rule.mkt_limit_c is None:
        return None, rule.mkt_reason
    hours = kept[-1][0] - kept[0][0]
    if min(value for _, value in kept) < 0:
        return None, "A reading is below freezing: the kinetics of the liquid do not hold there."
    if any(step > gap for step in _steps(kept)):
        return None, "The record has gaps: nobody knows what was in them."
    values, weights = _weighted(kept)
    mean = mean_kinetic_c(values, weights)
    if hours + 1e-9 < rule.mkt_window_h:
        text = f"over {hours:.1f} h; the window is {rule.mkt_window_h:g} h, add the time before"
        return mean, text
    return _hottest_window(kept, rule.mkt_window_h), f"highest of any {rule.mkt_window_h:g} h"


def _weighted(kept: Sequence[tuple[float, float]]) -> tuple[list[float], list[float]]:
    """Each reading with half of the steps beside it."""
    steps = _steps(kept)
    if not steps:
        return [kept[0][1]], [1.0]
    weights = [(before + after) / 2 for before, after in pairwise([0.0, *steps, 0.0])]
    return [value for _, value in kept], weights


def _hottest_window(kept: Sequence[tuple[float, float]], window_h: float) -> float:
    """The highest mean over any window that ends at a reading, by running sums."""
    ratio = ACTIVATION_KJ_PER_MOL / GAS_CONSTANT
    hottest = max(value for _, value in kept) + _ZERO_C
    rates = [exp(ratio / hottest - ratio / (value + _ZERO_C)) for _, value in kept]
    sums = [0.0]
    for place, step in enumerate(_steps(kept)):
        sums.append(sums[-1] + step * (rates[place] + rates[place + 1]) / 2)
    best, start = 0.0, 0
    for end in range(1, len(kept)):
        while kept[end][0] - kept[start + 1][0] >= window_h:
            start += 1
        length = kept[end][0] - kept[start][0]
        if length + 1e-9 >= window_h:
            best = max(best, (sums[end] - sums[start]) / length)
    return ratio / (ratio / hottest - log(best)) - _ZERO_C


def _reasons(
    excursions: Sequence[Excursion],
    values: Sequence[float],
    rule: StorageRule,
    mkt: float | None,
    gaps_h: float,
) -> Iterator[str]:
    for one in excursions:
        side = "above" if one.is_above else "below"
        limit = rule.high_c if one.is_above else rule.low_c
        reached = f"it reached {one.extreme_c:g} °C"
        yield f"{one.hours:.2f} h {side} {limit:g} °C from hour {one.from_h:.2f}: {reached}."
    if mkt is not None and rule.mkt_limit_c is not None and mkt > rule.mkt_limit_c:
        yield f"The mean kinetic temperature {mkt:.2f} °C is above {rule.mkt_limit_c:g} °C."
    if rule.spike_c is not None and max(values) > rule.spike_c:
        yield f"{max(values):g} °C is above the {rule.spike_c:g} °C that no spike may pass."
    if gaps_h:
        yield f"{gaps_h:.2f} h of the record are missing."


def _verdict(
    reasons: Sequence[str], excursions: Sequence[Excursion], rule: StorageRule, mkt: float | None
) -> Verdict:
    """Outside is a failure only where the rule settles it; else a person with data decides."""
    if not reasons:
        return Verdict.PASS
    if rule.mkt_limit_c is not None and mkt is not None and mkt > rule.mkt_limit_c:
        return Verdict.FAIL
    highest = max((one.extreme_c for one in excursions), default=float("-inf"))
    if rule.spike_c is not None and highest > rule.spike_c:
        return Verdict.FAIL
    return Verdict.CANNOT_TELL
