"""Relative potency from parallel four-parameter curves: the shift between them on log dose.

Refuses: fewer than four doses of a preparation, a fit that does not settle (BadInput).
Stands on: USP <1034>, Ph. Eur. 5.3 (4PL): one common curve with a shift against two free curves.
The shift is itself a parameter, so its interval is Student's and no ratio has to be taken.
"""

from collections.abc import Sequence
from math import exp

import numpy as np
from scipy.stats import f as f_distribution

from secretome.errors import BadInput
from secretome.quality.assays.curve_fit import FittedCurve, Standard, fit_curve
from secretome.quality.assays.curve_models import CurveModel, gradient, response
from secretome.quality.assays.intervals import confidence, fieller, t_factor
from secretome.quality.assays.potency import (
    DoseReading,
    RelativePotency,
    Similarity,
    ValidityTest,
    checked,
    is_meant,
    similarity_reasons,
)
from secretome.quality.assays.result import AssayResult
from secretome.quality.assays.solving import best_fit
from secretome.units import Estimate

Array = np.ndarray
_FEWEST_DOSES = 4
_SHARED = 3  # both ends and the steepness: what two free curves have more


def parallel_curve_potency(
    assay: str,
    standard: Sequence[DoseReading],
    test: Sequence[DoseReading],
    *,
    similarity: Similarity | None = None,
    level: float = 0.95,
) -> RelativePotency:
    """Potency of the test in per cent of the standard by parallel 4PL curves.

    Curves that are not similar make the run invalid: there is then no relative potency.
    """
    rule = similarity or Similarity()
    x_s, y_s = checked(standard, "standard", _FEWEST_DOSES)
    x_t, y_t = checked(test, "test", _FEWEST_DOSES)
    free = tuple(_free(side) for side in (standard, test))
    shift, error, left, freedom = _common((x_s, y_s), (x_t, y_t), free)
    f_test = _similar(left, freedom, free, rule.risk)
    ratios = (
        ("steepness", _ratio(_steepness(free[1]), _steepness(free[0]), free, level)),
        ("range", _ratio(_range(free[1]), _range(free[0]), free, level)),
    )
    invalid = tuple(similarity_reasons(f_test, ratios, rule))
    half = t_factor(level, freedom) * error
    if not is_meant(abs(shift) + half):
        why = "The shift has no end: the doses do not reach the bend of both curves."
        none = AssayResult(f"potency[{assay}]", None, None, why, invalid=invalid)
        return RelativePotency(none, (f_test,), ratios)
    value, spread = 100 * exp(shift), exp(half)
    source = f"parallel 4PL, {len(y_s) + len(y_t)} readings"
    found = confidence(value, (value / spread, value * spread), level, source)
    result = AssayResult(f"potency[{assay}]", value, found, invalid=invalid)
    return RelativePotency(result, (f_test,), ratios)


def _free(readings: Sequence[DoseReading]) -> FittedCurve:
    wells = [Standard(one.dose, one.response) for one in readings]
    return fit_curve(wells, CurveModel.FOUR)


def _common(
    standard: tuple[Array, Array], test: tuple[Array, Array], free: tuple[FittedCurve, ...]
) -> tuple[float, float, float, int]:
    """Shift, its standard error, residual sum of squares and freedom of the common curve."""
    x, y = (np.concatenate(both) for both in zip(standard, test, strict=True))
    is_test = np.repeat([0.0, 1.0], [len(standard[0]), len(test[0])])

    def left_over(values: Array) -> Array:
        doses = np.exp(x + is_test * values[4])
        return response(CurveModel.FOUR, values[:4], doses) - y

    def slopes(values: Array) -> Array:
        own = gradient(CurveModel.FOUR, values[:4], np.exp(x + is_test * values[4]))
        return np.column_stack([own, -is_test * own[:, 2]])

    ends = [one.curve.values for one in free]
    start = np.asarray([*ends[0], ends[0][2] - ends[1][2]])
    starts = (start, np.asarray([*np.mean(ends, axis=0), start[4]]), np.asarray([*ends[0], 0.0]))
    found = best_fit(left_over, slopes, starts, what="common curve")
    freedom = len(y) - 5
    if freedom < 1:
        raise BadInput("too few readings", where="potency", do="Repeat the doses")
    covariance = np.linalg.pinv(found.slopes.T @ found.slopes, hermitian=True)
    error = (covariance[4, 4] * found.sum_squares / freedom) ** 0.5
    return float(found.values[4]), float(error), found.sum_squares, freedom


def _similar(left: float, freedom: int, free: tuple[FittedCurve, ...], risk: float) -> ValidityTest:
    """Extra sum of squares: what two free curves explain more than the common one."""
    own = sum(one.residual_sd**2 * one.freedom for one in free)
    own_freedom = freedom - _SHARED
    if own_freedom < 1 or own <= 0:
        raise BadInput("the readings show no scatter", where="potency", do="Repeat each dose")
    statistic = max(left - own, 0.0) / _SHARED / (own / own_freedom)
    p = float(f_distribution.sf(statistic, _SHARED, own_freedom))
    return ValidityTest("parallelism", statistic, (_SHARED, own_freedom), p, p >= risk)


def _steepness(fit: FittedCurve) -> tuple[float, float]:
    return fit.curve.parameter("steepness"), fit.standard_error("steepness")


def _range(fit: FittedCurve) -> tuple[float, float]:
    """Distance between the ends of a curve with its standard error."""
    covariance = np.asarray(fit.covariance)
    take = np.asarray([-1.0, 1.0, 0.0, 0.0])
    value = fit.curve.parameter("infinite") - fit.curve.parameter("zero")
    return value, float(take @ covariance @ take) ** 0.5


def _ratio(
    above: tuple[float, float],
    below: tuple[float, float],
    free: tuple[FittedCurve, ...],
    level: float,
) -> Estimate | None:
    freedom = min(one.freedom for one in free)
    ends = fieller(above, below, covariance=0.0, quantile=t_factor(level, freedom))
    if ends is None:
        return None
    return confidence(above[0] / below[0], ends, level, "test over standard, Fieller")
