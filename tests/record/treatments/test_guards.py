"""The database refuses by itself what would be legal by raw SQL and could harm a patient."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from factories.patients import make_patient
from factories.people import SETTER, signed
from factories.quality import hold as hold_lot
from factories.raw_sql import without_guard
from factories.treatments import (
    START,
    consented_plan,
    free_vial,
    given_dose,
    match,
    prepared_session,
    reserve,
    session_of,
    sign,
    treatable_lot,
    write_plan,
)
from secretome_record.batches.models import Vial
from secretome_record.ledger.models import Move
from secretome_record.ledger.triggers import postgres, sqlite
from secretome_record.ledger.writing import writing
from secretome_record.people.roles import Role
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
from secretome_record.treatments.states import PLAN_PRESCRIBED


def raw_refused(act, words: str) -> None:
    with (
        pytest.raises(DatabaseError, match=words),
        transaction.atomic(),
        writing(by=SETTER, at=START, why="Try it by raw SQL"),
    ):
        act()


def raw_done(act) -> None:
    with writing(by=SETTER, at=START, why="Set the scene by raw SQL"):
        act()


def change(row, **columns) -> int:
    return type(row).objects.filter(pk=row.pk).update(**columns)


def forge(row, after: str, number: int = 90) -> None:
    """A move without a service behind it, and the state it claims."""
    Move.objects.create(
        subject_table=row._meta.db_table, subject_id=row.pk, number=number, action="forged",
        from_state=row.state, to_state=after, actor="system:tests", occurred_at=START,
    )  # fmt: skip
    change(row, state=after)


def kept_for(session, vial, crew, **more) -> Reservation:
    return Reservation.objects.create(
        session=session, vial=vial, reserved_by=crew.nurse, reserved_at=START, **more
    )


def dose_of(session, vial, check, crew, **more) -> Administration:
    given = {
        "code": "AD-FORGED", "site_id": session.site_id, "drawn_ml_text": "1",
        "given_ml_text": "1", "wasted_ml_text": "0", "drawn_ul": 1000, "given_ul": 1000,
        "wasted_ul": 0, "given_by": crew.nurse, "given_at": START, **more,
    }  # fmt: skip
    return Administration.objects.create(session=session, vial=vial, check_made=check, **given)


def test_a_vial_is_reserved_or_given_only_for_somebody_and_of_a_released_lot(crew):
    lot = treatable_lot(crew)
    vial = free_vial(lot)
    raw_refused(lambda: forge(vial, "RESERVED"), "only while it is kept")
    plan = consented_plan(crew, lot=lot)
    kept = reserve(session_of(plan), crew)
    raw_refused(lambda: forge(kept.vial, "GIVEN"), "only with a dose")
    hold_lot(lot, crew, START)
    raw_refused(lambda: forge(kept.vial, "GIVEN"), "released lot|only with a dose")
    raw_refused(lambda: kept_for(session_of(plan, 2), vial, crew), "names its lot")


def test_a_vial_is_never_kept_twice_and_never_for_a_plan_without_its_lot_or_consent(crew):
    plan = consented_plan(crew)
    kept = reserve(session_of(plan), crew)
    raw_refused(lambda: kept_for(session_of(plan, 2), kept.vial, crew), "names its lot|a_vial_is")
    other = free_vial(treatable_lot(crew))
    raw_refused(lambda: kept_for(session_of(plan), other, crew), "names its lot")
    raw_done(lambda: change(plan.consents.get(), withdrawn_at=START))
    vial = free_vial(plan.lot)
    raw_refused(lambda: kept_for(session_of(plan), vial, crew), "names its lot")
    raw_refused(lambda: change(kept, session=session_of(plan, 2)), "never changed")
    raw_refused(kept.delete, "never removed")


def test_the_index_alone_lets_no_vial_be_kept_twice(crew):
    """The last stand: with the other guards out of the way the index still refuses."""
    plan = consented_plan(crew)
    kept = reserve(session_of(plan), crew)
    engine = postgres if connection.vendor == "postgresql" else sqlite
    with connection.cursor() as cursor:
        cursor.execute(engine.drop_trigger("guard_reserved_for_its_plan", "treatments_reservation"))
    raw_refused(
        lambda: kept_for(session_of(plan, 2), kept.vial, crew),
        "a_vial_is_kept_for_one_session|treatments_reservation.vial_id",
    )


def test_a_vial_with_another_identity_code_is_neither_kept_nor_given(crew):
    plan = consented_plan(crew)
    vial = free_vial(plan.lot)
    raw_refused(lambda: change(vial, identity_code="CI-OTHER"), "never changed")
    raw_refused(lambda: change(plan, identity_code="CI-OTHER"), "never changed")
    draft = write_plan(crew, lot=plan.lot)
    values = {f.attname: getattr(draft, f.attname) for f in Plan._meta.concrete_fields}
    del values["id"]
    forged = values | {"code": "PL-FORGED", "identity_code": "CI-OTHER"}
    raw_refused(lambda: Plan.objects.create(**forged), "identity code")


def test_a_plan_never_stands_without_its_basis_its_verdict_and_its_own_words(crew):
    plan = write_plan(crew)
    values = {f.attname: getattr(plan, f.attname) for f in Plan._meta.concrete_fields}
    del values["id"]
    for changed in (
        {"route": "intravenous"}, {"verdict": "CONTRAINDICATED"},
        {"patient_id": make_patient(crew, at=START).pk},
    ):  # fmt: skip
        forged = values | {"code": "PL-FORGED"} | changed
        raw_refused(lambda f=forged: Plan.objects.create(**f), "stands on a legal basis")
    raw_done(lambda: None)
    for column, value in {"target_text": "2e11", "price_text": "5", "lot_id": plan.pk}.items():
        raw_refused(lambda c=column, v=value: change(plan, **{c: v}), "never changed")
    raw_refused(lambda: change(plan, dose={"draw_ml_text": "10"}), "never changed")
    raw_refused(lambda: change(plan, expected={}), "never changed")
    raw_refused(plan.delete, "never removed|protected")


def test_what_is_unproven_stands_in_the_database_only_inside_an_approved_trial(crew):
    plan = write_plan(crew)
    values = {f.attname: getattr(plan, f.attname) for f in Plan._meta.concrete_fields}
    del values["id"]
    forged = values | {"code": "PL-FORGED", "verdict": "NO_HUMAN_STUDY"}
    basis = plan.legal_basis
    copy = {f.attname: getattr(basis, f.attname) for f in LegalBasis._meta.concrete_fields}
    del copy["id"]
    other = {"code": "LB-FORGED", "kind": "named patient", "approved_trial": False}

    def act():
        named = LegalBasis.objects.create(**copy | other)
        Plan.objects.create(**forged | {"legal_basis_id": named.pk})

    raw_refused(act, "stands on a legal basis")
    raw_done(lambda: Plan.objects.create(**forged))


def test_a_plan_is_signed_by_a_signature_and_with_a_safety_visit_only(crew):
    plan = write_plan(crew)
    raw_refused(lambda: forge(plan, "SIGNED"), "signature it asks for|safety visit")
    raw_refused(
        lambda: PlannedVisit.objects.filter(plan=plan).update(is_safety_visit=False),
        "never changed",
    )
    raw_refused(PlannedVisit.objects.filter(plan=plan).delete, "never removed")
    signed_plan = sign(plan, crew)
    raw_refused(lambda: forge(signed_plan, "CONSENTED"), "only with a consent")
    raw_refused(
        lambda: PlannedVisit.objects.create(
            code="VI-FORGED", site=plan.site, plan=plan, number=9, name="X",
            days_after_first_dose=3,
        ),
        "while the plan is a draft",
    )  # fmt: skip


def test_two_plans_of_one_request_never_stand_together(crew):
    first = consented_plan(crew)
    second = write_plan(crew, first.request, treatable_lot(crew))
    signature = signed(crew.physician, PLAN_PRESCRIBED, Role.PHYSICIAN, START)

    def sign_it():
        with writing(by=crew.physician, at=START, why="Past the rule") as entry:
            entry.move(second, "sign", signature=signature, content={"plan": second.code})

    with pytest.raises(DatabaseError, match=r"one_plan_that_stands|treatments_plan"):
        sign_it()


def test_a_session_is_prepared_matched_and_given_only_with_what_that_takes(crew):
    plan = consented_plan(crew)
    session = session_of(plan)
    raw_refused(lambda: forge(session, "PREPARED"), "with its dose and a kept vial")
    ready = prepared_session(crew, plan=plan)
    raw_refused(lambda: change(ready.session, dose={"draw_ml_text": "9"}), "never changed")
    raw_refused(lambda: forge(ready.session, "MATCHED"), "bedside check that matched")
    match(ready.session, ready.vial, crew)
    matched = Session.objects.get(pk=ready.session.pk)
    raw_refused(lambda: forge(matched, "GIVEN"), "only with a dose")


def really_made(lot) -> None:
    """A lot of the past that is no demo, so that the clock of the server counts for it."""
    without_guard("fixed_batches_lot", "batches_lot")
    raw_done(lambda: change(lot, is_demo=False))


def test_a_lot_that_has_expired_by_the_servers_clock_is_out_whatever_moment_is_stated(crew):
    lot = treatable_lot(crew)
    ready = prepared_session(crew, lot=lot)
    waiting = consented_plan(crew, lot=lot)
    check = match(ready.session, ready.vial, crew)
    vial = free_vial(lot)
    again = {f.attname: getattr(check, f.attname) for f in BedsideCheck._meta.concrete_fields}
    del again["id"]
    really_made(lot)
    assert lot.expires_at > START
    raw_refused(lambda: kept_for(session_of(waiting), vial, crew), "server is not kept")
    raw_refused(lambda: BedsideCheck.objects.create(**again), "server is not matched")
    raw_refused(lambda: dose_of(ready.session, ready.vial, check, crew), "server is not given")
    raw_done(lambda: change(lot, is_demo=True))
    raw_done(lambda: kept_for(session_of(waiting), vial, crew))


def test_a_check_matches_only_the_patient_plan_and_vial_of_its_session(crew):
    lot = treatable_lot(crew)
    ready, other = prepared_session(crew, lot=lot), prepared_session(crew, lot=lot)
    right = {
        "session": ready.session, "patient_scan": ready.session.plan.patient.code,
        "plan_scan": ready.session.plan.code, "vial_scan": ready.vial.code, "vial": ready.vial,
        "matched": True, "checked_by": crew.nurse, "checked_at": START,
    }  # fmt: skip
    for wrong in (
        {"patient_scan": other.session.plan.patient.code},
        {"plan_scan": other.session.plan.code},
        {"vial": other.vial, "vial_scan": other.vial.code},
        {"vial_scan": other.vial.code},
        {"checked_at": lot.expires_at + timedelta(seconds=1)},
    ):
        raw_refused(lambda w=wrong: BedsideCheck.objects.create(**right | w), "matches only")
    hold_lot(lot, crew, START)
    raw_refused(lambda: BedsideCheck.objects.create(**right), "matches only")


def test_a_dose_needs_a_matched_check_of_the_same_vial_and_session(crew):
    lot = treatable_lot(crew)
    ready, other = prepared_session(crew, lot=lot), prepared_session(crew, lot=lot)
    wrong = match(ready.session, other.vial, crew)
    raw_refused(lambda: dose_of(ready.session, ready.vial, wrong, crew), "vial that was matched")
    check = match(ready.session, ready.vial, crew)
    raw_refused(lambda: dose_of(ready.session, other.vial, check, crew), "vial that was matched")
    raw_refused(lambda: dose_of(other.session, ready.vial, check, crew), "vial that was matched")
    before = {"given_at": START - timedelta(minutes=1)}
    raw_refused(
        lambda: dose_of(ready.session, ready.vial, check, crew, **before), "vial that was matched"
    )
    raw_refused(
        lambda: dose_of(ready.session, ready.vial, check, crew, given_ul=900), "drawn_is_given"
    )
    raw_done(lambda: change(ready.session.plan.consents.get(), withdrawn_at=START))
    raw_refused(lambda: dose_of(ready.session, ready.vial, check, crew), "plan with consent")


def test_what_was_given_and_scanned_and_agreed_stays_as_it_was(crew):
    dose = given_dose(crew)
    raw_refused(lambda: change(dose, given_ul=F("given_ul") - 1), "never changed|drawn_is")
    raw_refused(lambda: change(dose, given_by=crew.physician), "never changed")
    raw_refused(dose.delete, "never removed|protected")
    raw_refused(lambda: change(dose.check_made, matched=False), "never changed or removed")
    given = PlanConsent.objects.get(plan=dose.session.plan)
    raw_refused(lambda: change(given, purposes=["treatment", "x"]), "never changed")
    raw_refused(given.delete, "never removed")
    visit = PlannedVisit.objects.filter(plan=dose.session.plan).first()
    raw_refused(lambda: change(visit, due_on=START.date()), "set once")
    raw_refused(lambda: forge(visit, "HELD"), "held only with what was found")
    assert Vial.objects.get(pk=dose.vial_id).state == "GIVEN"
