"""Where a plan's dose goes: asked for once, computed in the background, kept by content."""

import json
from html import unescape

import pytest
from django.utils import timezone

from factories.browsing import browser_of
from factories.people import Crew
from factories.treatments import treatable_lot, write_plan
from secretome_record.jobs import services as jobs
from secretome_record.jobs.models import Job
from secretome_record.ledger.acting import Acting, acting
from secretome_record.ledger.refusal import Refusal
from secretome_record.treatments.body import figures, presenting, services
from secretome_record.treatments.body.inputs import asked_of, particles_of_a_session
from secretome_record.treatments.models import BodyCourse


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def quick(monkeypatch):
    """The model at the size of a test: some virtual patients."""
    monkeypatch.setattr("secretome_record.treatments.body.science.PATIENTS", 16)


def page_of(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:500]
    text = answer.content.decode()
    assert "«missing:" not in text, text[text.index("«missing:") - 200 :][:400]
    return text


def test_the_course_of_a_plan_is_computed_once_for_everybody_with_the_same_dose(crew, now, quick):
    lot = treatable_lot(crew, now)
    first, second = write_plan(crew, lot=lot, at=now), write_plan(crew, lot=lot, at=now)
    client = browser_of(crew.physician)
    address = f"/treatments/plans/{first.code}/body/"
    assert "Run the model" in page_of(client, address)
    assert client.post(address)["Location"] == address
    text = page_of(client, address)
    text = unescape(text)
    for words in ("Exploratory", "Whole body", "180 days", "< 1 particle", "Auber"):
        assert words in text, words
    assert "Run the model" not in text
    assert BodyCourse.objects.count() == 1
    assert "What is left" in page_of(client, f"/treatments/plans/{second.code}/body/")
    assert Job.objects.filter(work=services.WORK).count() == 1


def test_the_page_shows_how_far_a_waiting_job_is_and_leads_to_its_result(
    crew, now, quick, monkeypatch
):
    monkeypatch.setattr("secretome_record.jobs.services._enqueue", lambda job: None)
    plan = write_plan(crew, at=now)
    client = browser_of(crew.physician)
    address = f"/treatments/plans/{plan.code}/body/"
    client.post(address)
    text = page_of(client, address)
    assert "Waiting for its turn" in text
    assert "Run the model" not in text
    job = Job.objects.get()
    assert "Waiting for its turn" in page_of(client, f"/jobs/{job.pk}/progress/")
    with acting(Acting("system:worker", "test", ambient=True)):
        jobs.run(str(job.pk), timezone.now)
    assert f'href="{address}"' in page_of(client, f"/jobs/{job.pk}/progress/")
    assert "What is left" in page_of(client, address)


def test_the_course_keeps_its_mass_and_names_neither_patient_nor_plan(crew, now, quick):
    plan = write_plan(crew, at=now)
    services.ask_for_course(plan=plan, by=crew.physician, at=now)
    course = BodyCourse.objects.get()
    document = services.document_of(course)
    kept = json.dumps([course.inputs, document])
    assert plan.code not in kept
    assert plan.patient.code not in kept
    assert set(course.inputs) == {"route", "particles", "session_days"}
    assert document["mass_balance"]["holds"]
    assert document["route"] == "inhalation"
    left = document["after_last_dose"]["body"]
    assert left["1h"]["median"] > left["1d"]["median"] > left["30d"]["median"]


def test_nobody_else_starts_or_sees_it(crew, other_site, now):
    plan = write_plan(crew, at=now)
    address = f"/treatments/plans/{plan.code}/body/"
    assert browser_of(crew.nurse).get(address).status_code == 404
    assert browser_of(Crew(other_site).physician).get(address).status_code == 404
    reader = browser_of(crew.inspector)
    assert "Run the model" not in page_of(reader, address)
    assert reader.post(address).status_code == 404
    with pytest.raises(Refusal):
        services.ask_for_course(plan=plan, by=crew.nurse, at=now)


def test_a_route_without_a_way_in_and_a_plan_without_volume_are_told_why(crew, now):
    plan = write_plan(crew, at=now)
    plan.route, plan.dose = "intravitreal", {}
    assert [reason.code for reason in asked_of(plan).against] == ["route", "particles"]
    plan.session_count, plan.session_interval_days = 100, 90
    assert [reason.code for reason in asked_of(plan).against][-1] == "days"
    with pytest.raises(Refusal, match="no way in for the route intravitreal"):
        services.ask_for_course(plan=plan, by=crew.physician, at=now)


def test_the_plan_leads_to_the_page_for_those_who_may_see_it(crew, now):
    plan = write_plan(crew, at=now)
    words = "Where this dose goes"
    assert words in page_of(browser_of(crew.physician), f"/treatments/plans/{plan.code}/")
    assert words not in page_of(browser_of(crew.nurse), f"/treatments/plans/{plan.code}/")


def test_particles_are_the_drawn_volume_times_the_measured_concentration():
    dose = {
        "volume_ml": {"value": 2.0},
        "measurement": {"concentration_per_ml": {"value": 1e10}},
    }
    assert particles_of_a_session(dose, {"recovery": "0.5"}, "intravenous") == 1e10
    assert particles_of_a_session(dose, {"recovery": "0.5"}, "nebulised") == 2e10
    assert particles_of_a_session(dose, {}, "intravenous") == 2e10
    assert particles_of_a_session({}, {}, "intravenous") is None


@pytest.mark.parametrize(("total_ml", "arriving"), [(2.0, 1.5e10), (10.0, 1.9e10)])
def test_what_stays_in_the_line_does_not_reach_the_body(total_ml, arriving):
    dose = {
        "volume_ml": {"value": 2.0},
        "measurement": {"concentration_per_ml": {"value": 1e10}},
        "giving": {"total_ml": total_ml, "dead_volume_ml": 0.5},
    }
    assert particles_of_a_session(dose, {}, "intravenous") == pytest.approx(arriving)
    assert particles_of_a_session(dose, {}, "nebulised") == 2e10


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.5, "50 %"), (1e-3, "0.1 %"), (2e-7, "2.0 × 10⁻⁷"), (0.0, "< 1 particle")],
)
def test_a_share_is_said_so_that_it_can_be_weighed(share, words):
    assert presenting.share_words(share, 1e12) == words


def test_darkness_takes_even_steps_for_each_tenfold():
    assert [figures.darkness(share) for share in (1.0, 1e-3, 1e-6, 0.0)] == [1.0, 0.5, 0.0, 0.0]
