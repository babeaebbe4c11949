"""The pages of outcomes: they render whole, refuse in sentences, and hide other sites."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from factories.browsing import browser_of, sign_words
from factories.outcomes import assess, make_measure, serious, visit_of
from factories.people import Crew
from factories.treatments import VISITS, given_dose, prepared_session, treatable_lot
from secretome_record.batches.models import Lot
from secretome_record.outcomes.models import AdverseEvent, Measure, Visit

HOSTILE = '<script>alert("x")</script>'


@pytest.fixture
def begin():
    """A week ago, so that the safety visit is due today."""
    return timezone.now() - timedelta(days=7)


def page_of(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:500]
    text = answer.content.decode()
    assert "«missing:" not in text, text[text.index("«missing:") - 200 :][:400]
    return text


def clock(moment) -> str:
    return moment.astimezone(ZoneInfo("Europe/Berlin")).strftime("%Y-%m-%dT%H:%M")


def test_empty_lists_say_how_the_first_comes_into_being(crew):
    client = browser_of(crew.safety_officer)
    text = page_of(client, "/outcomes/")
    assert "Visits fall due with the first dose" in text
    assert "reported from the session" in page_of(client, "/outcomes/events/")
    assert "No measure yet" in page_of(client, "/outcomes/measures/")


def test_a_measure_is_added_and_a_visit_held_beside_what_was_expected(crew, begin):
    second = replace(VISITS[1], days_after_first_dose=14)
    plan = given_dose(crew, begin, visits=(VISITS[0], second)).session.plan
    client = browser_of(crew.physician)
    sent = {
        "site": str(crew.site.pk), "name": "Walk", "version": "1", "low": "0", "high": "900",
        "step": "1", "higher_is_better": "yes", "licence_note": "free",
    }  # fmt: skip
    assert client.post("/outcomes/measures/add/", sent | {"high": "x"}).status_code == 422
    assert client.post("/outcomes/measures/add/", sent).status_code == 302
    assert Measure.objects.count() == 1
    planned = visit_of(plan)
    address = f"/outcomes/visits/{planned.code}/"
    text = page_of(client, address)
    assert "What was expected" in text
    assert "no study that was read prints the change" in text
    now = timezone.now()
    wrong = client.post(address, {"held_at": clock(now + timedelta(hours=2)), "note": ""})
    assert "is in the future" in wrong.content.decode()
    assert client.post(address, {"held_at": clock(now), "note": HOSTILE}).status_code == 302
    again = client.post(address, {"held_at": clock(now), "note": HOSTILE})
    assert again.status_code == 422
    assert again.content.decode().count('role="alert"') == 1
    assert Visit.objects.count() == 1
    assert "<script>alert" not in page_of(client, address)
    with_scores = f"/outcomes/visits/{visit_of(plan, 2).code}/"
    assert "Why Walk is missing" in page_of(client, with_scores)
    lacking = client.post(with_scores, {"held_at": clock(now), "score_Walk": "9999"})
    assert "lies outside its scale" in lacking.content.decode()
    client.post(with_scores, {"held_at": clock(now), "score_Walk": "420"})
    assert "420" in page_of(client, with_scores)
    page_of(client, f"/outcomes/visits/{planned.code}/miss/")


def test_an_event_is_reported_once_assessed_and_closed_on_its_pages(crew, begin):
    dose = given_dose(crew, begin)
    nurse, officer = browser_of(crew.nurse), browser_of(crew.safety_officer)
    report = f"/outcomes/doses/{dose.code}/report/"
    page_of(nurse, report)
    words = {
        "what": HOSTILE, "onset_at": clock(dose.given_at + timedelta(hours=1)), "grade": "3",
        "grading_version": "CTCAE v6.0", "seriousness": ["hospitalisation"],
        "form_key": "01900000-0000-7000-8000-000000000003",
    }  # fmt: skip
    early = words | {"onset_at": clock(dose.given_at - timedelta(hours=1))}
    assert "It began before this dose" in nurse.post(report, early).content.decode()
    first, second = nurse.post(report, words), nurse.post(report, words)
    assert first.status_code == 302, first.context["form"].errors
    assert first["Location"] == second["Location"]
    address = f"/outcomes/events/{AdverseEvent.objects.get().code}/"
    text = page_of(officer, address)
    assert "<script>alert" not in text
    assert '<option value="" selected>Choose one</option>' in text
    assert officer.post(f"{address}assess/", {"causality_reason": "Why."}).status_code == 422
    bad = officer.post(f"{address}assess/", {"causality": "possible", "causality_reason": ""})
    assert bad.status_code == 422
    good = {"causality": "possible", "causality_reason": "Timing fits."}
    assert officer.post(f"{address}assess/", good).status_code == 302
    close = f"{address}close/"
    assert officer.post(close, {"sign-reason": ""}).status_code == 422
    sent = {"sign-reason": "Recovered."} | sign_words(crew.safety_officer)
    assert officer.post(close, sent).status_code == 302
    assert "Every word is as it was signed" in page_of(officer, address)
    assert page_of(officer, "/outcomes/events/?words=script&state=CLOSED")


def test_a_hold_from_the_page_of_an_event_stops_the_next_scan(crew, begin):
    lot = treatable_lot(crew, begin)
    serious(crew, given_dose(crew, begin, lot=lot))
    event = serious(crew, given_dose(crew, begin, lot=lot))
    other = prepared_session(crew, begin, lot=lot)
    nurse, officer = browser_of(crew.nurse), browser_of(crew.safety_officer)
    address = f"/outcomes/events/{event.code}/"
    assert "hold the lot" in page_of(officer, address)
    back = page_of(officer, f"{address}look-back/")
    assert other.vial.code in back
    assert other.session.plan.patient.code in back
    assert "Vials of this lot still reserved" in back
    assert officer.post(f"{address}hold/", {"reason": ""}).status_code == 422
    held = officer.post(f"{address}hold/", {"reason": "Two reactions."})
    assert held["Location"] == f"{address}look-back/"
    assert Lot.objects.get(pk=lot.pk).state == "ON_HOLD"
    assert "On hold" in page_of(officer, f"{address}look-back/")
    bedside = f"/treatments/sessions/{other.session.code}/bedside/"
    scans = {"patient_scan": other.session.plan.patient.code}
    assert nurse.post(bedside, scans).status_code == 200
    scans |= {"plan_scan": other.session.plan.code, "vial_scan": other.vial.code}
    refused = nurse.post(bedside, scans)
    assert refused.status_code == 409
    assert f"The lot {lot.code} is on hold." in refused.content.decode()


def test_another_site_finds_nothing_and_an_inspector_reads_a_pseudonym(crew, other_site, begin):
    event = serious(crew, given_dose(crew, begin))
    visit = visit_of(event.administration.session.plan)
    stranger = browser_of(Crew(other_site).safety_officer)
    inspector = browser_of(crew.inspector)
    for address in (
        f"/outcomes/events/{event.code}/", f"/outcomes/events/{event.code}/look-back/",
        f"/outcomes/visits/{visit.code}/",
    ):  # fmt: skip
        assert stranger.get(address).status_code == 404
        assert "Maria Lindqvist" not in page_of(inspector, address)
    assert "Maria Lindqvist" not in page_of(inspector, "/outcomes/")
    assert event.code not in page_of(stranger, "/outcomes/events/")


def test_the_lists_take_a_fixed_number_of_queries(crew, begin):
    client = browser_of(crew.safety_officer)
    lot = treatable_lot(crew, begin)
    serious(crew, given_dose(crew, begin, lot=lot))

    def count(address):
        with CaptureQueriesContext(connection) as caught:
            page_of(client, address)
        return len(caught)

    first = count("/outcomes/"), count("/outcomes/events/")
    assess(serious(crew, given_dose(crew, begin, lot=lot)), crew)
    serious(crew, given_dose(crew, begin, lot=lot))
    assert (count("/outcomes/"), count("/outcomes/events/")) == first
    assert max(first) <= 14
    assert make_measure(crew).name in page_of(client, "/outcomes/measures/")
