"""From the accepted answer to the consent: write, sign, consent, withdraw, stop, complete."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from secretome_record.batches.models import Lot, Product
from secretome_record.ledger.acting import Actor
from secretome_record.ledger.files import keep_file
from secretome_record.ledger.lineage import link
from secretome_record.ledger.moments import require_moment
from secretome_record.ledger.refusal import refuse, refuse_if_any
from secretome_record.ledger.science import sha256_hex
from secretome_record.ledger.signing import SignedIntent
from secretome_record.ledger.writing import Entry, writing
from secretome_record.patients.models import Assessment, Request
from secretome_record.patients.queries import assessment_of
from secretome_record.people.once import keyed, made_before
from secretome_record.people.roles import Role
from secretome_record.people.standing import acting_person, require_role_at
from secretome_record.treatments import queries, science
from secretome_record.treatments.models import (
    LegalBasis,
    Plan,
    PlanConsent,
    PlannedVisit,
    PriceList,
    Session,
)
from secretome_record.treatments.rules import planning
from secretome_record.treatments.rules.planning import VisitText
from secretome_record.treatments.science import DoseLimits, DoseOrder
from secretome_record.treatments.services import standing
from secretome_record.treatments.services.handing_back import end_sessions
from secretome_record.treatments.states import CONSENTED, DRAFT

_EXPLAIN = (Role.PHYSICIAN, Role.NURSE, Role.COORDINATOR)


def write_plan(  # noqa: PLR0913 - each is one line of the plan
    *,
    request: Request,
    legal_basis: LegalBasis | None,
    product: Product,
    lot: Lot,
    route: str,
    target_text: str,
    target_unit: str,
    session_count: int,
    session_interval_days: int,
    visits: Iterable[VisitText],
    price_list: PriceList,
    jurisdiction: str,
    by: Actor,
    at: datetime,
    weight_kg_text: str = "",
    limits: DoseLimits | None = None,
    identity_code: str = "",
    starts_on: date | None = None,
    replaces: Plan | None = None,
    form_key: UUID | None = None,
) -> Plan:
    """Write a plan as a draft. Raises Refusal with every reason against it, in one go."""
    assessment = _assessment(request, by)
    draft = standing.Draft(
        request=request,
        assessment=assessment,
        legal_basis=legal_basis,
        product=product,
        lot=lot,
        condition=science.condition_name(assessment.condition),
        order=DoseOrder(
            target_text.strip(),
            target_unit.strip(),
            science.route_name(route),
            weight_kg_text.strip(),
            limits or DoseLimits(),
        ),
        jurisdiction=" ".join(jurisdiction.split()),
        session_count=session_count,
        session_interval_days=session_interval_days,
        starts_on=starts_on or queries.site_day(request.site, at),
        visits=tuple(visits),
        price_list=price_list,
        identity_code=identity_code.strip(),
    )
    with writing(by=by, at=at, why=f"Plan for {request.code}") as entry:
        return made_before(Plan, form_key) or _write(entry, draft, replaces, form_key)


def sign_plan(*, plan: Plan, by: Actor, at: datetime, signature: SignedIntent) -> Plan:
    """Prescribe the plan: everything is checked again, the signature binds to its content."""
    require_role_at(by, plan.site_id, Role.PHYSICIAN)
    with writing(by=by, at=at, why=f"Plan {plan.code} prescribed") as entry:
        now = queries.plan_again(plan.pk)
        Plan.MOVES.step(now.state, "sign")
        refuse_if_any(standing.reasons_against_signing(now, at))
        if now.replaces:
            _replace(entry, now.replaces, now)
        entry.move(now, "sign", signature=signature, content=queries.plan_content(now))
        _plan_sessions(entry, now)
    plan.state = now.state
    return now


def record_plan_consent(  # noqa: PLR0913 - each is one line of the consent form
    *,
    plan: Plan,
    text_version: str,
    text: str,
    language: str,
    purposes: Iterable[str],
    given_at: datetime,
    by: Actor,
    at: datetime,
    late_reason: str = "",
    document: bytes = b"",
    document_name: str = "",
    media_type: str = "application/pdf",
) -> PlanConsent:
    """Record the patient's consent to the signed plan: words, purposes, who explained it."""
    require_role_at(by, plan.site_id, *_EXPLAIN)
    require_moment(given_at, at, late_reason)
    chosen = list(purposes)
    with writing(by=by, at=at, why=f"Consent to {plan.code}") as entry:
        now = queries.plan_again(plan.pk)
        Plan.MOVES.step(now.state, "consent")
        refuse_if_any(
            planning.reasons_against_consent(
                text,
                chosen,
                signature_holds=queries.prescription_holds(now),
                given_at=given_at,
                signed_at=queries.prescribed_at(now),
            )
        )
        kept = keep_file(document, name=document_name, media_type=media_type) if document else None
        consent = entry.create(
            PlanConsent, plan=now, text_version=text_version.strip(), text_hash=sha256_hex(text),
            language=language, purposes=chosen, explained_by=acting_person(by), document=kept,
            given_at=given_at,
        )  # fmt: skip
        entry.move(now, "consent", occurred_at=given_at, reason=late_reason)
    plan.state = now.state
    return consent


def withdraw_plan_consent(
    *, consent: PlanConsent, reason: str, by: Actor, at: datetime
) -> PlanConsent:
    """Withdraw a consent: from now on nothing of the plan is reserved, matched or given."""
    require_role_at(by, consent.plan.site_id, *_EXPLAIN)
    if not reason.strip():
        raise refuse("reason", "Say what the patient said; the reason stays with the record.")
    with writing(by=by, at=at, why=f"Consent to {consent.plan.code} withdrawn") as entry:
        consent.refresh_from_db()
        if consent.withdrawn_at is not None:
            raise refuse("withdrawn", "This consent was withdrawn already.")
        entry.change(consent, withdrawn_at=at, withdrawn_reason=reason.strip()[:200])
        plan = queries.plan_again(consent.plan_id)
        if plan.state == CONSENTED and queries.standing_consent(plan) is None:
            entry.move(plan, "withdraw", reason=reason)
    return consent


