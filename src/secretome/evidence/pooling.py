"""Effects of several studies to one: fixed and random effects, disagreement, small studies.

Stands on: Viechtbauer, J Educ Behav Stat 2005;30:261-293 (REML, I2); DerSimonian and Laird 1986;
Knapp and Hartung, Stat Med 2003;22:2693-2710; Higgins et al. 2009 (prediction); Egger et al. 1997.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from secretome.evidence.effects import Effect
from secretome.evidence.pooled import SmallStudyCheck
from secretome.evidence.quantiles import chi2_p, t_quantile, t_two_sided_p
from secretome.units import two_sided_z

FEWEST_FOR_SMALL_STUDY_CHECK = 10
FEWEST_FOR_PREDICTION = 3


class Tau2Method(StrEnum):
    """How the variance between studies is estimated; ``COMMON`` takes it as zero."""

    REML = "REML"
    DERSIMONIAN_LAIRD = "DL"
    COMMON = "common effect"


@dataclass(frozen=True, slots=True)
class Span:
    """Lower and upper bound."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """Distance of the bounds."""
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class Fit:
    """A pooled effect on the scale it was pooled on.

    ``se`` is the usual standard error, ``se_hksj`` the one of Knapp and Hartung, used with
    Student's t on k - 1 degrees of freedom; None for a single study.
    """

    method: Tau2Method
    k: int
    value: float
    se: float
    se_hksj: float | None
    tau2: float
    q: float
    q_p: float
    i2_pct: float
    weights_pct: tuple[float, ...]


def fit(effects: Sequence[Effect], method: Tau2Method = Tau2Method.REML) -> Fit:
    """Pool effects; the order of the weights is the order of the effects."""
    tau2 = _tau2(effects, method)
    weights = [1 / (e.variance + tau2) for e in effects]
    value, k = _mean(effects, weights), len(effects)
    q = _q(effects)
    return Fit(
        method=method,
        k=k,
        value=value,
        se=sqrt(1 / sum(weights)),
        se_hksj=_se_hksj(effects, weights, value) if k > 1 else None,
        tau2=tau2,
        q=q,
        q_p=chi2_p(q, k - 1) if k > 1 else 1.0,
        i2_pct=_i2_pct(effects, q, tau2, method),
        weights_pct=tuple(100 * w / sum(weights) for w in weights),
    )


def wald(fitted: Fit, *, level: float = 0.95) -> Span:
    """Return the interval from the usual standard error."""
    half = two_sided_z(level) * fitted.se
    return Span(fitted.value - half, fitted.value + half)


def hksj(fitted: Fit, *, level: float = 0.95) -> Span | None:
    """Interval of Hartung, Knapp, Sidik and Jonkman, as published; None for a single study."""
    if fitted.se_hksj is None:
        return None
    half = t_quantile((1 + level) / 2, fitted.k - 1) * fitted.se_hksj
    return Span(fitted.value - half, fitted.value + half)


def wider(fitted: Fit, *, level: float = 0.95) -> Span:
    """Return the wider of both intervals, since HKSJ is too narrow where few studies agree."""
    usual, adjusted = wald(fitted, level=level), hksj(fitted, level=level)
    return usual if adjusted is None or adjusted.width < usual.width else adjusted


def prediction(fitted: Fit, *, level: float = 0.95) -> Span | None:
    """Where the effect of a new study may lie (t on k - 2); None for fewer than three studies."""
    if fitted.k < FEWEST_FOR_PREDICTION:
        return None
    se = max(fitted.se, fitted.se_hksj or 0.0)
    half = t_quantile((1 + level) / 2, fitted.k - 2) * sqrt(fitted.tau2 + se**2)
    return Span(fitted.value - half, fitted.value + half)


def small_study_check(effects: Sequence[Effect]) -> SmallStudyCheck:
    """Regress effect / se on 1 / se (Egger); an intercept far from zero means small studies differ.

    Not asked of fewer than ten studies, where it cannot tell bias from chance.
    """
    k = len(effects)
    if k < FEWEST_FOR_SMALL_STUDY_CHECK:
        reason = f"Not asked: {k} studies; it needs at least {FEWEST_FOR_SMALL_STUDY_CHECK}."
        return SmallStudyCheck(known=False, reason=reason)
    if len({e.variance for e in effects}) == 1:
        reason = "Not asked: all studies are of the same size, so there is nothing to compare."
        return SmallStudyCheck(known=False, reason=reason)
    intercept, se = _egger(effects)
    t = intercept / se
    p = t_two_sided_p(t, k - 2)
    tells = "differ from" if p < 0.1 else "do not clearly differ from"
    reason = f"Small studies {tells} large ones (Egger, p = {p:.2g})."
    return SmallStudyCheck(known=True, reason=reason, intercept=intercept, t=t, df=k - 2, p=p)


def _egger(effects: Sequence[Effect]) -> tuple[float, float]:
    x = [1 / e.se for e in effects]
    y = [e.value / e.se for e in effects]
    k = len(x)
    mean_x, mean_y = sum(x) / k, sum(y) / k
    spread = sum((a - mean_x) ** 2 for a in x)
    slope = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / spread
    intercept = mean_y - slope * mean_x
    rest = sum((b - intercept - slope * a) ** 2 for a, b in zip(x, y, strict=True))
    return intercept, sqrt(rest / (k - 2) * (1 / k + mean_x**2 / spread))


def _tau2(effects: Sequence[Effect], method: Tau2Method) -> float:
    if method is Tau2Method.COMMON or len(effects) < 2:
        return 0.0
    if method is Tau2Method.DERSIMONIAN_LAIRD:
        weights = [1 / e.variance for e in effects]
        return max(0.0, (_q(effects) - len(effects) + 1) / _spread_of(weights))
    return _reml(effects)


def _reml(effects: Sequence[Effect]) -> float:
    """Root of the restricted score, by halving: slow beside Fisher scoring, but it never strays."""
    if _reml_score(effects, 0.0) <= 0:
        return 0.0
    low, high = 0.0, max(e.variance for e in effects)
    while _reml_score(effects, high) > 0:
        low, high = high, high * 4
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if _reml_score(effects, middle) > 0 else (low, middle)
    return (low + high) / 2


def _reml_score(effects: Sequence[Effect], tau2: float) -> float:
    weights = [1 / (e.variance + tau2) for e in effects]
    value = _mean(effects, weights)
    squares = sum(w**2 * (e.value - value) ** 2 for e, w in zip(effects, weights, strict=True))
    return squares - sum(weights) + sum(w**2 for w in weights) / sum(weights)


def _mean(effects: Sequence[Effect], weights: Sequence[float]) -> float:
    return sum(w * e.value for e, w in zip(effects, weights, strict=True)) / sum(weights)


def _q(effects: Sequence[Effect]) -> float:
    weights = [1 / e.variance for e in effects]
    value = _mean(effects, weights)
    return sum(w * (e.value - value) ** 2 for e, w in zip(effects, weights, strict=True))


def _se_hksj(effects: Sequence[Effect], weights: Sequence[float], value: float) -> float:
    squares = sum(w * (e.value - value) ** 2 for e, w in zip(effects, weights, strict=True))
    return sqrt(squares / (len(effects) - 1) / sum(weights))


def _spread_of(weights: Sequence[float]) -> float:
    return sum(weights) - sum(w**2 for w in weights) / sum(weights)


def _i2_pct(effects: Sequence[Effect], q: float, tau2: float, method: Tau2Method) -> float:
    """Share of the variance that lies between studies, from tau2; without it, from Q."""
    k = len(effects)
    if k < 2:
        return 0.0
    if method is Tau2Method.COMMON:
        return max(0.0, 100 * (q - k + 1) / q) if q else 0.0
    typical = (k - 1) / _spread_of([1 / e.variance for e in effects])
    return 100 * tau2 / (tau2 + typical)
