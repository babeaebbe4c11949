"""Pages of claims and texts: they render whole, mark in place, and refuse in sentences."""

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factories.browsing import browser_of, sign_words
from factories.people import AT, Crew
from factories.quality import released_lot
from factories.texts import CLAIM, HONEST, publish, publish_despite, seen_of, write
from factories.treatments import make_prices
from secretome.claims import claim_records
from secretome_record.texts import science, services
from secretome_record.texts.models import PatientText
from secretome_record.texts.queries import waiting_for
from secretome_record.texts.states import DRAFT, PUBLISHED, WITHDRAWN

pytestmark = pytest.mark.django_db
HOSTILE = '<script>alert("x")</script>'


def page_of(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:500]
    text = answer.content.decode()
    assert "«missing:" not in text, text[text.index("«missing:") - 200 :][:400]
    return text


def queries_of(client, address):
    with CaptureQueriesContext(connection) as caught:
        page_of(client, address)
    return len(caught)


@pytest.fixture
def writer(crew):
    return browser_of(crew.coordinator)


@pytest.fixture
def advisor(crew):
    return browser_of(crew.medical_advisor)


def test_anybody_reads_every_claim_with_verdict_sources_and_live_numbers(db):
    text = page_of(Client(), "/claims/")
    for claim in claim_records().values():
        assert f'id="{claim.claim_id}"' in text
    assert "Contradicted" in text
    assert 'href="https://doi.org/10.1002/jev2.12458"' in text
    assert "Intact vesicles left of a drip after 180 days" in text
    assert "No lot from donor cells has been released here yet." in text


def test_search_engines_find_title_description_and_one_address(db):
    text = page_of(Client(), "/claims/?from=mail")
    assert re.search(r"<title>[^<]*exosomes[^<]*</title>", text)
    assert re.search(r'<meta name="description" content="[^"]{60,170}"', text)
    assert '<link rel="canonical" href="http://testserver/claims/">' in text


def test_the_claims_page_takes_few_queries(db):
    page_of(Client(), "/claims/")
    assert queries_of(Client(), "/claims/") <= 4


def test_time_to_release_and_price_come_from_the_sites_own_records(crew, settings):
    settings.DEMO = True  # the lot of the factory is marked as a demo lot
    released_lot(crew)
    make_prices(crew, per_session="1250.00")
    text = page_of(Client(), "/claims/")
    assert "No lot from donor cells has been released here yet." not in text
    assert "1 record of this site" in text
    assert "1,250 EUR" in text


