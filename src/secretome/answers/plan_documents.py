"""A plan as plain values: what ``secretome plan --json`` prints and the printed plan is made of."""

from dataclasses import asdict
from typing import Any

from secretome.answers.case import Case, LegalBasis, Schedule
from secretome.answers.planning import LotDose, Plan
from secretome.answers.prices import Price
from secretome.dosing import check_document, dose_document
from secretome.evidence import assessment_document

NOTICE = (
    "Not a medical device and not validated for clinical use; the site that uses it must validate"
    " it and takes the responsibility. Nothing here means that such products work, and no"
    " regulator we found has licensed one. Do not stop your medicines. In an emergency call for"
    " urgent care."
)
FOLLOW_UP_WEEKS = 52
_SHARE = (
    "Unknown: no study that was read gives the spread of the change in treated patients and in a"
    " control group, so the share that does not reach a worthwhile change cannot be computed."
)


def plan_document(plan: Plan) -> dict[str, Any]:
    """Return the plan with the keys that the command promises."""
    evidence = assessment_document(plan.assessment)
    case = plan.case
    return {
        "document": "plan",
        "example": case.example,
        "case": case.id,
        "on": plan.on.isoformat(),
        "patient": {"pseudonym": case.pseudonym, "weight_kg": case.weight_kg},
        "product": case.product,
        "route": case.route,
        "condition": evidence["condition"],
        "icd10": case.icd10 or ", ".join(evidence["icd10"]) or None,
        "verdict": evidence["verdict"],
        "verdict_reasons": evidence["reasons"],
        "certainty": evidence["certainty"],
        "certainty_as_reported": evidence["certainty_as_reported"],
        "study_count": evidence["study_count"],
        "controlled_count": evidence["controlled_count"],
        "legal_basis": _basis(case.legal_basis),
        "evidence": evidence["studies"],
        "harms": evidence["harms"],
        "expected": evidence["expected"],
        "share_not_reaching_mid": _share(evidence["expected"]),
        "dose": None if plan.dose is None else _dose(plan.dose, plan_refused=bool(plan.refused)),
        "other_lots": [_other(one) for one in plan.doses if one is not plan.dose],
        "statement": _statement(plan),
        "sessions": None if case.schedule is None else case.schedule.sessions,
        "duration_weeks": duration_weeks(case.schedule),
        "schedule": _schedule(case.schedule),
        "price": _price(plan.price),
        "cautions": [*evidence["cautions"], *_follow_up_caution(case)],
        "unknown": evidence["unknown"],
        "alternatives": _alternatives(evidence["standard_care"]),
        "checks": [*map(check_document, plan.checks), *_dose_checks(plan.dose)],
        "refused": [asdict(reason) for reason in plan.refused],
        "evidence_version": plan.assessment.evidence_version,
        "notice": NOTICE,
    }


def duration_weeks(schedule: Schedule | None) -> float | None:
    """Weeks from the first session to the last session or visit, whichever is later."""
    if schedule is None:
        return None
    return max([_treatment_weeks(schedule), *(visit.week for visit in schedule.visits)])


def _treatment_weeks(schedule: Schedule) -> float:
    return (schedule.sessions - 1) * (schedule.interval_days or 0) / 7


def _basis(basis: LegalBasis | None) -> dict[str, Any] | None:
    if basis is None:
        return None
    dates = {"valid_from": basis.valid_from.isoformat(), "valid_to": basis.valid_to.isoformat()}
    return {**asdict(basis), "kind": basis.kind.value, **dates}


def _share(expected: dict[str, Any]) -> dict[str, Any]:
    """Never worded as caused by the treatment; unknown without a spread and a control group."""
    nothing = {"known": False, "treated": None, "control": None, "text": "unknown"}
    return expected.get("share_not_reaching_mid") or {**nothing, "reason": _SHARE}


def _dose(chosen: LotDose, *, plan_refused: bool) -> dict[str, Any]:
    """A refused plan carries no volume, whatever refused it: nobody may draw from it."""
    document = {"lot": chosen.lot.name, **dose_document(chosen.answer)}
    if plan_refused:
        document |= {"volume_ml": None, "vials": None}
    return document


def _other(one: LotDose) -> dict[str, Any]:
    answer = one.answer
    return {
        "lot": one.lot.name,
        "volume_ml": None if answer.volume_ml is None else answer.volume_ml.as_dict(),
        "refused": [asdict(reason) for reason in answer.refused],
    }


def _dose_checks(chosen: LotDose | None) -> list[dict[str, Any]]:
    return [] if chosen is None else [check_document(check) for check in chosen.answer.checks]


def _statement(plan: Plan) -> dict[str, Any] | None:
    return None if plan.statement.is_empty else asdict(plan.statement)


def _schedule(schedule: Schedule | None) -> dict[str, Any] | None:
    if schedule is None:
        return None
    return {
        "sessions": schedule.sessions,
        "interval_days": schedule.interval_days,
        "treatment_weeks": _treatment_weeks(schedule),
        "visits": [asdict(visit) for visit in schedule.visits],
    }


def _price(price: Price) -> dict[str, Any]:
    """Amounts are text, so that no digit is lost on the way."""
    listed = price.price_list
    return {
        "currency": listed.currency if listed else None,
        "price_list": listed.version if listed else None,
        "items": [
            {
                "item": line.item.item,
                "amount": str(line.item.amount),
                "per": line.item.per.value,
                "count": line.count,
                "total": None if line.total is None else str(line.total),
            }
            for line in price.lines
        ],
        "total": None if price.total is None else str(price.total),
        "reason": price.reason,
        "not_included": list(listed.not_included) if listed else [],
        "charging_approved_by": listed.charging_approved_by if listed else None,
    }


def _follow_up_caution(case: Case) -> list[str]:
    weeks = duration_weeks(case.schedule)
    if weeks is None or weeks >= FOLLOW_UP_WEEKS:
        return []
    caution = (
        f"the last visit is in week {weeks:g}; the evidence review asks for at least 12 months"
        " of follow-up after any route"
    )
    return [caution]


def _alternatives(standard_care: str | None) -> list[str]:
    care = f"standard care: {standard_care}" if standard_care else "standard care, with your doctor"
    return ["no treatment with secretome", care, "taking part in a controlled trial"]
