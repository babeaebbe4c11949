"""Two arms to one effect with its variance: differences, standardised differences, ratios.

Stands on: Borenstein et al., Introduction to Meta-Analysis (2009), chapters 4 and 5.
"""

from dataclasses import dataclass
from math import exp, lgamma, log, sqrt

from secretome.units import two_sided_z

ZERO_CELL = 0.5
"""Added to all four cells of a table where one is zero; both arms without (or with only) events
say nothing about a ratio and are left out."""


@dataclass(frozen=True, slots=True)
class MeanArm:
    """One arm of a continuous outcome."""

    mean: float
    sd: float
    n: float


@dataclass(frozen=True, slots=True)
class EventArm:
    """One arm of a yes-or-no outcome."""

    events: float
    n: float


@dataclass(frozen=True, slots=True)
class Effect:
    """An effect on the scale it is pooled on (log for ratios), with its variance."""

    value: float
    variance: float

    @property
    def se(self) -> float:
        """Standard error."""
        return sqrt(self.variance)


def mean_difference(treated: MeanArm, control: MeanArm) -> Effect:
    """Treated minus control in the unit of the outcome; variances of the arms are not pooled."""
    variance = treated.sd**2 / treated.n + control.sd**2 / control.n
    return Effect(treated.mean - control.mean, variance)


def pooled_sd(treated: MeanArm, control: MeanArm) -> float:
    """Standard deviation within the arms."""
    squares = (treated.n - 1) * treated.sd**2 + (control.n - 1) * control.sd**2
    return sqrt(squares / (treated.n + control.n - 2))


def hedges_g(treated: MeanArm, control: MeanArm) -> Effect:
    """Difference in standard deviations, with the exact correction for small arms."""
    freedom = treated.n + control.n - 2
    d = (treated.mean - control.mean) / pooled_sd(treated, control)
    g = d * exp(lgamma(freedom / 2) - lgamma((freedom - 1) / 2)) / sqrt(freedom / 2)
    variance = 1 / treated.n + 1 / control.n + g**2 / (2 * (treated.n + control.n))
    return Effect(g, variance)


def log_risk_ratio(treated: EventArm, control: EventArm) -> Effect | None:
    """Log of the ratio of risks; None where both arms have no event, or only events."""
    if _says_nothing(treated, control):
        return None
    t, c = _corrected(treated, control)
    variance = 1 / t.events - 1 / t.n + 1 / c.events - 1 / c.n
    return Effect(log(t.events / t.n) - log(c.events / c.n), variance)


def log_odds_ratio(treated: EventArm, control: EventArm) -> Effect | None:
    """Log of the ratio of odds; None where both arms have no event, or only events."""
    if _says_nothing(treated, control):
        return None
    t, c = _corrected(treated, control)
    cells = (t.events, t.n - t.events, c.events, c.n - c.events)
    value = log(cells[0] / cells[1]) - log(cells[2] / cells[3])
    return Effect(value, sum(1 / cell for cell in cells))


def risk_difference(treated: EventArm, control: EventArm) -> Effect:
    """Difference of risks as shares; a zero cell is corrected as for ratios."""
    t, c = _corrected(treated, control)
    p, q = t.events / t.n, c.events / c.n
    return Effect(p - q, p * (1 - p) / t.n + q * (1 - q) / c.n)


def from_interval(value: float, low: float, high: float, *, level: float = 0.95) -> Effect:
    """Effect from a printed value and interval, both already on the pooling scale."""
    return Effect(value, ((high - low) / (2 * two_sided_z(level))) ** 2)


def _says_nothing(treated: EventArm, control: EventArm) -> bool:
    events = treated.events + control.events
    return events in (0, treated.n + control.n)


def _corrected(treated: EventArm, control: EventArm) -> tuple[EventArm, EventArm]:
    arms = (treated, control)
    if all(0 < arm.events < arm.n for arm in arms):
        return arms
    return (
        EventArm(treated.events + ZERO_CELL, treated.n + 2 * ZERO_CELL),
        EventArm(control.events + ZERO_CELL, control.n + 2 * ZERO_CELL),
    )
