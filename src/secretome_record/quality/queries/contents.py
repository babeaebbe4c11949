"""What each signature of the room covers, as text, and whether it still does."""

from collections.abc import Mapping
from typing import Any

from django.db import models

from secretome_record.batches.models import Deviation, Lot
from secretome_record.batches.queries import donors_of_lot, records_of, steps_of
from secretome_record.batches.states import OPEN
from secretome_record.ledger.signing import holds, signatures_on
from secretome_record.quality.models import (
    Investigation,
    ProtocolDecision,
    Result,
    Specification,
)
from secretome_record.quality.queries.lists import (
    decisions_of,
    joined,
    results_of,
    specification_of,
)

APPROVED, VERIFIED_AS = "specification approved", "result verified"
REVIEWED_AS, RELEASED_AS = "quality control reviewed", "certified and released"
CLOSED_AS = "deviation closed"
DECIDED_AS = "decided under a protocol"
ERROR_FOUND, PLANNED_AS = "laboratory error found", "retest plan fixed"
CONFIRMED_AS, NO_CAUSE_AS = "OOS confirmed", "no cause found"


def specification_content(specification: Specification) -> dict[str, Any]:
    """Every line with its limits, as written."""
    return {
        "specification": specification.code,
        "product": specification.product.name,
        "version": specification.version,
        "lines": [
            [
                n.number, n.attribute, n.rule, n.unit, n.low_text, n.high_text, n.expected_text,
                n.incubation_days, str(n.from_file_only), n.source,
                n.precision_text, n.precision_source,
            ]
            for n in specification.lines.order_by("number")
        ],
    }  # fmt: skip


def result_content(result: Result) -> dict[str, Any]:
    """The number and where it comes from; the verdict is the computer's, not the signer's."""
    run = result.run
    estimate = result.estimate or {}
    return {
        "result": result.code,
        "attribute": result.attribute,
        "as_reported": result.as_reported,
        "unit": result.unit,
        "interval": [repr(estimate[end]) for end in ("low", "high")] if estimate else [],
        "no_interval_because": result.no_estimate_reason,
        "unreliable_because": result.unreliable_reason,
        "sample": run.sample.code,
        "run": run.code,
        "method": [run.method, run.method_version, run.instrument],
        "file": run.file.sha256 if run.file else "",
        "sample_in_file": run.sample_in_file,
        "dilution": [run.dilution_factor_text, run.dilution_reason, run.dilution_sd_pct_text],
        "entered_by": str(result.entered_by_id),
    }


def deviation_content(deviation: Deviation) -> dict[str, Any]:
    """What happened and how it was judged."""
    return {
        "deviation": deviation.code,
        "what": deviation.what,
        "assessment": deviation.assessment,
    }


def investigation_content(investigation: Investigation, meaning: str) -> dict[str, Any]:
    """The result and what each phase found, as far as the signature of this meaning covers it.

    The plan is signed before the first retest; a conclusion covers every retest, each by itself.
    """
    covered = {
        "investigation": investigation.code,
        "result": result_content(investigation.result),
        "phase_one": investigation.phase_one_text,
    }
    if meaning == ERROR_FOUND:
        return covered | {"cause": investigation.conclusion or investigation.phase_one_text}
    covered["plan"] = [str(investigation.planned_retests or 0), investigation.plan_text]
    if meaning == PLANNED_AS:
        return covered
    retests = joined(investigation.retests.all()).order_by("recorded_at", "id")
    return covered | {
        "retests": [_result_line(r) for r in retests],
        "making": investigation.making_text,
        "conclusion": investigation.conclusion,
    }


def decision_content(decision: ProtocolDecision) -> dict[str, Any]:
    """The number, the protocol and what was decided under it."""
    return {
        "result": result_content(decision.result),
        "line": str(decision.line_id),
        "protocol": decision.protocol,
        "reason": decision.reason,
        "accepted": "yes" if decision.is_accepted else "no",
    }


