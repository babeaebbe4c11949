"""A patient or donor asks for a copy of their data, or for erasure: who answers, and how."""

import json

import pytest
from django.urls import reverse

from factories.browsing import browser_of, sign_words
from factories.donors import make_donor
from factories.patients import make_request
from factories.people import Crew, erase, make_person
from secretome_record.ledger.models import Event
from secretome_record.people import queries
from secretome_record.people.models import Erasure, Subject
from secretome_record.people.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def patient(site):
    return make_request(site).patient


def _post(person, name, subject, **given):
    return browser_of(person).post(reverse(f"people:{name}", args=[subject.pk]), given)


def _text(page) -> str:
    return page.content.decode()


def test_the_coordinator_finds_a_patient_by_code_and_from_the_record(crew, patient):
    browser = browser_of(crew.coordinator)
    here = reverse("people:subject", args=[patient.subject_id])
    assert browser.post(reverse("people:subjects"), {"code": patient.code})["Location"] == here
    assert here in _text(browser.get(reverse("patients:record", args=[patient.code])))
    page = _text(browser.get(here))
    assert "cannot be undone" in page
    assert "traceability for 30 years" in page
    assert "missing:" not in page


def test_a_code_of_nobody_is_answered_beside_the_field(crew, patient):
    page = browser_of(crew.coordinator).post(reverse("people:subjects"), {"code": "PT-NOBODY"})
    assert page.status_code == 422
    assert "Check it" in _text(page)


def test_a_donor_is_answered_by_the_donor_coordinator_not_by_the_one_for_patients(crew):
    donor = make_donor(crew)
    here = reverse("people:subject", args=[donor.subject_id])
    assert browser_of(crew.donor_coordinator).get(here).status_code == 200
    assert browser_of(crew.administrator).get(here).status_code == 200
    assert browser_of(crew.coordinator).get(here).status_code == 404
    record = browser_of(crew.donor_coordinator).get(reverse("donors:record", args=[donor.code]))
    assert here in _text(record)


def test_another_sites_coordinator_and_a_nurse_find_nothing(crew, patient, other_site):
    far = make_person("far", other_site, Role.COORDINATOR)
    for person in (far, crew.nurse):
        for name in ("export", "erase"):
            assert _post(person, name, patient.subject, reason="Asked").status_code == 404
    found = browser_of(far).post(reverse("people:subjects"), {"code": patient.code})
    assert found.status_code == 422


def test_the_export_is_one_file_and_stands_in_the_ledger(crew, patient):
    answer = _post(crew.coordinator, "export", patient.subject)
    assert answer["Content-Disposition"] == f'attachment; filename="everything-{patient.code}.json"'
    held = json.loads(answer.content)
    assert str(patient.name) in json.dumps(held["rooms"]["patients"], ensure_ascii=False)
    told = Event.objects.filter(why="Export everything held about this person")
    assert told.latest("seq").actor == crew.coordinator.actor_code


def test_a_person_is_erased_with_a_reason_and_a_signature(crew, patient):
    by = crew.coordinator
    browser_of(by)  # enrols the authenticator whose code is typed
    page = _post(by, "erase", patient.subject, reason="Asked by letter", **sign_words(by))
    assert page.status_code == 302
    done, holds = queries.erasure_of(Subject.objects.get(pk=patient.subject_id))
    assert (done.reason, done.by, holds) == ("Asked by letter", by, True)
    shown = _text(browser_of(by).get(reverse("people:subject", args=[patient.subject_id])))
    assert "Signature holds" in shown
    assert "Sign and erase" not in shown


@pytest.mark.parametrize(("reason", "password"), [("", None), ("Asked", "wrong wrong wrong")])
def test_without_reason_or_right_password_nobody_is_erased(crew, patient, reason, password):
    by = crew.coordinator
    browser_of(by)  # enrols the authenticator whose code is typed
    words = sign_words(by) if password is None else sign_words(by, password)
    assert _post(by, "erase", patient.subject, reason=reason, **words).status_code == 422
    assert not Erasure.objects.exists()


def test_a_signature_on_an_erasure_breaks_with_one_changed_word(crew: Crew, patient):
    done = erase(patient.subject, crew.administrator)
    content = queries.erasure_content(done)
    assert queries.erasure_of(patient.subject)[1]
    done.reason = "Asked by telephone"
    assert queries.erasure_content(done) != content
