"""Are two groups of lots the same within a margin that was stated beforehand.

Refuses: a margin that does not enclose "no difference", fewer than two results a group (BadInput).
Stands on: two one-sided t tests with unequal variances (Schuirmann 1987; statsmodels ttost_ind).
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, isnan, log
from statistics import fmean

from secretome.errors import BadInput
from secretome.quality.verdict import Judgement, Verdict
from secretome.units import Estimate, EstimateKind

_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Margin:
    """The largest difference that does not matter, and who said so before the results were seen.

    As a ratio, 0.8 to 1.25 allows a fifth less and a quarter more; as a difference, the ends are
    in the unit of the results.
    """

    low: float
    high: float
    reason: str
    is_ratio: bool = False

    def __post_init__(self) -> None:
        """Refuse a margin that excludes sameness or that nobody justified."""
        same = 1.0 if self.is_ratio else 0.0
        if not self.low < same < self.high or (self.is_ratio and self.low <= 0):
            what = f"a margin of {self.low:g} to {self.high:g} does not enclose {same:g}"
            raise BadInput(what, where="margin", do="Give the ends around no difference")
        if not self.reason.strip():
            do = "Say why a smaller difference does not matter"
            raise BadInput("the margin has no reason", where="margin", do=do)


@dataclass(frozen=True, slots=True)
class Equivalence:
    """The difference (or ratio) of means with its interval of level 1 - 2 alpha, and the verdict.

    ``p_value`` is the larger of the two one-sided tests.
    """

    difference: Estimate
    p_value: float
    judgement: Judgement


def equivalence(
    lots: Sequence[float], reference: Sequence[float], margin: Margin, *, alpha: float = 0.05
) -> Equivalence:
    """Test whether ``lots`` are equivalent to ``reference``.

    A difference that is not significant is no proof of sameness: then the answer is CANNOT_TELL.
    """
    first, second = (_prepared(group, margin) for group in (lots, reference))
    low, high = (
        (log(margin.low), log(margin.high)) if margin.is_ratio else (margin.low, margin.high)
    )
    from statsmodels.stats.weightstats import CompareMeans, DescrStatsW  # takes a second to load

    compared = CompareMeans(DescrStatsW(first), DescrStatsW(second))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # both groups constant divides by zero; refused below
        p_value = float(compared.ttost_ind(low, high, usevar="unequal")[0])
        ends = compared.tconfint_diff(alpha=2 * alpha, usevar="unequal")
    if isnan(p_value):
        do = "Give results with the digits that the method has"
        raise BadInput("the results do not differ inside the groups", where="equivalence", do=do)
    middle = fmean(first) - fmean(second)
    shown = _shown(middle, (float(ends[0]), float(ends[1])), margin, alpha)
    return Equivalence(shown, p_value, _judged(shown, margin))


def _prepared(group: Sequence[float], margin: Margin) -> list[float]:
    if len(group) < _FEWEST:
        do = f"Give at least {_FEWEST} lots on each side"
        raise BadInput(f"{len(group)} results show no spread", where="equivalence", do=do)
    if not margin.is_ratio:
        return [float(value) for value in group]
    if min(group) <= 0:
        do = "Use a margin as a difference"
        raise BadInput("a ratio needs results above zero", where="equivalence", do=do)
    return [log(value) for value in group]


def _shown(middle: float, ends: tuple[float, float], margin: Margin, alpha: float) -> Estimate:
    numbers = [middle, *ends]
    value, low, high = [exp(n) for n in numbers] if margin.is_ratio else numbers
    return Estimate(value, low, high, 1 - 2 * alpha, EstimateKind.CONFIDENCE, "two groups of lots")


def _judged(shown: Estimate, margin: Margin) -> Judgement:
    what = "ratio" if margin.is_ratio else "difference"
    seen = (
        f"The {what} of means is {shown.value:.3g} ({shown.low:.3g} to {shown.high:.3g}); "
        f"the margin is {margin.low:g} to {margin.high:g}"
    )
    if margin.low < shown.low and shown.high < margin.high:
        return Judgement(Verdict.PASS, f"{seen}: equivalent.")
    if shown.high < margin.low or shown.low > margin.high:
        return Judgement(Verdict.FAIL, f"{seen}: not equivalent.")
    return Judgement(Verdict.CANNOT_TELL, f"{seen}: too few lots, or too much scatter, to tell.")