def review_content(lot: Lot) -> dict[str, Any]:
    """Everything the decision about a lot rests on."""
    specification = specification_of(lot.product_id)
    return {
        "lot": lot.code,
        "product": lot.product.name,
        "batch": lot.batch.code,
        "expires_at": lot.expires_at.isoformat(),
        "specification": specification_content(specification) if specification else {},
        "donors": [donor.code for donor in donors_of_lot(lot)],
        "steps": _steps(lot),
        # One that is still open blocks by itself; once assessed, it must be reviewed with the rest.
        "deviations": [
            [d.code, d.what, d.assessment]
            for d in lot.batch.deviations.exclude(state=OPEN).order_by("recorded_at", "id")
        ],
        "results": [_result_line(result) for result in results_of(lot)],
        "investigations": [
            [o.code, o.state, o.phase_one_text, str(o.planned_retests or 0), o.conclusion]
            for o in lot.investigations.order_by("recorded_at", "id")
        ],
        "decisions": [
            [d.result.code, d.protocol, d.reason, str(d.is_accepted)]
            for d in decisions_of(lot).order_by("recorded_at", "id")
        ],
    }


def _steps(lot: Lot) -> list[list[Any]]:
    records = records_of(lot.batch)
    return [
        [s.number, s.name, *_step_record(records.get(s.number))] for s in steps_of(lot.batch.recipe)
    ]


def _step_record(record: Any) -> list[str]:
    if record is None:
        return []
    checked = str(record.checked_by_id or "")
    return [str(record.made_by_id), checked, record.occurred_at.isoformat(), record.as_read]


def _result_line(result: Result) -> list[str]:
    covered = result_content(result)
    verified_by = str(result.verified_by_id or "")
    parts = [str(result.line_id or ""), result.state, result.verdict, verified_by]
    return [*parts, *(str(value) for value in covered.values())]


def release_content(lot: Lot) -> dict[str, Any]:
    """What the qualified person signs: the same, with the QC review it stands on."""
    last = signatures_on(lot, REVIEWED_AS)[-1:]
    review = [
        part
        for one in last
        for part in (one.printed_name, one.role, one.signed_at.isoformat(), one.content_hash)
    ]
    return review_content(lot) | {"quality_control_review": review}


def _standing(row: models.Model, meaning: str, content: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"signature": signature, "holds": holds(signature, content)}
        for signature in signatures_on(row, meaning)
    ]


def approvals_of(specification: Specification) -> list[dict[str, Any]]:
    """The approvals with whether each still covers the specification."""
    return _standing(specification, APPROVED, specification_content(specification))


def verifications_of(result: Result) -> list[dict[str, Any]]:
    """The verifications with whether each still covers the result."""
    return _standing(result, VERIFIED_AS, result_content(result))


def closures_of(deviation: Deviation) -> list[dict[str, Any]]:
    """The closures with whether each still covers the deviation."""
    return _standing(deviation, CLOSED_AS, deviation_content(deviation))


def decisions_on(result: Result) -> list[dict[str, Any]]:
    """The decisions under a protocol with whether each signature still covers its decision."""
    return [
        {**row, "decision": decision}
        for decision in result.decisions.select_related("decided_by").order_by("recorded_at")
        for row in _standing(decision, DECIDED_AS, decision_content(decision))
    ]


def decided_of(lot: Lot) -> dict[Any, dict[str, Any]]:
    """The signed decision under a protocol of each result of a lot that has one, by the result."""
    return {
        decision.result_id: row
        for decision in decisions_of(lot)
        for row in decisions_on(decision.result)
        if row["holds"]
    }


def investigation_signatures(investigation: Investigation) -> list[dict[str, Any]]:
    """Every signature on an investigation with whether it still covers its step."""
    return [
        {"signature": one, "holds": holds(one, investigation_content(investigation, one.meaning))}
        for one in signatures_on(investigation)
    ]


def reviews_of(lot: Lot) -> list[dict[str, Any]]:
    """The QC reviews with whether each still covers the lot."""
    return _standing(lot, REVIEWED_AS, review_content(lot))


def releases_of(lot: Lot) -> list[dict[str, Any]]:
    """The releases with whether each still covers the lot."""
    return _standing(lot, RELEASED_AS, release_content(lot))
