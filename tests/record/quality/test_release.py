"""The release gate: each reason alone, the same in Python and in the database, raw SQL refused."""

from datetime import timedelta
from time import sleep

import pytest
from django.db import connection
from django.utils import timezone

from factories import investigations as oos
from factories import quality as make
from factories.donors import enter as enter_screening
from factories.people import AT, SETTER, signed
from factories.quality import READY_AT
from factories.raw_sql import execute, force, without_guard
from factories.stock import place
from secretome_record.batches import services as batches
from secretome_record.batches.models import Lot
from secretome_record.batches.queries import donors_of_lot
from secretome_record.donors import services as donors
from secretome_record.donors.models import Donor
from secretome_record.ledger.refusal import Refusal
from secretome_record.people import services as people
from secretome_record.people.roles import Role
from secretome_record.quality import queries, rules, services
from secretome_record.quality.blockers import CODES
from secretome_record.quality.services import LineText

NOBODY_ELSE = "not_reviewed"


def lot_again(lot: Lot) -> Lot:
    return Lot.objects.get(pk=lot.pk)


# Reasons that stand before the review. Each builder gives a lot against which nothing else speaks.


def with_open_deviation(crew):
    lot = make.ready_lot(crew)
    batches.raise_deviation(batch=lot.batch, what="A door was open.", by=crew.operator, at=AT)
    return lot, READY_AT


def with_missing_result(crew):
    return make.ready_lot(crew, leave_out=("endotoxin",)), READY_AT


def with_unverified_result(crew):
    return make.ready_lot(crew, unverified=("endotoxin",)), READY_AT


def with_failed_result(crew):
    lot, found = oos.retesting_lot(crew, planned=1)
    oos.measure_again(crew, lot, "0.9")
    oos.confirm(crew, found)
    return lot, READY_AT


def with_open_investigation(crew):
    """The failing result passes by a later specification; its investigation is still open."""
    lot, _ = oos.failed_lot(crew)
    wider = [*make.LINES[:2], LineText("endotoxin", "SIMPLE", "EU/mL", "", "5"), make.LINES[3]]
    make.make_specification(crew, lot.product, READY_AT, wider)
    services.judge_again(lot=lot, by=crew.qa, at=READY_AT)
    return lot, READY_AT


def with_no_cause_found(crew):
    lot, found = oos.retesting_lot(crew, planned=1)
    oos.measure_again(crew, lot, "<0.05")
    oos.find_no_cause(crew, found)
    return lot, READY_AT


def with_result_that_tells_nothing(crew):
    return make.ready_lot(crew, endotoxin="<1.0"), READY_AT


def with_interval_across_a_limit(crew):
    return make.ready_lot(crew, data=make.nanosight_file(1.02e8)), READY_AT


def with_invalid_test(crew):
    return make.ready_lot(crew, endotoxin="invalid"), READY_AT


def with_invalidated_result(crew):
    lot = make.ready_lot(crew)
    result = lot.results.get(attribute="endotoxin")
    services.invalidate_result(result=result, reason="Wrong standard.", by=crew.qa, at=READY_AT)
    return lot, READY_AT


def with_unreliable_measurement(crew):
    return make.ready_lot(crew, data=make.nanosight_file(captures=2)), READY_AT


def with_running_incubation(crew):
    lot = make.ready_lot(crew, leave_out=("sterility",))
    make.start_run(crew, make.make_sample(crew, lot), "USP 71", incubation_days=14)
    return lot, AT + timedelta(days=9)


def without_specification(crew):
    lot = make.demo_lot(crew)
    return lot, READY_AT


BEFORE_REVIEW = {
    "deviation_open": [with_open_deviation],
    "result_missing": [with_missing_result],
    "result_unverified": [with_unverified_result],
    "result_failed": [with_failed_result],
    "oos_open": [with_open_investigation],
    "cannot_tell": [
        with_result_that_tells_nothing,
        with_interval_across_a_limit,
        with_no_cause_found,
    ],
    "result_invalid": [with_invalid_test, with_invalidated_result],
    "unreliable": [with_unreliable_measurement],
    "incubation": [with_running_incubation],
    "no_specification": [without_specification],
}


