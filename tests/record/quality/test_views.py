"""The pages: they render, refuse in sentences, and show nothing of another site."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories import quality as make
from factories.browsing import browser_of, sign_words
from factories.people import Crew
from secretome_record.batches.models import Lot
from secretome_record.ledger.files import path_of
from secretome_record.ledger.queries import history_of
from secretome_record.quality import queries

QUERY_CEILING = 22
# The pages read the real clock, so a lot that is to be released must be young.
RECENT = timezone.now() - timedelta(days=20)


def page(client: Client, name: str, *args) -> str:
    answer = client.get(reverse(f"quality:{name}", args=args))
    assert answer.status_code == 200, name
    text = answer.content.decode()
    assert "«missing" not in text, text[text.index("«missing") - 200 :][:400]
    return text


@pytest.fixture
def released(crew):
    return make.released_lot(crew, RECENT)


def test_every_page_shows_itself(crew, released):
    client = browser_of(crew.qc_analyst)
    run = released.samples.get().runs.get(method="NTA")
    result = released.results.get(attribute="particle_concentration")
    for name in ("list", "samples", "specifications", "deviations"):
        page(client, name)
    assert "Released" in page(client, "release", released.code)
    assert "SHA-256" in page(client, "run", run.code)
    page(client, "sample", run.sample.code)
    text = page(client, "result", result.code)
    assert run.file.sha256 in text
    assert "dilution sheet 12" in text
    page(client, "specification", queries.specification_of(released.product_id).code)
    page(client, "certificate", queries.standing_certificate(released).code)


def test_a_lot_is_reviewed_and_released_from_its_page(crew):
    lot = make.ready_lot(crew, RECENT)
    analyst, qp = crew.second("qc_analyst"), crew.qualified_person
    answer = browser_of(analyst).post(
        reverse("quality:review", args=[lot.code]), sign_words(analyst)
    )
    assert answer.status_code == 302
    text = page(browser_of(qp), "release", lot.code)
    assert "Nothing speaks against it" in text
    answer = browser_of(qp).post(reverse("quality:certify", args=[lot.code]), sign_words(qp))
    assert answer.status_code == 302
    assert Lot.objects.get(pk=lot.pk).state == "RELEASED"


def test_a_refused_release_says_every_reason_and_keeps_the_box_closed(crew):
    lot = make.demo_lot(crew, RECENT)
    make.make_specification(crew, lot.product, RECENT)
    text = page(browser_of(crew.qualified_person), "release", lot.code)
    assert "May not be released: 5 reasons." in text
    assert "Endotoxin has no result." in text


def test_a_sample_becomes_numbers_on_its_page(crew):
    lot = make.demo_lot(crew)
    make.make_specification(crew, lot.product)
    client = browser_of(crew.qc_analyst)
    run = make.start_run(crew, make.make_sample(crew, lot))
    export = SimpleUploadedFile("export.csv", make.nanosight_file(), "text/csv")
    answer = client.post(reverse("quality:upload", args=[run.code]), {"file": export})
    assert answer.status_code == 302
    text = page(client, "run", run.code)
    assert "The dilution was not recorded" in text
    address = reverse("quality:take", args=[run.code])
    refused = client.post(address, {"sample_in_file": "S1"})
    assert refused.status_code == 422
    assert "a named person must state it" in refused.content.decode()
    words = {"sample_in_file": "S1", "dilution_factor_text": "100", "dilution_reason": "sheet 9"}
    assert client.post(address, words).status_code == 302
    assert "Waits for verification" in page(client, "run", run.code)


def test_a_file_that_is_no_export_is_refused_in_one_sentence(crew):
    run = make.start_run(crew, make.make_sample(crew, make.demo_lot(crew)))
    client = browser_of(crew.qc_analyst)
    for data in (b"some text", b"\x00\x01\x02" * 50, b""):
        upload = SimpleUploadedFile("x.csv", data, "text/csv")
        answer = client.post(reverse("quality:upload", args=[run.code]), {"file": upload})
        assert answer.status_code == 422
    run.refresh_from_db()
    assert run.file is None


def test_a_second_file_for_a_run_is_refused_above_the_page_without_its_form(crew):
    run = make.start_run(crew, make.make_sample(crew, make.demo_lot(crew)))
    client, url = browser_of(crew.qc_analyst), reverse("quality:upload", args=[run.code])
    for status in (302, 422):
        export = SimpleUploadedFile("export.csv", make.nanosight_file(), "text/csv")
        answer = client.post(url, {"file": export})
        assert answer.status_code == status
    text = answer.content.decode()
    assert text.count('role="alert"') == 1
    assert f'action="{url}"' not in text


def test_a_release_sent_after_the_release_says_so_above_the_page(crew, released):
    person = crew.qualified_person
    answer = browser_of(person).post(
        reverse("quality:certify", args=[released.code]), sign_words(person)
    )
    assert answer.status_code == 422
    assert answer.content.decode().count('role="alert"') == 1


def test_a_release_that_something_speaks_against_says_so_although_its_box_is_closed(crew):
    lot, person = make.demo_lot(crew, RECENT), crew.qualified_person
    make.make_specification(crew, lot.product, RECENT)
    answer = browser_of(person).post(
        reverse("quality:certify", args=[lot.code]), sign_words(person)
    )
    assert answer.status_code == 422
    assert answer.content.decode().count('role="alert"') == 1


def test_a_picture_and_a_file_come_as_what_they_are(crew, released):
    client = browser_of(crew.inspector)
    run = released.samples.get().runs.get(method="NTA")
    for ground in ("light", "dark"):
        picture = client.get(reverse("quality:picture", args=[run.code]), {"ground": ground})
        assert picture["Content-Type"] == "image/svg+xml"
        assert b"<svg" in picture.content
    answer = client.get(reverse("quality:file", args=[run.code]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == make.nanosight_file()


def test_a_kept_file_that_changed_is_not_handed_out(crew, released):
    client = browser_of(crew.inspector)
    run = released.samples.get().runs.get(method="NTA")
    certificate = queries.standing_certificate(released)
    for name, code, kept in (
        ("file", run.code, run.file), ("document", certificate.code, certificate.document),
    ):  # fmt: skip
        address, path = reverse(f"quality:{name}", args=[code]), path_of(kept.sha256)
        good = path.read_bytes()
        assert client.get(address).status_code == 200
        path.write_bytes(good + b" ")
        try:
            answer = client.get(address)
        finally:
            path.write_bytes(good)
        assert answer.status_code == 409
        assert "no longer what was stored" in answer.content.decode()


def test_a_result_is_verified_by_a_second_person_on_its_page(crew):
    lot = make.ready_lot(crew, unverified=("endotoxin",))
    result = lot.results.get(attribute="endotoxin")
    address = reverse("quality:verify", args=[result.code])
    own = browser_of(crew.qc_analyst)
    assert own.post(address, sign_words(crew.qc_analyst)).status_code == 422
    second = crew.second("qc_analyst")
    assert browser_of(second).post(address, sign_words(second)).status_code == 302
    assert browser_of(second).post(address, sign_words(second)).status_code == 422
    result.refresh_from_db()
    assert result.state == "VERIFIED"


def test_another_sites_records_are_not_found(crew, other_site, released):
    client = browser_of(Crew(other_site).qualified_person)
    run = released.samples.get().runs.get(method="NTA")
    names = {
        "release": released.code, "sample": run.sample.code, "run": run.code, "file": run.code,
        "picture": run.code, "result": released.results.first().code,
        "specification": queries.specification_of(released.product_id).code,
        "certificate": queries.standing_certificate(released).code,
        "document": queries.standing_certificate(released).code,
    }  # fmt: skip
    for name, code in names.items():
        assert client.get(reverse(f"quality:{name}", args=[code])).status_code == 404, name


def test_anybody_with_the_paper_can_check_it(crew, released):
    code = queries.standing_certificate(released).code
    text = page(Client(), "check", code)
    assert "Valid" in text
    make.hold(released, crew, timezone.now())
    assert "Lot on hold" in page(Client(), "check", code)
    answer = Client().get(reverse("quality:check", args=["CE-000000-0"]))
    assert answer.status_code == 404


def test_the_list_of_lots_stays_below_its_query_ceiling(crew, django_assert_max_num_queries):
    lot = make.ready_lot(crew)
    for _ in range(3):
        make.demo_lot(crew)
    client = browser_of(crew.qa)
    with django_assert_max_num_queries(QUERY_CEILING):
        text = page(client, "list")
    assert lot.code in text
    assert "not reviewed" in text


def test_a_specification_is_written_and_approved_on_its_pages(crew):
    product = make.demo_lot(crew).product
    client = browser_of(crew.qc_analyst)
    address = reverse("quality:specification_add", args=[product.pk])
    page(client, "specification_add", product.pk)
    words = {
        "lines-TOTAL_FORMS": "2", "lines-INITIAL_FORMS": "0", "lines-0-attribute": "endotoxin",
        "lines-0-rule": "SIMPLE", "lines-0-high_text": "0.5", "lines-0-unit": "EU/mL",
    }  # fmt: skip
    answer = client.post(address, {**words, "lines-0-unit": "mg"})
    assert answer.status_code == 422
    assert "Endotoxin" in answer.content.decode()
    assert client.post(address, words).status_code == 302
    draft = product.specifications.get()
    qa = crew.qa
    answer = browser_of(qa).post(reverse("quality:approve", args=[draft.code]), sign_words(qa))
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert draft.state == "IN_FORCE"


def test_a_deviation_is_assessed_and_closed_on_its_page(crew):
    lot = make.demo_lot(crew, readings={"Harvest": "80"})
    found = lot.batch.deviations.get()
    qa = crew.qa
    client = browser_of(qa)
    assert client.post(reverse("quality:assess", args=[found.code]), {}).status_code == 422
    words = {"assessment": "Recovery was not affected."}
    assert client.post(reverse("quality:assess", args=[found.code]), words).status_code == 302
    page(client, "deviation", found.code)
    address = reverse("quality:close", args=[found.code])
    answer = client.post(address, {**sign_words(qa), "sign-reason": "No action."})
    assert answer.status_code == 302
    found.refresh_from_db()
    assert found.state == "CLOSED"


def test_a_hold_is_set_and_lifted_from_the_lot(crew, released):
    officer, qp = crew.safety_officer, crew.qualified_person
    address = reverse("quality:hold", args=[released.code])
    assert browser_of(officer).post(address, {"reason": "Reaction"}).status_code == 302
    assert browser_of(officer).post(address, {"reason": "Reaction"}).status_code == 422
    lift = reverse("quality:lift", args=[released.code])
    assert browser_of(qp).get(lift).status_code == 200
    answer = browser_of(qp).post(lift, {**sign_words(qp), "sign-reason": "Not related."})
    assert answer.status_code == 302
    released.refresh_from_db()
    assert released.state == "QUARANTINED"


def test_a_timeline_names_the_result_and_the_person_instead_of_raw_columns(crew):
    lot = make.ready_lot(crew, RECENT)
    result = lot.results.get(attribute="endotoxin")
    entries = history_of(result)
    assert [entry.sentence for entry in entries] == [
        f"Result {result.code}: from recorded to verified",
        f"Result {result.code} changed: verified by",
        f"Result {result.code} recorded",
    ]
    second = crew.second("qc_analyst").printed_name
    assert entries[1].after["verified by"] == second
    assert entries[0].after["state"] == "verified"


def test_what_is_reported_in_words_is_shown_as_signs_over_lots(crew):
    lot = make.ready_lot(crew, RECENT)
    text = page(browser_of(crew.nurse), "release", lot.code)
    signs = text[text.index('<span class="signs">') :][:400]
    assert 'aria-label="Pass"' in signs


def test_an_incubation_is_shown_by_its_days(crew):
    start = RECENT + timedelta(days=14)
    lot = make.demo_lot(crew, start)
    make.make_specification(crew, lot.product, start)
    make.start_run(crew, make.make_sample(crew, lot, start), "USP 71", start, incubation_days=14)
    assert "day 6 of 14" in page(browser_of(crew.nurse), "release", lot.code)
