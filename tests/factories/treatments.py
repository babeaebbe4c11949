"""Legal bases, prices, plans, sessions and doses for tests, made through the services."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from factories.batches import make_product, make_recipe, vials_of
from factories.patients import make_accepted
from factories.people import Crew, signed
from factories.quality import READY_AT, nanosight_file, ready_lot, release, review
from factories.stock import stocked_lot
from secretome_record.batches.models import Lot, Product, Vial
from secretome_record.patients.models import Request
from secretome_record.people.roles import Role
from secretome_record.treatments import services
from secretome_record.treatments.models import (
    Administration,
    BedsideCheck,
    LegalBasis,
    Plan,
    PlanConsent,
    PriceList,
    Reservation,
    Session,
)
from secretome_record.treatments.services import VisitText
from secretome_record.treatments.states import DESPITE_OVERDUE, PLAN_PRESCRIBED

START = READY_AT + timedelta(hours=2)
_lots = count(1)
CONDITION = "pulmonary fibrosis"
COUNTRY = "Germany"
CONSENT_TEXT = "The product is not licensed. Nobody knows whether it helps. You may stop any time."
VISITS = (
    VisitText("Safety, day 7", 7, grace_days=3, is_safety_visit=True),
    VisitText("Outcome, month 3", 90, grace_days=14, measures=("Walk",)),
)


def make_basis(crew: Crew, product: Product, at: datetime = START, **more) -> LegalBasis:
    """An approved trial that covers nebulised treatment of pulmonary fibrosis for a year."""
    day = at.date()
    given = {
        "kind": "trial", "jurisdiction": COUNTRY, "reference": "EU CT 2026-500001-11",
        "document": b"%PDF-1.7 permit", "document_name": "permit.pdf",
        "valid_from": day - timedelta(days=30), "valid_to": day + timedelta(days=335),
        "condition": CONDITION, "route": "nebulised", "approved_trial": True, **more,
    }  # fmt: skip
    return services.add_legal_basis(
        site=crew.site, product=product, by=crew.medical_advisor, at=at, **given
    )


def make_prices(crew: Crew, at: datetime = START, per_session: str = "0", **more) -> PriceList:
    """A price list; under a trial nothing is charged."""
    given = {
        "currency": "EUR", "per_session_text": per_session, "per_visit_text": "0",
        "not_included": ["Travel"], "valid_from": at.date(), **more,
    }  # fmt: skip
    return services.add_price_list(site=crew.site, by=crew.coordinator, at=at, **given)


def treatable_lot(
    crew: Crew, at: datetime = START, vial_count: int = 4, *, label: str = "",
    dilution_error: str = "",
) -> Lot:  # fmt: skip
    """A released lot whose vials lie in a freezer; made so that it is released before ``at``."""
    made_at = at - (START - READY_AT) - timedelta(days=14, hours=1)
    # A file of its own (one sample of one file is one measurement) with nearly the same numbers,
    # so that a dose of one millilitre fits every lot.
    file = nanosight_file(2e8 * (1 + next(_lots) % 50 * 1e-4))
    recipe = None
    if label:
        stated = {"label_text": label, "label_unit": "particles/mL"}
        recipe = make_recipe(crew, make_product(crew, made_at, **stated), made_at)
    lot = ready_lot(
        crew, made_at, vial_count, data=file, recipe=recipe, dilution_error=dilution_error
    )
    ready_at = made_at + timedelta(days=14, hours=1)
    release(review(lot, crew, ready_at), crew, ready_at)
    return stocked_lot(crew, Lot.objects.get(pk=lot.pk), at - timedelta(hours=1))


def write_plan(
    crew: Crew, request: Request | None = None, lot: Lot | None = None, at: datetime = START,
    basis: LegalBasis | None = None, prices: PriceList | None = None, **more,
) -> Plan:  # fmt: skip
    """A draft plan: 2e10 particles by nebuliser, two sessions a week apart."""
    lot = lot or treatable_lot(crew, at)
    given = {
        "route": "nebulised", "target_text": "2e10", "target_unit": "particles",
        "session_count": 2, "session_interval_days": 7, "visits": VISITS,
        "jurisdiction": COUNTRY, "weight_kg_text": "71", "product": lot.product, **more,
    }  # fmt: skip
    return services.write_plan(
        request=request or make_accepted(crew, at=at - timedelta(hours=1)), lot=lot,
        legal_basis=basis or make_basis(crew, lot.product, at),
        price_list=prices or make_prices(crew, at), by=crew.physician, at=at, **given,
    )  # fmt: skip


def sign(plan: Plan, crew: Crew, at: datetime = START) -> Plan:
    """Prescribed by the physician's signature."""
    who = crew.physician
    signature = signed(who, PLAN_PRESCRIBED, Role.PHYSICIAN, at)
    return services.sign_plan(plan=plan, by=who, at=at, signature=signature)