# Reasons that arise on a lot that was reviewed, against which nothing spoke.


def donor_of(lot: Lot) -> Donor:
    return donors_of_lot(lot)[0]


def deferred_donor(crew):
    lot = make.reviewed_lot(crew)
    donors.defer_donor(donor=donor_of(lot), reason="Travel", by=crew.donor_coordinator, at=READY_AT)
    return lot, READY_AT


def withdrawn_consent(crew):
    lot = make.reviewed_lot(crew)
    consent = donor_of(lot).consents.get()
    donors.withdraw_consent(consent=consent, by=crew.donor_coordinator, at=READY_AT)
    return lot, READY_AT


def positive_screening(crew):
    lot = make.reviewed_lot(crew)
    enter_screening(donor_of(lot), crew, "HCV", "POSITIVE", at=READY_AT)
    return lot, READY_AT


def expired(crew):
    lot = make.reviewed_lot(crew)
    return lot, lot.expires_at


def on_hold(crew):
    return make.hold(make.released_lot(crew), crew), READY_AT


def rejected(crew):
    qp = crew.qualified_person
    lot = services.reject_lot(
        lot=make.reviewed_lot(crew), reason="Not needed.", by=qp, at=READY_AT,
        signature=signed(qp, "rejected", Role.QUALIFIED_PERSON, READY_AT),
    )  # fmt: skip
    return lot, READY_AT


def released(crew):
    return make.released_lot(crew), READY_AT


def deviation_after_the_review(crew):
    lot = make.reviewed_lot(crew)
    batches.raise_deviation(batch=lot.batch, what="Found later.", by=crew.operator, at=READY_AT)
    return lot, READY_AT


def deviation_assessed_not_closed(crew):
    lot = make.ready_lot(crew)
    found = batches.raise_deviation(batch=lot.batch, what="Spilled.", by=crew.operator, at=AT)
    services.assess_deviation(deviation=found, assessment="No effect.", by=crew.qa, at=AT)
    return make.review(lot, crew), READY_AT


def changed_after_the_review(crew):
    lot = make.ready_lot(crew, unverified=("size_mean",))
    lot = make.review(lot, crew)
    make.verify(lot.results.get(attribute="size_mean"), crew, READY_AT)
    return lot, READY_AT


AFTER_REVIEW = {
    "donor_not_eligible": [deferred_donor],
    "donor_consent": [withdrawn_consent],
    "donor_screening": [positive_screening],
    "expired": [expired],
    "on_hold": [on_hold],
    "rejected": [rejected],
    "released_already": [released],
    "deviation_open": [deviation_after_the_review],
    "deviation_not_closed": [deviation_assessed_not_closed],
    "review_broken": [changed_after_the_review],
    "not_reviewed": [lambda crew: (make.ready_lot(crew), READY_AT)],
}


def each(table):
    return [
        pytest.param(code, build, id=f"{code}-{build.__name__.strip('<>')}")
        for code, builders in table.items()
        for build in builders
    ]


def python_codes(lot, at):
    return {reason.code for reason in queries.reasons_against_release(lot_again(lot), at)}


def database_codes(lot, at):
    return set(queries.blockers_of([lot], at)[lot.pk])


@pytest.mark.parametrize(("code", "build"), each(AFTER_REVIEW))
def test_the_reason_alone_keeps_a_reviewed_lot_from_release(crew, code, build):
    lot, at = build(crew)
    assert python_codes(lot, at) == {code}
    assert database_codes(lot, at) == {code}
    if code != "released_already":
        said = force(lot, "RELEASED", crew.qualified_person, at)
        assert "released when nothing" in said or "moves as its table says" in said
        assert lot_again(lot).state != "RELEASED"
        with pytest.raises(Refusal):
            make.release(lot_again(lot), crew, at)


