"""What speaks for or against a plan now: dose, price, verdict and basis, computed afresh."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from secretome_record.batches.models import Lot, Product
from secretome_record.ledger.refusal import Reason, Refusal
from secretome_record.patients.models import Assessment, Request
from secretome_record.treatments import queries, science
from secretome_record.treatments.models import LegalBasis, Plan, PriceList, Session
from secretome_record.treatments.rules import amounts, bedside, planning
from secretome_record.treatments.rules.bedside import SessionFacts
from secretome_record.treatments.rules.planning import PlanFacts, VisitText
from secretome_record.treatments.science import Dose, DoseLimits, DoseOrder
from secretome_record.treatments.states import (
    CONSENTED,
    DRAFT,
    MATCHED,
    PLANNED,
    PREPARED,
    SIGNED,
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan before it is a row: what the physician chose."""

    request: Request
    assessment: Assessment
    legal_basis: LegalBasis | None
    product: Product
    lot: Lot
    condition: str
    order: DoseOrder
    jurisdiction: str
    session_count: int
    session_interval_days: int
    starts_on: date
    visits: tuple[VisitText, ...]
    price_list: PriceList
    identity_code: str


def facts_of(draft: Draft, at: datetime) -> tuple[PlanFacts, Dose, amounts.Price]:
    """Collect everything the rules look at, with the dose and the price computed now."""
    dose = dose_of(draft.order, draft.lot)
    price, price_against = price_of(draft)
    last = draft.starts_on + timedelta(
        days=max(0, draft.session_count - 1) * draft.session_interval_days
    )
    facts = PlanFacts(
        site=draft.request.site_id,
        request_code=draft.request.code,
        request_state=draft.request.state,
        verdicts=_verdicts(draft),
        basis=queries.basis_facts(draft.legal_basis),
        product=draft.product.pk,
        product_name=draft.product.name,
        autologous=draft.product.autologous,
        condition=draft.condition,
        route=draft.order.route,
        jurisdiction=draft.jurisdiction,
        today=queries.site_day(draft.request.site, at),
        first_session_on=draft.starts_on,
        last_session_on=last,
        session_count=draft.session_count,
        session_interval_days=draft.session_interval_days,
        visits=draft.visits,
        lot=queries.lot_facts(draft.lot, at),
        identity_code=draft.identity_code,
        dose_against=dose.against,
        price_against=price_against,
    )
    return facts, dose, price


def reasons_against_signing(plan: Plan, at: datetime) -> tuple[Reason, ...]:
    """Everything that speaks against signing a plan now, its dose computed afresh."""
    facts, dose, _ = facts_of(draft_of(plan), at)
    standing = queries.other_standing_plans(plan)
    return (
        *planning.reasons_against_plan(facts),
        *planning.reasons_against_second_plan(plan.request.code, standing),
        *_moved_away(plan, dose),
    )


def reasons_against_carrying_on(plan: Plan, at: datetime) -> tuple[Reason, ...]:
    """What is checked again at every session: the legal basis and the verdict, as they are now."""
    facts, _, _ = facts_of(draft_of(plan), at)
    return (*planning.reasons_against_basis(facts), *planning.reasons_against_verdict(facts))


def reasons_against_plan_now(plan: Plan, at: datetime) -> tuple[Reason, ...]:
    """Why not yet, for the plan's page: what speaks against its next step now."""
    if plan.state == DRAFT:
        return reasons_against_signing(plan, at)
    if plan.state not in {SIGNED, CONSENTED}:
        return ()
    against = reasons_against_carrying_on(plan, at)
    if plan.state == SIGNED:
        against = (Reason("no_consent", "The patient has not consented to this plan."), *against)
    if not queries.prescription_holds(plan):
        against = (Reason("signature_broken", "The plan is not what was signed."), *against)
    return against


def reasons_against_next_step(session: Session, at: datetime) -> tuple[Reason, ...]:
    """Why not yet, for the session's page: what speaks against preparing or giving it now."""
    if session.state not in {PLANNED, PREPARED, MATCHED}:
        return ()
    facts = session_facts_now(session, at)
    kept = queries.open_reservations(session)
    vials = [queries.vial_facts(reservation.vial, session, at) for reservation in kept]
    if session.state != PLANNED:
        needed = len(vials)
        against = bedside.reasons_against_preparing(facts, vials, vials_needed=needed)
        return (*against, *reasons_against_prepared_dose(session))
    plan = queries.plan_again(session.plan_id)
    dose, against = dose_now(plan, plan.lot)
    needed = dose.document.get("vials_needed", 1) if not dose.against else len(vials)
    return (*bedside.reasons_against_preparing(facts, vials, vials_needed=needed), *against)


