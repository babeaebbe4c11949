"""Straight lines over time for several batches, by the three models of ICH Q1E.

Stands on: least squares with common or own intercepts and slopes; F tests at 0.25 (ICH Q1E B.2).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

import numpy as np
from scipy.stats import f as f_distribution
from scipy.stats import t as student_t

from secretome.errors import BadInput


class PoolModel(StrEnum):
    """Which of intercepts and slopes the batches share."""

    POOLED = "POOLED"  # common intercept, common slope
    COMMON_SLOPE = "COMMON_SLOPE"  # own intercepts, common slope
    SEPARATE = "SEPARATE"  # every batch its own line


@dataclass(frozen=True, slots=True)
class StabilityPoint:
    """One result of one batch after so many months of storage."""

    batch: str
    months: float
    value: float


@dataclass(frozen=True, slots=True)
class BatchLine:
    """The line of one batch (or of all, for a pooled model) and what its bound needs.

    ``covariance`` is that of intercept and slope: (var intercept, covariance, var slope).
    """

    batch: str
    intercept: float
    slope: float
    covariance: tuple[float, float, float]
    freedom: int

    def at(self, months: float) -> float:
        """The mean at a time."""
        return self.intercept + self.slope * months

    def bound(self, months: float, *, upper: bool, confidence: float) -> float:
        """One-sided confidence bound of the mean at a time."""
        return self.at(months) + self.reach(months, confidence) * (1 if upper else -1)

    def reach(self, months: float, confidence: float) -> float:
        """Distance from the line to its one-sided bound."""
        first, both, second = self.covariance
        variance = first + 2 * both * months + second * months**2
        return float(student_t.ppf(confidence, self.freedom)) * sqrt(max(variance, 0.0))


@dataclass(frozen=True, slots=True)
class Pooling:
    """The model chosen, the two p values that chose it, and its lines."""

    model: PoolModel
    p_slopes: float | None
    p_intercepts: float | None
    lines: tuple[BatchLine, ...]
    residual_sd: float


def batches_of(points: Sequence[StabilityPoint]) -> list[str]:
    """The batches in the order in which they first stand."""
    return list(dict.fromkeys(point.batch for point in points))


def pool(points: Sequence[StabilityPoint], *, alpha: float = 0.25) -> Pooling:
    """Choose the simplest model that the batches allow, slopes before intercepts.

    Raises BadInput for fewer than three results or times in a batch.
    """
    names = batches_of(points)
    _require(points, names)
    if len(names) == 1:
        line, squares, freedom = _own_line(points, names[0])
        return Pooling(PoolModel.POOLED, None, None, (line,), sqrt(squares / freedom))
    own = [_own_line(points, name) for name in names]
    full = sum(squares for _, squares, _ in own), sum(freedom for *_, freedom in own)
    parallel, pooled = (
        _fit(points, names, PoolModel.COMMON_SLOPE),
        _fit(points, names, PoolModel.POOLED),
    )
    p_slopes = _p_of_step(parallel.squares, full[0], len(names) - 1, full[1])
    p_intercepts = _p_of_step(
        pooled.squares, parallel.squares, len(names) - 1, full[1], error=full[0] / full[1]
    )
    if p_slopes < alpha:
        lines = tuple(line for line, *_ in own)
        return Pooling(PoolModel.SEPARATE, p_slopes, p_intercepts, lines, sqrt(full[0] / full[1]))
    chosen, model = (
        (parallel, PoolModel.COMMON_SLOPE) if p_intercepts < alpha else (pooled, PoolModel.POOLED)
    )
    spread = sqrt(chosen.squares / chosen.freedom)
    return Pooling(model, p_slopes, p_intercepts, chosen.lines, spread)


@dataclass(frozen=True, slots=True)
class _Fit:
    lines: tuple[BatchLine, ...]
    squares: float
    freedom: int


def _require(points: Sequence[StabilityPoint], names: Sequence[str]) -> None:
    if not points:
        raise BadInput("there are no results", where="stability", do="Give results over time")
    for name in names:
        times = {point.months for point in points if point.batch == name}
        if len(times) < 3 or min(times) < 0:
            what = f"batch {name} has results at {len(times)} times"
            raise BadInput(what, where="stability", do="Give at least three, none before the start")
    if not all(np.isfinite([point.value for point in points])):
        do = "Leave censored results out and say so"
        raise BadInput("a result is no number", where="stability", do=do)


def _own_line(points: Sequence[StabilityPoint], name: str) -> tuple[BatchLine, float, int]:
    fit = _fit([point for point in points if point.batch == name], [name], PoolModel.POOLED)
    line = fit.lines[0]
    named = BatchLine(name, line.intercept, line.slope, line.covariance, line.freedom)
    return named, fit.squares, fit.freedom


def _fit(points: Sequence[StabilityPoint], names: Sequence[str], model: PoolModel) -> _Fit:
    """Least squares with one slope and either one or as many intercepts as batches."""
    months = np.array([point.months for point in points], float)
    values = np.array([point.value for point in points], float)
    is_own = model is PoolModel.COMMON_SLOPE
    places = [names.index(point.batch) if is_own else 0 for point in points]
    columns = np.column_stack([np.eye(len(names) if is_own else 1)[places], months])
    inverse = np.linalg.inv(columns.T @ columns)
    found = inverse @ columns.T @ values
    left = values - columns @ found
    squares, freedom = float(left @ left), len(points) - columns.shape[1]
    covariance = inverse * squares / freedom
    titles = names if is_own else ["all batches"]
    lines = tuple(
        BatchLine(
            title,
            float(found[place]),
            float(found[-1]),
            (
                float(covariance[place, place]),
                float(covariance[place, -1]),
                float(covariance[-1, -1]),
            ),
            freedom,
        )
        for place, title in enumerate(titles)
    )
    return _Fit(lines, squares, freedom)


def _p_of_step(
    smaller: float, larger: float, steps: int, freedom: int, *, error: float | None = None
) -> float:
    """P value of the F test between nested models; the error is that of the full model."""
    error = larger / freedom if error is None else error
    if error <= 0:
        return 1.0 if smaller - larger <= 1e-12 else 0.0
    return float(f_distribution.sf((smaller - larger) / steps / error, steps, freedom))