@pytest.mark.parametrize(("code", "build"), each(BEFORE_REVIEW))
def test_the_reason_alone_keeps_a_lot_from_review_and_so_from_release(crew, code, build):
    lot, at = build(crew)
    assert python_codes(lot, at) == {code, NOBODY_ELSE}
    assert database_codes(lot, at) == {code, NOBODY_ELSE}
    with pytest.raises(Refusal) as refused:
        make.review(lot_again(lot), crew, at)
    assert refused.value.codes == {code}
    assert "reviewed when nothing" in force(lot, "REVIEWED", crew.second("qc_analyst"), at)
    assert force(lot, "RELEASED", crew.qualified_person, at)
    assert lot_again(lot).state == "QUARANTINED"


@pytest.mark.parametrize(("code", "build"), each(BEFORE_REVIEW))
def test_the_reason_alone_refuses_a_release_even_when_the_review_was_forged(crew, code, build):
    lot, at = build(crew)
    without_guard("lot_review_allowed", "batches_lot")
    assert force(lot, "REVIEWED", crew.second("qc_analyst"), at) == ""
    assert database_codes(lot, at) == {code}
    assert "released when nothing" in force(lot, "RELEASED", crew.qualified_person, at)
    assert lot_again(lot).state == "REVIEWED"


def test_every_reason_of_the_database_has_its_test():
    tested = {*BEFORE_REVIEW, *AFTER_REVIEW}
    apart = {"step_open", "demo_mismatch", "reviewer_took_part"}
    assert tested | apart == set(CODES)


def test_an_unchecked_step_blocks_even_where_every_earlier_defence_is_gone(crew):
    lot = make.reviewed_lot(crew)
    without_guard("step_checked_once", "batches_steprecord")
    sql = "UPDATE batches_steprecord SET checked_by_id = NULL, checked_at = NULL"
    assert not execute(sql, crew.operator)
    assert "step_open" in python_codes(lot, READY_AT)
    assert "step_open" in database_codes(lot, READY_AT)
    assert force(lot, "RELEASED", crew.qualified_person, READY_AT)


def test_demo_numbers_never_release_a_real_lot(crew):
    lot = make.reviewed_lot(crew)
    without_guard("fixed_quality_result", "quality_result")
    assert not execute(
        "UPDATE quality_result SET is_demo = %s WHERE attribute = 'endotoxin'", crew.qa, False
    )
    assert "demo_mismatch" in python_codes(lot, READY_AT)
    assert "demo_mismatch" in database_codes(lot, READY_AT)


def test_when_nothing_speaks_against_it_the_lot_is_released(crew):
    lot = make.reviewed_lot(crew)
    assert queries.reasons_against_release(lot, READY_AT) == ()
    assert database_codes(lot, READY_AT) == set()
    certificate = make.release(lot, crew)
    assert lot_again(lot).state == "RELEASED"
    assert certificate.data["lot"]["code"] == lot.code


def test_a_state_set_without_a_move_is_refused(crew):
    lot = make.reviewed_lot(crew)
    assert force(lot, "RELEASED", crew.qualified_person, READY_AT, forged_move=False)
    assert lot_again(lot).state == "REVIEWED"


def test_a_release_dated_in_the_future_is_refused(crew):
    lot = make.ready_lot(crew, leave_out=("sterility",))
    make.start_run(crew, make.make_sample(crew, lot), "USP 71", incubation_days=14)
    far = AT + timedelta(days=365 * 30)
    assert force(lot, "REVIEWED", crew.second("qc_analyst"), far)


def made_real(lot):
    """Take the demo mark off a lot and its numbers, past the guards that keep it there."""
    for table in ("batches_lot", "quality_result"):
        without_guard(f"fixed_{table}", table)
        assert not execute(f"UPDATE {table} SET is_demo = %s", lot.filled_by, False)
    return lot_again(lot)


def forced_reservation(lot, crew, at):
    """What the database says to a forged reservation, the guard of the treatments room aside."""
    without_guard("vial_reserved_for_somebody", "batches_vial")
    vial = place(crew, lot.vials.order_by("number").first(), at=at)
    return force(vial, "RESERVED", crew.physician, at)


