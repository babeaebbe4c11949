"""A sceptical prior meets biased studies: what is left of their effects, in standard deviations.

Stands on: Spiegelhalter et al. 2004 (sceptical priors); Turner et al., J R Stat Soc A
2009;172:21-47 (bias terms); tables/assumptions.csv holds every number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import erf, exp, hypot, log, sqrt
from statistics import NormalDist
from typing import Self

from secretome.evidence.assumptions import assumed

_SPREADS, _HALVINGS = 16, 36


@dataclass(frozen=True, slots=True)
class Allowed:
    """An effect towards benefit in standard deviations, and the bias it is believed to carry."""

    value: float
    variance: float
    bias: float
    bias_sd: float


@dataclass(frozen=True, slots=True)
class Belief:
    """A mixture of normal distributions: what may be believed of the true effect."""

    weights: tuple[float, ...]
    means: tuple[float, ...]
    sds: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Mean of the mixture."""
        return sum(w * m for w, m in zip(self.weights, self.means, strict=True))

    def share_below(self, value: float) -> float:
        """Probability that the effect is below ``value``."""
        parts = zip(self.weights, self.means, self.sds, strict=True)
        return sum(w * 0.5 * (1 + erf((value - m) / (s * sqrt(2)))) for w, m, s in parts)

    def quantile(self, share: float) -> float:
        """Value below which ``share`` of the belief lies."""
        low = min(m - 9 * s for m, s in zip(self.means, self.sds, strict=True))
        high = max(m + 9 * s for m, s in zip(self.means, self.sds, strict=True))
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            low, high = (middle, high) if self.share_below(middle) < share else (low, middle)
        return (low + high) / 2

    def widened(self, extra_variance: float) -> Self:
        """Return the belief with independent normal noise added."""
        sds = tuple(sqrt(s**2 + extra_variance) for s in self.sds)
        return type(self)(self.weights, self.means, sds)


def believe(studies: Sequence[Allowed]) -> Belief:
    """Belief about the effect in a new, comparable group of patients; without studies, the prior.

    The spread between studies is averaged over its prior, so that one study alone cannot look
    as if others would agree with it.
    """
    parts = [_part(studies, tau, *prior) for tau in _spreads() for prior in _priors()]
    shared = assumed("shared_bias_sd") if studies else 0.0
    highest = max(part[0] for part in parts)
    raw = [exp(part[0] - highest) for part in parts]
    total = sum(raw)
    return Belief(
        weights=tuple(w / total for w in raw),
        means=tuple(part[1] for part in parts),
        sds=tuple(hypot(part[2], shared) for part in parts),
    )


def _part(
    studies: Sequence[Allowed], tau: float, log_share: float, prior_sd: float
) -> tuple[float, float, float]:
    """Log weight, mean and sd of the effect for one spread and one component of the prior."""
    variances = [s.variance + s.bias_sd**2 + tau**2 for s in studies]
    if not studies:
        return log_share, 0.0, sqrt(prior_sd**2 + tau**2)
    values = [s.value - s.bias for s in studies]
    precision = sum(1 / v for v in variances)
    mean = sum(y / v for y, v in zip(values, variances, strict=True)) / precision
    misfit = sum((y - mean) ** 2 / v for y, v in zip(values, variances, strict=True))
    marginal = prior_sd**2 + 1 / precision
    log_weight = log_share - 0.5 * (
        sum(log(v) for v in variances)
        + misfit
        + log(precision)
        + log(marginal)
        + mean**2 / marginal
    )
    after = precision + 1 / prior_sd**2
    return log_weight, precision * mean / after, sqrt(1 / after + tau**2)


@cache
def _spreads() -> tuple[float, ...]:
    """Spreads between studies at equal steps of a half-normal distribution."""
    normal, sd = NormalDist(), assumed("tau_sd")
    shares = ((i + 0.5) / _SPREADS for i in range(_SPREADS))
    return tuple(sd * normal.inv_cdf((1 + share) / 2) for share in shares)


@cache
def _priors() -> tuple[tuple[float, float], ...]:
    share = assumed("prior_wide_share")
    return (
        (log(1 - share), assumed("prior_sd")),
        (log(share), assumed("prior_wide_sd")),
    )
