"""Whether what is measured falls as the sample is diluted, and over which dilutions it does.

Refuses: fewer than three dilutions, a reading that is not above zero (BadInput).
Stands on: weighted least squares through zero; slope of log reading on log dilution is -1 for a
sample without interference. Index: RMS relative distance of the best line in log-log from the
proportional one, the thought behind the proportionality index of ISO 20391-2 (own formula).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, sqrt

import numpy as np

from secretome.errors import BadInput, Reason
from secretome.quality.assays.intervals import confidence, mean_and_error, t_factor
from secretome.quality.assays.lines import straight_line
from secretome.quality.assays.result import AssayResult, positive
from secretome.units import Estimate

FEWEST_DILUTIONS = 3
TOLERANCE = 0.20  # set by the laboratory; 20 % is the ICH M10 figure for ligand binding


@dataclass(frozen=True, slots=True)
class DilutionPoint:
    """One reading of the diluted sample (not multiplied back), 10 for ten-fold."""

    factor: float
    reading: float


@dataclass(frozen=True, slots=True)
class DilutionSeries:
    """What a series shows: slope and index over all of it, the number over its linear range.

    Without a linear range ``undiluted`` is the mean over everything, which stands for nothing.
    """

    undiluted: Estimate
    slope: Estimate
    proportionality_index: float
    corrected_cv: float
    factors: tuple[float, ...]
    linear_factors: tuple[float, ...]

    @property
    def is_linear(self) -> bool:
        """Whether every dilution agrees with the others within the tolerance."""
        return self.factors == self.linear_factors


def dilution_series(
    points: Sequence[DilutionPoint], *, tolerance: float = TOLERANCE, level: float = 0.95
) -> DilutionSeries:
    """Fit a dilution series: weights 1/reading² (a constant relative error)."""
    rows = _checked(points)
    factors = tuple(dict.fromkeys(row.factor for row in rows))
    linear = linear_range(rows, tolerance=tolerance)
    corrected = [row.factor * row.reading for row in rows if row.factor in (linear or factors)]
    source = f"{len(corrected)} readings over {len(linear or factors)} dilutions"
    undiluted = _proportional(corrected, level, source)
    slope, index = _log_line(rows, level, f"all {len(rows)} readings")
    return DilutionSeries(undiluted, slope, index, _cv(corrected), factors, linear)


def linear_range(
    points: Sequence[DilutionPoint], *, tolerance: float = TOLERANCE
) -> tuple[float, ...]:
    """The longest run of neighbouring dilutions whose corrected means agree within tolerance.

    Empty where no three do. Of two equally long runs the one with the smaller spread is taken.
    """
    means = _level_means(points)
    factors, values = list(means), list(means.values())
    runs = [
        (first, last)
        for first in range(len(values))
        for last in range(first + FEWEST_DILUTIONS, len(values) + 1)
        if _spread(values[first:last]) <= tolerance
    ]
    if not runs:
        return ()
    first, last = max(runs, key=lambda run: (run[1] - run[0], -_spread(values[run[0] : run[1]])))
    return tuple(factors[first:last])


def series_result(series: DilutionSeries, attribute: str = "particle_concentration") -> AssayResult:
    """The undiluted value over the linear range; without one there is no number."""
    slope = series.slope
    shown = f"slope {slope.value:.2f} ({slope.low:.2f} to {slope.high:.2f}), -1 expected"
    if not series.linear_factors:
        why = f"No three neighbouring dilutions agree: {shown}."
        return AssayResult(attribute, None, None, why)
    left_out = [f"{one:g}" for one in series.factors if one not in series.linear_factors]
    text = f"Outside the linear range, left out: {', '.join(left_out)}-fold. Whole series: {shown}."
    notes = (Reason("dilutions_left_out", text),) if left_out else ()
    return AssayResult(attribute, series.undiluted.value, series.undiluted, notes=notes)


def _checked(points: Sequence[DilutionPoint]) -> list[DilutionPoint]:
    for point in points:
        positive(point.factor, where="dilution factor")
        positive(point.reading, where=f"reading at dilution {point.factor:g}")
    rows = sorted(points, key=lambda point: point.factor)
    if len({row.factor for row in rows}) < FEWEST_DILUTIONS:
        do = f"Read at least {FEWEST_DILUTIONS} different dilutions"
        raise BadInput("too few dilutions", where="dilution series", do=do)
    return rows


def _proportional(corrected: list[float], level: float, source: str) -> Estimate:
    """Line through zero with weights 1/expected²: the mean of the corrected readings."""
    mean, error = mean_and_error(tuple(corrected))
    spread = exp(t_factor(level, len(corrected) - 1) * error / mean)
    return confidence(mean, (mean / spread, mean * spread), level, source)


def _cv(values: list[float]) -> float:
    mean, error = mean_and_error(tuple(values))
    return error * sqrt(len(values)) / mean


def _log_line(rows: list[DilutionPoint], level: float, source: str) -> tuple[Estimate, float]:
    """Slope in log-log, and how far that line lies from the proportional one (RMS, relative)."""
    x = np.log([row.factor for row in rows])
    y = np.log([row.reading for row in rows])
    line = straight_line(x.tolist(), y.tolist())
    away = line.intercept + line.slope * x - (float(np.mean(y + x)) - x)
    index = float(np.sqrt(np.mean(np.expm1(away) ** 2)))
    return line.slope_estimate(level, source), index


def _level_means(points: Sequence[DilutionPoint]) -> dict[float, float]:
    found: dict[float, list[float]] = {}
    for point in sorted(points, key=lambda point: point.factor):
        found.setdefault(point.factor, []).append(point.factor * point.reading)
    return {factor: sum(values) / len(values) for factor, values in found.items()}


def _spread(values: list[float]) -> float:
    """Largest relative distance from the mean of the run."""
    mean = sum(values) / len(values)
    return max(abs(value / mean - 1) for value in values)
