"""Exactly what was signed on a plan and a session, and whether it still stands."""

import json
from datetime import datetime
from typing import Any

from secretome_record.ledger.models import Signature
from secretome_record.ledger.science import sha256_hex
from secretome_record.ledger.signing import holds, signatures_on
from secretome_record.treatments.models import Plan, PlannedVisit, Session
from secretome_record.treatments.states import DESPITE_OVERDUE, PLAN_PRESCRIBED


def plan_content(plan: Plan) -> dict[str, Any]:
    """What the physician signs: every word and number of the plan, as text."""
    dose = plan.dose
    return {
        "plan": plan.code,
        "version": plan.version,
        "replaces": plan.replaces.code if plan.replaces else "",
        "patient": plan.patient.code,
        "request": plan.request.code,
        "condition": plan.condition,
        "verdict": plan.verdict,
        "expected_sha256": hash_of(plan.expected),
        "legal_basis": plan.legal_basis.code,
        "legal_basis_document": plan.legal_basis.document.sha256,
        "jurisdiction": plan.jurisdiction,
        "product": plan.product.name,
        "lot": plan.lot.code,
        "identity_code": plan.identity_code,
        "route": plan.route,
        "target": f"{plan.target_text} {plan.target_unit}",
        "weight_kg": plan.weight_kg_text,
        "dose_limits": dict(plan.dose_limits),
        "dose_draw_ml": dose.get("draw_ml_text", ""),
        "dose_low_ul": dose.get("low_ul", 0),
        "dose_high_ul": dose.get("high_ul", 0),
        "dose_sha256": hash_of(dose),
        "sessions": plan.session_count,
        "interval_days": plan.session_interval_days,
        "starts_on": plan.starts_on.isoformat(),
        "visits": [visit_line(visit) for visit in visits_of(plan)],
        "price": f"{plan.price_text} {plan.currency}",
        "price_list": plan.price_list.version,
        "price_reason": plan.price_reason,
    }


def overdue_content(session: Session, overdue: tuple[str, ...], reason: str) -> dict[str, Any]:
    """What a physician signs to have a dose given although a safety visit is overdue."""
    return {"session": session.code, "overdue": list(overdue), "reason": reason}


def visits_of(plan: Plan) -> list[PlannedVisit]:
    """The schedule of a plan in its order."""
    return list(plan.planned_visits.order_by("number"))


def visit_line(visit: PlannedVisit) -> list[Any]:
    """One visit as it is signed; its state and day come later and are not signed."""
    return [
        visit.code, visit.number, visit.name, visit.days_after_first_dose, visit.grace_days,
        "safety" if visit.is_safety_visit else "", list(visit.measures),
    ]  # fmt: skip


def prescriptions_of(plan: Plan) -> list[tuple[Signature, bool]]:
    """The signatures that prescribed the plan, each with whether it still holds."""
    content = plan_content(plan)
    return [(s, holds(s, content)) for s in signatures_on(plan, PLAN_PRESCRIBED)]


def prescription_holds(plan: Plan) -> bool:
    """Whether the plan is still, word for word, what its physician signed last."""
    signed = signatures_on(plan, PLAN_PRESCRIBED)
    return bool(signed) and holds(signed[-1], plan_content(plan))


def prescribed_at(plan: Plan) -> datetime | None:
    """When the plan was prescribed, or nothing while it is a draft."""
    signed = signatures_on(plan, PLAN_PRESCRIBED)
    return signed[-1].signed_at if signed else None


def overdue_is_signed(session: Session, overdue: tuple[str, ...]) -> bool:
    """Whether a physician signed for exactly these overdue visits."""
    signed = signatures_on(session, DESPITE_OVERDUE)
    content = overdue_content(session, overdue, session.overdue_reason)
    return bool(signed) and holds(signed[-1], content)


def hash_of(content: Any) -> str:
    """The hash of a stored document that may hold decimals."""
    return sha256_hex(json.dumps(_spelled(content), sort_keys=True, ensure_ascii=False))


def _spelled(content: Any) -> Any:
    # The two databases hand back 1e16 as a float or as a whole number; the text is the same.
    if isinstance(content, dict):
        return {key: _spelled(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_spelled(value) for value in content]
    if isinstance(content, int | float) and not isinstance(content, bool):
        return f"{float(content):.12g}"
    return content
