"""Weighted least squares for the calibration curves, with the covariance of the parameters.

Refuses: too few levels, responses that do not change, a fit that does not settle (BadInput).
Stands on: scipy's least squares; weights 1/y and 1/y² from the mean of each level; a variance
function (log variance on log mean over the levels with repeats) where the site's own is asked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log

import numpy as np

from secretome.errors import BadInput
from secretome.quality.assays.curve_models import (
    PARAMETERS,
    Curve,
    CurveModel,
    gradient,
    powers,
    response,
)
from secretome.quality.assays.lines import straight_line
from secretome.quality.assays.result import numbers_of, positive
from secretome.quality.assays.solving import best_fit

Array = np.ndarray
_ANY = (-np.inf, np.inf)
# The two ends say which way a curve goes; beyond these no plate can tell the shapes apart.
_BOUNDS = {"steepness": (1e-3, 100.0), "log_asymmetry": (-5.0, 5.0), "log_middle": (-100.0, 100.0)}


class Weighting(StrEnum):
    """How much a level counts."""

    NONE = "none"
    BY_Y = "1/y"
    BY_Y2 = "1/y²"
    VARIANCE = "variance function"


@dataclass(frozen=True, slots=True)
class Standard:
    """One well of a standard: nominal concentration (0 for a blank) and response."""

    concentration: float
    response: float


@dataclass(frozen=True, slots=True)
class VarianceFunction:
    """Variance of one reading = exp(log_scale) x response^power."""

    log_scale: float
    power: float

    def at(self, y: Array) -> Array:
        """Variance at a response; what is not above zero counts as very small."""
        return np.exp(self.log_scale) * np.maximum(y, 1e-12) ** self.power


@dataclass(frozen=True, slots=True)
class FittedCurve:
    """A curve, how sure its parameters are, and how a single reading scatters around it."""

    curve: Curve
    covariance: tuple[tuple[float, ...], ...]
    residual_sd: float
    freedom: int
    r_squared: float
    variance: VarianceFunction
    standards: tuple[Standard, ...]

    def standard_error(self, name: str) -> float:
        """Standard error of one parameter; a fixed one has none (0)."""
        names = PARAMETERS[self.curve.model]
        if name in names:
            return float(self.covariance[names.index(name)][names.index(name)] ** 0.5)
        place = names.index(f"log_{name}")
        return float(self.covariance[place][place] ** 0.5) * self.curve.parameter(name)

    def reading_variance(self, y: float) -> float:
        """Variance of one reading with this expected response."""
        return float(self.residual_sd**2 * self.variance.at(np.asarray([y]))[0])


def fit_curve(
    standards: Sequence[Standard],
    model: CurveModel,
    *,
    weighting: Weighting = Weighting.NONE,
    fixed: Mapping[str, float] | None = None,
) -> FittedCurve:
    """Fit a curve to standards; ``fixed`` holds named parameters (``zero`` at 0 after a blank)."""
    x, y = _checked(standards, model, fixed or {})
    variance = variance_function(standards, weighting)
    means = _level_means(x, y)
    if weighting is not Weighting.NONE and means.min() <= 0:
        do = "Leave the blank out of the fit, or take no weights"
        raise BadInput("a level's mean response is not above zero", where="weights", do=do)
    weights = 1 / variance.at(means)
    free = [name for name in PARAMETERS[model] if name not in (fixed or {})]
    values = _solve(model, x, y, weights, fixed or {})
    left = y - response(model, values, x)
    freedom = len(y) - len(free)
    residual = float(np.sum(weights * left**2)) / freedom
    covariance = _covariance(model, values, x, weights, free) * residual
    centre = float(np.average(y, weights=weights))
    whole = float(np.sum(weights * (y - centre) ** 2))
    return FittedCurve(
        Curve(model, tuple(float(value) for value in values)),
        tuple(tuple(row) for row in covariance.tolist()),
        residual**0.5, freedom, 1 - residual * freedom / whole, variance, tuple(standards),
    )  # fmt: skip


def variance_function(standards: Sequence[Standard], weighting: Weighting) -> VarianceFunction:
    """The relative variance that the weighting stands for; fitted for VARIANCE."""
    powers = {Weighting.NONE: 0.0, Weighting.BY_Y: 1.0, Weighting.BY_Y2: 2.0}
    if weighting in powers:
        return VarianceFunction(0.0, powers[weighting])
    found = [(np.mean(level), np.var(level, ddof=1)) for level in _levels(standards)]
    usable = [(log(mean), log(var)) for mean, var in found if mean > 0 and var > 0]
    if len(usable) < 3:
        do = "Repeat at least three levels, or name 1/y or 1/y²"
        raise BadInput("the scatter cannot be fitted", where="variance function", do=do)
    line = straight_line([one[0] for one in usable], [one[1] for one in usable])
    return VarianceFunction(line.intercept, line.slope)


def _levels(standards: Sequence[Standard]) -> list[list[float]]:
    found: dict[float, list[float]] = {}
    for one in standards:
        found.setdefault(one.concentration, []).append(one.response)
    return [level for level in found.values() if len(level) > 1]


def _level_means(x: Array, y: Array) -> Array:
    return np.asarray([y[x == level].mean() for level in x])


def _checked(
    standards: Sequence[Standard], model: CurveModel, fixed: Mapping[str, float]
) -> tuple[Array, Array]:
    strange = sorted(set(fixed) - set(PARAMETERS[model]))
    if strange:
        do = f"{model} has {', '.join(PARAMETERS[model])}"
        raise BadInput(f"{', '.join(strange)} is no parameter", where="curve", do=do)
    x = np.asarray(numbers_of([one.concentration for one in standards], where="standards"))
    y = np.asarray(numbers_of([one.response for one in standards], where="standards"))
    if (x < 0).any():
        do = "Concentrations are zero or more"
        raise BadInput("a standard lies below zero", where="standards", do=do)
    for level in x[x > 0]:
        positive(float(level), where="standards")
    free = len(PARAMETERS[model]) - len(fixed)
    if len(set(x)) < free or len(y) <= free:
        what = f"{len(set(x))} levels in {len(y)} wells are too few for {model}"
        raise BadInput(what, where="standards", do="Add levels or take a curve with fewer numbers")
    if np.ptp(y) == 0:
        do = "Check the plate"
        raise BadInput("all standards have the same response", where="standards", do=do)
    return x, y


def _solve(
    model: CurveModel, x: Array, y: Array, weights: Array, fixed: Mapping[str, float]
) -> Array:
    """The best of several starts; a straight line is solved once."""
    names = PARAMETERS[model]
    free = [place for place, name in enumerate(names) if name not in fixed]
    whole = np.asarray([fixed.get(name, 0.0) for name in names])
    root, scale = np.sqrt(weights / weights.max()), float(np.ptp(y))

    if model.is_polynomial:
        return _solve_polynomial(powers(model, x), y, root, whole, free)

    def full(values: Array) -> Array:
        found = whole.copy()
        found[free] = values
        return found

    def left_over(values: Array) -> Array:
        return root * (response(model, full(values), x) - y) / scale

    def slopes(values: Array) -> Array:
        return root[:, None] * gradient(model, full(values), x)[:, free] / scale

    lowest, highest = (
        np.asarray([_BOUNDS.get(name, _ANY)[end] for name in names])[free] for end in (0, 1)
    )
    starts = [start[free] for start in _starts(model, x, y)]
    found = best_fit(left_over, slopes, starts, bounds=(lowest, highest), what=f"{model} fit")
    return full(found.values)


def _solve_polynomial(design: Array, y: Array, root: Array, fixed: Array, free: list[int]) -> Array:
    """One step; columns on one scale, or x² of a large x would drown the rest."""
    size = np.abs(design).max(axis=0)
    size[size == 0] = 1.0
    even, whole = design / size, fixed * size
    known = root * (y - even @ whole)
    whole[free] = np.linalg.lstsq(root[:, None] * even[:, free], known, rcond=None)[0]
    return whole / size


def _starts(model: CurveModel, x: Array, y: Array) -> list[Array]:
    lowest, highest = x.min(), x.max()
    zero, infinite = float(y[x == lowest].mean()), float(y[x == highest].mean())
    reach = infinite - zero
    ends = np.asarray([zero - 0.02 * reach, infinite + 0.1 * reach])
    logs = np.log(x[x > 0])
    half = (y[x > 0] - zero) / (reach or 1.0)
    middle = float(logs[np.abs(half - 0.5).argmin()])
    last = [0.0] if model is CurveModel.FIVE else []
    places = (middle, float(logs.mean()), float(logs.max()) + 1)
    return [np.asarray([*ends, place, steep, *last]) for place in places for steep in (1.0, 2.5)]


def _covariance(
    model: CurveModel, values: Array, x: Array, weights: Array, free: list[str]
) -> Array:
    places = [PARAMETERS[model].index(name) for name in free]
    slopes = gradient(model, values, x)[:, places]
    size = np.abs(slopes).max(axis=0)
    size[size == 0] = 1.0
    even = slopes / size  # columns on one scale, or the inverse loses its digits
    inverse = np.linalg.pinv(even.T @ (weights[:, None] * even), hermitian=True)
    whole = np.zeros((len(values), len(values)))
    whole[np.ix_(places, places)] = inverse / np.outer(size, size)
    return whole
