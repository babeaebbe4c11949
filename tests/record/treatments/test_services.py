"""From the accepted answer to the given dose, by the services, and every way it is refused."""

from datetime import date, timedelta

import pytest

from factories.batches import autologous_lot
from factories.outcomes import hold, visit_of
from factories.patients import make_accepted, make_answered
from factories.people import Crew, signed
from factories.quality import hold as hold_lot
from factories.treatments import (
    START,
    allow,
    consent,
    consented_plan,
    free_vial,
    give,
    given_dose,
    make_basis,
    make_prices,
    match,
    prepare,
    prepared_session,
    reserve,
    session_of,
    sign,
    treatable_lot,
    write_plan,
)
from secretome_record.ledger.lineage import trace
from secretome_record.ledger.models import Event
from secretome_record.ledger.refusal import Refusal
from secretome_record.ledger.writing import writing
from secretome_record.people.models import Person
from secretome_record.people.roles import Role
from secretome_record.quality.models import Result
from secretome_record.quality.services import invalidate_result
from secretome_record.stock.services import destroy_vial, take_out
from secretome_record.treatments import queries, services
from secretome_record.treatments.models import (
    BedsideCheck,
    Plan,
    PlannedVisit,
    Reservation,
    Session,
)
from secretome_record.treatments.queries import facts
from secretome_record.treatments.services import DoseLimits, VisitText
from secretome_record.treatments.states import PLAN_PRESCRIBED

LATER = START + timedelta(hours=1)


def refused(act) -> frozenset[str]:
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value.codes


def test_a_dose_is_given_from_plan_to_patient(crew):
    given = given_dose(crew)
    session, plan = given.session, given.session.plan
    assert Session.objects.get(pk=session.pk).state == "GIVEN"
    given.vial.refresh_from_db()
    assert given.vial.state == "GIVEN"
    assert not given.vial.placements.filter(taken_at__isnull=True).exists()
    found = trace(given.vial.code)
    assert [n.code for n in found.of_kind("patient")] == [plan.patient.code]
    assert found.of_kind("donor")
    up = trace(plan.patient.code)
    assert not up.descendants
    assert {session.code, plan.code, given.code, plan.lot.code} <= {n.code for n in up.ancestors}
    visits = PlannedVisit.objects.filter(plan=plan).order_by("number")
    first_day = given.given_at.date()
    assert [(v.state, (v.due_on - first_day).days) for v in visits] == [("DUE", 7), ("DUE", 90)]
    reasons = Event.objects.filter(table_name="treatments_administration").values_list("why")
    assert reasons[0][0] == f"Dose of {session.code}"


def test_a_plan_is_refused_with_every_reason_at_once(crew):
    lot = hold_lot(treatable_lot(crew), crew, START)
    answer, _ = make_answered(crew, at=START - timedelta(hours=1))
    basis = make_basis(
        crew, lot.product, jurisdiction="Norway", condition="gout", route="intravenous",
        valid_to=START.date() - timedelta(days=1),
    )  # fmt: skip
    prices = make_prices(crew, per_session="120.00")
    codes = refused(
        lambda: write_plan(
            crew, answer.request, lot, basis=basis, prices=prices, visits=(), identity_code="CI-1",
            target_text="2e10", target_unit="ug",
        )
    )  # fmt: skip
    assert codes >= {
        "request_not_accepted", "basis_expired", "basis_jurisdiction", "basis_condition",
        "basis_route", "no_visits", "lot_not_released", "identity_mismatch", "charged_in_trial",
        "dose_unit_agrees",
    }  # fmt: skip
    assert not Plan.objects.exists()


