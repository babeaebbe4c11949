"""The care of the demo: legal bases, plans, sessions, doses, visits, and one adverse event."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from secretome_record.batches import queries as batch_queries
from secretome_record.batches.models import Lot, Product, Vial
from secretome_record.batches.states import IN_STOCK
from secretome_record.demo.crew import DemoCrew
from secretome_record.outcomes import services as outcomes
from secretome_record.outcomes.models import Measure
from secretome_record.outcomes.services import ScoreText
from secretome_record.patients.models import Request
from secretome_record.stock import queries as stock_queries
from secretome_record.stock import services as stock
from secretome_record.stock.models import Freezer
from secretome_record.stock.rules import grid_names
from secretome_record.treatments import services as treatments
from secretome_record.treatments.models import (
    Administration,
    LegalBasis,
    Plan,
    PlannedVisit,
    PriceList,
    Session,
)
from secretome_record.treatments.queries import site_day
from secretome_record.treatments.services import DoseLimits, VisitText
from secretome_record.treatments.states import PLAN_PRESCRIBED

_COUNTRY = "Demoland"
_CONSENT = (
    "Demo consent: the product is not licensed anywhere. Nobody knows whether it helps. Harm has "
    "been reported. You may stop at any time and your other care goes on."
)
SCALE = "Symptom scale 0-10 (demo)"


@dataclass(frozen=True, slots=True)
class Indication:
    """One condition the demo's trials cover: by which route, at which dose."""

    condition: str
    route: str
    target: str
    limits: DoseLimits | None = None


_ARRIVES = {
    "recovery": "0.9", "recovery_low": "0.86", "recovery_high": "0.94",
    "recovery_source": "Demo: counts before and after thawing",
}  # fmt: skip
INDICATIONS = (
    Indication(
        "pulmonary fibrosis",
        "nebulised",
        "2e10",
        DoseLimits(made_up_to_ml="3", dead_volume_ml="0.5", device_ml_per_min="0.25", **_ARRIVES),
    ),
    Indication(
        "chronic obstructive pulmonary disease",
        "intravenous",
        "1e10",
        DoseLimits(made_up_to_ml="50", rate_ml_per_h="100", duration_h="1", **_ARRIVES),
    ),
    Indication("chronic skin ulcer", "topical", "2e10"),
    Indication("Crohn's disease (perianal fistula)", "local injection", "2e10"),
)
_VISITS = (
    VisitText("Safety visit, day 7", 7, grace_days=3, is_safety_visit=True, measures=(SCALE,)),
    VisitText("Outcome visit, day 28", 28, grace_days=7, measures=(SCALE,)),
)


@dataclass(frozen=True, slots=True)
class Clinic:
    """What plans are written with."""

    bases: dict[str, LegalBasis]
    prices: PriceList
    measure: Measure


def open_clinic(crew: DemoCrew, product: Product, at: datetime) -> Clinic:
    """Record the demo's trial permits, its price list and its measure."""
    day = at.date()
    bases = {
        i.condition: treatments.add_legal_basis(
            site=crew.site, kind="trial", jurisdiction=_COUNTRY, reference=f"DEMO-TRIAL-{n}",
            document=f"Demo permit {n}: invented, allows nothing.".encode(),
            document_name=f"demo-permit-{n}.txt", media_type="text/plain", product=product,
            valid_from=day - timedelta(days=10), valid_to=day + timedelta(days=500),
            condition=i.condition, route=i.route, approved_trial=True, by=crew["advisor"], at=at,
            is_demo=True,
        )
        for n, i in enumerate(INDICATIONS, start=1)
    }  # fmt: skip
    prices = treatments.add_price_list(
        site=crew.site, currency="EUR", per_session_text="0", per_visit_text="0",
        not_included=["Travel", "Lost earnings"], valid_from=day, by=crew["coordinator"], at=at,
    )  # fmt: skip
    measure = outcomes.add_measure(
        site=crew.site, name=SCALE, version="1", low="0", high="10", step="1",
        higher_is_better=False, licence_note="Invented for the demo; free to use.",
        worthwhile_change="2", worthwhile_source="Invented for the demo.",
        by=crew["physician"], at=at,
    )  # fmt: skip
    return Clinic(bases, prices, measure)


def open_freezer(crew: DemoCrew, at: datetime) -> Freezer:
    """Set up a freezer with two boxes."""
    keeper = crew["storekeeper"]
    freezer = stock.add_freezer(
        site=crew.site, name="Demo freezer 1", max_c=-80.0, by=keeper, at=at
    )
    names = [*grid_names("A1", 8, 9), *grid_names("A2", 8, 9)]
    stock.add_positions(freezer=freezer, names=names, by=keeper, at=at)
    return freezer


