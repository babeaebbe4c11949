"""Rows into the facts that rules look at, read at one moment."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from secretome_record.batches.models import Lot, Vial
from secretome_record.ledger.refusal import Reason
from secretome_record.patients.models import Patient
from secretome_record.people.models import Site
from secretome_record.quality.models import Result
from secretome_record.quality.queries import concentration_of
from secretome_record.quality.states import VERIFIED
from secretome_record.stock.queries import barring_hold
from secretome_record.treatments.models import (
    Administration,
    BedsideCheck,
    LegalBasis,
    Plan,
    PlanConsent,
    PlannedVisit,
    Reservation,
    Session,
)
from secretome_record.treatments.queries.contents import overdue_is_signed, prescription_holds
from secretome_record.treatments.rules.bedside import SessionFacts, VialFacts, earliest_day
from secretome_record.treatments.rules.planning import BasisFacts, LotFacts
from secretome_record.treatments.states import CONSENTED, DUE, MISSED, SIGNED


def site_day(site: Site, at: datetime) -> date:
    """The day on the clock of the site."""
    return at.astimezone(ZoneInfo(site.zone)).date()


def basis_facts(basis: LegalBasis | None) -> BasisFacts | None:
    """What a legal basis covers."""
    if basis is None:
        return None
    return BasisFacts(
        basis.code, basis.kind, basis.jurisdiction, basis.product_id, basis.product.name,
        basis.condition, basis.route, basis.valid_from, basis.valid_to, basis.approved_trial,
        basis.site_id,
    )  # fmt: skip


def lot_facts(lot: Lot, at: datetime) -> LotFacts:
    """What a lot is now, read from the database and not from what the caller holds."""
    now = Lot.objects.get(pk=lot.pk)
    return LotFacts(
        now.code, now.state, now.expires_at <= at, now.product_id, now.identity_code, now.site_id
    )


def measure_facts(lot: Lot) -> dict[str, Any]:
    """What quality verified about a lot: concentration, endotoxin, fill volume."""
    endotoxin = (
        Result.objects.filter(
            lot=lot, attribute="endotoxin", state=VERIFIED, is_unreliable=False,
            value__isnull=False,
        )
        .order_by("-recorded_at", "-id")
        .first()
    )  # fmt: skip
    return {
        "lot": lot.code,
        "vial_ml_text": lot.vial_volume_ml_text,
        "concentration": concentration_of(lot),
        "label_text": lot.product.label_text,
        "label_unit": lot.product.label_unit,
        **_endotoxin_facts(endotoxin),
    }


def _endotoxin_facts(result: Result | None) -> dict[str, Any]:
    """The upper end of the lot's endotoxin in EU/mL, and its words in the same unit.

    A result like '>5' keeps its sign: it is a lowest value, and no burden follows from it.
    """
    if result is None or result.value is None:
        return {"endotoxin_value": None, "endotoxin_text": ""}
    upper = result.value if result.interval_high is None else result.interval_high
    return {
        "endotoxin_value": max(result.value, upper),
        "endotoxin_text": f"{result.comparator}{result.value:g}",
    }


def standing_consent(plan: Plan) -> PlanConsent | None:
    """The consent that stands: the newest one that nobody withdrew."""
    given = plan.consents.filter(withdrawn_at__isnull=True)
    return given.select_related("explained_by").order_by("-recorded_at", "-id").first()


def overdue_visits(patient: Patient, today: date) -> tuple[str, ...]:
    """The codes of the patient's safety visits that should have been held by now."""
    visits = PlannedVisit.objects.filter(
        Q(state=DUE) | Q(state=MISSED),
        plan__patient=patient, is_safety_visit=True, due_on__isnull=False,
    )  # fmt: skip
    return tuple(v.code for v in visits.order_by("due_on", "id") if is_overdue(v, today))


def is_overdue(visit: PlannedVisit, today: date) -> bool:
    """Whether the day of a visit and its days of grace are over."""
    last = visit.due_on + timedelta(days=visit.grace_days) if visit.due_on else None
    return last is not None and last < today