def stop_plan(*, plan: Plan, reason: str, by: Actor, at: datetime) -> Plan:
    """Stop a plan for good; its open sessions are cancelled and their vials handed back."""
    require_role_at(by, plan.site_id, Role.PHYSICIAN)
    with writing(by=by, at=at, why=f"Plan {plan.code} stopped") as entry:
        now = queries.plan_again(plan.pk)
        entry.move(now, "stop", reason=reason)
        end_sessions(entry, queries.open_sessions(now), reason)
    plan.state = now.state
    return now


def complete_plan(*, plan: Plan, by: Actor, at: datetime) -> Plan:
    """Close a plan whose sessions are all given or cancelled; its visits go on."""
    require_role_at(by, plan.site_id, Role.PHYSICIAN)
    with writing(by=by, at=at, why=f"Plan {plan.code} completed") as entry:
        now = queries.plan_again(plan.pk)
        still = [session.code for session in queries.open_sessions(now)]
        if still:
            raise refuse("sessions_open", f"Still open: {', '.join(still)}. Give or cancel first.")
        entry.move(now, "complete")
    plan.state = now.state
    return now


def _assessment(request: Request, by: Actor) -> Assessment:
    require_role_at(by, request.site_id, Role.PHYSICIAN)
    request.refresh_from_db()
    assessment = assessment_of(request)
    if assessment is None:
        raise refuse("not_assessed", f"{request.code} was never assessed against the evidence.")
    return assessment


def _write(
    entry: Entry, draft: standing.Draft, replaces: Plan | None, form_key: UUID | None
) -> Plan:
    facts, dose, price = standing.facts_of(draft, entry.at)
    refuse_if_any(planning.reasons_against_plan(facts))
    _require_replaceable(replaces, draft)
    plan = entry.create(
        Plan,
        physician=acting_person(entry.by),
        dose=dose.document,
        price_text=price.total_text,
        price_reason=price.reason,
        currency=price.currency,
        **_plan_fields(draft, replaces),
        **keyed(form_key),
    )
    for number, visit in enumerate(draft.visits, start=1):
        _plan_visit(entry, plan, number, visit)
    link(child=plan.patient, parents=[plan], kind="planned for")
    return plan


def _require_replaceable(replaces: Plan | None, draft: standing.Draft) -> None:
    if replaces is None:
        return
    replaces.refresh_from_db()
    if replaces.request_id != draft.request.pk:
        raise refuse("replaces", f"{replaces.code} answers another request.")
    if replaces.state not in {DRAFT, "SIGNED", CONSENTED}:
        raise refuse("replaces", f"{replaces.code} is {replaces.state.lower()} already.")


def _plan_fields(draft: standing.Draft, replaces: Plan | None) -> dict[str, Any]:
    request, order = draft.request, draft.order
    return {
        "site": request.site, "patient": request.patient, "request": request,
        "version": replaces.version + 1 if replaces else 1, "replaces": replaces,
        "legal_basis": draft.legal_basis, "product": draft.product, "lot": draft.lot,
        "assessment": draft.assessment, "condition": draft.condition,
        "verdict": draft.assessment.verdict, "jurisdiction": draft.jurisdiction,
        "route": order.route, "target_text": order.target_text, "target_unit": order.target_unit,
        "weight_kg_text": order.weight_kg_text, "session_count": draft.session_count,
        "session_interval_days": draft.session_interval_days, "starts_on": draft.starts_on,
        "dose_limits": science.limits_as_stored(order.limits),
        # A copy that stays as it was, to be held against what happens.
        "expected": _frozen(draft), "price_list": draft.price_list,
        "identity_code": draft.identity_code, "is_demo": request.is_demo,
    }  # fmt: skip


def _frozen(draft: standing.Draft) -> dict[str, Any]:
    evidence = draft.assessment.evidence
    kept = ("expected", "verdict", "certainty", "study_count", "cautions", "unknown")
    return {
        **{name: evidence.get(name) for name in kept},
        "condition": draft.condition,
        "evidence_version": draft.assessment.evidence_version,
        "assessed_at": draft.assessment.assessed_at.isoformat(),
    }


def _plan_visit(entry: Entry, plan: Plan, number: int, visit: VisitText) -> None:
    entry.create(
        PlannedVisit, site_id=plan.site_id, plan=plan, number=number, name=visit.name.strip(),
        days_after_first_dose=visit.days_after_first_dose, grace_days=visit.grace_days,
        is_safety_visit=visit.is_safety_visit, measures=list(visit.measures),
    )  # fmt: skip


def _plan_sessions(entry: Entry, plan: Plan) -> None:
    for number in range(1, plan.session_count + 1):
        day = plan.starts_on + timedelta(days=(number - 1) * plan.session_interval_days)
        session = entry.create(
            Session, site_id=plan.site_id, plan=plan, number=number, planned_on=day,
            is_demo=plan.is_demo,
        )  # fmt: skip
        link(child=session, parents=[plan], kind="session of")


def _replace(entry: Entry, old: Plan, new: Plan) -> None:
    reason = f"Replaced by {new.code}"
    before = queries.plan_again(old.pk)
    end_sessions(entry, queries.open_sessions(before), reason)
    entry.move(before, "replace", reason=reason)
