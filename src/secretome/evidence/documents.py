"""An assessment as plain values: the answer of ``secretome evidence`` and the plan's evidence."""

from dataclasses import asdict
from typing import Any

from secretome.evidence.asked import not_known
from secretome.evidence.assessment import Assessment
from secretome.evidence.expectation import Expectation, HarmRate, LeftOut, NotReaching
from secretome.evidence.pooled import Pool, Pooled, forest_rows
from secretome.evidence.rows import Study
from secretome.units import Estimate


def assessment_document(assessment: Assessment) -> dict[str, Any]:
    """Return the assessment with the keys that the command promises."""
    return {
        "condition": assessment.condition,
        "icd10": list(assessment.icd10),
        "in_catalogue": assessment.in_catalogue,
        "verdict": assessment.verdict.value,
        "certainty": assessment.certainty.value,
        "certainty_as_reported": assessment.certainty_text,
        "study_count": assessment.study_count,
        "controlled_count": assessment.controlled_count,
        "reasons": list(assessment.reasons),
        "found": list(assessment.found),
        "studies": [study_document(study) for study in assessment.studies],
        "leads": [study_document(study) for study in assessment.leads],
        "harms": [study_document(study) for study in assessment.harms],
        "cells": [study_document(study) for study in assessment.cells],
        "pooled": pooled_document(assessment.expected),
        "pools": [pool_document(pool) for pool in assessment.pools],
        "rates": [pool_document(pool) for pool in assessment.rates],
        "expected": expected_document(assessment.expected),
        "cells_expected": expected_document(assessment.cells_expected),
        "share_not_reaching_mid": share_document(assessment.expected.share_not_reaching),
        "certainty_reasons": [asdict(r) for r in assessment.certainty_table.reasons],
        "certainty_by_rule": assessment.certainty_table.by_rule.value,
        "own": [study_document(study) for study in assessment.own],
        "own_pools": [pool_document(pool) for pool in assessment.own_pools],
        "cautions": list(assessment.cautions),
        "standard_care": assessment.standard_care,
        "unknown": list(assessment.unknown),
        "near": list(assessment.near),
        "not_known": not_known(assessment),
        "evidence_version": assessment.evidence_version,
        "tables_version": assessment.certainty_table.version,
        "tables_date": assessment.certainty_table.date,
    }


def study_document(study: Study) -> dict[str, Any]:
    """Return one row: who, what, its reading by a reviewer, and every filled cell as reported."""
    graded = study.grading
    return {
        "id": study.study_id,
        "design": study.design,
        "product_kind": study.product_kind,
        "route": study.route or None,
        "n_treated": study.n_treated,
        "n_control": study.n_control,
        "outcome": study.outcome,
        "finding": graded.finding.value if graded else None,
        "reading": graded.why if graded else None,
        "verified": study.verified.value,
        "origin": study.origin.value,
        "source": study.source,
        "as_reported": {name: text for name, text in study.reported.items() if text},
    }


def expected_document(expected: Expectation) -> dict[str, Any]:
    """Return what may be expected; where it is unknown, no effect stands anywhere in it."""
    mid, series = expected.mid, expected.uncontrolled
    return {
        "known": expected.known,
        "text": _words(expected),
        "reason": expected.reason,
        "outcome": expected.outcome,
        "unit": expected.unit,
        "higher_is_better": expected.higher_is_better,
        "no_difference": expected.no_difference,
        "change": _estimate(expected.change),
        "observed_change": _estimate(expected.observed_change),
        "mid": None if mid is None else asdict(mid),
        "chance_worthwhile": _estimate(expected.chance_worthwhile),
        "share_not_reaching_mid": share_document(expected.share_not_reaching),
        "harms": [harm_document(harm) for harm in expected.harms],
        "covariates": [
            {"name": c.name, "known": c.known, "study_ids": list(c.study_ids)}
            for c in expected.covariates
        ],
        "uncontrolled": None
        if series is None
        else {
            "printed": _estimate(series.printed),
            "adjusted": _estimate(series.adjusted),
            "study_ids": list(series.study_ids),
            "reason": series.reason,
        },
        "entered": list(expected.entered),
        "left_out": _left_out(expected.left_out),
    }


