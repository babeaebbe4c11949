"""Rates of a result in treated patients without a control: each exact, together with its spread.

Such rates say nothing about what the treatment did; they are shown beside rates of untreated.
Stands on: Clopper and Pearson 1934; pooled on the log-odds scale (REML, Hartung-Knapp).
"""

from collections import defaultdict
from collections.abc import Iterable
from math import exp, log

from secretome.evidence.contrasts import label_of
from secretome.evidence.effects import ZERO_CELL, Effect
from secretome.evidence.files import whole
from secretome.evidence.judging import grade
from secretome.evidence.outcomes import read_outcome
from secretome.evidence.pooled import Measure, Pool, Pooled, PooledRow
from secretome.evidence.pooling import (
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
from secretome.evidence.rates import exact_rate
from secretome.evidence.rows import Comparison, Role, Study, Verified
from secretome.units import Estimate, EstimateKind

_Rate = tuple[Study, int, int]


def rate_pools(rows: Iterable[Study]) -> tuple[Pool, ...]:
    """Return each yes-or-no outcome of single-arm rows: one row per report, pooled from two on."""
    by_outcome: dict[tuple[str, str], list[_Rate]] = defaultdict(list)
    for study in rows:
        rate = _rate_of(study)
        if rate:
            direction = study.reported.get("outcome_direction", "")
            by_outcome[read_outcome(study.outcome).key, direction].append(rate)
    return tuple(_pool(key[0], rates) for key, rates in by_outcome.items())


def log_odds(events: int, n: int) -> Effect:
    """Log odds of a rate; half an event is added to both sides where nobody or everybody had it."""
    extra = ZERO_CELL if events in (0, n) else 0.0
    yes, no = events + extra, n - events + extra
    return Effect(log(yes / no), 1 / yes + 1 / no)


def _rate_of(study: Study) -> _Rate | None:
    graded = study.grading or grade(study.reported)
    events = whole(study.reported.get("treated_events", ""))
    usable = graded.role is Role.EFFECT and graded.comparison is Comparison.NONE
    if not usable or study.verified is not Verified.READ or events is None or not study.n_treated:
        return None
    return None if events > study.n_treated else (study, events, study.n_treated)


def _pool(outcome: str, rates: list[_Rate]) -> Pool:
    kept, left = _one_per_report(rates)
    if len(kept) < 2:
        reason = "One row only; without a control group it does not say what the treatment did."
        return Pool(outcome, None, reason, _rows(kept, None, None), left)
    effects = [log_odds(events, n) for _, events, n in kept]
    common, random = fit(effects, Tau2Method.COMMON), fit(effects)
    ahead = prediction(random)
    events, n = sum(r[1] for r in kept), sum(r[2] for r in kept)
    source = f"rows {', '.join(r[0].study_id for r in kept)}"
    pooled = Pooled(
        measure=Measure.RATE,
        outcome=outcome,
        unit="share of patients",
        higher_is_better=kept[0][0].reported.get("outcome_direction") == "higher_better",
        rows=_rows(kept, common, random),
        common=exact_rate(events, n, source=source),
        random=_shown(random, wider(random), source),
        hksj=_shown(random, hksj(random) or wider(random), source),
        usual=_shown(random, wald(random), source),
        prediction=_shown(random, ahead, source) if ahead else None,
        prediction_reason="" if ahead else "Not given: it needs at least three studies.",
        q=random.q,
        q_df=random.k - 1,
        q_p=random.q_p,
        i2_pct=random.i2_pct,
        tau2=random.tau2,
        small_studies=small_study_check(effects),
        notes=("No control group: these rates do not say what the treatment did.",),
    )
    return Pool(outcome, pooled, f"{len(kept)} rows without a control group.", (), left)


def _one_per_report(rates: list[_Rate]) -> tuple[list[_Rate], tuple[tuple[str, str, str], ...]]:
    """Of several rows of one report the lowest rate stands."""
    by_report: dict[str, list[_Rate]] = defaultdict(list)
    for rate in rates:
        graded = rate[0].grading or grade(rate[0].reported)
        by_report[graded.report].append(rate)
    kept = [min(same, key=lambda r: (r[1] / r[2], r[0].study_id)) for same in by_report.values()]
    left = tuple(
        (r[0].study_id, label_of(r[0]), "another row of the same report")
        for r in rates
        if r not in kept
    )
    return kept, left


def _rows(kept: list[_Rate], common: Fit | None, random: Fit | None) -> tuple[PooledRow, ...]:
    return tuple(
        PooledRow(
            study_id=study.study_id,
            label=label_of(study),
            result=exact_rate(events, n, source=study.source or study.study_id),
            weight_common_pct=common.weights_pct[i] if common else 100.0,
            weight_random_pct=random.weights_pct[i] if random else 100.0,
        )
        for i, (study, events, n) in enumerate(kept)
    )


def _shown(fitted: Fit, span: Span, source: str) -> Estimate:
    value, low, high = (1 / (1 + exp(-x)) for x in (fitted.value, span.low, span.high))
    return Estimate(value, low, high, 0.95, EstimateKind.CONFIDENCE, source)
