"""Visits with scores, events, look-back and the hold, by the services."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.http import Http404

from factories.batches import make_bank, make_batch, make_lot
from factories.outcomes import (
    assess,
    close,
    hold,
    make_measure,
    report,
    score,
    serious,
    visit_of,
)
from factories.people import SETTER, Crew
from factories.treatments import (
    START,
    consented_plan,
    free_vial,
    give,
    given_dose,
    match,
    prepared_session,
    reserve,
    session_of,
    treatable_lot,
)
from secretome_record.batches.models import Lot
from secretome_record.donors.models import Donation
from secretome_record.ledger.lineage import trace
from secretome_record.ledger.refusal import Refusal
from secretome_record.ledger.writing import writing
from secretome_record.outcomes import queries, services
from secretome_record.outcomes.models import AdverseEvent, Score
from secretome_record.outcomes.queries import SAME_LOT
from secretome_record.people.personal_data import gather
from secretome_record.treatments.models import PlannedVisit

WEEK = START + timedelta(days=7)
QUARTER = START + timedelta(days=90)


def refused(act) -> frozenset[str]:
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value.codes


def raw_refused(act, words: str) -> None:
    with (
        pytest.raises(DatabaseError, match=words),
        transaction.atomic(),
        writing(by=SETTER, at=START, why="Try it by raw SQL"),
    ):
        act()


def test_a_visit_is_held_with_its_scores_and_the_course_tells_the_change(crew):
    plan = given_dose(crew).session.plan
    walk = make_measure(crew)
    first, second = visit_of(plan), visit_of(plan, 2)
    hold(first, crew, WEEK, [score(walk, "400")])
    codes = refused(lambda: hold(second, crew, QUARTER))
    assert codes == {"score_Walk"}
    assert refused(lambda: hold(second, crew, QUARTER, [score(walk, "999.5")])) == {"score_Walk"}
    hold(second, crew, QUARTER, [score(walk, "430")])
    assert [(p.as_reported, p.change) for p in queries.course_of(plan)] == [
        ("400", ""), ("430", "+30"),
    ]  # fmt: skip
    assert PlannedVisit.objects.get(pk=second.pk).state == "HELD"
    assert refused(lambda: hold(second, crew, QUARTER)) == {"not_from_this_state"}
    exported = gather(plan.patient.subject)["outcomes"]["visits"]
    assert [v["scores"][0]["score"] for v in exported] == ["400", "430"]


def test_a_safety_visit_is_not_held_minutes_after_the_dose(crew):
    visit = visit_of(given_dose(crew).session.plan)
    soon = START + timedelta(minutes=5)
    with pytest.raises(Refusal, match=f"from {START.date() + timedelta(days=4)} on"):
        hold(visit, crew, soon, held_at=soon)
    hold(visit, crew, START + timedelta(days=4))
    assert PlannedVisit.objects.get(pk=visit.pk).state == "HELD"


def test_a_visit_is_not_held_in_the_future_nor_late_without_a_reason(crew):
    plan = given_dose(crew).session.plan
    visit = visit_of(plan)
    ahead = {"held_at": WEEK + timedelta(minutes=1)}
    assert refused(lambda: hold(visit, crew, WEEK, **ahead)) == {"in_the_future"}
    behind = {"held_at": WEEK - timedelta(days=2)}
    assert refused(lambda: hold(visit, crew, WEEK, **behind)) == {"late"}
    before = {"held_at": START - timedelta(hours=1), "late_reason": "Found the paper."}
    assert refused(lambda: hold(visit, crew, WEEK, **before)) == {"held_at"}
    hold(visit, crew, WEEK, late_reason="Found the paper.", **behind)
    assert PlannedVisit.objects.get(pk=visit.pk).state == "HELD"


def test_a_missing_score_keeps_its_reason_and_a_missed_visit_may_be_held_late(crew):
    plan = given_dose(crew).session.plan
    walk = make_measure(crew)
    visit = visit_of(plan, 2)

    def miss(at, reason="Did not come."):
        return services.miss_visit(planned=visit, reason=reason, by=crew.nurse, at=at)

    assert refused(lambda: miss(WEEK)) == {"not_yet"}
    late = QUARTER + timedelta(days=1)
    assert refused(lambda: miss(late, " ")) == {"reason_missing"}
    miss(late)
    lost = [score(walk, "", "in a wheelchair")]
    assert refused(lambda: hold(visit, crew, late, lost)) == {"late_reason"}
    hold(visit, crew, late, lost, late_reason="Came the next day.")
    kept = Score.objects.get()
    assert (kept.value, kept.missing_reason) == (None, "in a wheelchair")


def test_an_event_is_reported_assessed_and_closed_by_signature(crew):
    event = report(crew)
    assert event.code in {n.code for n in trace(event.administration.vial.code).descendants}
    assert refused(lambda: close(event, crew)) == {"not_from_this_state"}
    bad = {"causality": "surely", "causality_reason": "", "by": crew.safety_officer}
    assert refused(lambda: services.assess_event(event=event, at=event.reported_at, **bad)) == {
        "causality",
        "causality_reason",
    }
    assess(event, crew)
    assert refused(lambda: assess(event, crew)) == {"not_from_this_state"}
    close(event, crew)
    closed = AdverseEvent.objects.get(pk=event.pk)
    assert closed.state == "CLOSED"
    assert [closure["holds"] for closure in queries.closures_of(closed)] == [True]
    closed.causality = "certain"
    assert [closure["holds"] for closure in queries.closures_of(closed)] == [False]


def test_an_event_that_does_not_add_up_is_refused_with_every_reason(crew):
    dose = given_dose(crew)
    ahead = dose.given_at + timedelta(days=1)
    codes = refused(
        lambda: report(crew, dose, what=" ", onset_at=ahead, grade=5, seriousness=("annoying",))
    )
    assert codes == {"what", "onset_at", "seriousness"}
    assert not AdverseEvent.objects.exists()


def test_a_serious_event_that_waits_for_a_day_presses(crew):
    event = serious(crew)
    assert not queries.is_late(event, event.reported_at + timedelta(hours=24))
    assert queries.is_late(event, event.reported_at + timedelta(hours=24, minutes=1))
    items = queries.waiting_for(crew.safety_officer)
    assert [item.sentence for item in items] == [
        f"The serious event {event.code} has waited for more than a day."
    ]
    assert items[0].urgency.name == "NOW"
    assess(event, crew)
    assert [item.action for item in queries.waiting_for(crew.safety_officer)] == ["Close"]
    assert not queries.is_late(event, event.reported_at + timedelta(days=9))


def test_a_second_serious_event_of_a_lot_proposes_a_hold(crew):
    lot = treatable_lot(crew)
    first = serious(crew, given_dose(crew, lot=lot))
    assert not queries.proposes_hold(first)
    mild = report(crew, given_dose(crew, lot=lot))
    assert not queries.proposes_hold(mild)
    second = serious(crew, given_dose(crew, lot=lot))
    assert queries.proposes_hold(second)
    services.hold_lot_of(
        event=second, reason="Two alike.", by=crew.safety_officer, at=second.reported_at
    )
    assert not queries.proposes_hold(AdverseEvent.objects.get(pk=second.pk))


def test_a_hold_from_the_event_stops_reserving_matching_and_giving(crew):
    lot = treatable_lot(crew)
    dose = given_dose(crew, lot=lot)
    other = prepared_session(crew, lot=lot)
    match(other.session, other.vial, crew)
    event = serious(crew, dose, at=START + timedelta(minutes=5), onset_at=START)
    found = queries.look_back(event)
    assert found.other_patients == (other.session.plan.patient.code,)
    assert found.sessions == (other.session.code,)
    assert found.vials_in("RESERVED", SAME_LOT) == (other.vial.code,)
    assert len(found.vials_in("IN_STOCK", SAME_LOT)) == 2
    assert found.samples
    assert found.donors
    assert dose.vial.code not in {row.vial for row in found.rows}
    later = START + timedelta(minutes=10)
    who = crew.safety_officer
    assert refused(lambda: services.hold_lot_of(event=event, reason=" ", by=who, at=later)) == {
        "reason"
    }
    services.hold_lot_of(event=event, reason="A second reaction.", by=who, at=later)
    assert Lot.objects.get(pk=lot.pk).state == "ON_HOLD"
    assert refused(lambda: give(other.session, crew, later)) == {"lot_on_hold"}
    check = match(other.session, other.vial, crew, later)
    assert [reason["code"] for reason in check.reasons] == ["lot_on_hold"]
    second = session_of(dose.session.plan, 2)
    assert "lot_on_hold" in refused(lambda: reserve(second, crew, free_vial(lot), later))
    assert refused(
        lambda: services.hold_lot_of(event=event, reason="Again.", by=who, at=later)
    ) == {"not_from_this_state"}


def test_the_look_back_reaches_the_other_lots_of_the_same_donor(crew):
    dose = given_dose(crew)
    donation = Donation.objects.get()
    bank = make_bank(crew, [donation], START)
    sister = make_lot(crew, make_batch(crew, bank, at=START), 2, START)
    found = queries.look_back(serious(crew, dose))
    assert set(found.lots) == {dose.vial.lot.code, sister.code}
    assert [row.lot for row in found.rows if row.why != SAME_LOT] == [sister.code] * 2


def test_nobody_reads_or_holds_across_sites(crew, other_site):
    event = serious(crew)
    stranger = Crew(other_site).safety_officer
    assert queries.events_for(stranger).count() == 0
    with pytest.raises(Http404):
        queries.event_for(stranger, event.code)
    assert queries.waiting_for(stranger) == []
    act = {"reason": "x", "by": stranger, "at": event.reported_at}
    assert refused(lambda: services.hold_lot_of(event=event, **act)) == {"not_your_role"}
    nobody = {"causality": "possible", "causality_reason": "x", "by": stranger}
    assert refused(lambda: services.assess_event(event=event, at=event.reported_at, **nobody)) == {
        "not_your_role"
    }


def test_the_work_list_of_visits_names_the_overdue_and_takes_few_queries(
    crew, django_assert_max_num_queries
):
    given_dose(crew)
    assert crew.nurse.site_ids
    with django_assert_max_num_queries(2):
        items = queries.waiting_for(crew.nurse)
    assert len(items) == 2
    assert "overdue and stops the next dose" in items[0].sentence


def test_a_measure_has_each_version_once(crew):
    make_measure(crew)
    assert refused(lambda: make_measure(crew)) == {"version"}
    assert refused(lambda: make_measure(crew, version="2", high="0")) == {"high"}
    newer = make_measure(crew, version="3")
    assert queries.measures_at(crew.site) == [newer]


def test_the_scale_of_a_measure_is_read_with_a_comma_or_a_point(crew):
    walk = make_measure(crew, low="0,5", high="10,5", step="0,5", worthwhile_change="1,5")
    assert (walk.low, walk.high, walk.step, walk.worthwhile_change) == (0.5, 10.5, 0.5, 1.5)
    assert make_measure(crew, version="2", worthwhile_change=" ").worthwhile_change is None
    assert refused(lambda: make_measure(crew, version="3", high="1e999")) == {"high"}


def test_the_database_keeps_events_and_visits_as_they_were(crew):
    plan = consented_plan(crew)
    early, nurse = visit_of(plan), crew.nurse
    raw_refused(
        lambda: services.Visit.objects.create(
            site=plan.site, planned=early, held_at=START, held_by=nurse
        ),
        "held once it is due",
    )
    event = assess(serious(crew), crew)
    rows = AdverseEvent.objects.filter(pk=event.pk)
    for column, value in {"what": "Nothing", "grade": 1, "causality": "certain"}.items():
        raw_refused(lambda c=column, v=value: rows.update(**{c: v}), "never changed")
    raw_refused(lambda: rows.update(seriousness=[]), "never changed")
    raw_refused(lambda: rows.update(state="CLOSED"), "moved, never set|signature it asks for")
    raw_refused(rows.delete, "never removed|protected")
    values = {f.attname: getattr(event, f.attname) for f in AdverseEvent._meta.concrete_fields}
    del values["id"]
    forged = values | {"code": "AE-FORGED", "state": "REPORTED", "causality": ""}
    other = consented_plan(crew).patient_id
    raw_refused(lambda: AdverseEvent.objects.create(**forged | {"patient_id": other}), "its own")
    visit = hold(visit_of(event.administration.session.plan), crew, WEEK)
    raw_refused(lambda: type(visit).objects.filter(pk=visit.pk).update(note="x"), "never changed")
