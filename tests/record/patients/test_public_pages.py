"""What anybody sees: honest pages, one request a form, an answer behind a link and a birth date."""

import re
from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.browsing import browser_of
from factories.patients import BIRTH_DATE, make_answered
from secretome_record.patients import presenting, science
from secretome_record.patients.models import Answer, Patient, Request

pytestmark = pytest.mark.django_db


def _form(site, **changes):
    return {
        "site": site.pk, "condition_text": "gout", "story": "Since May.", "name": "Ada Löwe",
        "birth_date": "1961-04-30", "contact": "+49 30 1", "agreed": "on", "form_key": uuid4().hex,
        **changes,
    }  # fmt: skip


def _text(page) -> str:
    return page.content.decode()


@pytest.fixture
def given(crew):
    """An answer whose link opens today, and its token."""
    return make_answered(crew, at=timezone.now())


def test_the_start_page_says_what_it_is_and_what_it_is_not(client):
    page = _text(client.get(reverse("patients:public")))
    assert "What this is not" in page
    assert "not a licensed medicine" in page
    assert "missing:" not in page


def test_the_door_leads_a_visitor_to_the_start_page(client):
    assert client.get("/").url == reverse("patients:public")


def test_every_condition_has_a_page_with_its_verdict_first(client):
    for row in science.catalogue():
        slug = presenting.slug_of(row["name"])
        page = _text(client.get(reverse("patients:condition", args=[slug])))
        head, rest = page.split('class="content"')
        assert presenting.verdict_word(row["verdict"]) in head
        assert "What nobody knows yet" in rest
        assert "missing:" not in page


def test_a_condition_page_asks_the_database_nothing(client, django_assert_num_queries):
    address = reverse("patients:condition", args=["pulmonary-fibrosis"])
    with django_assert_num_queries(0):
        client.get(address)
        client.get(reverse("patients:conditions"), {"q": "J84"})


def test_a_condition_page_shows_every_study_with_a_place_to_point_at(client):
    evidence = science.published(name := "osteoarthritis (knee and other joints)")
    page = _text(client.get(reverse("patients:condition", args=[presenting.slug_of(name)])))
    for row in (*evidence["studies"], *evidence["harms"], *evidence["cells"]):
        assert f'id="{presenting.study_anchor(row["id"])}"' in page, row["id"]
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for heading in ("How sure is a benefit?", "Studies with cells", "The usual care"):
        assert heading in page


def test_a_use_in_which_harm_was_reported_is_refused_by_name_of_its_routes(client):
    page = _text(client.get(reverse("patients:condition", args=["photo-ageing"])))
    assert "Refused by these routes: injection, intradermal, subcutaneous." in page
    assert "necrotising granulomas" in page


def test_every_condition_page_says_who_it_is_to_those_who_search(client):
    said = set()
    for row in science.catalogue():
        address = reverse("patients:condition", args=[presenting.slug_of(row["name"])])
        page = _text(client.get(address))
        assert f'<link rel="canonical" href="http://testserver{address}">' in page
        said.add(re.search(r'<meta name="description" content="([^"]{40,160})">', page)[1])
    assert len(said) == len(science.catalogue())


def test_the_site_map_names_public_pages_only_and_each_of_them_opens(client, site):
    page = client.get(reverse("patients:sitemap"))
    places = re.findall(r"<loc>http://testserver([^<]+)</loc>", _text(page))
    assert page["Content-Type"] == "application/xml"
    assert len(places) == len(science.catalogue()) + 5
    assert {client.get(place).status_code for place in places} == {200}


def test_robots_are_kept_from_answers_and_staff_pages_and_shown_the_map(client):
    page = _text(client.get(reverse("patients:robots")))
    for line in ("Allow: /known/", "Disallow: /", "Sitemap: http://testserver/sitemap.xml"):
        assert line in page.splitlines()
    assert "/answer" not in page.replace("Disallow", "")


def test_any_other_icd_10_code_is_answered_with_no_human_study_found(client):
    page = _text(client.get(reverse("patients:conditions"), {"q": "Q99.9"}))
    assert "ICD-10 code Q99.9" in page
    assert "No human study found" in page
    assert "What nobody knows yet" in page