def test_a_dose_is_refused_when_its_interval_is_too_wide_or_its_lot_not_measured(crew):
    lot, request = treatable_lot(crew), make_accepted(crew, at=START - timedelta(hours=1))
    narrow = DoseLimits(tolerance_pct="1")
    codes = refused(lambda: write_plan(crew, request, lot, limits=narrow))
    assert codes == {"dose_dose_within_tolerance"}
    unstated = DoseLimits(tolerance_pct=" ")
    assert refused(lambda: write_plan(crew, request, lot, limits=unstated)) == {"tolerance_pct"}
    tenfold = refused(lambda: write_plan(crew, request, lot, target_text="2e13"))
    assert tenfold >= {"dose_target_plausible", "dose_volume_within_route_limit"}
    assert refused(lambda: write_plan(crew, request, lot, target_text="two")) == {"dose_input"}
    measured = Result.objects.get(lot=lot, attribute="particle_concentration")
    invalidate_result(result=measured, reason="Wrong dilution.", by=crew.qa, at=START)
    assert "dose_not_measured" in refused(lambda: write_plan(crew, request, lot))


def test_what_nobody_studied_is_planned_only_inside_an_approved_trial(crew):
    lot = treatable_lot(crew)
    gout = {"condition": "gout"}
    request = make_accepted(crew, at=START - timedelta(hours=1), **gout)
    named = make_basis(crew, lot.product, kind="named patient", approved_trial=False, **gout)
    assert refused(lambda: write_plan(crew, request, lot, basis=named)) == {"only_in_trial"}
    trial = make_basis(crew, lot.product, **gout)
    assert write_plan(crew, request, lot, basis=trial).verdict == "NO_HUMAN_STUDY"


def test_own_cells_go_back_to_their_donor_only(crew):
    lot = autologous_lot(crew)
    request = make_accepted(crew, at=START - timedelta(hours=1))
    basis = make_basis(crew, lot.product)

    def codes(identity_code):
        return refused(
            lambda: write_plan(crew, request, lot, basis=basis, identity_code=identity_code)
        )

    assert codes("") >= {"identity_missing", "identity_mismatch"}
    assert "identity_mismatch" in codes("CI-OTHER")
    assert not codes(lot.identity_code) & {"identity_missing", "identity_mismatch"}


def test_a_plan_binds_its_physician_to_every_word_and_breaks_when_one_changes(crew):
    plan = consented_plan(crew)
    assert queries.prescription_holds(queries.plan_again(plan.pk))
    vial = free_vial(plan.lot)
    changed = queries.plan_again(plan.pk)
    changed.target_text = "2e11"
    assert not queries.prescription_holds(changed)
    assert plan.expected["verdict"] == "TRIAL_ONLY"
    assert plan.expected["evidence_version"].startswith("sha256:")
    assert plan.price_text == "0.00"
    assert reserve(session_of(plan), crew, vial).vial == vial


def test_the_legal_basis_is_checked_again_at_signing_and_at_every_session(crew):
    lot = treatable_lot(crew)
    basis = make_basis(crew, lot.product, valid_to=START.date() + timedelta(days=8))
    plan = write_plan(crew, lot=lot, basis=basis)
    much_later = START + timedelta(days=9)
    assert refused(lambda: sign(plan, crew, much_later)) == {"basis_expired", "starts_on"}
    consent(sign(plan, crew), crew)
    kept = reserve(session_of(plan), crew)
    assert "basis_expired" in refused(lambda: prepare(session_of(plan), crew, much_later))
    prepare(session_of(plan), crew)
    check = match(session_of(plan), kept.vial, crew, much_later)
    assert "basis_expired" in {reason["code"] for reason in check.reasons}


def test_a_plan_that_starts_in_1990_is_refused(crew):
    long_ago = {"starts_on": date(1990, 1, 1)}
    assert refused(lambda: write_plan(crew, **long_ago)) == {"starts_on", "basis_begins_later"}


@pytest.mark.parametrize(
    ("stated", "missing"),
    [
        ({"protocol_low": "1e10"}, {"protocol_high"}),
        ({"protocol_high": "3e10"}, {"protocol_low"}),
        ({"recovery": "0.8"}, {"recovery_low", "recovery_high"}),
        ({"recovery_low": "0.7", "recovery_high": "0.9"}, {"recovery"}),
    ],
)
def test_half_of_a_range_is_refused_and_never_ignored(crew, stated, missing):
    assert refused(lambda: write_plan(crew, limits=DoseLimits(**stated))) == missing