def session_facts_now(session: Session, at: datetime) -> SessionFacts:
    """The facts of a session, with what speaks against its plan now."""
    plan = queries.plan_again(session.plan_id)
    return queries.session_facts(session, at, reasons_against_carrying_on(plan, at))


def dose_now(plan: Plan, lot: Lot) -> tuple[Dose, tuple[Reason, ...]]:
    """The plan's dose computed from a lot's measurement as it is verified now."""
    dose = dose_of(order_of(plan), lot)
    return dose, (*dose.against, *_moved_away(plan, dose))


def reasons_against_prepared_dose(session: Session) -> tuple[Reason, ...]:
    """What speaks against the dose a session was prepared with: its lot was measured anew."""
    if not session.dose:
        return ()
    plan = queries.plan_again(session.plan_id)
    dose, against = dose_now(plan, plan.lot)
    before, now = session.dose["draw_ml_text"], dose.document.get("draw_ml_text")
    if against or now == before:
        return against
    return (
        Reason(
            "dose_changed",
            f"The lot's measurement changed after {session.code} was prepared: the dose is now "
            f"{now} mL, prepared were {before} mL. Cancel the session.",
            session.code,
        ),
    )


def dose_of(order: DoseOrder, lot: Lot) -> Dose:
    """Compute a dose from what quality verified about a lot."""
    return science.dose_of(order, science.LotMeasure(**queries.measure_facts(lot)))


def price_of(draft: Draft) -> tuple[amounts.Price, tuple[Reason, ...]]:
    """The price of the course by its list, and what speaks against it."""
    prices = draft.price_list
    total = amounts.total_of(
        prices.per_session_text, max(0, draft.session_count), prices.per_visit_text,
        len(draft.visits), science.currency_digits(prices.currency) or 0,
    )  # fmt: skip
    basis = draft.legal_basis
    approved_by = basis.charging_approved_by if basis else ""
    in_trial = basis is not None and basis.kind == planning.TRIAL
    against = list(
        amounts.reasons_against_price(
            total_text=total, in_trial=in_trial, charging_approved_by=approved_by
        )
    )
    if prices.site_id != draft.request.site_id:
        against.append(Reason("price_list", "This price list belongs to another site."))
    why = f"charging approved by {approved_by}" if in_trial and approved_by else ""
    return amounts.Price(total, prices.currency, why), tuple(against)


def draft_of(plan: Plan) -> Draft:
    """A stored plan as the draft it was made from."""
    return Draft(
        request=plan.request,
        assessment=plan.assessment,
        legal_basis=plan.legal_basis,
        product=plan.product,
        lot=plan.lot,
        condition=plan.condition,
        order=order_of(plan),
        jurisdiction=plan.jurisdiction,
        session_count=plan.session_count,
        session_interval_days=plan.session_interval_days,
        starts_on=plan.starts_on,
        visits=tuple(_visit_text(visit) for visit in queries.visits_of(plan)),
        price_list=plan.price_list,
        identity_code=plan.identity_code,
    )


def order_of(plan: Plan) -> DoseOrder:
    """The dose as the plan prescribes it."""
    return DoseOrder(
        plan.target_text, plan.target_unit, plan.route, plan.weight_kg_text,
        DoseLimits(**plan.dose_limits),
    )  # fmt: skip


def _verdicts(draft: Draft) -> frozenset[str]:
    """What the assessment said and what the evidence says today; the rules take the graver."""
    found = draft.assessment.evidence.get("found", [])
    try:
        now = science.verdict_now(draft.condition, route=draft.order.route, found=_texts(found))
    except Refusal:
        return frozenset({draft.assessment.verdict})
    return frozenset({draft.assessment.verdict, now})


def _texts(found: Any) -> tuple[str, ...]:
    return tuple(text for text in found if isinstance(text, str))


def _moved_away(plan: Plan, dose: Dose) -> tuple[Reason, ...]:
    """A dose computed now that lies outside the signed interval is another dose."""
    if dose.against or not plan.dose:
        return ()
    middle = amounts.microlitres(dose.document["draw_ml_text"], "drawn")
    if plan.dose["low_ul"] <= middle <= plan.dose["high_ul"]:
        return ()
    return (
        Reason(
            "dose_moved",
            f"The lot's measurement changed: the dose is now {dose.document['draw_ml_text']} mL, "
            f"the plan says {plan.dose['draw_ml_text']} mL. Write and sign a new plan.",
            plan.code,
        ),
    )


def _visit_text(visit: Any) -> VisitText:
    return VisitText(
        visit.name, visit.days_after_first_dose, visit.grace_days, visit.is_safety_visit,
        tuple(visit.measures),
    )  # fmt: skip
