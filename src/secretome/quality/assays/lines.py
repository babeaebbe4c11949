"""A straight line through points, with the standard error of its slope."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scipy.stats import linregress

from secretome.quality.assays.intervals import confidence, t_factor
from secretome.units import Estimate


@dataclass(frozen=True, slots=True)
class Line:
    """Slope, intercept, error of the slope, correlation; ``freedom`` is the points minus two."""

    slope: float
    intercept: float
    slope_error: float
    r: float
    freedom: int

    def slope_estimate(self, level: float, source: str) -> Estimate:
        """The slope with its Student interval."""
        half = t_factor(level, self.freedom) * self.slope_error
        return confidence(self.slope, (self.slope - half, self.slope + half), level, source)


def straight_line(x: Sequence[float], y: Sequence[float]) -> Line:
    """Ordinary least squares; needs three points or more, not all at one place."""
    found: Any = linregress(x, y)  # a named tuple whose members its stubs do not show
    slope, intercept = float(found.slope), float(found.intercept)
    return Line(slope, intercept, float(found.stderr), float(found.rvalue), len(x) - 2)
