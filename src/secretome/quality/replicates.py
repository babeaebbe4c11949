"""The mean of repeated readings with its confidence interval.

Stands on: Student's t with n - 1 degrees of freedom (GUM, JCGM 100:2008, 4.2).
"""

from math import sqrt

from scipy.stats import t as student_t

from secretome.instruments import AttributeValue
from secretome.units import Estimate, EstimateKind

FEWEST_REPEATS = 2


def mean_estimate(value: AttributeValue, *, source: str, level: float = 0.95) -> Estimate | None:
    """The mean with its interval; nothing where the repeats do not show how far they scatter."""
    if value.value is None or value.sd is None or value.n < FEWEST_REPEATS:
        return None
    half = float(student_t.ppf((1 + level) / 2, value.n - 1)) * value.sd / sqrt(value.n)
    low, high = value.value - half, value.value + half
    return Estimate(value.value, low, high, level, EstimateKind.CONFIDENCE, source)
