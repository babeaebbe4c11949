"""An assessment as plain values: the answer of ``secretome evidence`` and the plan's evidence."""

from typing import Any

from secretome.evidence.assessment import Assessment
from secretome.evidence.expectation import Expectation
from secretome.evidence.rows import Study


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
        "studies": [study_document(study) for study in assessment.studies],
        "leads": [study_document(study) for study in assessment.leads],
        "harms": [study_document(study) for study in assessment.harms],
        "cells": [study_document(study) for study in assessment.cells],
        "pooled": pooled_document(assessment.expected),
        "expected": expected_document(assessment.expected),
        "cautions": list(assessment.cautions),
        "standard_care": assessment.standard_care,
        "unknown": list(assessment.unknown),
        "near": list(assessment.near),
        "evidence_version": assessment.evidence_version,
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
        "source": study.source,
        "as_reported": {name: text for name, text in study.reported.items() if text},
    }


def expected_document(expected: Expectation) -> dict[str, Any]:
    """Return what may be expected; an unknown has no number anywhere in it."""
    return {
        "known": expected.known,
        "text": "unknown" if not expected.known else "known",
        "reason": expected.reason,
        "entered": list(expected.entered),
        "left_out": [{"id": row.study_id, "why": row.why} for row in expected.left_out],
    }


def pooled_document(expected: Expectation) -> dict[str, Any]:
    """Return the pooled result: none yet, with which rows could enter and why each other not."""
    return {
        "pooled": False,
        "reason": "Not pooled: fewer than two rows carry comparable, controlled numbers.",
        "entered": list(expected.entered),
        "left_out": [{"id": row.study_id, "why": row.why} for row in expected.left_out],
    }