def place_all(crew: DemoCrew, freezer: Freezer, vials: list[Vial], at: datetime) -> None:
    """Put vials into the first free positions."""
    free = [p for p in stock_queries.occupancy_of(freezer) if not p.lies_there]
    for vial, position in zip(vials, free, strict=False):
        stock.place_vial(vial=vial, position=position, by=crew["storekeeper"], at=at)


def write_plan(
    crew: DemoCrew, clinic: Clinic, request: Request, lot: Lot, at: datetime, starts_at: datetime
) -> Plan:
    """Write a plan for an accepted request, to start on the day of ``starts_at``."""
    condition = request.assessments.order_by("-assessed_at")[0].condition
    wanted = next(i for i in INDICATIONS if i.condition == condition)
    return treatments.write_plan(
        request=request, legal_basis=clinic.bases[condition], product=lot.product, lot=lot,
        route=wanted.route, target_text=wanted.target, target_unit="particles", session_count=2,
        session_interval_days=7, visits=_VISITS, price_list=clinic.prices, jurisdiction=_COUNTRY,
        weight_kg_text="71", limits=wanted.limits, starts_on=site_day(crew.site, starts_at),
        by=crew["physician"], at=at,
    )  # fmt: skip


def sign_plan(crew: DemoCrew, plan: Plan, at: datetime) -> Plan:
    """Prescribe as the physician."""
    signature = crew.sign("physician", PLAN_PRESCRIBED, at)
    return treatments.sign_plan(plan=plan, by=crew["physician"], at=at, signature=signature)


def consent(crew: DemoCrew, plan: Plan, at: datetime) -> None:
    """Record the patient's consent."""
    treatments.record_plan_consent(
        plan=plan, text_version="demo-1", text=_CONSENT, language="en",
        purposes=["treatment"], given_at=at, by=crew["physician"], at=at,
    )  # fmt: skip


def prepare(crew: DemoCrew, session: Session, at: datetime) -> Vial:
    """Reserve the next free vial of the plan's lot and prepare the session."""
    vial = next(v for v in batch_queries.vials_of(session.plan.lot) if v.state == IN_STOCK)
    treatments.reserve_vial(session=session, vial=vial, by=crew["nurse"], at=at)
    treatments.prepare_session(session=session, by=crew["nurse"], at=at)
    return vial


def give(crew: DemoCrew, session: Session, vial: Vial, at: datetime) -> Administration:
    """Match the three codes and give the dose that the lot's measurement asks for."""
    plan = session.plan
    treatments.match_at_bedside(
        session=session, patient_scan=plan.patient.code, plan_scan=plan.code, vial_scan=vial.code,
        by=crew["nurse"], at=at,
    )  # fmt: skip
    given = Decimal(str(session.dose["volume_ml"]["value"])).quantize(Decimal("0.01"))
    waste = Decimal("0.10")
    return treatments.give_dose(
        session=session, drawn_ml_text=str(given + waste), given_ml_text=str(given),
        wasted_ml_text=str(waste), waste_reason="Demo: dead volume of the device.",
        by=crew["nurse"], at=at,
    )  # fmt: skip


def complete(crew: DemoCrew, plan: Plan, at: datetime) -> None:
    """Complete a plan whose sessions are all done."""
    treatments.complete_plan(plan=plan, by=crew["physician"], at=at)


def stop(crew: DemoCrew, plan: Plan, at: datetime) -> None:
    """Stop a plan because the patient wished it."""
    treatments.stop_plan(
        plan=plan, reason="Demo: the patient moved away.", by=crew["physician"], at=at
    )


def hold_visit(
    crew: DemoCrew, clinic: Clinic, planned: PlannedVisit, score: str, at: datetime
) -> None:
    """Hold a visit with its score."""
    outcomes.hold_visit(
        planned=planned, held_at=at, scores=[ScoreText(clinic.measure, score)],
        note="Demo visit.", by=crew["nurse"], at=at,
    )  # fmt: skip


def report(crew: DemoCrew, dose: Administration, at: datetime) -> None:
    """Report a reaction after a dose and hold its lot."""
    event = outcomes.report_event(
        administration=dose, what="Demo: fever of 38.9 °C and chills four hours after the dose.",
        onset_at=at - timedelta(hours=20), grade=2, seriousness=["hospitalisation"],
        by=crew["nurse"], at=at,
    )  # fmt: skip
    outcomes.assess_event(
        event=event, causality="possible", causality_reason="Demo: in time, other causes open.",
        by=crew["safety"], at=at + timedelta(hours=2),
    )  # fmt: skip
    outcomes.hold_lot_of(
        event=event, reason="Demo: fever after a dose of this lot; endotoxin is tested again.",
        by=crew["safety"], at=at + timedelta(hours=3),
    )  # fmt: skip
