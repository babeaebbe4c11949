"""Intervals of differences, ratios, counts and shares, and the way back from an interval to an SD.

Stands on: Fieller (1954) for ratios; Zou and Donner (2008) for differences of quantities with
uneven intervals; Garwood (1936) for counts; Clopper and Pearson (1934) for shares.
"""

from math import sqrt

from scipy.stats import beta, chi2
from scipy.stats import t as student_t

from secretome.errors import BadInput
from secretome.units import Estimate, EstimateKind, two_sided_z

Interval = tuple[float, float]


def t_factor(level: float, freedom: float) -> float:
    """Student's factor that leaves (1 - level) / 2 on each side."""
    return float(student_t.ppf((1 + level) / 2, freedom))


def confidence(value: float, ends: Interval, level: float, source: str) -> Estimate:
    """A confidence interval around a value; rounding may not push the value out."""
    low, high = min(ends[0], value), max(ends[1], value)
    return Estimate(value, low, high, level, EstimateKind.CONFIDENCE, source)


def mean_and_error(values: tuple[float, ...]) -> tuple[float, float]:
    """The mean and its standard error; needs two values or more."""
    mean = sum(values) / len(values)
    squares = sum((value - mean) ** 2 for value in values)
    return mean, sqrt(squares / (len(values) - 1) / len(values))


def symmetric_sd(estimate: Estimate) -> float:
    """Standard error of an interval that is taken as normal."""
    return (estimate.high - estimate.low) / 2 / two_sided_z(estimate.level)


def difference(first: Estimate, second: Estimate, *, source: str) -> Estimate:
    """First minus second; each side of the interval from the sides of the two (MOVER)."""
    if first.level != second.level:
        what = f"levels {first.level:g} and {second.level:g} differ"
        raise BadInput(what, where=source, do="Give both intervals at one level")
    value = first.value - second.value
    down = sqrt((first.value - first.low) ** 2 + (second.high - second.value) ** 2)
    up = sqrt((first.high - first.value) ** 2 + (second.value - second.low) ** 2)
    return confidence(value, (value - down, value + up), first.level, source)


def fieller(
    above: tuple[float, float], below: tuple[float, float], *, covariance: float, quantile: float
) -> Interval | None:
    """Interval of a ratio of two normal numbers, each a value with its standard error.

    Nothing where the lower one cannot be told from zero: the interval then has no end.
    """
    (a, a_sd), (b, b_sd) = above, below
    g = (quantile * b_sd / b) ** 2 if b else float("inf")
    if g >= 1:
        return None
    ratio = a / b
    centre = ratio - g * covariance / b_sd**2 if b_sd else ratio
    shared = a_sd**2 - 2 * ratio * covariance + ratio**2 * b_sd**2
    own = a_sd**2 - covariance**2 / b_sd**2 if b_sd else a_sd**2
    half = quantile / abs(b) * sqrt(max(shared - g * own, 0.0))
    return (centre - half) / (1 - g), (centre + half) / (1 - g)


def count_interval(count: float, level: float) -> Interval:
    """Exact interval of a Poisson mean after one count."""
    tail = (1 - level) / 2
    low = float(chi2.ppf(tail, 2 * count)) / 2 if count else 0.0
    return low, float(chi2.ppf(1 - tail, 2 * count + 2)) / 2


def share_interval(hits: int, total: int, level: float) -> Interval:
    """Exact (beta) interval of a share."""
    tail = (1 - level) / 2
    low = float(beta.ppf(tail, hits, total - hits + 1)) if hits else 0.0
    high = float(beta.ppf(1 - tail, hits + 1, total - hits)) if hits < total else 1.0
    return low, high