def test_only_a_physician_of_the_site_signs_with_the_right_meaning(crew, other_site):
    plan = write_plan(crew)
    wrong = signed(crew.physician, "seen", Role.PHYSICIAN, START)
    who = crew.physician
    codes = refused(lambda: services.sign_plan(plan=plan, by=who, at=START, signature=wrong))
    assert codes == {"signature_missing"}
    stranger = Crew(other_site).physician
    theirs = signed(stranger, PLAN_PRESCRIBED, Role.PHYSICIAN, START)
    assert refused(
        lambda: services.sign_plan(plan=plan, by=stranger, at=START, signature=theirs)
    ) == {"not_your_role"}
    assert refused(lambda: consent(plan, crew)) == {"not_from_this_state"}


def test_withdrawn_consent_stops_reserving_preparing_and_giving(crew):
    plan = consented_plan(crew)
    ready = prepared_session(crew, plan=plan)
    match(ready.session, ready.vial, crew)
    given = queries.standing_consent(plan)
    services.withdraw_plan_consent(
        consent=given, reason="The patient changed their mind.", by=crew.nurse, at=LATER
    )
    assert Plan.objects.get(pk=plan.pk).state == "SIGNED"
    assert refused(lambda: give(ready.session, crew, LATER)) >= {"match_too_old"}
    check = match(ready.session, ready.vial, crew, LATER)
    assert {"no_consent", "plan_not_consented"} <= {r["code"] for r in check.reasons}
    assert "no_consent" in refused(lambda: reserve(session_of(plan, 2), crew, at=LATER))
    assert refused(
        lambda: services.withdraw_plan_consent(
            consent=given, reason="Again.", by=crew.nurse, at=LATER
        )
    ) == {"withdrawn"}
    consent(Plan.objects.get(pk=plan.pk), crew, LATER)
    assert match(ready.session, ready.vial, crew, LATER).matched


def test_a_vial_is_kept_once_and_only_of_the_plans_lot(crew):
    plan = consented_plan(crew)
    vial = free_vial(plan.lot)
    reserve(session_of(plan), crew, vial)
    assert refused(lambda: reserve(session_of(plan, 2), crew, vial)) == {"vial_taken"}
    other = free_vial(treatable_lot(crew))
    assert refused(lambda: reserve(session_of(plan, 2), crew, other)) == {"another_lot"}
    out = free_vial(plan.lot)
    take_out(vial=out, reason="Broken cap.", by=crew.storekeeper, at=START)
    assert refused(lambda: reserve(session_of(plan, 2), crew, out)) == {"vial_not_in_stock"}


def test_a_kept_vial_is_handed_back_to_its_place_or_destroyed_once_it_left_the_cold(crew):
    plan = consented_plan(crew)
    kept = reserve(session_of(plan), crew)

    def back(reason="Wrong day.", by=crew.nurse):
        return services.release_reservation(reservation=kept, reason=reason, by=by, at=START)

    assert refused(lambda: back(" ")) == {"reason"}
    back()
    kept.vial.refresh_from_db()
    assert kept.vial.state == "IN_STOCK"
    assert refused(back) == {"not_kept"}
    ready = prepared_session(crew, plan=plan)
    kept = Reservation.objects.get(vial=ready.vial, ended_at__isnull=True)
    assert refused(lambda: back(by=crew.physician)) == {"vial_is_out"}
    services.cancel_session(session=ready.session, reason="Fever.", by=crew.nurse, at=START)
    ready.vial.refresh_from_db()
    assert ready.vial.state == "DESTROYED"


def test_a_session_is_prepared_with_the_vials_its_dose_needs(crew):
    plan = consented_plan(crew)
    assert refused(lambda: prepare(session_of(plan), crew)) == {"vial_count"}
    reserve(session_of(plan), crew)
    extra = reserve(session_of(plan), crew)
    assert refused(lambda: prepare(session_of(plan), crew)) == {"vial_count"}
    services.release_reservation(reservation=extra, reason="One too many.", by=crew.nurse, at=START)
    session = prepare(session_of(plan), crew)
    assert session.dose["lot"] == plan.lot.code
    assert session.dose["draw_ml_text"] == plan.dose["draw_ml_text"]


