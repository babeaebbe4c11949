"""Reads of treatments: sites apart, the work list follows the plan, exports are whole."""

from datetime import timedelta

import pytest
from django.http import Http404
from django.utils import timezone

from factories.patients import make_accepted
from factories.people import Crew
from factories.treatments import (
    consent,
    give,
    match,
    prepare,
    reserve,
    session_of,
    sign,
    write_plan,
)
from secretome_record.people.models import Person
from secretome_record.people.personal_data import gather
from secretome_record.treatments import queries
from secretome_record.treatments.models import Plan, Session


def work_of(person: Person) -> list[str]:
    return [item.action for item in queries.waiting_for(Person.objects.get(pk=person.pk))]


def test_the_work_list_follows_a_plan_to_its_dose(crew, other_site):
    now = timezone.now()
    plan = write_plan(crew, at=now)
    assert work_of(crew.physician) == ["Sign"]
    assert work_of(crew.nurse) == []
    assert work_of(Crew(other_site).physician) == []
    assert work_of(crew.storekeeper) == []
    sign(plan, crew, now)
    assert work_of(crew.nurse) == ["Consent"]
    consent(Plan.objects.get(pk=plan.pk), crew, now)
    found = queries.waiting_for(Person.objects.get(pk=crew.nurse.pk))
    assert [(item.action, item.urgency.name) for item in found] == [
        ("Prepare", "NOW"), ("Prepare", "SOON"),
    ]  # fmt: skip
    session = session_of(plan)
    kept = reserve(session, crew, at=now)
    prepare(session, crew, now)
    assert work_of(crew.nurse)[0] == "Scan"
    match(Session.objects.get(pk=session.pk), kept.vial, crew, now)
    assert work_of(crew.nurse)[0] == "Give"
    give(Session.objects.get(pk=session.pk), crew, now)
    assert work_of(crew.nurse) == ["Prepare"]
    exported = gather(plan.patient.subject)["treatments"]["plans"][0]
    assert exported["code"] == plan.code
    assert exported["consents"][0]["purposes"] == ["treatment"]
    assert exported["sessions"][0]["doses"][0]["given_ml"] == "1.0"


def test_an_accepted_request_waits_for_the_physicians_plan(crew, other_site):
    now = timezone.now()
    asked = make_accepted(crew, at=now - timedelta(hours=1))
    [item] = queries.waiting_for(Person.objects.get(pk=crew.physician.pk))
    assert item.sentence == f"Request {asked.code} was accepted and has no plan. Write it."
    assert item.urgency.name == "NOW"
    assert item.url == f"/treatments/requests/{asked.code}/plan/"
    assert work_of(crew.nurse) == work_of(Crew(other_site).physician) == []
    write_plan(crew, asked, at=now)
    assert work_of(crew.physician) == ["Sign"]


def test_nobody_reaches_the_rows_of_another_site(crew, other_site):
    plan = sign(write_plan(crew), crew)
    stranger, nurse = Crew(other_site).nurse, crew.nurse
    for read, code in (
        (queries.plan_for, plan.code), (queries.session_for, session_of(plan).code),
        (queries.legal_basis_for, plan.legal_basis.code),
        (queries.visit_for, queries.visits_of(plan)[0].code),
    ):  # fmt: skip
        assert read(nurse, code).code == code
        for person, asked in ((stranger, code), (nurse, "PL-000000-0"), (nurse, "nonsense")):
            with pytest.raises(Http404):
                read(person, asked)


def test_the_work_list_takes_few_queries(crew, django_assert_max_num_queries):
    now = timezone.now()
    sign(write_plan(crew, at=now), crew, now)
    person = Person.objects.get(pk=crew.nurse.pk)
    with django_assert_max_num_queries(4):
        queries.waiting_for(person)
    assert queries.overdue_visits(Plan.objects.get().patient, now.date() + timedelta(days=99)) == ()