def test_an_icd_10_code_finds_its_condition(client):
    page = _text(client.get(reverse("patients:conditions"), {"q": "M79.7"}))
    assert "Fibromyalgia" in page
    assert "Nothing in our list" not in page


def test_an_unknown_condition_is_404_and_a_search_without_hits_says_so(client):
    assert client.get(reverse("patients:condition", args=["nothing"])).status_code == 404
    page = _text(client.get(reverse("patients:conditions"), {"q": "zzzz<b>"}))
    assert "We do not know this word" in page
    assert "no human study" not in page.split("filter-words")[1].split("<aside")[0].casefold()
    assert "<b>" not in page.split("filter-words")[1].split("</p>")[0]


def test_conditions_are_found_by_another_name(client):
    page = _text(client.get(reverse("patients:conditions"), {"q": "MS"}))
    assert "Multiple sclerosis" in page
    assert "Gout" not in page


def test_the_form_says_what_to_do_in_an_emergency_and_about_medicines(client, site):
    page = _text(client.get(reverse("patients:ask")))
    assert "not for emergencies" in page
    assert "Do not stop your medicines" in page


def test_a_sent_form_leads_to_its_code_with_nothing_personal_in_the_address(client, site):
    answer = client.post(reverse("patients:ask"), _form(site))
    code = Request.objects.get().code
    assert answer.url == reverse("patients:asked", args=[code])
    page = _text(client.get(answer.url))
    assert code in page
    assert "Löwe" not in page


def test_the_same_form_sent_twice_is_one_request(client, site):
    form = _form(site)
    first = client.post(reverse("patients:ask"), form)
    again = client.post(reverse("patients:ask"), form, follow=True)
    assert again.redirect_chain[0][0] == first.url
    assert "not sent twice" in _text(again)
    assert Request.objects.count() == 1


def test_going_back_and_sending_the_same_words_again_is_one_request(client, site):
    first = client.post(reverse("patients:ask"), _form(site))
    again = client.post(reverse("patients:ask"), _form(site), follow=True)
    assert again.redirect_chain[0][0] == first.url
    assert "not sent twice" in _text(again)
    assert Request.objects.count() == Patient.objects.count() == 1
    client.post(reverse("patients:ask"), _form(site, birth_date="1961-05-30"))
    client.post(reverse("patients:ask"), _form(site), REMOTE_ADDR="192.0.2.7")
    assert Request.objects.count() == 3


def test_a_changed_form_sent_again_says_that_the_changes_were_not_taken(client, site):
    form = _form(site)
    client.post(reverse("patients:ask"), form)
    sent_at = Request.objects.get().received_at.astimezone(ZoneInfo(site.zone))
    page = client.post(reverse("patients:ask"), form | {"contact": "+49 30 2"})
    text = _text(page)
    assert page.status_code == 409
    assert f"sent already at {sent_at:%H:%M}; changes were not taken" in text
    assert f'href="{reverse("patients:ask")}"' in text
    assert form["form_key"] not in text
    assert str(Patient.objects.get().contact) == "+49 30 1"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "required"),
        ("birth_date", "2999-01-01", "in the future"),
        ("birth_date", "the spring", "day, month and year"),
        ("agreed", "", "may not keep"),
        ("form_key", "x", "valid UUID"),
    ],
)
def test_a_faulty_form_says_what_to_mend_and_keeps_nothing(client, site, field, value, words):
    page = client.post(reverse("patients:ask"), _form(site, **{field: value}))
    assert page.status_code == 422
    assert words in _text(page)
    assert not Patient.objects.exists()


def test_the_sixth_request_of_an_hour_is_answered_in_words(client, site):
    for number in range(5):
        client.post(reverse("patients:ask"), _form(site, story=f"Since {number} May."))
    page = client.post(reverse("patients:ask"), _form(site))
    assert page.status_code == 422
    assert "Too many requests came from your connection" in _text(page)