def test_an_overdue_safety_visit_stops_the_next_dose_until_a_physician_signs_why(crew):
    dose = given_dose(crew)
    plan = dose.session.plan
    late = START + timedelta(days=11)
    second = session_of(plan, 2)
    reserve(second, crew, at=late)
    assert refused(lambda: prepare(second, crew, late)) == {"safety_visit_overdue"}
    assert refused(lambda: allow(second, crew, late, reason=" ")) == {"overdue_reason"}
    allow(second, crew, late)
    prepare(second, crew, late)
    kept = queries.open_reservations(second)[0].vial
    assert match(second, kept, crew, late).matched
    assert give(second, crew, late).session.state == "GIVEN"


def test_two_sessions_of_a_plan_are_not_given_in_the_same_minute(crew):
    dose = given_dose(crew)
    plan = dose.session.plan
    second = session_of(plan, 2)
    reserve(second, crew)
    assert refused(lambda: prepare(second, crew)) == {"too_early"}
    sooner = START + timedelta(days=6)
    assert refused(lambda: prepare(second, crew, sooner)) == {"too_early"}
    assert prepare(second, crew, START + timedelta(days=7)).state == "PREPARED"


def test_two_sessions_prepared_late_are_still_given_days_apart(crew):
    plan = consented_plan(crew)
    late = START + timedelta(days=30)
    first, second = session_of(plan), session_of(plan, 2)
    kept = [reserve(session, crew, at=late).vial for session in (first, second)]
    prepare(first, crew, late)
    prepare(second, crew, late)
    match(session_of(plan, 2), kept[1], crew, late)
    match(session_of(plan), kept[0], crew, late)
    give(session_of(plan), crew, late)
    assert refused(lambda: give(session_of(plan, 2), crew, late)) == {"too_early"}
    again = match(session_of(plan, 2), kept[1], crew, late)
    assert [reason["code"] for reason in again.reasons] == ["too_early"]


def test_no_session_is_given_before_its_planned_day(crew):
    plan = consented_plan(crew, starts_on=START.date() + timedelta(days=3))
    reserve(session_of(plan), crew)
    assert refused(lambda: prepare(session_of(plan), crew)) == {"too_early"}
    assert prepare(session_of(plan), crew, START + timedelta(days=3)).state == "PREPARED"


def test_a_measurement_withdrawn_after_preparation_stops_the_match_and_the_dose(crew):
    ready = prepared_session(crew)
    match(ready.session, ready.vial, crew)
    lot = ready.vial.lot
    # The lot goes on hold with it; the dose itself is refused too.
    measured = Result.objects.get(lot=lot, attribute="particle_concentration")
    invalidate_result(result=measured, reason="Wrong dilution.", by=crew.qa, at=START)
    assert "dose_not_measured" in refused(lambda: give(ready.session, crew))
    found = match(ready.session, ready.vial, crew).reasons
    assert "dose_not_measured" in {reason["code"] for reason in found}


def test_a_lot_measured_anew_after_preparation_stops_the_dose(crew, monkeypatch):
    ready = prepared_session(crew)
    match(ready.session, ready.vial, crew)
    read = facts.concentration_of

    def stronger(lot):
        found = read(lot)
        ends = {name: found["estimate"][name] * 1.02 for name in ("value", "low", "high")}
        return found | {"estimate": found["estimate"] | ends}

    monkeypatch.setattr(facts, "concentration_of", stronger)
    assert refused(lambda: give(ready.session, crew)) == {"dose_changed"}
    found = match(ready.session, ready.vial, crew).reasons
    assert [reason["code"] for reason in found] == ["dose_changed"]