def test_a_backdated_move_of_an_expired_lot_is_refused_by_the_clock_of_the_database(crew):
    long_ago = AT - timedelta(days=365 * 4)
    ready, then = make.ready_lot(crew, long_ago), long_ago + (READY_AT - AT)
    assert then < ready.expires_at < AT
    lot = made_real(ready)
    assert database_codes(lot, then) == {NOBODY_ELSE}
    assert "reviewed when nothing" in force(lot, "REVIEWED", crew.second("qc_analyst"), then)
    without_guard("lot_review_allowed", "batches_lot")
    assert force(lot, "REVIEWED", crew.second("qc_analyst"), then) == ""
    assert "released when nothing" in force(lot, "RELEASED", crew.qualified_person, then)
    without_guard("lot_release_allowed", "batches_lot")
    assert force(lot, "RELEASED", crew.qualified_person, then) == ""
    assert "before its expiry" in forced_reservation(lot, crew, then)


def test_the_same_moves_of_a_lot_that_lasts_are_let_through(crew):
    lately = timezone.now() - timedelta(days=15)
    lot, then = made_real(make.ready_lot(crew, lately)), lately + (READY_AT - AT)
    assert force(lot, "REVIEWED", crew.second("qc_analyst"), then) == ""
    assert force(lot, "RELEASED", crew.qualified_person, then) == ""
    assert forced_reservation(lot, crew, then) == ""


def test_a_demo_lot_that_expired_after_it_was_made_is_refused_too(crew):
    lately = timezone.now() - timedelta(days=15)
    lot, then = make.ready_lot(crew, lately), lately + (READY_AT - AT)
    without_guard("fixed_batches_lot", "batches_lot")
    # The guard counts whole seconds: the last moment lies in a later one than the lot's birth.
    sleep(1.1)
    field = Lot._meta.get_field("expires_at")
    moment = field.get_db_prep_value(timezone.now(), connection)
    assert not execute("UPDATE batches_lot SET expires_at = %s", crew.qa, moment)
    assert "reviewed when nothing" in force(lot, "REVIEWED", crew.second("qc_analyst"), then)


def grant(person, crew, role):
    people.grant_role(person=person, site=crew.site, role=role, by=SETTER, at=AT)
    return type(person).objects.get(pk=person.pk)


@pytest.mark.parametrize("name", ["operator", "qc_analyst"])
def test_whoever_made_or_measured_the_lot_does_not_release_it(crew, name):
    lot = make.reviewed_lot(crew)
    person = grant(getattr(crew, name), crew, Role.QUALIFIED_PERSON)
    with pytest.raises(Refusal) as refused:
        make.release(lot, crew, by=person)
    assert refused.value.codes == {"same_person"}
    assert "took no part" in force(lot, "RELEASED", person, READY_AT)


def test_whoever_reviewed_the_lot_does_not_release_it(crew):
    lot = make.reviewed_lot(crew)
    person = grant(crew.second("qc_analyst"), crew, Role.QUALIFIED_PERSON)
    with pytest.raises(Refusal) as refused:
        make.release(lot, crew, by=person)
    assert refused.value.codes == {"same_person"}
    assert "took no part" in force(lot, "RELEASED", person, READY_AT)


@pytest.mark.parametrize("name", ["operator", "qc_analyst"])
def test_whoever_made_or_measured_the_lot_does_not_review_it(crew, name):
    lot = make.ready_lot(crew)
    person = getattr(crew, name)
    if name == "operator":
        person = grant(person, crew, Role.QC_ANALYST)
    with pytest.raises(Refusal) as refused:
        make.review(lot, crew, by=person)
    assert refused.value.codes == {"same_person"}
    assert "took no part" in force(lot, "REVIEWED", person, READY_AT)


def test_a_review_by_somebody_who_took_part_is_seen_at_the_release(crew):
    lot = make.ready_lot(crew)
    without_guard("lot_review_allowed", "batches_lot")
    assert force(lot, "REVIEWED", crew.qc_analyst, READY_AT) == ""
    assert database_codes(lot, READY_AT) == {"reviewer_took_part"}
    assert "reviewer_took_part" in python_codes(lot, READY_AT)
    assert force(lot, "RELEASED", crew.qualified_person, READY_AT)


