"""From the measure of a group to standard deviations towards benefit, and back to what people read.

A belief is held in standard deviations towards benefit, so that one prior serves every outcome.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, log

from secretome.evidence.assumptions import assumed
from secretome.evidence.effects import Effect
from secretome.evidence.pooled import Measure
from secretome.evidence.pools import Group


@dataclass(frozen=True, slots=True)
class Scale:
    """How effects of a group become standard deviations towards benefit, and are shown again.

    ``per_sd`` multiplies an effect of ``measure`` into standard deviations; ``show`` turns
    standard deviations towards benefit into ``unit``.
    """

    measure: Measure
    per_sd: float
    sign: int
    unit: str
    no_difference: float
    show: Callable[[float], float]

    def standard(self, effect: Effect) -> tuple[float, float]:
        """Return value and variance of an effect in standard deviations towards benefit."""
        return self.sign * effect.value * self.per_sd, effect.variance * self.per_sd**2


def scale_of(group: Group) -> Scale | str:
    """Return the scale of a group, or the reason why it has none."""
    sign = 1 if group.higher_is_better else -1
    if all(c.events for c in group.contrasts):
        return _events(group, sign)
    if group.measure is Measure.MEAN_DIFFERENCE:
        return _means(group, sign)
    if group.measure is Measure.STANDARDISED_DIFFERENCE:
        return Scale(group.measure, 1.0, sign, group.unit, 0.0, lambda d: sign * d)
    if group.measure is Measure.RISK_DIFFERENCE:
        per = assumed("sd_per_risk_difference")
        unit = "percentage points"
        return Scale(group.measure, per, sign, unit, 0.0, lambda d: 100 * sign * d / per)
    name = "sd_per_log_odds" if group.measure is Measure.ODDS_RATIO else "sd_per_log_risk"
    per = assumed(name)
    return Scale(group.measure, per, sign, group.unit, 1.0, lambda d: exp(sign * d / per))


def control_risk(group: Group) -> float:
    """Share of control patients with the event over all rows; never quite zero or one."""
    controls = [c.events[1] for c in group.contrasts if c.events]
    events, n = sum(a.events for a in controls), sum(a.n for a in controls)
    return (events + 0.5) / (n + 1) if events in (0, n) else events / n


def shifted(risk: float, log_odds: float) -> float:
    """Return the risk whose log odds lie ``log_odds`` above those of ``risk``."""
    return 1 / (1 + exp(-(log(risk / (1 - risk)) + log_odds)))


def _events(group: Group, sign: int) -> Scale:
    per, risk = assumed("sd_per_log_odds"), control_risk(group)
    return Scale(
        measure=Measure.ODDS_RATIO,
        per_sd=per,
        sign=sign,
        unit="percentage points",
        no_difference=0.0,
        show=lambda d: 100 * (shifted(risk, sign * d / per) - risk),
    )


def _means(group: Group, sign: int) -> Scale | str:
    known = [(c.sd, max(c.n, 1)) for c in group.contrasts if c.sd]
    if not known:
        return "the spread between patients is not printed"
    sd = sum(s * n for s, n in known) / sum(n for _, n in known)
    return Scale(group.measure, 1 / sd, sign, group.unit, 0.0, lambda d: sign * d * sd)