def test_a_physician_stops_a_plan_while_its_vial_is_out_or_gone(crew):
    lot = treatable_lot(crew)
    out, gone = prepared_session(crew, lot=lot), prepared_session(crew, lot=lot)
    destroy_vial(vial=gone.vial, reason="Dropped.", by=crew.nurse, at=START)
    for ready, state in ((out, "RESERVED"), (gone, "DESTROYED")):
        plan = Plan.objects.get(pk=ready.session.plan_id)
        services.stop_plan(plan=plan, reason="Rash.", by=crew.physician, at=START)
        ready.vial.refresh_from_db()
        ended = Reservation.objects.get(vial=ready.vial).ended_reason
        assert (plan.state, session_of(plan).state, ready.vial.state) == (
            "STOPPED", "CANCELLED", state,
        )  # fmt: skip
        assert ("must be returned or destroyed" in ended) == (state == "RESERVED")
    nurse = Person.objects.get(pk=crew.nurse.pk)
    [item] = [i for i in queries.waiting_for(nurse) if out.vial.code in i.sentence]
    assert "must be returned or destroyed" in item.sentence
    destroy_vial(vial=out.vial, reason="Left over.", by=crew.nurse, at=START)
    assert not [i for i in queries.waiting_for(nurse) if out.vial.code in i.sentence]


@pytest.mark.parametrize("who", ["coordinator", "safety_officer", "physician"])
def test_a_session_is_cancelled_while_its_vial_is_out(crew, who):
    ready = prepared_session(crew)
    by = getattr(crew, who)
    services.cancel_session(session=ready.session, reason="Fever.", by=by, at=START)
    assert session_of(ready.session.plan).state == "CANCELLED"
    ready.vial.refresh_from_db()
    assert ready.vial.state == "RESERVED"


def test_a_visit_that_was_held_lets_the_next_dose_pass(crew):
    dose = given_dose(crew)
    plan = dose.session.plan
    late = START + timedelta(days=11)
    hold(visit_of(plan), crew, START + timedelta(days=8))
    assert queries.overdue_visits(plan.patient, late.date()) == ()
    second = session_of(plan, 2)
    reserve(second, crew, at=late)
    assert prepare(second, crew, late).state == "PREPARED"


def test_another_lot_needs_a_newly_signed_plan_and_the_old_one_is_replaced(crew):
    old = consented_plan(crew)
    kept = reserve(session_of(old), crew)
    lot = treatable_lot(crew)
    new = write_plan(
        crew, old.request, lot, basis=make_basis(crew, lot.product), replaces=old,
        visits=(VisitText("Safety, day 3", 3, is_safety_visit=True),),
    )  # fmt: skip
    assert new.version == 2
    sign(new, crew)
    old.refresh_from_db()
    kept.vial.refresh_from_db()
    assert (old.state, kept.vial.state) == ("REPLACED", "IN_STOCK")
    assert set(old.sessions.values_list("state", flat=True)) == {"CANCELLED"}


def test_a_request_has_one_plan_that_stands(crew):
    first = consented_plan(crew)
    lot = treatable_lot(crew)
    second = write_plan(crew, first.request, lot)
    assert refused(lambda: sign(second, crew)) == {"another_plan"}
    in_its_place = write_plan(crew, first.request, lot, replaces=first)
    sign(in_its_place, crew)
    assert refused(lambda: sign(second, crew)) == {"another_plan"}
    plan = Plan.objects.get(pk=in_its_place.pk)
    services.stop_plan(plan=plan, reason="Moved away.", by=crew.physician, at=START)
    assert sign(second, crew).state == "SIGNED"


def test_no_consent_is_older_than_the_prescription_and_its_paper_is_kept(crew):
    plan = sign(write_plan(crew), crew)
    before = START - timedelta(hours=1)
    assert refused(lambda: consent(plan, crew, given_at=before)) == {"given_at"}
    paper = {"document": b"\x89PNG paper", "document_name": "paper.png", "media_type": "image/png"}
    given = consent(plan, crew, **paper)
    assert (given.document.name, given.document.media_type) == ("paper.png", "image/png")