def share_document(share: NotReaching) -> dict[str, Any]:
    """Return both shares side by side; never worded as caused by the treatment."""
    known = share.treated is not None and share.control is not None
    return {
        "known": known,
        "treated": _estimate(share.treated),
        "control": _estimate(share.control),
        "text": _shares(share) if known else "unknown",
        "reason": share.reason,
    }


def harm_document(harm: HarmRate) -> dict[str, Any]:
    """Return one harm with its bound, or why there is no rate."""
    return {
        "name": harm.name,
        "events": harm.events,
        "n": harm.n,
        "rate": _estimate(harm.rate),
        "reason": harm.reason,
        "study_ids": list(harm.study_ids),
    }


def pooled_document(expected: Expectation) -> dict[str, Any]:
    """Return the pooled result of the chosen outcome, with each row that stayed out and why."""
    left = {"entered": list(expected.entered), "left_out": _left_out(expected.left_out)}
    if expected.pooled is None:
        reason = "Not pooled: fewer than two rows carry comparable, controlled numbers."
        return {"pooled": False, "reason": reason, **left}
    return {
        "pooled": True,
        "reason": _why_pooled(expected.pooled),
        **_numbers(expected.pooled),
    } | left


def pool_document(pool: Pool) -> dict[str, Any]:
    """Return one outcome: its pooled numbers if there are any, and the lines of its forest plot."""
    return {
        "outcome": pool.outcome,
        "pooled": None if pool.pooled is None else _numbers(pool.pooled),
        "reason": pool.reason,
        "rows": [
            {
                "study_id": row.study_id,
                "label": row.label,
                "estimate": _estimate(row.estimate),
                "weight_pct": row.weight_pct,
                "entered": row.entered,
                "why_not": row.why_not,
            }
            for row in forest_rows(pool)
        ],
    }


def _numbers(pooled: Pooled) -> dict[str, Any]:
    return {
        "measure": pooled.measure.value,
        "outcome": pooled.outcome,
        "unit": pooled.unit,
        "higher_is_better": pooled.higher_is_better,
        "k": len(pooled.rows),
        "fixed": _estimate(pooled.common),
        "random": _estimate(pooled.random),
        "random_hksj": _estimate(pooled.hksj),
        "random_usual": _estimate(pooled.usual),
        "prediction": _estimate(pooled.prediction),
        "prediction_reason": pooled.prediction_reason,
        "q": pooled.q,
        "q_df": pooled.q_df,
        "q_p": pooled.q_p,
        "i2_pct": pooled.i2_pct,
        "tau2": pooled.tau2,
        "small_studies": asdict(pooled.small_studies),
        "notes": list(pooled.notes),
    }


def _why_pooled(pooled: Pooled) -> str:
    return f"{len(pooled.rows)} controlled rows about {pooled.outcome}, {pooled.measure.value}."


def _shares(share: NotReaching) -> str:
    if share.treated is None or share.control is None:
        return "unknown"
    treated, control = (round(100 * s.value) for s in (share.treated, share.control))
    return (
        f"{treated} in 100 treated patients are not expected to reach a worthwhile change;"
        f" without the treatment it is {control} in 100."
    )


def _words(expected: Expectation) -> str:
    change = expected.change
    if change is None:
        return "unknown"
    return (
        f"{expected.outcome}: between {change.low:.3g} and {change.high:.3g} {expected.unit}"
        " against no such treatment"
    )


def _left_out(rows: tuple[LeftOut, ...]) -> list[dict[str, str]]:
    return [{"id": row.study_id, "why": row.why} for row in rows]


def _estimate(estimate: Estimate | None) -> dict[str, float | str] | None:
    return None if estimate is None else estimate.as_dict()
