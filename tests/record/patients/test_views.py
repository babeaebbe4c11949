"""What the staff see and do: the queue, triage, assessment, the signed answer handed over once."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories.browsing import browser_of, sign_words
from factories.patients import (
    make_accepted,
    make_answered,
    make_assessed,
    make_request,
    make_triaged,
)
from factories.people import Crew
from secretome_record.ledger.codes import read_code
from secretome_record.patients import services
from secretome_record.patients.models import Answer, Assessment, Request
from secretome_record.patients.urls import CODE_ADDRESSES

pytestmark = pytest.mark.django_db
NAME = "Maria Lindqvist"
PAGES = ("patients:request", "patients:record")


def _text(page) -> str:
    return page.content.decode()


def _page(person, name, code):
    return browser_of(person).get(reverse(name, args=[code]))


def _own(**changes):
    return {
        "own-assessed": str(Assessment.objects.latest("recorded_at").pk),
        "own-possibility": "TRIAL_ONLY", "own-language": "en", "own-sessions": "3",
        "own-interval_days": "7", "own-note": "Ask your lung clinic first.",
        **changes,
    }  # fmt: skip


def test_the_inspector_reads_codes_and_never_a_name(crew):
    request = make_accepted(crew)
    inspector = browser_of(crew.inspector)
    pages = [inspector.get(reverse(name)) for name in ("patients:list", "patients:requests")]
    pages.append(inspector.get(reverse("patients:request", args=[request.code])))
    pages.append(inspector.get(reverse("patients:record", args=[request.patient.code])))
    for page in pages:
        text = _text(page)
        assert page.status_code == 200
        assert request.patient.code in text
        for secret in (NAME, "1961-04-30", "+49 30 0000", "Short of breath"):
            assert secret not in text


@pytest.mark.parametrize("role", ["coordinator", "medical_advisor", "physician"])
def test_those_who_need_the_name_see_it(crew, role):
    request = make_request(crew.site)
    text = _text(_page(getattr(crew, role), "patients:request", request.code))
    assert NAME in text
    assert "Short of breath" in text


def test_a_nurse_sees_the_name_but_not_the_story(crew):
    text = _text(_page(crew.nurse, "patients:request", make_request(crew.site).code))
    assert NAME in text
    assert "Short of breath" not in text


def test_another_sites_records_are_404(crew, other_site):
    answer, _ = make_answered(crew)
    stranger = browser_of(Crew(other_site).medical_advisor)
    for name, code in (
        ("patients:request", answer.request.code), ("patients:record", answer.request.patient.code),
        ("patients:answer_record", answer.code), ("patients:answer_form", answer.request.code),
    ):  # fmt: skip
        assert stranger.get(reverse(name, args=[code])).status_code == 404


@pytest.mark.parametrize("make", [make_request, make_triaged, make_assessed])
def test_a_request_shows_in_every_state_without_a_gap(crew, make):
    request = make(crew.site if make is make_request else crew)
    for role in ("coordinator", "medical_advisor", "inspector"):
        page = _page(getattr(crew, role), "patients:request", request.code)
        assert page.status_code == 200
        assert "missing:" not in _text(page)


def test_the_coordinator_triages_and_the_advisor_assesses(crew):
    request = make_request(crew.site)
    answer = browser_of(crew.coordinator).post(
        reverse("patients:triage", args=[request.code]), {"urgent": "yes", "note": "Call first"}
    )
    assert answer.url == reverse("patients:request", args=[request.code])
    advisor = browser_of(crew.medical_advisor)
    advisor.post(
        reverse("patients:assess", args=[request.code]),
        {"condition": "gout", "found": "", "note": ""},
    )
    text = _text(advisor.get(reverse("patients:request", args=[request.code])))
    assert "No human study found" in text
    assert "Write and sign the answer" in text
    assert Request.objects.get().urgent is True


def test_triage_without_saying_how_urgent_asks_again(crew):
    request = make_request(crew.site)
    page = browser_of(crew.coordinator).post(
        reverse("patients:triage", args=[request.code]), {"note": ""}
    )
    assert page.status_code == 422
    assert "Say whether it is urgent." in _text(page)
    assert Request.objects.get().state == "RECEIVED"


def test_a_triage_sent_twice_says_why_the_second_does_nothing(crew):
    request = make_request(crew.site)
    client, url = browser_of(crew.coordinator), reverse("patients:triage", args=[request.code])
    client.post(url, {"urgent": "no", "note": ""})
    page = client.post(url, {"urgent": "yes", "note": ""})
    assert page.status_code == 422
    assert _text(page).count('role="alert"') == 1
    assert 'id="triage"' not in _text(page)
    assert Request.objects.get().urgent is False


def test_an_answer_to_a_request_that_moved_on_says_so_above_everything(crew):
    request = make_assessed(crew)
    services.close_request(
        request=request, reason="Withdrawn", by=crew.coordinator, at=request.received_at
    )
    page = browser_of(crew.medical_advisor).post(
        reverse("patients:answer_form", args=[request.code]),
        {**_own(), **sign_words(crew.medical_advisor)},
    )
    assert page.status_code == 422
    assert "the request moved on and is now “Closed”" in _text(page).split('role="alert"')[1]


def test_an_unclear_condition_names_the_conditions_it_could_be(crew):
    request = make_triaged(crew)
    page = browser_of(crew.medical_advisor).post(
        reverse("patients:assess", args=[request.code]),
        {"condition": "U07.1", "found": "", "note": ""},
    )
    assert page.status_code in {302, 422}
    if page.status_code == 422:
        assert "Name one of them" in _text(page)


@pytest.mark.parametrize("text", ["pulmonary fibrosys", "J84"])
def test_a_misspelt_condition_is_asked_back_until_the_advisor_says_it_is_another(crew, text):
    request = make_triaged(crew)
    client, url = browser_of(crew.medical_advisor), reverse("patients:assess", args=[request.code])
    page = client.post(url, {"condition": text, "found": "", "note": ""})
    assert page.status_code == 422
    assert "did you mean" in _text(page)
    assert "pulmonary fibrosis" in _text(page).split("did you mean")[1][:200]
    assert Request.objects.get().state == "TRIAGED"
    client.post(url, {"condition": text, "is_another": "on", "found": "", "note": ""})
    assert Request.objects.get().assessments.get().verdict == "NO_HUMAN_STUDY"


@pytest.mark.parametrize("text", ["arthrose", "Q99.9"])
def test_a_name_that_is_not_listed_needs_the_tick(crew, text):
    request = make_triaged(crew)
    client, url = browser_of(crew.medical_advisor), reverse("patients:assess", args=[request.code])
    page = client.post(url, {"condition": text, "found": "", "note": ""})
    assert page.status_code == 422
    assert "is not in the catalogue" in _text(page)
    assert Request.objects.get().state == "TRIAGED"
    client.post(url, {"condition": text, "is_another": "on", "found": "", "note": ""})
    assert Request.objects.get().assessments.get().verdict == "NO_HUMAN_STUDY"


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "gout\u202e", "a\x07b"])
def test_a_condition_with_markup_or_control_signs_is_refused_even_when_ticked(crew, text):
    request = make_triaged(crew)
    client, url = browser_of(crew.medical_advisor), reverse("patients:assess", args=[request.code])
    page = client.post(url, {"condition": text, "is_another": "on", "found": "", "note": ""})
    assert page.status_code == 422
    assert "signs that stand in no name" in _text(page)
    assert Request.objects.get().state == "TRIAGED"


def test_words_outside_the_catalogue_stand_beside_the_form_and_not_in_it(crew):
    request = make_triaged(crew, condition_text="my lungs are bad")
    text = _text(_page(crew.medical_advisor, "patients:request", request.code))
    assert 'value="my lungs are bad"' not in text
    assert "<q>my lungs are bad</q>" in text
    assert '<option value="pulmonary fibrosis' in text


def test_the_answer_is_signed_and_its_link_is_shown_once_and_opens(crew, client):
    request = make_assessed(crew)
    advisor = browser_of(crew.medical_advisor)
    url = reverse("patients:answer_form", args=[request.code])
    assert "missing:" not in _text(advisor.get(url))
    page = advisor.post(url, {**_own(), **sign_words(crew.medical_advisor)})
    text = _text(page)
    link = re.search(r"http://testserver(/answer/[^/]+/)", text)[1]
    assert "no-store" in page["Cache-Control"]
    assert "<svg" in text
    assert "missing:" not in text
    opened = _text(client.post(link, {"birth_date": "1961-04-30"}))
    assert "Ask your lung clinic first." in opened
    assert "3 sessions, 7 days apart." in opened
    again = _text(advisor.get(reverse("patients:request", args=[request.code])))
    assert link not in again
    assert "Every word is as it was signed." in again


def test_a_wrong_password_signs_nothing_and_keeps_the_words(crew):
    request = make_assessed(crew)
    page = browser_of(crew.medical_advisor).post(
        reverse("patients:answer_form", args=[request.code]),
        {**_own(), **sign_words(crew.medical_advisor), "sign-password": "wrong"},
    )
    assert page.status_code == 422
    assert "Ask your lung clinic first." in _text(page)
    assert not Answer.objects.exists()


def test_the_form_offers_nothing_above_the_verdict(crew):
    request = make_assessed(crew, condition="gout")
    page = browser_of(crew.medical_advisor).post(
        reverse("patients:answer_form", args=[request.code]),
        {**_own(**{"own-possibility": "SUPPORTED"}), **sign_words(crew.medical_advisor)},
    )
    assert page.status_code == 422
    assert not Answer.objects.exists()


def test_a_promise_is_refused_on_the_form(crew):
    request = make_assessed(crew)
    page = browser_of(crew.medical_advisor).post(
        reverse("patients:answer_form", args=[request.code]),
        {**_own(**{"own-note": "It will cure you."}), **sign_words(crew.medical_advisor)},
    )
    assert page.status_code == 422
    assert "promise" in _text(page)
    assert not Answer.objects.exists()


def test_a_new_link_is_shown_once(crew, client):
    answer, _ = make_answered(crew)
    coordinator = browser_of(crew.coordinator)
    url = reverse("patients:new_link", args=[answer.request.code])
    assert coordinator.post(url, {"reason": ""}).status_code == 422
    link = re.search(r"(/answer/[^/]+/)", _text(coordinator.post(url, {"reason": "Lost"})))[1]
    opened = client.post(link, {"birth_date": "1961-04-30"})
    assert "Is it possible?" in _text(opened)


def test_a_request_is_closed_with_a_reason(crew):
    request = make_triaged(crew)
    client, url = browser_of(crew.coordinator), reverse("patients:close", args=[request.code])
    client.post(url, {"reason": ""})
    assert Request.objects.get().state == "TRIAGED"
    client.post(url, {"reason": "Asked elsewhere"})
    assert Request.objects.get().state == "CLOSED"


def test_a_patient_is_found_by_the_whole_name_without_it_in_the_address(crew):
    request = make_request(crew.site)
    client = browser_of(crew.coordinator)
    url, code = reverse("patients:list"), request.patient.code
    assert code in _text(client.post(url, {"name": "maria  LINDQVIST"}))
    assert code not in _text(client.post(url, {"name": "Maria"}))
    assert browser_of(crew.inspector).post(url, {"name": NAME}).status_code == 403


def test_two_patients_with_one_name_and_birth_date_point_at_each_other(crew):
    first, second = (make_request(crew.site).patient for _ in range(2))
    assert second.code in _text(_page(crew.coordinator, "patients:record", first.code))
    assert second.code not in _text(_page(crew.inspector, "patients:record", first.code))


def test_empty_lists_say_how_the_first_comes_into_being(crew):
    client = browser_of(crew.coordinator)
    assert "by sending a request" in _text(client.get(reverse("patients:list")))
    assert "public form" in _text(client.get(reverse("patients:requests")))


@pytest.mark.parametrize("name", ["patients:list", "patients:requests"])
def test_a_longer_list_asks_no_more_questions(crew, name, django_assert_max_num_queries):
    client = browser_of(crew.coordinator)
    make_assessed(crew)
    client.get(reverse(name))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(name))
    for _ in range(4):
        make_assessed(crew)
    with django_assert_max_num_queries(len(few)):
        client.get(reverse(name))


def test_every_code_of_the_room_has_an_address_that_opens(crew):
    answer, _ = make_answered(crew)
    client = browser_of(crew.coordinator)
    for row in (answer, answer.request, answer.request.patient):
        prefix = read_code(row.code)[:2]
        page = client.get(reverse(CODE_ADDRESSES[prefix], args=[row.code]), follow=True)
        assert page.status_code == 200


def test_the_advisor_can_send_an_assessment_back(crew):
    request = make_assessed(crew)
    browser_of(crew.medical_advisor).post(
        reverse("patients:reopen", args=[request.code]), {"reason": "Another illness"}
    )
    assert Request.objects.get().state == "TRIAGED"
    services.assess_request(
        request=Request.objects.get(),
        condition="gout",
        note="",
        by=crew.medical_advisor,
        at=request.received_at,
    )
