"""Between which values a stated share of all lots lies, with a stated confidence.

Refuses: fewer than three lots, a share or level that is none (BadInput).
Stands on: NIST/SEMATECH e-Handbook 7.2.6.3 (Howe's two-sided factor; one-sided by noncentral t).
"""

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist, fmean, stdev

from scipy.stats import chi2, nct

from secretome.errors import BadInput
from secretome.units import Estimate, EstimateKind

_FEWEST = 3


def tolerance_interval(
    values: Sequence[float], *, share: float = 0.95, level: float = 0.95
) -> Estimate:
    """Two-sided interval that holds ``share`` of lots, for results that are about normal."""
    _require(len(values), share, level)
    middle, half = fmean(values), two_sided_factor(len(values), share, level) * stdev(values)
    source = f"{len(values)} lots, {share:.0%} of all"
    return Estimate(middle, middle - half, middle + half, level, EstimateKind.TOLERANCE, source)


def tolerance_bound(
    values: Sequence[float], *, upper: bool, share: float = 0.95, level: float = 0.95
) -> float:
    """One-sided bound above (or below) which at most ``1 - share`` of lots lie."""
    _require(len(values), share, level)
    reach = one_sided_factor(len(values), share, level) * stdev(values)
    return fmean(values) + reach if upper else fmean(values) - reach


def two_sided_factor(n: int, share: float, level: float) -> float:
    """Howe's factor k: mean -/+ k SD."""
    z = NormalDist().inv_cdf((1 + share) / 2)
    freedom = n - 1
    return sqrt(freedom * (1 + 1 / n) * z**2 / float(chi2.ppf(1 - level, freedom)))


def one_sided_factor(n: int, share: float, level: float) -> float:
    """The exact factor k of a one-sided bound."""
    shift = NormalDist().inv_cdf(share) * sqrt(n)
    return float(nct.ppf(level, n - 1, shift)) / sqrt(n)


def _require(n: int, share: float, level: float) -> None:
    if n < _FEWEST:
        do = f"Give at least {_FEWEST}; with so few the interval is very wide"
        raise BadInput(f"{n} lots are too few", where="tolerance interval", do=do)
    if not (0 < share < 1 and 0 < level < 1):
        raise BadInput("no such share", where="tolerance interval", do="Write 95 % as 0.95")
