"""Pages of a site's own study rows: they render whole, check files, and refuse in sentences."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.browsing import browser_of, sign_words
from factories.evidence import accept, propose, study_file
from factories.people import Crew
from secretome_record.evidence.models import StudyTable
from secretome_record.evidence.queries import waiting_for
from secretome_record.evidence.states import ACCEPTED, REFUSED, WITHDRAWN

HOSTILE = '<script>alert("x")</script>'


def page_of(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:500]
    text = answer.content.decode()
    assert "«missing:" not in text, text[text.index("«missing:") - 200 :][:400]
    return text


@pytest.fixture
def physician(crew):
    return browser_of(crew.physician)


@pytest.fixture
def advisor(crew):
    return browser_of(crew.medical_advisor)


def send(client, crew, data, **more):
    page = client.get("/evidence/propose/")
    words = {
        "site": str(crew.site.pk), "title": "Knee trials", "own_programme": "no", "note": HOSTILE,
        "form_key": str(page.context["form"]["form_key"].value()),
        "file": SimpleUploadedFile("knee.csv", data, content_type="text/csv"),
    } | more  # fmt: skip
    return client.post("/evidence/propose/", words)


def test_an_empty_list_says_how_the_first_table_comes_into_being(physician):
    assert "proposes them as a file" in page_of(physician, "/evidence/")


def test_a_file_is_checked_and_proposed(crew, physician):
    answer = send(physician, crew, study_file())
    assert answer.status_code == 302, answer.content.decode()[:2000]
    table = StudyTable.objects.get()
    text = page_of(physician, answer["Location"])
    assert "Waits for review" in text
    assert HOSTILE not in text
    assert table.code in page_of(physician, "/evidence/")


def test_a_file_with_faults_names_each_of_them_and_keeps_nothing(crew, physician):
    answer = send(physician, crew, study_file({"n_treated": "many"}, {"year": "soon"}))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "n_treated" in text
    assert "year" in text
    assert not StudyTable.objects.exists()


def test_the_template_names_the_columns_and_the_file_comes_back_whole(crew, physician):
    template = b"".join(physician.get("/evidence/template.csv").streaming_content)
    assert b"study_id" in template
    table = propose(crew)
    assert physician.get(f"/evidence/{table.code}/file/").content == study_file()


def test_a_second_person_signs_the_review(crew, advisor):
    table = propose(crew)
    assert "Sign the review" in page_of(advisor, f"/evidence/{table.code}/")
    wrong = advisor.post(
        f"/evidence/{table.code}/accept/", sign_words(crew.medical_advisor, password="wrong")
    )
    assert wrong.status_code == 422
    done = advisor.post(f"/evidence/{table.code}/accept/", sign_words(crew.medical_advisor))
    assert done.status_code == 302, done.content.decode()[:1500]
    table.refresh_from_db()
    assert table.state == ACCEPTED
    assert "Signature holds" in page_of(advisor, f"/evidence/{table.code}/")


def test_whoever_proposed_is_told_that_somebody_else_reviews(crew, advisor):
    table = propose(crew, by=crew.medical_advisor)
    text = page_of(advisor, f"/evidence/{table.code}/")
    assert "a second person reviews them" in text
    assert "Sign the review" not in text


@pytest.mark.parametrize(("action", "state"), [("refuse", REFUSED), ("withdraw", WITHDRAWN)])
def test_rows_are_refused_or_withdrawn_with_a_reason(crew, advisor, action, state):
    table = propose(crew)
    if action == "withdraw":
        accept(crew, table)
    address = f"/evidence/{table.code}/{action}/"
    page_of(advisor, address)
    assert advisor.post(address, {"reason": ""}).status_code == 422
    assert advisor.post(address, {"reason": "Retracted"}).status_code == 302
    table.refresh_from_db()
    assert table.state == state


def test_another_sites_table_is_not_found(crew, other_site, advisor):
    table = propose(Crew(other_site))
    for part in ("", "file/", "refuse/", "withdraw/"):
        assert advisor.get(f"/evidence/{table.code}/{part}").status_code == 404


def test_the_work_list_asks_the_second_person_only(crew):
    table = propose(crew, by=crew.medical_advisor)
    assert waiting_for(crew.medical_advisor) == []
    (item,) = waiting_for(crew.second("medical_advisor"))
    assert table.code in item.sentence
    assert waiting_for(crew.nurse) == []


def test_the_list_takes_a_fixed_number_of_queries(crew, physician):
    def count():
        with CaptureQueriesContext(connection) as caught:
            page_of(physician, "/evidence/")
        return len(caught)

    propose(crew)
    first = count()
    for number in range(5):
        propose(crew, {"n_treated": str(30 + number)})
    assert count() == first
    assert first <= 12
