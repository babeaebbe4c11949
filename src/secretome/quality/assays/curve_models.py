"""The calibration curves: line, parabola, four and five parameters, forwards, back and slopes.

Refuses: nothing; where a response has no concentration on the curve, the answer is None.
Stands on: y = infinite + (zero - infinite) / (1 + (x / middle)^steepness)^asymmetry, the five
parameter logistic; asymmetry 1 gives the four parameter curve (Rodbard's form).
"""

from dataclasses import dataclass
from enum import StrEnum
from math import copysign, exp, inf, sqrt

import numpy as np
from scipy.special import expit

Array = np.ndarray


class CurveModel(StrEnum):
    """Form of the curve."""

    LINEAR = "linear"
    QUADRATIC = "quadratic"
    FOUR = "4PL"
    FIVE = "5PL"

    @property
    def is_polynomial(self) -> bool:
        """Whether the response is a line or parabola, so that it is solved in one step."""
        return self in {CurveModel.LINEAR, CurveModel.QUADRATIC}


PARAMETERS = {
    CurveModel.LINEAR: ("intercept", "slope"),
    CurveModel.QUADRATIC: ("intercept", "slope", "curvature"),
    CurveModel.FOUR: ("zero", "infinite", "log_middle", "steepness"),
    CurveModel.FIVE: ("zero", "infinite", "log_middle", "steepness", "log_asymmetry"),
}


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve with numbers in it; ``values`` in the order of ``PARAMETERS``."""

    model: CurveModel
    values: tuple[float, ...]

    def response(self, x: Array | float) -> Array:
        """Expected response at concentrations of zero or more."""
        return response(self.model, np.asarray(self.values), np.asarray(x, dtype=float))

    def concentration(self, y: float) -> float | None:
        """Concentration with this response; None beyond the curve's ends."""
        if self.model.is_polynomial:
            return _root(self.values, y)
        zero, infinite, log_middle, steepness, log_asymmetry = (*self.values, 0.0)[:5]
        if y == infinite or not steepness:
            return None
        share = (zero - infinite) / (y - infinite)
        if share < 1:  # beyond the response at zero, or beyond that at infinity
            return None
        odds = share ** exp(-log_asymmetry) - 1
        if odds == 0:
            return 0.0 if steepness > 0 else None
        return _bounded_exp(log_middle + float(np.log(odds)) / steepness)

    def parameter(self, name: str) -> float:
        """One parameter, with ``middle`` and ``asymmetry`` off the log scale."""
        names = PARAMETERS[self.model]
        if name in names:
            return self.values[names.index(name)]
        return exp(self.values[names.index(f"log_{name}")])


def response(model: CurveModel, values: Array, x: Array) -> Array:
    """Expected response for an array of parameters."""
    if model.is_polynomial:
        return np.polynomial.polynomial.polyval(x, values)
    zero, infinite = values[:2]
    return infinite + (zero - infinite) * np.exp(-_asymmetry(model, values) * _rise(values, x))


def gradient(model: CurveModel, values: Array, x: Array) -> Array:
    """Derivatives of the response by each parameter: rows are concentrations."""
    if model.is_polynomial:
        return powers(model, x)
    reach, steepness = values[0] - values[1], values[3]
    asymmetry, rise, odds = _asymmetry(model, values), _rise(values, x), _log_odds(values, x)
    left = np.exp(-asymmetry * rise)
    by_odds = -reach * left * asymmetry * expit(odds)
    by_steepness = np.where(x > 0, by_odds * np.nan_to_num(odds, neginf=0.0) / steepness, 0.0)
    columns = [left, 1 - left, -by_odds * steepness, by_steepness]
    if model is CurveModel.FIVE:
        columns.append(-reach * left * asymmetry * rise)
    return np.column_stack(columns)


def powers(model: CurveModel, x: Array) -> Array:
    """1, x, x² and so on: the columns of a line or parabola."""
    return np.vander(x, len(PARAMETERS[model]), increasing=True)


def _root(values: tuple[float, ...], y: float) -> float | None:
    """Where a line or parabola meets a response, on the branch that starts at zero."""
    intercept, slope, curvature = (*values, 0.0)[:3]
    inside = slope**2 + 4 * curvature * (y - intercept)
    if not slope or inside < 0:
        return None
    return 2 * (y - intercept) / (slope + copysign(sqrt(inside), slope))


def _log_odds(values: Array, x: Array) -> Array:
    with np.errstate(divide="ignore"):
        return values[3] * (np.log(x) - values[2])


def _rise(values: Array, x: Array) -> Array:
    """log(1 + (x / middle)^steepness), safe for any x of zero or more."""
    return np.logaddexp(0.0, _log_odds(values, x))


def _asymmetry(model: CurveModel, values: Array) -> float:
    return float(np.exp(values[4])) if model is CurveModel.FIVE else 1.0


def slope_by_log(curve: Curve, x: float) -> float:
    """Change of the response with the logarithm of the concentration."""
    step = 1e-6
    ends = curve.response(np.asarray([x * exp(-step), x * exp(step)]))
    return float(ends[1] - ends[0]) / (2 * step)


def _bounded_exp(value: float) -> float | None:
    found = exp(value) if value < 700 else inf
    return found if 0 < found < inf else None