def test_a_rejected_lot_never_comes_back_by_raw_sql(crew):
    lot, at = rejected(crew)
    for state in ("RELEASED", "REVIEWED", "QUARANTINED"):
        assert force(lot, state, crew.qualified_person, at)
    assert lot_again(lot).state == "REJECTED"


def test_a_hold_is_not_lifted_by_raw_sql_without_its_signature(crew):
    lot, at = on_hold(crew)
    assert "moves as its table says" in force(lot, "QUARANTINED", crew.qualified_person, at)


def test_after_a_lifted_hold_the_lot_is_reviewed_and_released_again(crew):
    lot, at = on_hold(crew)
    old = queries.standing_certificate(lot)
    qp = crew.qualified_person
    signature = signed(qp, "hold lifted", Role.QUALIFIED_PERSON, at)
    services.lift_hold(lot=lot, reason="Not related.", by=qp, at=at, signature=signature)
    assert python_codes(lot, at) == {"not_reviewed"} == database_codes(lot, at)
    lot = make.review(lot_again(lot), crew, at)
    new = make.release(lot, crew, at)
    old.refresh_from_db()
    assert old.superseded_at == at
    assert queries.standing_certificate(lot) == new


def test_a_new_result_after_the_review_sends_the_lot_back(crew):
    lot = make.reviewed_lot(crew)
    run = make.start_run(crew, make.make_sample(crew, lot, READY_AT), "LAL", READY_AT)
    make.enter(crew, run, "endotoxin", "0.1", "EU/mL", READY_AT)
    assert lot_again(lot).state == "QUARANTINED"


def test_an_assessed_deviation_after_the_review_sends_the_lot_back(crew):
    lot, at = deviation_after_the_review(crew)
    make.close(lot.batch.deviations.get(), crew, at)
    assert python_codes(lot, at) == {"not_reviewed"} == database_codes(lot, at)


def test_another_specification_must_be_met_before_release(crew):
    lot = make.reviewed_lot(crew)
    tighter = LineText("endotoxin", "SIMPLE", "EU/mL", "", "0.01")
    make.make_specification(crew, lot.product, READY_AT, lines=(*make.LINES[:2], tighter))
    assert python_codes(lot, READY_AT) == database_codes(lot, READY_AT)
    assert "result_missing" in python_codes(lot, READY_AT)
    services.judge_again(lot=lot, by=crew.qc_analyst, at=READY_AT)
    assert python_codes(lot, READY_AT) == {"cannot_tell", "not_reviewed"}
    assert database_codes(lot, READY_AT) == {"cannot_tell", "not_reviewed"}


def test_a_decision_after_the_review_breaks_it(crew):
    lot = make.ready_lot(crew, endotoxin="<1.0")
    make.make_specification(crew, lot.product, READY_AT, lines=make.LINES[:2])
    services.judge_again(lot=lot, by=crew.qc_analyst, at=READY_AT)
    make.review(lot_again(lot), crew)
    oos.decide(crew, lot.results.get(attribute="endotoxin"))
    assert python_codes(lot, READY_AT) == {"review_broken"} == database_codes(lot, READY_AT)


def test_a_result_invalidated_on_a_released_lot_puts_it_on_hold(crew):
    lot = make.released_lot(crew)
    result = lot.results.get(attribute="endotoxin")
    services.invalidate_result(result=result, reason="Standard expired.", by=crew.qa, at=READY_AT)
    assert lot_again(lot).state == "ON_HOLD"


def test_a_reading_outside_its_limits_must_be_closed_before_release(crew):
    lot = make.demo_lot(crew, readings={"Harvest": "80"})
    make.make_specification(crew, lot.product)
    make.do_all_tests(crew, lot)
    assert python_codes(lot, READY_AT) == {"deviation_open", "not_reviewed"}
    make.close(lot.batch.deviations.get(), crew)
    make.release(make.review(lot_again(lot), crew), crew)
    assert lot_again(lot).state == "RELEASED"


def test_the_list_of_codes_is_the_same_in_python_and_sql():
    assert set(CODES) > rules.AFTER_REVIEW