def test_behind_a_proxy_each_browser_is_counted_for_itself(client, site, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for last in range(7):
        sent = {"X-Forwarded-For": f"203.0.113.{last}"}
        page = client.post(reverse("patients:ask"), _form(site), headers=sent)
        assert page.status_code == 302


def test_html_in_a_request_is_text_everywhere(client, crew):
    evil = "<script>alert(1)</script>"
    form = _form(crew.site, name=evil, story=evil, condition_text=evil)
    client.post(reverse("patients:ask"), form)
    request = Request.objects.get()
    staff = browser_of(crew.coordinator)
    for name, code in (
        ("patients:request", request.code), ("patients:record", request.patient.code),
    ):  # fmt: skip
        page = _text(staff.get(reverse(name, args=[code])))
        assert evil not in page
        assert "&lt;script&gt;" in page


def test_an_asked_page_of_no_code_is_404(client):
    assert client.get(reverse("patients:asked", args=["RQ-000000-0"])).status_code == 404


def test_the_link_asks_the_birth_date_and_shows_nothing_before(client, given):
    answer, token = given
    page = client.get(reverse("patients:answer", args=[token]))
    assert answer.content["possibility"]["sentence"] not in _text(page)
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]
    assert "noindex" in page["X-Robots-Tag"]


def test_the_right_birth_date_shows_the_whole_answer(client, given):
    answer, token = given
    page = client.post(reverse("patients:answer", args=[token]), {"birth_date": BIRTH_DATE})
    text = _text(page)
    for heading in (
        "Is it possible?", "What result can you expect?", "What does it cost?",
        "How long does it take?", "What can go wrong?", "What does nobody know?",
        "What else can you do?", "Who allows it?", "Who answers you?", "Side by side",
    ):  # fmt: skip
        assert heading in text
    assert answer.content["possibility"]["sentence"] in text
    assert "Every word is as it was signed." in text
    assert "missing:" not in text
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "no-referrer"


def test_a_browser_that_sends_no_origin_can_still_open_it(given):
    _, token = given
    strict = Client(enforce_csrf_checks=True, headers={"origin": "null"})
    page = strict.post(reverse("patients:answer", args=[token]), {"birth_date": BIRTH_DATE})
    assert page.status_code == 200


def test_a_wrong_birth_date_is_counted_and_the_sixth_try_is_locked(client, given):
    _, token = given
    url = reverse("patients:answer", args=[token])
    first = client.post(url, {"birth_date": "1999-01-01"})
    assert first.status_code == 422
    assert "You have 4 more tries" in _text(first)
    for _ in range(4):
        client.post(url, {"birth_date": "1999-01-01"})
    locked = client.post(url, {"birth_date": BIRTH_DATE})
    assert locked.status_code == 410
    assert "locked" in _text(locked)
    assert "Is it possible?" not in _text(locked)


def test_a_wrong_or_old_link_says_so(client, given, crew):
    page = client.post(reverse("patients:answer", args=["nonsense"]), {"birth_date": BIRTH_DATE})
    assert page.status_code == 410
    _, token = make_answered(crew, at=timezone.now() - timedelta(days=31))
    page = client.post(reverse("patients:answer", args=[token]), {"birth_date": BIRTH_DATE})
    assert "expired" in _text(page)


def test_accepting_from_the_shown_page_moves_the_request_once(client, given):
    answer, token = given
    shown = _text(client.post(reverse("patients:answer", args=[token]), {"birth_date": BIRTH_DATE}))
    birth = re.search(r'name="birth_date" value="([^"]+)"', shown)[1]
    url = reverse("patients:decide", args=[token])
    page = client.post(url, {"birth_date": birth, "decision": "accept"})
    assert "Accepted" in _text(page)
    assert Request.objects.get().state == "ACCEPTED"
    again = client.post(url, {"birth_date": birth, "decision": "decline"})
    assert "already" in _text(again)
    assert Request.objects.get().state == "ACCEPTED"
    assert Answer.objects.get(pk=answer.pk).decided_at


def test_a_decision_without_the_birth_date_decides_nothing(client, given):
    _, token = given
    client.post(reverse("patients:decide", args=[token]), {"decision": "accept"})
    client.post(
        reverse("patients:decide", args=[token]),
        {"decision": "accept", "birth_date": "1999-01-01"},
    )
    assert Request.objects.get().state == "ANSWERED"