def consent(plan: Plan, crew: Crew, at: datetime = START, **more) -> PlanConsent:
    """The patient's consent, explained by the physician."""
    given = {"purposes": ["treatment"], "text": CONSENT_TEXT, "given_at": at, **more}
    return services.record_plan_consent(
        plan=plan, text_version="2026-1", language="en", by=crew.physician, at=at, **given
    )


def consented_plan(crew: Crew, at: datetime = START, **more) -> Plan:
    """A plan that is written, signed and consented to."""
    plan = sign(write_plan(crew, at=at, **more), crew, at)
    consent(plan, crew, at)
    return Plan.objects.get(pk=plan.pk)


def session_of(plan: Plan, number: int = 1) -> Session:
    """One session of a plan."""
    return Session.objects.get(plan=plan, number=number)


def free_vial(lot: Lot) -> Vial:
    """The first vial of a lot that nobody keeps."""
    return next(vial for vial in vials_of(lot) if vial.state == "IN_STOCK")


def reserve(
    session: Session, crew: Crew, vial: Vial | None = None, at: datetime = START
) -> Reservation:
    """A vial of the plan's lot, kept by the nurse."""
    vial = vial or free_vial(session.plan.lot)
    return services.reserve_vial(session=session, vial=vial, by=crew.nurse, at=at)


def prepare(session: Session, crew: Crew, at: datetime = START) -> Session:
    """Prepared by the nurse."""
    return services.prepare_session(session=session, by=crew.nurse, at=at)


def match(session: Session, vial: Vial, crew: Crew, at: datetime = START, **scans) -> BedsideCheck:
    """The three right codes, or those given, scanned by the nurse."""
    given = {
        "patient_scan": session.plan.patient.code, "plan_scan": session.plan.code,
        "vial_scan": vial.code, **scans,
    }  # fmt: skip
    return services.match_at_bedside(session=session, by=crew.nurse, at=at, **given)


def give(session: Session, crew: Crew, at: datetime = START, **more) -> Administration:
    """One millilitre given and the rest of three wasted."""
    given = {
        "drawn_ml_text": "1.2", "given_ml_text": "1.0", "wasted_ml_text": "0.2",
        "waste_reason": "dead volume of the nebuliser", **more,
    }  # fmt: skip
    return services.give_dose(session=session, by=crew.nurse, at=at, **given)


@dataclass(frozen=True, slots=True)
class Ready:
    """A session with its kept vial."""

    session: Session
    vial: Vial


def prepared_session(crew: Crew, at: datetime = START, plan: Plan | None = None, **more) -> Ready:
    """A session that waits at the bedside."""
    plan = plan or consented_plan(crew, at, **more)
    session = Session.objects.filter(plan=plan, state="PLANNED").order_by("number")[0]
    kept = reserve(session, crew, at=at)
    prepare(session, crew, at)
    return Ready(Session.objects.get(pk=session.pk), kept.vial)


def given_dose(crew: Crew, at: datetime = START, plan: Plan | None = None, **more):
    """A dose given in the first open session of a plan."""
    ready = prepared_session(crew, at, plan, **more)
    match(ready.session, ready.vial, crew, at)
    return give(ready.session, crew, at)


def allow(session: Session, crew: Crew, at: datetime, reason: str = "Seen by telephone, well."):
    """The physician signs why the dose is given although a safety visit is overdue."""
    who = crew.physician
    signature = signed(who, DESPITE_OVERDUE, Role.PHYSICIAN, at)
    return services.allow_despite_overdue(
        session=session, reason=reason, by=who, at=at, signature=signature
    )
