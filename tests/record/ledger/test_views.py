"""Pages of the ledger: traces and entries of one's own site, and the export that proves itself."""

import pytest

from factories.batches import make_lot
from factories.browsing import browser_of
from factories.people import Crew
from secretome.proof import verify_bundle
from secretome_record.ledger.models import Event
from secretome_record.ledger.triggers.install import inventory


@pytest.fixture
def lot(crew):
    return make_lot(crew)


@pytest.fixture
def inspector(crew):
    return browser_of(crew.inspector)


def test_a_trace_shows_the_way_from_donor_to_vial_as_picture_and_table(lot, inspector):
    page = inspector.get(f"/trace/{lot.code}/").content.decode()
    donor = lot.batch.cell_bank.donations.get().donor.code
    assert page.count(donor) >= 2
    assert "1 donor, 1 lot, 4 vials, 0 patients" in page
    assert '<svg class="trace"' in page


def test_a_code_typed_with_a_slip_is_answered_with_what_to_do(lot, inspector):
    page = inspector.get("/trace/", {"code": lot.code[:-1] + ("A" if lot.code[-1] != "A" else "B")})
    assert "Scan or type the code again" in page.content.decode()


def test_a_scanned_code_opens_its_trace(lot, inspector):
    assert inspector.get("/trace/", {"code": lot.code.lower()}).url == f"/trace/{lot.code}/"


def test_another_sites_records_do_not_exist(lot, other_site):
    stranger = browser_of(Crew(other_site).inspector)
    seq = Event.objects.filter(table_name="batches_lot").order_by("-seq").first().seq
    for address in (f"/trace/{lot.code}/", f"/ledger/of/{lot.code}/", f"/ledger/entry/{seq}/"):
        assert stranger.get(address).status_code == 404


def test_a_signature_belongs_to_the_site_of_what_was_signed(lot, other_site, crew):
    stranger = browser_of(Crew(other_site).inspector)
    own = browser_of(crew.inspector)
    for table in ("ledger_signature", "ledger_move"):
        seq = Event.objects.filter(table_name=table).order_by("-seq").first().seq
        assert stranger.get(f"/ledger/entry/{seq}/").status_code == 404
        assert own.get(f"/ledger/entry/{seq}/").status_code == 200


def test_rows_of_no_site_are_open_to_administrators_only(crew, inspector):
    seq = Event.objects.filter(table_name="people_person").order_by("-seq").first().seq
    assert inspector.get(f"/ledger/entry/{seq}/").status_code == 404
    assert browser_of(crew.administrator).get(f"/ledger/entry/{seq}/").status_code == 200


def test_the_whole_ledger_is_for_those_who_work_at_every_site(lot, inspector, other_site):
    for answer in (inspector.get("/ledger/"), inspector.post("/ledger/export/")):
        assert answer.status_code == 409
        assert "sites where you have no role" in answer.content.decode()


def test_no_address_stands_in_the_ledger(client, site):
    client.get("/answer/a-secret-token-of-a-private-link/")
    assert not Event.objects.filter(why__contains="secret-token").exists()


def test_an_entry_opens_to_who_when_why_and_what(lot, inspector, crew):
    event = Event.objects.filter(table_name="batches_lot").order_by("seq").first()
    page = inspector.get(f"/ledger/entry/{event.seq}/").content.decode()
    for words in (crew.operator.printed_name, event.why, event.hash, event.previous):
        assert words in page


def test_a_donors_name_is_nowhere_in_the_history(lot, inspector):
    donor = lot.batch.cell_bank.donations.get().donor
    page = inspector.get(f"/ledger/of/{donor.code}/").content.decode()
    assert donor.subject_id
    assert "Dora" not in page
    assert "sealed" in page


def test_the_list_says_that_every_table_is_watched(lot, inspector, django_assert_max_num_queries):
    inventory()  # what should be there is worked out once for each process
    with django_assert_max_num_queries(15):
        page = inspector.get("/ledger/").content.decode()
    assert "Every table is watched" in page


def test_the_exported_bundle_proves_itself(lot, inspector, tmp_path):
    answer = inspector.post("/ledger/export/")
    path = tmp_path / "ledger.zip"
    path.write_bytes(b"".join(answer.streaming_content))
    found = verify_bundle(path, fingerprint=answer["X-Key-Fingerprint"])
    assert found.ok, found.first_fault
    assert Event.objects.filter(table_name="ledger_checkpoint").count() == 1


def test_a_nurse_has_no_ledger(crew):
    assert browser_of(crew.nurse).get("/ledger/").status_code == 403
