"""The pages of an answer: the advisor's, the patient's behind the link, versions, translations."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from factories.browsing import browser_of, sign_words
from factories.patients import (
    BIRTH_DATE,
    make_answered,
    make_assessed,
    make_corrected,
    review_german,
)
from factories.people import Crew
from factories.treatments import make_basis, make_prices, treatable_lot
from secretome_record.ledger.files import read_file
from secretome_record.patients import drafting, queries, science, services
from secretome_record.patients.models import Answer, Assessment, Request, TranslationReview
from secretome_record.patients.page_words import PAGE_WORDS

pytestmark = pytest.mark.django_db
COURSE = services.Offering(sessions=3, interval_days=7, visit_weeks=(1, 52))


def _text(page) -> str:
    return page.content.decode()


def _own(**changes):
    return {
        "own-assessed": str(Assessment.objects.latest("recorded_at").pk),
        "own-possibility": "TRIAL_ONLY", "own-language": "en", **changes,
    }  # fmt: skip


def _open(client, token, **more):
    url = reverse("patients:answer", args=[token])
    return client.post(url, {"birth_date": BIRTH_DATE.isoformat(), **more})


@pytest.fixture
def given(crew):
    """An answer of today, and its token."""
    return make_answered(crew, at=timezone.now(), offering=COURSE)


@pytest.fixture
def asked(crew):
    """A request that waits for its answer."""
    return make_assessed(crew, at=timezone.now())


def _form(asked):
    return reverse("patients:answer_form", args=[asked.code])


def test_the_advisor_reads_the_answer_as_the_patient_and_the_evidence_beside_it(crew, asked):
    text = _text(browser_of(crew.medical_advisor).get(_form(asked)))
    draft, _, evidence = text.partition("What only you see")
    for words in ("What can go wrong?", "Side by side", "Where this comes from"):
        assert words in draft.split('id="draft"')[1]
    for words in ("How sure is a benefit?", "PF-UCEV2025", "Reports of harm"):
        assert words in evidence
    assert "missing:" not in text


def test_a_preview_signs_nothing_and_shows_what_was_chosen(crew, asked):
    advisor = browser_of(crew.medical_advisor)
    sent = _own(**{"own-sessions": "3", "own-interval_days": "7", "preview": "1"})
    page = advisor.post(_form(asked), sent)
    assert page.status_code == 200
    assert "3 sessions, 7 days apart." in _text(page)
    assert "To sign, give" not in _text(page)
    assert not Answer.objects.exists()


def test_a_preview_says_everything_that_speaks_against_signing(crew, asked):
    advisor = browser_of(crew.medical_advisor)
    sent = _own(**{"own-note": "It will cure you.", "own-language": "de", "preview": "1"})
    text = _text(advisor.post(_form(asked), sent)).split("This draft cannot be signed:")[1]
    assert "cure" in text
    assert "No named person has reviewed these words" in text


def test_faults_stand_beside_their_fields_and_nothing_is_signed(crew, asked):
    advisor = browser_of(crew.medical_advisor)
    sent = _own(**{
        "own-visit_weeks": "soon", "own-sessions": "0", **sign_words(crew.medical_advisor),
    })  # fmt: skip
    page = advisor.post(_form(asked), sent)
    assert page.status_code == 422
    for words in ("Write whole weeks", "a number that is 1 or more"):
        assert words in _text(page)
    assert not Answer.objects.exists()


def test_only_contraindications_are_asked_about_and_each_must_be_said(crew, asked):
    advisor = browser_of(crew.medical_advisor)
    assert "own-exclusion_0" not in _text(advisor.get(_form(asked)))
    harmed = make_assessed(crew, condition="photo-ageing")
    page = advisor.post(_form(harmed), _own(**{"own-possibility": "NOT_SUPPORTED", "preview": "1"}))
    assert "Contraindication:" in _text(page)
    assert "Say whether it holds" in _text(page)


def test_choices_that_do_not_fit_are_refused_in_words(crew, asked):
    advisor = browser_of(crew.medical_advisor)
    sent = _own(**{"own-sessions": "3", **sign_words(crew.medical_advisor)})
    page = advisor.post(_form(asked), sent)
    assert page.status_code == 422
    assert "interval_days" in _text(page)
    assert not Answer.objects.exists()


def test_legal_bases_and_prices_that_hold_today_are_offered_and_answered_with(crew):
    now = timezone.now()
    lot = treatable_lot(crew, now)
    basis, prices = make_basis(crew, lot.product, now), make_prices(crew, now)
    asked = make_assessed(crew, at=now)
    advisor = browser_of(crew.medical_advisor)
    text = _text(advisor.get(_form(asked)))
    assert f'<option value="{basis.code}" selected>' in text
    assert f"Its number is {basis.reference}" in text
    page = advisor.post(_form(asked), _own(**{
        "own-legal_basis": basis.code, "own-price_list": str(prices.version),
        "own-sessions": "1", **sign_words(crew.medical_advisor),
    }))  # fmt: skip
    assert page.status_code == 200, _text(page)
    assert Answer.objects.get().facts["legal_basis"]["reference"] == basis.reference


def test_nothing_is_signed_on_an_assessment_that_the_advisor_did_not_read(crew, asked):
    read, advisor = _own(), browser_of(crew.medical_advisor)
    by = {"by": crew.medical_advisor, "at": timezone.now()}
    services.reopen_assessment(request=asked, reason="Another illness", **by)
    services.assess_request(request=asked, condition="pulmonary fibrosis", note="", **by)
    page = advisor.post(_form(asked), {**read, **sign_words(crew.medical_advisor)})
    assert page.status_code == 422
    assert "assessed again while you were writing" in _text(page)
    assert not Answer.objects.exists()


def test_every_number_of_the_answer_leads_to_its_row_on_the_public_page(client, given):
    _, token = given
    text = _text(_open(client, token))
    places = set(re.findall(r'href="#(answer-source-\d+)"', text))
    assert places
    assert places <= set(re.findall(r'id="(answer-source-\d+)"', text))
    rows = re.findall(r'href="(/known/[^"#]+)#([^"]+)"', text)
    assert rows
    for page, anchor in set(rows):
        assert f'id="{anchor}"' in _text(client.get(page))


def test_the_answer_page_names_each_place_once_and_needs_few_queries(client, given):
    _, token = given
    with CaptureQueriesContext(connection) as asked:
        text = _text(_open(client, token))
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert len(asked) <= 20


def test_the_patient_chooses_what_stands_side_by_side(client, given):
    _, token = given
    text = _text(_open(client, token, option=["donor_secretome", "nothing"]))
    table = text.split('class="stack choices"')[1].split("</table>")[0]
    heads = re.findall(r'scope="col">([^<]+)<', table)
    assert heads == ["Question", "Secretome from a donor", "Nothing"]
    whole = _text(_open(client, token, option=["nonsense"]))
    assert whole.split('class="stack choices"')[1].count('scope="col"') == 7


def test_the_printed_answer_is_downloaded_with_the_birth_date_only(client, given):
    answer, token = given
    url = reverse("patients:private_pdf", args=[token])
    assert client.get(url).status_code == 405
    wrong = client.post(url, {"birth_date": "1999-01-01"})
    assert wrong.status_code == 422
    page = client.post(url, {"birth_date": BIRTH_DATE.isoformat()})
    assert page["Content-Type"] == "application/pdf"
    assert page.content == read_file(answer.document)
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "no-referrer"
    assert "Maria" not in page["Content-Disposition"]


def test_the_language_switch_appears_once_a_named_person_read_the_words(client, crew, given):
    _, token = given
    assert "Deutsch" not in _text(_open(client, token))
    review_german(crew)
    assert "Deutsch" in _text(_open(client, token))
    german = _text(_open(client, token, language="de"))
    assert "Ihre Antwort" in german
    assert "Unterschrieben ist die englische" in german
    assert "Lungenfibrose" in german
    assert crew.medical_advisor.printed_name in german


def test_both_pages_show_the_same_numbers(client, crew, given):
    review_german(crew)
    _, token = given
    pages = [_text(_open(client, token, language=code)) for code in ("en", "de")]
    first, second = (_numbers(page) for page in pages)
    assert first
    assert first == second


def _numbers(text: str) -> list[str]:
    body = text.split('class="answer-words"')[1].split('class="answer-sources"', maxsplit=1)[0]
    said = re.sub(r"<sup.*?</sup>|<svg.*?</svg>|<[^>]+>", " ", body, flags=re.DOTALL)
    return [n.replace(",", ".") for n in re.findall(r"\d+(?:[.,]\d+)?", unescape(said))]


def test_a_german_answer_is_handed_over_opened_and_decided_in_german(client, crew, asked):
    review_german(crew)
    advisor = browser_of(crew.medical_advisor)
    sent = _own(**{"own-language": "de", **sign_words(crew.medical_advisor)})
    sheet = _text(advisor.post(_form(asked), sent))
    assert "Die Antwort auf Ihre Anfrage steht unter dieser Adresse:" in sheet
    link = re.search(r"(/answer/[^/]+/)", sheet)[1]
    _reads_german(_text(client.get(link)))
    assert "Geben Sie Ihr Geburtsdatum ein." in _text(client.get(link))
    wrong = _text(client.post(link, {"birth_date": "1957-03-08"}))
    assert "Sie haben noch 4 Versuche." in wrong
    _reads_german(wrong)
    shown = _text(client.post(link, {"birth_date": BIRTH_DATE.isoformat()}))
    assert "in 30 Tagen" in shown or "in 29 Tagen" in shown
    assert "Unterschrieben als „Antwort gegeben“" in shown
    assert not [word for word in ("answer given", " ago<", "just now") if word in shown]
    assert "Ihre Antwort" in _text(client.post(link, {"birth_date": BIRTH_DATE.isoformat()}))
    decided = client.post(
        f"{link}decision/",
        {"birth_date": BIRTH_DATE.isoformat(), "language": "de", "decision": "accept"},
    )
    assert "Ihre Antwort" in _text(decided)
    assert "Angenommen" in _text(decided)
    assert "Accepted" not in _text(decided)
    assert Request.objects.get().state == "ACCEPTED"


def _reads_german(page: str) -> None:
    assert '<html lang="de"' in page
    assert "Setzen Sie Ihre Medikamente nicht ab" in page
    for english in (
        "Do not stop",
        "birth date",
        "not for emergencies",
        "Nothing was saved",
        "Ask us",
    ):
        assert english not in page, english


def test_an_unknown_language_falls_back_to_the_signed_one(client, given):
    _, token = given
    assert "Is it possible?" in _text(_open(client, token, language="xx"))


def test_a_correction_is_asked_for_with_a_reason_and_answered_with_version_2(crew, given):
    answer, _ = given
    advisor = browser_of(crew.medical_advisor)
    url = reverse("patients:correct", args=[answer.request.code])
    advisor.post(url, {"reason": ""})
    assert Request.objects.get().state == "ANSWERED"
    advisor.post(url, {"reason": "The check-up was missing"})
    assert Request.objects.get().state == "ASSESSED"
    text = _text(advisor.get(_form(answer.request)))
    assert "version 2" in text
    # It begins where the first version ended.
    assert 'name="own-visit_weeks" value="1, 52"' in text
    assert "3 sessions, 7 days apart." in text
    sent = _own(**sign_words(crew.medical_advisor))
    assert "Your private answer" in _text(advisor.post(_form(answer.request), sent))
    assert Answer.objects.count() == 2


def test_the_staff_read_every_version_and_print_what_was_signed(crew):
    second, _, _ = make_corrected(crew, at=timezone.now())
    advisor = browser_of(crew.medical_advisor)
    text = _text(advisor.get(reverse("patients:request", args=[second.request.code])))
    assert "version 2" in text
    assert "Earlier answer" in text
    assert text.count("Every word is as it was signed.") == 2
    assert text.count("the same, byte for byte") == 2
    for answer in (second, second.replaces):
        page = advisor.get(reverse("patients:answer_pdf", args=[answer.code]))
        assert page.content == read_file(answer.document)
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))


def test_more_versions_ask_few_more_questions(crew):
    second, _, _ = make_corrected(crew, at=timezone.now())
    advisor = browser_of(crew.medical_advisor)
    url = reverse("patients:request", args=[second.request.code])
    advisor.get(url)
    with CaptureQueriesContext(connection) as asked:
        advisor.get(url)
    assert len(asked) <= 45


def test_a_printed_answer_of_another_site_is_not_found(crew, other_site, given):
    answer, _ = given
    elsewhere = browser_of(Crew(other_site).medical_advisor)
    assert elsewhere.get(reverse("patients:answer_pdf", args=[answer.code])).status_code == 404


def test_the_old_link_says_that_a_newer_answer_stands(client, crew):
    _, _, old = make_corrected(crew, at=timezone.now())
    page = _open(client, old)
    assert page.status_code == 410
    assert "replaced by a newer one" in _text(page)
    assert "Is it possible?" not in _text(page)


def _review_url(crew):
    return reverse("patients:translation", args=[crew.site.code, "de"])


def test_a_translation_is_read_beside_english_and_signed(crew):
    advisor = browser_of(crew.medical_advisor)
    assert "Nobody reviewed these words" in _text(advisor.get(reverse("patients:translations")))
    text = _text(advisor.get(_review_url(crew)))
    for row in science.words_beside("de")[:3]:
        assert row["key"]
    assert "Woher das kommt" in text
    read = re.search(r'name="words_read" value="([^"]+)"', text)[1]
    page = advisor.post(
        _review_url(crew), {"words_read": read, "note": "", **sign_words(crew.medical_advisor)}
    )
    assert page.status_code == 302
    listed = _text(advisor.get(reverse("patients:translations")))
    assert crew.medical_advisor.printed_name in listed
    assert "Signature holds" in listed


def test_a_wrong_password_reviews_nothing(crew):
    advisor = browser_of(crew.medical_advisor)
    sent = {"words_read": drafting.versions_of("de").read, "note": ""}
    words = sign_words(crew.medical_advisor) | {"sign-password": "wrong"}
    assert advisor.post(_review_url(crew), sent | words).status_code == 422
    assert not TranslationReview.objects.exists()


def test_translations_of_another_site_and_of_no_language_are_not_found(crew, other_site):
    advisor = browser_of(crew.medical_advisor)
    for site, language in ((other_site.code, "de"), (crew.site.code, "en"), (crew.site.code, "xx")):
        url = reverse("patients:translation", args=[site, language])
        assert advisor.get(url).status_code == 404
    coordinator = _text(browser_of(crew.coordinator).get(_review_url(crew)))
    assert "I have read every word" not in coordinator


def test_every_word_of_the_page_stands_in_every_language_with_the_same_gaps():
    for key, texts in PAGE_WORDS.items():
        assert set(texts) == set(science.LANGUAGES), key
        gaps = [sorted(re.findall(r"{\w+}", text)) for text in texts.values()]
        assert gaps[0] == gaps[1], key


def test_nobody_waits_for_a_lead_time_that_no_lot_has_shown(site):
    own = queries.own_cells_lead_time(site, timezone.now())
    assert (own.lots, own.median_days) == (0, None)
