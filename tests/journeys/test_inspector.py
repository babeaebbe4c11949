"""An inspector opens a number down to its file and person; the bundle taken proves itself."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from journeys.desk import Desk

pytestmark = pytest.mark.journey
NAMES = re.compile("Demopatient|Demoperson|Demodonor")


def test_a_number_opens_down_to_its_file_its_person_and_its_history(desk):
    inspector = desk("inspector")
    lot = given_a_released_lot(inspector)
    run = when_the_particle_concentration_is_opened(inspector, lot)
    then_the_file_is_the_one_whose_fingerprint_stands_there(inspector, run)
    then_each_step_says_who_when_and_why(inspector, run)


def test_a_lot_is_traced_to_its_donor_and_its_patients_as_picture_and_table(desk):
    inspector = desk("inspector")
    lot = given_a_released_lot(inspector)
    inspector.open(f"/trace/{lot}/").heading("Trace of lot")
    assert inspector.page.locator("main svg").first.is_visible()
    assert inspector.page.get_by_role("table").first.is_visible()
    assert len(inspector.codes("DN")) == 1
    assert len(inspector.codes("PT")) >= 2


def test_an_inspector_reads_codes_in_place_of_names(desk):
    inspector = desk("inspector")
    for path in ("/donors/", "/patients/", "/requests/", "/treatments/", "/outcomes/"):
        text = inspector.open(path).text()
        assert not NAMES.search(text), path
    donor = inspector.open("/donors/").code("DN")
    assert not NAMES.search(inspector.open(f"/donors/{donor}/").text())
    patient = inspector.open("/patients/").code("PT")
    assert not NAMES.search(inspector.open(f"/patients/{patient}/").text())


def test_an_inspector_changes_nothing(desk):
    inspector = desk("inspector")
    lot = given_a_released_lot(inspector)
    inspector.open(f"/quality/lots/{lot}/")
    sends = inspector.page.locator("main form[method='post' i]:not([action*='/display/'])")
    assert sends.count() == 0
    token = inspector.page.locator("[name='csrfmiddlewaretoken']").first.input_value()
    for path in (f"/quality/lots/{lot}/hold/", "/donors/register/", "/people/add/"):
        answer = inspector.context.request.post(
            path, form={"csrfmiddlewaretoken": token, "reason": "x"},
            headers={"Referer": inspector.page.url},
        )  # fmt: skip
        assert answer.status in {403, 404}, path
    inspector.open(f"/quality/lots/{lot}/").is_marked("Released")


def test_the_exported_bundle_proves_itself_and_one_changed_byte_is_found(desk, house, tmp_path):
    inspector = desk("inspector").open("/ledger/").press("Export a bundle that proves itself")
    with inspector.page.expect_download() as waiting:
        inspector.page.get_by_role("button", name="Make and download the bundle").click()
    bundle = tmp_path / "ledger.zip"
    waiting.value.save_as(bundle)
    answer = house.command("verify", str(bundle), "--json")
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout)["ok"] is True
    assert house.command("verify", str(damaged(bundle))).returncode == 3


def given_a_released_lot(inspector: Desk) -> str:
    inspector.open("/quality/?state=RELEASED")
    lots = inspector.codes("LT")
    assert lots, "the demo has released lots"
    return lots[-1]


def when_the_particle_concentration_is_opened(inspector: Desk, lot: str) -> str:
    inspector.open(f"/quality/lots/{lot}/").sees("Particle concentration")
    row = inspector.page.get_by_role("row").filter(has_text="Particle concentration")
    row.get_by_role("link", name="source").first.click()
    inspector.heading("Particle concentration").sees("Quentin Demo", "Quirina Demo")
    run = inspector.code("RN")
    inspector.page.get_by_role("link", name=run).first.click()
    inspector.heading("NTA")
    return run


def then_the_file_is_the_one_whose_fingerprint_stands_there(inspector: Desk, run: str) -> None:
    stated = re.search(r"\b[0-9a-f]{64}\b", inspector.page.locator("main").inner_html())
    assert stated, "the run shows the SHA-256 of its file"
    answer = inspector.context.request.get(f"/quality/runs/{run}/file/")
    assert hashlib.sha256(answer.body()).hexdigest() == stated.group()


def then_each_step_says_who_when_and_why(inspector: Desk, run: str) -> None:
    step = inspector.page.locator(".timeline details").first
    step.locator("summary").click()
    text = step.inner_text()
    assert re.search(r"Who\s+Quirina Demo\s+When\s+.+\s+Why\s+Verify", text), text
    sample = inspector.open(f"/quality/runs/{run}/").code("SA")
    inspector.open(f"/trace/{sample}/").press("History of this record").heading(sample)
    step = inspector.page.locator(".timeline details").first
    step.locator("summary").click()
    step.get_by_role("link").first.click()
    inspector.heading("Entry").sees("Hash of this entry", "Hash of the entry before")


def damaged(bundle: Path) -> Path:
    data = bytearray(bundle.read_bytes())
    data[len(data) // 2] ^= 1
    changed = bundle.with_name("changed.zip")
    changed.write_bytes(data)
    return changed
