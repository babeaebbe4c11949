"""Relative potency from parallel lines on log dose, with Fieller's interval.

Refuses: fewer than two doses of a preparation, no scatter to judge by (BadInput).
Stands on: Ph. Eur. 5.3, parallel-line model (completely randomised): error from repeats of a dose.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp

import numpy as np
from scipy.stats import f as f_distribution

from secretome.errors import BadInput, Reason
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
from secretome.units import Estimate

Array = np.ndarray
_FEWEST_DOSES = 2


@dataclass(frozen=True, slots=True)
class _Lines:
    """The two preparations with the sums of squares of the models in question."""

    x: Array
    y: Array
    is_test: Array
    parallel: Array  # intercept of standard, of test, slope
    parallel_left: float
    separate_left: float
    error: float  # variance of one reading
    freedom: int
    cells: int


def parallel_line_potency(
    assay: str,
    standard: Sequence[DoseReading],
    test: Sequence[DoseReading],
    *,
    similarity: Similarity | None = None,
    level: float = 0.95,
) -> RelativePotency:
    """Potency of the test in per cent of the standard; responses already on the scale of the line.

    Runs without a slope, bent, or not parallel are invalid, with every reason.
    """
    rule = similarity or Similarity()
    lines = _fit(standard, test)
    tests = tuple(_tests(lines, rule.risk))
    ratios = (("slopes", _slope_ratio(lines, level)),)
    by_name = {one.name: one for one in tests}
    invalid = [
        Reason(code, text)
        for name, code, text in (
            ("regression", "no_slope", "The response does not change with the dose."),
            ("linearity", "not_linear", "The responses bend away from lines."),
        )
        if name in by_name and not by_name[name].passed
    ]
    invalid += similarity_reasons(by_name["parallelism"], ratios, rule)
    return RelativePotency(_result(assay, lines, level, tuple(invalid)), tests, ratios)


def _result(assay: str, lines: _Lines, level: float, invalid: tuple[Reason, ...]) -> AssayResult:
    name = f"potency[{assay}]"
    above, slope = float(lines.parallel[1] - lines.parallel[0]), float(lines.parallel[2])
    if not slope:
        return AssayResult(name, None, None, "The lines are flat.", invalid=invalid)
    covariance = _covariance(_design(lines.x, lines.is_test), lines.error)
    take = np.asarray([-1.0, 1.0, 0.0])
    ends = fieller(
        (above, float(take @ covariance @ take) ** 0.5),
        (slope, float(covariance[2, 2]) ** 0.5),
        covariance=float(take @ covariance[:, 2]),
        quantile=t_factor(level, lines.freedom),
    )
    if not is_meant(above / slope):
        return AssayResult(name, None, None, "The lines are all but flat.", invalid=invalid)
    value = 100 * exp(above / slope)
    if ends is None or not is_meant(*ends):
        why = "The slope cannot be told from zero, so the potency has no end."
        return AssayResult(name, value, None, why, invalid=invalid)
    source = f"parallel lines, {len(lines.y)} readings, Fieller"
    found = confidence(value, (100 * exp(ends[0]), 100 * exp(ends[1])), level, source)
    return AssayResult(name, value, found, invalid=invalid)


def _fit(standard: Sequence[DoseReading], test: Sequence[DoseReading]) -> _Lines:
    x_s, y_s = checked(standard, "standard", _FEWEST_DOSES)
    x_t, y_t = checked(test, "test", _FEWEST_DOSES)
    x, y = np.concatenate([x_s, x_t]), np.concatenate([y_s, y_t])
    is_test = np.repeat([0.0, 1.0], [len(x_s), len(x_t)])
    parallel, parallel_left = _solved(_design(x, is_test), y)
    _, separate_left = _solved(np.column_stack([_design(x, is_test), is_test * x]), y)
    pure, cells = _pure_error(x, y, is_test)
    freedom = len(y) - cells if len(y) > cells else len(y) - 4
    left = pure if len(y) > cells else separate_left
    if freedom < 1 or left <= 1e-12 * float(np.sum(y**2)):
        do = "Repeat each dose"
        raise BadInput("the readings show no scatter", where="potency", do=do)
    error = left / freedom
    return _Lines(x, y, is_test, parallel, parallel_left, separate_left, error, freedom, cells)


def _design(x: Array, is_test: Array) -> Array:
    return np.column_stack([1 - is_test, is_test, x])


def _solved(design: Array, y: Array) -> tuple[Array, float]:
    values = np.linalg.lstsq(design, y, rcond=None)[0]
    return values, float(np.sum((y - design @ values) ** 2))


def _covariance(design: Array, error: float) -> Array:
    return np.linalg.inv(design.T @ design) * error


def _pure_error(x: Array, y: Array, is_test: Array) -> tuple[float, int]:
    cells: dict[tuple[float, float], list[float]] = {}
    for dose, kind, response in zip(x.tolist(), is_test.tolist(), y.tolist(), strict=True):
        cells.setdefault((kind, dose), []).append(response)
    squares = (float(np.sum((np.asarray(one) - np.mean(one)) ** 2)) for one in cells.values())
    return sum(squares), len(cells)


def _tests(lines: _Lines, risk: float) -> Iterator[ValidityTest]:
    flat = _solved(_design(lines.x, lines.is_test)[:, :2], lines.y)[1]
    yield _f_test("regression", flat - lines.parallel_left, 1, lines, risk, wanted=True)
    apart = lines.parallel_left - lines.separate_left
    yield _f_test("parallelism", apart, 1, lines, risk, wanted=False)
    bends = lines.cells - 4
    if bends > 0 and len(lines.y) > lines.cells:
        bent = lines.separate_left - lines.error * lines.freedom
        yield _f_test("linearity", bent, bends, lines, risk, wanted=False)


def _f_test(
    name: str, squares: float, freedom: int, lines: _Lines, risk: float, *, wanted: bool
) -> ValidityTest:
    """An effect that is ``wanted`` passes when it is there, any other when it is not."""
    statistic = max(squares, 0.0) / freedom / lines.error
    p = float(f_distribution.sf(statistic, freedom, lines.freedom))
    return ValidityTest(name, statistic, (freedom, lines.freedom), p, (p < risk) == wanted)


def _slope_ratio(lines: _Lines, level: float) -> Estimate | None:
    """Slope of the test over that of the standard."""
    slopes = []
    for kind in (1.0, 0.0):
        x, y = lines.x[lines.is_test == kind], lines.y[lines.is_test == kind]
        squares = float(np.sum((x - x.mean()) ** 2))
        slope = float(np.sum((x - x.mean()) * y)) / squares
        slopes.append((slope, (lines.error / squares) ** 0.5))
    quantile = t_factor(level, lines.freedom)
    ends = fieller(slopes[0], slopes[1], covariance=0.0, quantile=quantile)
    if ends is None:
        return None
    return confidence(slopes[0][0] / slopes[1][0], ends, level, "ratio of slopes, Fieller")