def test_a_pasted_text_is_marked_in_place_with_verdict_source_and_offered_wording(writer):
    page_of(writer, "/claims/check/")
    answer = writer.post("/claims/check/", {"body": f"Welcome.\n\n{HOSTILE} {CLAIM}"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert re.search(r"<mark[^>]*>[^<]*no side effects", text)
    assert "You could write:" in text
    assert claim_records()["C10"].wording in text
    assert "10.1002/jev2.12458" in text
    assert HOSTILE not in text
    assert "«missing:" not in text
    assert not PatientText.objects.exists()


def test_a_clean_text_says_that_a_text_without_a_mark_is_not_thereby_right(writer):
    text = writer.post("/claims/check/", {"body": HONEST}).content.decode()
    assert "No claim was found." in text
    assert "not thereby right" in text
    assert "<mark" not in text


def word_file(words):
    file = io.BytesIO()
    name = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml",
            f"<w:document {name}><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:document>",
        )
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", CLAIM.encode()),
        ("a.html", f"<p>{CLAIM}</p>".encode()),
        ("a.docx", word_file(CLAIM)),
    ],
)
def test_an_uploaded_file_is_marked_too(writer, name, data):
    answer = writer.post("/claims/check/", {"body": "", "file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 200, answer.content.decode()[:1500]
    assert "<mark" in answer.content.decode()


@pytest.mark.parametrize(
    ("words", "name", "data"),
    [
        ("cannot be read", "a.docx", word_file("<")),
        ("not a file of the kind", "a.png", b"\x89PNG\r\n\x1a\n1234"),
        (
            "does not read as English",
            "a.txt",
            ("Exosomen haben keine Nebenwirkungen. " * 9).encode(),
        ),
        ("longer than 60,000", "a.txt", b"a " * 40_000),
        ("one of both", "", b""),
    ],
)
def test_a_bad_file_is_one_sentence(writer, words, name, data):
    sent = {"body": ""} | ({"file": SimpleUploadedFile(name, data)} if name else {})
    answer = writer.post("/claims/check/", sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_draft_is_written_shown_with_its_claims_changed_and_published(crew, writer):
    assert "writes the first" in page_of(writer, "/texts/")
    page = writer.get("/texts/write/")
    words = {
        "site": str(crew.site.pk), "title": "Our product", "body": f"{CLAIM}\n\n{HOSTILE}",
        "form_key": str(page.context["form"]["form_key"].value()),
    }  # fmt: skip
    answer = writer.post("/texts/write/", words)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    assert writer.post("/texts/write/", words)["Location"] == answer["Location"]
    text = PatientText.objects.get()
    shown = page_of(writer, answer["Location"])
    assert "<mark" in shown
    assert HOSTILE not in shown
    assert "Sign and publish" not in shown
    refused = writer.post(f"/texts/{text.code}/publish/", {"seen": seen_of(text)})
    assert refused.status_code == 422
    assert "C10" in refused.content.decode()
    form = writer.get(f"/texts/{text.code}/change/").context["form"]
    sent = {"title": "Our product", "body": HONEST, "seen": form["seen"].value()}
    assert writer.post(f"/texts/{text.code}/change/", sent).status_code == 302
    again = writer.post(f"/texts/{text.code}/change/", sent)
    assert again.status_code == 422
    assert "Somebody changed this text" in again.content.decode()
    stale = writer.post(f"/texts/{text.code}/publish/", {"seen": seen_of(text)})
    assert stale.status_code == 422
    assert "Somebody changed this text" in stale.content.decode()
    text.refresh_from_db()
    assert seen_of(text) in page_of(writer, f"/texts/{text.code}/")
    sent = {"seen": seen_of(text)}
    assert writer.post(f"/texts/{text.code}/publish/", sent).status_code == 302
    text.refresh_from_db()
    assert text.state == PUBLISHED
    assert "Publish this text" not in page_of(writer, f"/texts/{text.code}/")


def test_the_medical_advisor_signs_and_the_public_page_says_so(crew, advisor):
    text = write(crew, CLAIM)
    address = f"/texts/{text.code}/publish-despite-claims/"
    assert "Sign and publish" in page_of(advisor, f"/texts/{text.code}/")
    assert advisor.post(address, sign_words(crew.medical_advisor)).status_code == 422
    words = {"sign-reason": "It quotes an advertisement", "sign-seen": seen_of(text)}
    unread = words | {"sign-seen": science.fingerprint("Other words")}
    wrong = sign_words(crew.medical_advisor, password="wrong") | words
    assert advisor.post(address, wrong).status_code == 422
    other = advisor.post(address, sign_words(crew.medical_advisor) | unread)
    assert "Somebody changed this text" in other.content.decode()
    done = advisor.post(address, sign_words(crew.medical_advisor) | words)
    assert done.status_code == 302, done.content.decode()[:1500]
    text.refresh_from_db()
    assert text.state == PUBLISHED
    assert "Signature holds" in page_of(advisor, f"/texts/{text.code}/")
    shown = page_of(Client(), f"/leaflets/{text.code}/")
    assert "Published despite claims" in shown
    assert "It quotes an advertisement" in shown
    assert '<mark id="mark-1">' in shown
    assert "You could write:" not in shown


def test_anybody_reads_what_is_published_and_nothing_else(crew):
    assert "Nothing has been published" in page_of(Client(), "/leaflets/")
    draft, out = write(crew), publish(crew, write(crew, title="What we know"))
    text = page_of(Client(), "/leaflets/")
    assert out.code in text
    assert draft.code not in text
    shown = page_of(Client(), f"/leaflets/{out.code}/")
    assert "<li>Do not stop your medicines.</li>" in shown
    assert '<meta name="description" content="It is not known' in shown
    page_of(Client(), f"/leaflets/{draft.code}/", status=404)
    services.withdraw_text(text=out, reason="Outdated", by=crew.coordinator, at=AT)
    page_of(Client(), f"/leaflets/{out.code}/", status=404)


def test_a_text_is_withdrawn_with_a_reason(crew, writer):
    text = publish(crew, write(crew))
    address = f"/texts/{text.code}/withdraw/"
    page_of(writer, address)
    assert writer.post(address, {"reason": ""}).status_code == 422
    assert writer.post(address, {"reason": "Outdated"}).status_code == 302
    text.refresh_from_db()
    assert text.state == WITHDRAWN
    page_of(writer, f"/texts/{text.code}/")


def test_another_sites_text_is_not_found(crew, other_site, advisor):
    text = write(Crew(other_site))
    for part in ("", "change/", "withdraw/"):
        assert advisor.get(f"/texts/{text.code}/{part}").status_code == 404
    assert advisor.post(f"/texts/{text.code}/publish/").status_code == 404


def test_the_work_list_names_drafts_to_those_who_can_do_something(crew):
    text = write(crew, CLAIM)
    (item,) = waiting_for(crew.medical_advisor)
    assert text.code in item.sentence
    assert waiting_for(crew.coordinator)[0].urgency.name == "OTHERS"
    assert waiting_for(crew.nurse) == []
    assert text.state == DRAFT


def test_lists_and_pages_take_a_fixed_number_of_queries(crew, writer):
    text = publish_despite(crew, write(crew, CLAIM))
    lists, page = queries_of(writer, "/texts/"), queries_of(writer, f"/texts/{text.code}/")
    public, leaflet = (
        queries_of(Client(), "/leaflets/"),
        queries_of(Client(), f"/leaflets/{text.code}/"),
    )
    for _ in range(5):
        publish(crew, write(crew))
    assert queries_of(writer, "/texts/") == lists <= 12
    assert queries_of(writer, f"/texts/{text.code}/") == page <= 20
    assert queries_of(Client(), "/leaflets/") == public <= 4
    assert queries_of(Client(), f"/leaflets/{text.code}/") == leaflet <= 6