def session_facts(
    session: Session, at: datetime, plan_against: tuple[Reason, ...] = ()
) -> SessionFacts:
    """What the bedside rules ask about a session."""
    plan = plan_again(session.plan_id)
    today = site_day(plan.site, at)
    overdue = overdue_visits(plan.patient, today)
    return SessionFacts(
        code=session.code,
        state=session.state,
        plan_code=plan.code,
        plan_state=plan.state,
        plan_identity_code=plan.identity_code,
        patient_code=plan.patient.code,
        has_consent=standing_consent(plan) is not None,
        signature_holds=prescription_holds(plan),
        overdue=overdue,
        overdue_is_signed=bool(overdue) and overdue_is_signed(session, overdue),
        today=today,
        earliest_on=earliest_day(
            session.planned_on, last_dose_on(plan, session), plan.session_interval_days
        ),
        plan_against=plan_against,
    )


def vial_facts(vial: Vial, session: Session, at: datetime) -> VialFacts:
    """What the bedside rules ask about a vial, read now."""
    now = Vial.objects.select_related("lot").get(pk=vial.pk)
    kept = Reservation.objects.filter(vial=now, ended_at__isnull=True)
    kept_for = kept.select_related("session").first()
    hold = barring_hold(now)
    return VialFacts(
        code=now.code,
        state=now.state,
        identity_code=now.identity_code,
        lot_code=now.lot.code,
        lot_state=now.lot.state,
        is_expired=now.lot.expires_at <= at,
        is_of_the_plans_lot=now.lot_id == session.plan.lot_id,
        is_kept_for_this_session=kept_for is not None and kept_for.session_id == session.pk,
        kept_for=kept_for.session.code if kept_for else "",
        held_because=hold.reason if hold else "",
    )


def plan_again(plan_id: Any) -> Plan:
    """A plan as it is now, with everything its rules and its signature look at."""
    return Plan.objects.select_related(
        "site", "patient", "patient__subject", "request", "legal_basis", "legal_basis__document",
        "legal_basis__product", "product", "lot", "price_list", "assessment", "replaces",
        "physician",
    ).get(pk=plan_id)  # fmt: skip


def other_standing_plans(plan: Plan) -> tuple[str, ...]:
    """The codes of the plans that stand for the same request and that this one does not replace."""
    standing = Plan.objects.filter(request=plan.request_id, state__in=(SIGNED, CONSENTED))
    others = standing.exclude(pk__in=[plan.pk, plan.replaces_id]).order_by("code")
    return tuple(others.values_list("code", flat=True))


def session_again(session: Session) -> Session:
    """A session as it is now."""
    return Session.objects.select_related("site", "plan", "plan__patient").get(pk=session.pk)


def vial_by_code(code: str, site_id: Any) -> Vial | None:
    """A vial of the site, by the code on its label."""
    return Vial.objects.select_related("lot").filter(code=code, site_id=site_id).first()


def open_reservations(session: Session) -> list[Reservation]:
    """The vials that are kept for a session and not given yet."""
    kept = session.reservations.filter(ended_at__isnull=True)
    return list(kept.select_related("vial", "vial__lot").order_by("vial__number", "id"))


def standing_match(session: Session) -> BedsideCheck | None:
    """The last try at the bedside, if it matched and its vial was not given yet."""
    last = session.checks.select_related("vial").order_by("-recorded_at", "-id").first()
    if last is None or not last.matched or last.administrations.exists():
        return None
    return last


def given_before_ul(session: Session) -> int:
    """How much of this session's dose was given already, in microlitres."""
    return sum(session.administrations.values_list("given_ul", flat=True))


def last_dose_on(plan: Plan, but: Session) -> date | None:
    """The day of the last dose for the plan's request in any other session, on the site's clock.

    A plan that replaces another goes on where that one stopped, so its doses count too.
    """
    given = Administration.objects.filter(session__plan__request=plan.request_id)
    last = given.exclude(session=but).order_by("-given_at", "-id").first()
    return site_day(plan.site, last.given_at) if last else None


def first_dose_given(plan: Plan) -> bool:
    """Whether any dose of this plan was given."""
    return Administration.objects.filter(session__plan=plan).exists()


def planned_visits_waiting(plan: Plan) -> list[PlannedVisit]:
    """The visits of the plan that have no day yet."""
    return list(plan.planned_visits.filter(due_on__isnull=True, state="PLANNED").order_by("number"))


def open_sessions(plan: Plan) -> list[Session]:
    """The sessions of a plan that are neither given nor cancelled."""
    still = plan.sessions.filter(state__in=("PLANNED", "PREPARED", "MATCHED"))
    return list(still.select_related("site", "plan").order_by("number"))


def next_price_list_version(site: Site) -> int:
    """The number of the site's next price list."""
    last = site.price_lists.order_by("-version").first()
    return (last.version if last else 0) + 1