def test_more_than_the_dose_is_given_by_nobodys_reason(crew):
    ready = prepared_session(crew)
    match(ready.session, ready.vial, crew)
    much = {"drawn_ml_text": "2.2", "given_ml_text": "2.0", "dose_reason": "The patient asked."}
    assert refused(lambda: give(ready.session, crew, **much)) == {"given_ml_text"}


def test_a_stopped_plan_hands_its_vials_back_and_a_complete_one_has_no_open_session(crew):
    plan = consented_plan(crew)
    kept = reserve(session_of(plan), crew)
    who = crew.physician
    assert refused(lambda: services.complete_plan(plan=plan, by=who, at=START)) == {"sessions_open"}
    assert refused(lambda: services.stop_plan(plan=plan, reason=" ", by=who, at=START)) == {
        "reason_missing"
    }
    services.stop_plan(plan=plan, reason="The patient moved away.", by=who, at=START)
    kept.vial.refresh_from_db()
    assert kept.vial.state == "IN_STOCK"
    assert "not_from_this_state" in refused(
        lambda: services.stop_plan(plan=plan, reason="Again.", by=who, at=START)
    )


def test_a_dose_needs_a_fresh_match_of_the_same_vial_and_balanced_volumes(crew):
    ready = prepared_session(crew)
    assert refused(lambda: give(ready.session, crew)) == {"not_matched"}
    match(ready.session, ready.vial, crew)
    too_late = START + timedelta(minutes=31)
    assert refused(lambda: give(ready.session, crew, too_late)) == {"match_too_old"}
    assert refused(lambda: give(ready.session, crew, drawn_ml_text="1.3")) == {"drawn_ml_text"}
    assert refused(lambda: give(ready.session, crew, given_ml_text="x", wasted_ml_text="")) == {
        "given_ml_text", "wasted_ml_text",
    }  # fmt: skip
    assert refused(lambda: give(ready.session, crew, waste_reason="")) == {"waste_reason"}
    low = {"drawn_ml_text": "0.7", "given_ml_text": "0.5"}
    assert refused(lambda: give(ready.session, crew, **low)) == {"dose_reason"}
    given = give(ready.session, crew, dose_reason="The patient asked to stop.", **low)
    assert (given.drawn_ul, given.given_ul, given.wasted_ul) == (700, 500, 200)
    assert refused(lambda: give(ready.session, crew)) == {"not_matched"}


def test_a_wrong_try_after_a_match_takes_the_match_away(crew):
    ready = prepared_session(crew)
    match(ready.session, ready.vial, crew)
    assert not match(ready.session, ready.vial, crew, patient_scan="PT-000000-0").matched
    assert refused(lambda: give(ready.session, crew)) == {"not_matched"}
    assert BedsideCheck.objects.filter(session=ready.session).count() == 2


def test_two_vials_of_one_dose_are_matched_and_given_one_after_the_other(crew):
    lot = treatable_lot(crew)
    limits = DoseLimits(max_volume_ml="6")
    plan = consented_plan(
        crew, lot=lot, limits=limits, target_text="8e10", session_count=1
    )  # 8e10 is inside tenfold of what was published; about 3.9 mL
    session = session_of(plan)
    first, second = reserve(session, crew), reserve(session, crew)
    prepare(session, crew)
    assert session_of(plan).dose["vials_needed"] == 2
    whole = {"drawn_ml_text": "3", "given_ml_text": "3", "wasted_ml_text": "0", "waste_reason": ""}
    match(session_of(plan), first.vial, crew)
    give(session_of(plan), crew, **whole)
    assert session_of(plan).state == "MATCHED"
    assert refused(lambda: give(session_of(plan), crew, **whole)) == {"not_matched"}
    match(session_of(plan), second.vial, crew)
    give(
        session_of(plan), crew, drawn_ml_text="0.92", given_ml_text="0.92", wasted_ml_text="0",
        waste_reason="",
    )  # fmt: skip
    assert session_of(plan).state == "GIVEN"


