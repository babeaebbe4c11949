"""Sorts the rows of a condition into pools by outcome, one row per report, one measure per pool."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import exp

from secretome.evidence.contrasts import Contrast, contrast_of, label_of
from secretome.evidence.effects import Effect
from secretome.evidence.expectation import LeftOut
from secretome.evidence.pooled import Measure, Pool, Pooled, PooledRow
from secretome.evidence.pooling import (
    FEWEST_FOR_PREDICTION,
    Fit,
    Span,
    Tau2Method,
    fit,
    hksj,
    prediction,
    small_study_check,
    wald,
    wider,
)
from secretome.evidence.rows import Finding, Study
from secretome.units import Estimate, EstimateKind, two_sided_z

_ORDER = (
    Measure.MEAN_DIFFERENCE,
    Measure.STANDARDISED_DIFFERENCE,
    Measure.RISK_RATIO,
    Measure.RISK_DIFFERENCE,
    Measure.ODDS_RATIO,
)
_LEVEL = 0.95
_SCALE_UNKNOWN = "its scale is not stated, so its points cannot be joined with others"


@dataclass(frozen=True, slots=True)
class Group:
    """The rows about one outcome that can stand together, by one measure, and what stayed out."""

    outcome: str
    unit: str
    measure: Measure
    higher_is_better: bool
    contrasts: tuple[Contrast, ...]
    left_out: tuple[tuple[Study, str], ...]

    @property
    def effects(self) -> tuple[Effect, ...]:
        """The effect of each contrast in the measure of the group."""
        return tuple(c.effects[self.measure] for c in self.contrasts)

    @property
    def n(self) -> int:
        """Patients in all contrasts."""
        return sum(c.n for c in self.contrasts)


@dataclass(frozen=True, slots=True)
class Sorted:
    """All groups of a condition, and every row that entered none, with its reason."""

    groups: tuple[Group, ...]
    left_out: tuple[LeftOut, ...]


def sort_rows(studies: Iterable[Study]) -> Sorted:
    """Sort rows into groups; every row is in exactly one group or left out with a reason."""
    by_outcome: dict[tuple[str, bool], list[Contrast]] = defaultdict(list)
    left: list[LeftOut] = []
    for study in studies:
        found = contrast_of(study)
        if isinstance(found, str):
            left.append(LeftOut(study.study_id, found))
        else:
            by_outcome[found.outcome.key, found.higher_is_better].append(found)
    groups = tuple(_group(contrasts) for contrasts in by_outcome.values())
    for group in groups:
        left += [LeftOut(study.study_id, why) for study, why in group.left_out]
    return Sorted(groups, tuple(left))


def pool_of(group: Group) -> Pool:
    """Pool a group where it holds two rows or more; else say why not."""
    left = tuple((s.study_id, label_of(s), why) for s, why in group.left_out)
    if len(group.contrasts) < 2:
        reason = "One row only: there is nothing to pool it with."
        return Pool(group.outcome, None, reason, _rows(group, None, None), left)
    common, random = fit(group.effects, Tau2Method.COMMON), fit(group.effects)
    pooled = _pooled(group, common, random)
    reason = f"{len(group.contrasts)} rows by {group.measure.value}."
    return Pool(group.outcome, pooled, reason, (), left)


def shown(measure: Measure, value: float, span: Span, *, source: str) -> Estimate:
    """Return a value and its bounds as people read them: ratios as ratios, not as logs."""
    turn = exp if measure.is_ratio else float
    low, high = turn(span.low), turn(span.high)
    return Estimate(turn(value), low, high, _LEVEL, EstimateKind.CONFIDENCE, source)


def direction_of(contrast: Contrast) -> Finding:
    """Say which side a row favours: its 95 % interval must exclude no difference."""
    effect = next(contrast.effects[m] for m in _ORDER if m in contrast.effects)
    sign = 1 if contrast.higher_is_better else -1
    half = two_sided_z(_LEVEL) * effect.se
    if sign * effect.value > half:
        return Finding.FAVOURS_TREATED
    return Finding.FAVOURS_CONTROL if sign * effect.value < -half else Finding.NO_DIFFERENCE


def _group(contrasts: list[Contrast]) -> Group:
    kept, left = _without_double_counting(contrasts)
    if len(kept) > 1 and "not stated" in _unit(kept[0], Measure.MEAN_DIFFERENCE):
        kept, left = _standardised(kept, left)
    measure = _measure_of(kept)
    used = [c for c in kept if measure in c.effects]
    for c in kept:
        if measure not in c.effects:
            printed = ", ".join(m.value for m in c.effects)
            left.append((c.study, f"given as {printed}; cannot be joined with {measure.value}"))
    first = kept[0]
    return Group(
        outcome=first.outcome.key,
        unit=_unit(first, measure),
        measure=measure,
        higher_is_better=first.higher_is_better,
        contrasts=tuple(used),
        left_out=tuple(left),
    )


def _without_double_counting(
    contrasts: list[Contrast],
) -> tuple[list[Contrast], list[tuple[Study, str]]]:
    """Keep one row per report; a published pool stays out where its own kind of trials is here."""
    singles = [c for c in contrasts if not c.is_pool]
    left: list[tuple[Study, str]] = []
    if singles and len(singles) < len(contrasts):
        why = "a published pool; its studies may be among the other rows"
        left = [(c.study, why) for c in contrasts if c.is_pool]
        contrasts = singles
    by_report: dict[str, list[Contrast]] = defaultdict(list)
    for c in contrasts:
        by_report[c.graded.report].append(c)
    kept: list[Contrast] = []
    for same in by_report.values():
        best = min(same, key=_preference)
        kept.append(best)
        why = f"another row of the same report; {best.study.study_id} stands for it"
        left += [(c.study, why) for c in same if c is not best]
    return kept, left


def _standardised(
    contrasts: list[Contrast], left: list[tuple[Study, str]]
) -> tuple[list[Contrast], list[tuple[Study, str]]]:
    """Points of unknown scales cannot be averaged; standard deviations can."""
    standard = [
        replace(c, effects={m: e for m, e in c.effects.items() if m is not _ORDER[0]})
        for c in contrasts
        if set(c.effects) - {_ORDER[0]}
    ]
    if not standard:
        return contrasts[:1], [*left, *((c.study, _SCALE_UNKNOWN) for c in contrasts[1:])]
    rest = [c for c in contrasts if not set(c.effects) - {_ORDER[0]}]
    return standard, [*left, *((c.study, _SCALE_UNKNOWN) for c in rest)]


def _preference(contrast: Contrast) -> tuple[float, float, str]:
    """Longest follow-up first; then the result nearest to no difference, never the best one."""
    weeks = contrast.study.reported.get("follow_up_weeks") or "0"
    nearest = min(abs(e.value) / e.se for e in contrast.effects.values())
    return -float(weeks), nearest, contrast.study.study_id


def _measure_of(contrasts: list[Contrast]) -> Measure:
    counts: Mapping[Measure, int] = {m: sum(m in c.effects for c in contrasts) for m in _ORDER}
    return max(_ORDER, key=lambda m: counts[m])


def _unit(contrast: Contrast, measure: Measure) -> str:
    if measure is Measure.MEAN_DIFFERENCE:
        known = contrast.outcome.instrument
        return known.unit if known else "unit of the outcome as printed"
    return {
        Measure.STANDARDISED_DIFFERENCE: "standard deviations",
        Measure.RISK_RATIO: "ratio of risks",
        Measure.ODDS_RATIO: "ratio of odds",
    }.get(measure, "share of patients")


def _pooled(group: Group, common: Fit, random: Fit) -> Pooled:
    source = f"{len(group.contrasts)} rows: {', '.join(c.study.study_id for c in group.contrasts)}"
    ahead = prediction(random)

    def show(fitted: Fit, span: Span) -> Estimate:
        return shown(group.measure, fitted.value, span, source=source)

    return Pooled(
        measure=group.measure,
        outcome=group.outcome,
        unit=group.unit,
        higher_is_better=group.higher_is_better,
        rows=_rows(group, common, random),
        common=show(common, wald(common)),
        random=show(random, wider(random)),
        hksj=show(random, hksj(random) or wider(random)),
        usual=show(random, wald(random)),
        prediction=show(random, ahead) if ahead else None,
        prediction_reason=_prediction_reason(random),
        q=random.q,
        q_df=random.k - 1,
        q_p=random.q_p,
        i2_pct=random.i2_pct,
        tau2=random.tau2,
        small_studies=small_study_check(group.effects),
        notes=_notes(group, random),
    )


def _rows(group: Group, common: Fit | None, random: Fit | None) -> tuple[PooledRow, ...]:
    rows = []
    for i, c in enumerate(group.contrasts):
        effect = c.effects[group.measure]
        half = two_sided_z(_LEVEL) * effect.se
        span = Span(effect.value - half, effect.value + half)
        rows.append(
            PooledRow(
                study_id=c.study.study_id,
                label=c.label,
                result=shown(group.measure, effect.value, span, source=c.study.source),
                weight_common_pct=common.weights_pct[i] if common else 100.0,
                weight_random_pct=random.weights_pct[i] if random else 100.0,
            )
        )
    return tuple(rows)


def _prediction_reason(random: Fit) -> str:
    if random.k < FEWEST_FOR_PREDICTION:
        return f"Not given: {random.k} studies; it needs at least {FEWEST_FOR_PREDICTION}."
    return "Where the result of a new study may lie."


def _notes(group: Group, random: Fit) -> tuple[str, ...]:
    weeks = sorted({c.study.reported.get("follow_up_weeks") or "" for c in group.contrasts})
    lies_wide = random.se_hksj is not None and random.se_hksj < random.se
    zero = any(_has_zero_cell(c) for c in group.contrasts)
    within = any("split" in c.study.design or "within" in c.study.design for c in group.contrasts)
    standard = group.measure is Measure.STANDARDISED_DIFFERENCE
    mixed = standard and len({c.outcome.is_change for c in group.contrasts}) > 1
    kinds = sorted({c.study.product_kind for c in group.contrasts})
    notes = (
        (len(kinds) > 1, f"Products differ between the rows ({', '.join(kinds)})."),
        (mixed, "Changes and scores at the end were standardised together, which is not exact."),
        (len(weeks) > 1, f"Follow-up differs between the rows (weeks: {_listed(weeks)})."),
        (lies_wide, "The usual interval is shown: the one for few studies would be narrower."),
        (zero, "A table with a zero cell had 0.5 added to each cell."),
        (within, "Both sides of one person were taken as two groups, which widens the interval."),
    )
    return tuple(text for holds, text in notes if holds)


def _has_zero_cell(contrast: Contrast) -> bool:
    return bool(contrast.events) and any(arm.events in (0, arm.n) for arm in contrast.events or ())


def _listed(weeks: list[str]) -> str:
    return ", ".join(week or "not printed" for week in weeks)
