"""Makes the expectation of a condition from its study rows, and says why each other stayed out."""

from collections.abc import Iterable
from dataclasses import replace

from secretome.evidence.adjusting import Allowed, Belief, believe
from secretome.evidence.biases import bias_of
from secretome.evidence.expectation import Expectation, LeftOut, Mid, NotReaching
from secretome.evidence.pooled import Measure, Pool
from secretome.evidence.pooling import Span, fit, wider
from secretome.evidence.pools import Group, Sorted, pool_of, shown, sort_rows
from secretome.evidence.reaching import not_reaching
from secretome.evidence.rows import Study
from secretome.evidence.scales import Scale, scale_of
from secretome.evidence.series import Series, allowance, series_of
from secretome.units import Estimate, EstimateKind

LEVEL = 0.90
_TAIL = (1 - LEVEL) / 2


def expectation(rows: Iterable[Study], *, product: str = "secretome") -> Expectation:
    """Return what may be expected from the rows of one product, or why nothing can be.

    The outcome with most controlled rows is taken, then the one with most patients: never the
    one with the best result.
    """
    studies = tuple(rows)
    found = sort_rows(studies)
    series = [one for s in studies if (one := series_of(s))]
    group = _chosen(found)
    if group is None:
        return _unknown(studies, found, series, product)
    scale = scale_of(group)
    if isinstance(scale, str):
        return _unscaled(group, found, scale)
    return _known(group, found, scale, [s for s in series if s.outcome_key == group.outcome])


def pools_of(rows: Iterable[Study]) -> tuple[Pool, ...]:
    """Return each outcome with its rows: pooled where they can be."""
    return tuple(pool_of(group) for group in sort_rows(rows).groups)


def belief_of(group: Group, scale: Scale, series: Iterable[Series] = ()) -> Belief:
    """Return what may be believed after the allowance for bias."""
    allowed = [_allowed(group, scale, i) for i in range(len(group.contrasts))]
    return believe([*allowed, *(s.allowed() for s in series)])


def excludes_no_difference(rows: Iterable[Study]) -> bool:
    """Say whether the adjusted interval of the chosen outcome lies wholly on the better side."""
    group = _chosen(sort_rows(rows))
    if group is None:
        return False
    scale = scale_of(group)
    return not isinstance(scale, str) and belief_of(group, scale).quantile(_TAIL) > 0


def _chosen(found: Sorted) -> Group | None:
    if not found.groups:
        return None
    return max(found.groups, key=lambda g: (len(g.contrasts), g.n, g.outcome))


def _known(group: Group, found: Sorted, scale: Scale, series: list[Series]) -> Expectation:
    belief = belief_of(group, scale)
    change = _change(group, scale, belief, series)
    mid = _mid(group)
    shares = not_reaching(group, scale, belief, mid)
    pool = pool_of(group)
    return Expectation(
        known=True,
        reason=_sentence(group, scale, change),
        entered=tuple(c.study.study_id for c in group.contrasts),
        left_out=_left_out(group, found),
        outcome=group.outcome,
        unit=scale.unit,
        higher_is_better=group.higher_is_better,
        no_difference=scale.no_difference,
        change=change,
        observed_change=_observed(group, scale),
        mid=mid,
        chance_worthwhile=_rest(shares.treated),
        share_not_reaching=shares,
        pooled=pool.pooled,
        uncontrolled=allowance(series),
    )


def _change(group: Group, scale: Scale, belief: Belief, series: list[Series]) -> Estimate:
    """Return the interval with the controlled rows alone, stretched by what series would change."""
    beliefs = [belief, *([belief_of(group, scale, series)] if series else [])]
    ends = [b.quantile(q) for b in beliefs for q in (_TAIL, 1 - _TAIL)]
    low, high = sorted((scale.show(min(ends)), scale.show(max(ends))))
    ids = ", ".join(c.study.study_id for c in group.contrasts)
    source = f"rows {ids}; sceptical prior and allowance for bias"
    value = scale.show(belief.quantile(0.5))
    return Estimate(value, low, high, LEVEL, EstimateKind.CREDIBLE, source)


def _allowed(group: Group, scale: Scale, index: int) -> Allowed:
    contrast = group.contrasts[index]
    value, variance = scale.standard(contrast.effects[scale.measure])
    bias = bias_of(contrast, variance)
    return Allowed(value, variance, bias.mean, bias.sd)


def _observed(group: Group, scale: Scale) -> Estimate:
    """What the rows printed, before any allowance, in the unit of the expectation."""
    measure = group.measure
    points = scale.unit == "percentage points"
    if points:
        measure = Measure.RISK_DIFFERENCE
    fitted = fit([c.effects[measure] for c in group.contrasts])
    source = f"rows {', '.join(c.study.study_id for c in group.contrasts)}, as printed"
    found = shown(measure, fitted.value, Span(wider(fitted).low, wider(fitted).high), source=source)
    return found.scaled(100.0) if points else found


def _mid(group: Group) -> Mid | None:
    known = group.contrasts[0].outcome.instrument
    if known is None or group.measure is not Measure.MEAN_DIFFERENCE:
        return None
    return known.mid


def _rest(share: Estimate | None) -> Estimate | None:
    if share is None:
        return None
    return Estimate(
        1 - share.value, 1 - share.high, 1 - share.low, share.level, share.kind, share.source
    )


def _left_out(group: Group | None, found: Sorted) -> tuple[LeftOut, ...]:
    others = tuple(
        LeftOut(c.study.study_id, f"about another outcome ({other.outcome})")
        for other in found.groups
        if other is not group
        for c in other.contrasts
    )
    return (*found.left_out, *others)


def _sentence(group: Group, scale: Scale, change: Estimate) -> str:
    count = len(group.contrasts)
    studies = "one controlled study" if count == 1 else f"{count} controlled studies"
    better = "higher" if group.higher_is_better else "lower"
    inside = change.low <= scale.no_difference <= change.high
    tells = "which includes no difference" if inside else "which excludes no difference"
    return (
        f"{group.outcome}: {change.value:.2g} ({change.low:.2g} to {change.high:.2g}) {scale.unit}"
        f" against no such treatment, {tells} ({better} is better); from {studies},"
        f" after an allowance for bias."
    )


def _unknown(
    studies: tuple[Study, ...], found: Sorted, series: list[Series], product: str
) -> Expectation:
    if not studies:
        reason = f"Unknown: no human study of {product} was found, so there is nothing to expect."
    else:
        reason = (
            "Unknown: no study that was read prints the change and its spread"
            " in treated and in untreated patients."
        )
    return Expectation(
        known=False,
        reason=reason,
        entered=(),
        left_out=_left_out(None, found),
        share_not_reaching=NotReaching(None, None, _SHARE),
        uncontrolled=allowance(series),
    )


def _unscaled(group: Group, found: Sorted, why: str) -> Expectation:
    reason = f"Unknown: the rows about {group.outcome} cannot be weighed, because {why}."
    blank = _unknown((), found, [], "")
    left = tuple(LeftOut(c.study.study_id, why) for c in group.contrasts)
    others = tuple(row for row in blank.left_out if row.study_id not in {x.study_id for x in left})
    unknown_share = NotReaching(None, None, _SHARE)
    return replace(
        blank,
        reason=reason,
        left_out=(*others, *left),
        outcome=group.outcome,
        share_not_reaching=unknown_share,
        pooled=pool_of(group).pooled,
    )


_SHARE = (
    "Unknown: no study that was read gives the spread of the change in treated patients and in a"
    " control group, so the share that does not reach a worthwhile change cannot be computed."
)