def test_the_tries_at_the_bedside_name_what_is_wrong(crew):
    lot = treatable_lot(crew)
    ready = prepared_session(crew, lot=lot)
    other = prepared_session(crew, lot=lot)

    def codes(**scans):
        check = match(ready.session, ready.vial, crew, **scans)
        assert check.matched is False
        return [reason["code"] for reason in check.reasons]

    assert codes(patient_scan=other.session.plan.patient.code) == ["wrong_patient"]
    assert codes(plan_scan=other.session.plan.code) == ["wrong_plan"]
    assert codes(vial_scan=other.vial.code) == ["kept_for_another"]
    assert codes(vial_scan=free_vial(lot).code) == ["not_reserved"]
    assert codes(vial_scan=ready.vial.code[:-1] + "?") == ["not_a_code"]
    assert codes(vial_scan=ready.session.plan.patient.code) == ["wrong_kind_of_code"]
    assert codes(vial_scan="") == ["not_a_code"]
    wrong_check = "0" if ready.vial.code[-1] != "0" else "1"
    assert codes(vial_scan=ready.vial.code[:-1] + wrong_check) == ["wrong_check_character"]
    assert codes(vial_scan="VL-\x00\n" * 40) == ["not_a_code"]
    hold_lot(lot, crew, START)
    assert codes() == ["lot_on_hold"]
    assert BedsideCheck.objects.filter(session=ready.session, matched=False).count() == 10


def test_an_expired_lot_is_refused_at_the_bedside(crew):
    ready = prepared_session(crew)
    after = ready.vial.lot.expires_at
    found = {r["code"] for r in match(ready.session, ready.vial, crew, after).reasons}
    assert "lot_expired" in found


def test_a_scan_of_the_patient_alone_is_judged_at_once_and_kept_only_when_wrong(crew):
    ready = prepared_session(crew)

    def scan(patient_scan, plan_scan=""):
        return services.scan_at_bedside(
            session=ready.session, patient_scan=patient_scan, plan_scan=plan_scan, by=crew.nurse,
            at=START,
        )  # fmt: skip

    patient = ready.session.plan.patient.code
    assert scan(patient) is None
    assert scan(patient.lower(), ready.session.plan.code) is None
    assert scan("PT-000000-0").reasons[0]["code"] in {"wrong_check_character", "wrong_patient"}
    assert BedsideCheck.objects.count() == 1


def test_nobody_but_a_nurse_matches_and_gives(crew):
    ready = prepared_session(crew)
    codes = {"patient_scan": "x", "plan_scan": "y", "vial_scan": "z"}
    assert refused(
        lambda: services.match_at_bedside(
            session=ready.session, by=crew.physician, at=START, **codes
        )
    ) == {"not_your_role"}


def test_the_loser_of_a_race_on_a_plan_gets_a_sentence(crew):
    plan = write_plan(crew)
    stale = Plan.objects.get(pk=plan.pk)
    sign(plan, crew)
    signature = signed(crew.physician, PLAN_PRESCRIBED, Role.PHYSICIAN, START)

    def too_late():
        with writing(by=crew.physician, at=START, why="Too late") as late:
            late.move(stale, "sign", signature=signature, content={"plan": stale.code})

    assert refused(too_late) == {"somebody_was_faster"}


def test_a_legal_basis_says_everything_that_is_missing(crew):
    lot = treatable_lot(crew)
    codes = refused(
        lambda: make_basis(
            crew, lot.product, kind="licence", jurisdiction=" ", reference="", document=b"",
            valid_to=START.date() - timedelta(days=90),
        )
    )  # fmt: skip
    assert codes == {
        "kind", "jurisdiction", "reference", "document", "valid_to", "approved_trial",
    }  # fmt: skip


def test_price_lists_count_upwards_and_name_an_iso_currency(crew):
    assert [make_prices(crew).version, make_prices(crew, per_session="9.50").version] == [1, 2]
    assert refused(lambda: make_prices(crew, currency="EURO")) == {"currency"}
    assert refused(lambda: make_prices(crew, per_session="1e3")) == {"per_session_text"}
