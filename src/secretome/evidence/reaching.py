"""The share of patients not expected to reach a worthwhile change, treated beside untreated."""

from collections.abc import Callable, Iterable
from math import erf, sqrt

from secretome.evidence.adjusting import Belief
from secretome.evidence.assumptions import assumed
from secretome.evidence.effects import MeanArm
from secretome.evidence.expectation import Mid, NotReaching
from secretome.evidence.pooled import Measure
from secretome.evidence.pools import Group
from secretome.evidence.rates import exact_rate
from secretome.evidence.scales import Scale, control_risk, shifted
from secretome.units import Estimate, EstimateKind, two_sided_z

LEVEL = 0.90


def not_reaching(group: Group, scale: Scale, belief: Belief, mid: Mid | None) -> NotReaching:
    """Return both shares, or why they are unknown."""
    if all(c.events for c in group.contrasts):
        return _by_events(group, scale, belief)
    why = _why_unknown(group, mid)
    if why or mid is None:
        return NotReaching(None, None, f"Unknown: {why}.")
    return _by_means(group, scale, belief, mid)


def _why_unknown(group: Group, mid: Mid | None) -> str | None:
    if group.measure is not Measure.MEAN_DIFFERENCE:
        return f"the result is a {group.measure.value}, which does not say who reaches a change"
    if mid is None:
        return f"no worthwhile change of {group.outcome} with a source is known"
    if not _arms(group):
        return "no row prints change and spread of treated and of untreated patients"
    return None


def _by_events(group: Group, scale: Scale, belief: Belief) -> NotReaching:
    """The event is the worthwhile result, or its absence where the event is the harm."""
    controls = [c.events[1] for c in group.contrasts if c.events]
    events, n = int(sum(a.events for a in controls)), int(sum(a.n for a in controls))
    risk, per = control_risk(group), assumed("sd_per_log_odds")
    extra = per**2 * (1 / (n * risk) + 1 / (n * (1 - risk)))
    wide = belief.widened(extra)

    def share(d: float) -> float:
        treated = shifted(risk, scale.sign * d / per)
        return 1 - treated if group.higher_is_better else treated

    missed = n - events if group.higher_is_better else events
    source = _source(group)
    what = "the event" if group.higher_is_better else "freedom from the event"
    return NotReaching(
        treated=_of(wide, share, source),
        control=exact_rate(missed, n, level=LEVEL, source=source),
        reason=f"A worthwhile result is {what}: {group.outcome}.",
    )


def _by_means(group: Group, scale: Scale, belief: Belief, mid: Mid) -> NotReaching:
    treated, control = zip(*_arms(group), strict=True)
    mean, n = _mean(control), sum(a.n for a in control)
    base, sd_control, sd_treated = scale.sign * mean, _spread(control), _spread(treated)
    se = sd_control / sqrt(n)
    wide = belief.widened((se * scale.per_sd) ** 2)
    source = _source(group)

    def share(d: float) -> float:
        return _below((mid.value - base - d / scale.per_sd) / sd_treated)

    half = two_sided_z(LEVEL) * se
    ends = [_below((mid.value - base - shift) / sd_control) for shift in (half, 0.0, -half)]
    return NotReaching(
        treated=_of(wide, share, source),
        control=Estimate(ends[1], ends[0], ends[2], LEVEL, EstimateKind.CONFIDENCE, source),
        reason=f"A worthwhile change is {mid.value:g} {mid.unit} ({mid.source_id}).",
    )


def _arms(group: Group) -> list[tuple[MeanArm, MeanArm]]:
    """Arms of the rows that print changes; scores at the end say nothing about who changed."""
    return [c.means for c in group.contrasts if c.means and c.outcome.is_change]


def _mean(arms: Iterable[MeanArm]) -> float:
    listed = list(arms)
    return sum(a.mean * a.n for a in listed) / sum(a.n for a in listed)


def _spread(arms: Iterable[MeanArm]) -> float:
    listed = list(arms)
    squares = sum((a.n - 1) * a.sd**2 for a in listed)
    return sqrt(squares / sum(a.n - 1 for a in listed))


def _of(belief: Belief, share: Callable[[float], float], source: str) -> Estimate:
    tail = (1 - LEVEL) / 2
    value, *ends = (share(belief.quantile(q)) for q in (0.5, tail, 1 - tail))
    return Estimate(value, min(ends), max(ends), LEVEL, EstimateKind.CREDIBLE, source)


def _below(z: float) -> float:
    return 0.5 * (1 + erf(z / sqrt(2)))


def _source(group: Group) -> str:
    return f"rows {', '.join(c.study.study_id for c in group.contrasts)}; sceptical prior"
