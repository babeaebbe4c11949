"""The calibration curves: straight line, four and five parameters, forwards, back and slopes.

Refuses: nothing; where a response has no concentration on the curve, the answer is None.
Stands on: y = infinite + (zero - infinite) / (1 + (x / middle)^steepness)^asymmetry, the five
parameter logistic; asymmetry 1 gives the four parameter curve (Rodbard's form).
"""

from dataclasses import dataclass
from enum import StrEnum
from math import exp, inf

import numpy as np

Array = np.ndarray


class CurveModel(StrEnum):
    """Form of the curve."""

    LINEAR = "linear"
    FOUR = "4PL"
    FIVE = "5PL"


PARAMETERS = {
    CurveModel.LINEAR: ("intercept", "slope"),
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
        if self.model is CurveModel.LINEAR:
            intercept, slope = self.values
            return (y - intercept) / slope if slope else None
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
    if model is CurveModel.LINEAR:
        return values[0] + values[1] * x
    zero, infinite, log_middle, steepness = values[:4]
    asymmetry = np.exp(values[4]) if model is CurveModel.FIVE else 1.0
    with np.errstate(divide="ignore"):
        odds = steepness * (np.log(x) - log_middle)
    return infinite + (zero - infinite) * np.exp(-asymmetry * np.logaddexp(0.0, odds))


def gradient(model: CurveModel, values: Array, x: Array) -> Array:
    """Derivatives of the response by each parameter, by central differences: rows are x."""
    columns = []
    for place, value in enumerate(values):
        step = 1e-6 * max(abs(value), 1e-3)
        up, down = values.copy(), values.copy()
        up[place], down[place] = value + step, value - step
        columns.append((response(model, up, x) - response(model, down, x)) / (2 * step))
    return np.stack(columns, axis=-1)


def slope_by_log(curve: Curve, x: float) -> float:
    """Change of the response with the logarithm of the concentration."""
    step = 1e-6
    ends = curve.response(np.asarray([x * exp(-step), x * exp(step)]))
    return float(ends[1] - ends[0]) / (2 * step)


def _bounded_exp(value: float) -> float | None:
    found = exp(value) if value < 700 else inf
    return found if 0 < found < inf else None
