"""An analyst drops a folder on a sample; the files are read, shown, and one of them is taken."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from journeys.desk import Desk
from secretome.instruments.nanosight.specimen import Specimen, write_specimen

pytestmark = pytest.mark.journey
LOGGER = (
    '"Plot Title: DEMO"\n"#","Date Time, GMT+01:00",'
    '"Temp, °C (LGR S/N: 1, SEN S/N: 1)","End Of File"\n'
    "1,2026-03-02 09:00:00,-81.2,\n2,2026-03-02 09:15:00,-80.9,Logged\n"
)
# A browser builds what is dropped from files it was given; folders arrive as plain files there.
DROP = """(zone, files) => {
    const held = new DataTransfer();
    files.forEach(([name, text]) => held.items.add(new File([text], name)));
    zone.dispatchEvent(new DragEvent("dragover", {bubbles: true, dataTransfer: held}));
    zone.dispatchEvent(new DragEvent("drop", {bubbles: true, dataTransfer: held}));
}"""


@pytest.fixture(scope="module")
def export() -> str:
    import numpy as np

    return write_specimen(Specimen("DROPPED", 2.1e8), rng=np.random.default_rng(77)).decode()


def given_a_sample_of_a_lot_in_test(qc: Desk, lot: str) -> str:
    qc.open(f"/quality/lots/{lot}/").heading(lot).press("Take a sample")
    return qc.fill(purpose="Folder drop").press_main().heading("Sample").code("SA")


def test_a_dropped_folder_is_read_in_the_background_and_shown_beside_its_warnings(
    desk, house, export
):
    qc = desk("qc")
    sample = given_a_sample_of_a_lot_in_test(qc, house.lots()[4])
    assert qc.axe() == []

    zone = qc.page.locator("form.drop-zone")
    files = [["nta.csv", export], ["logger.csv", LOGGER], ["notes.txt", "remember the milk"]]
    zone.evaluate(f"(zone) => ({DROP})(zone, {json.dumps(files)})")
    qc.sees("files ready to be sent: 3")
    qc.fill(**{"drop-method_version": "3"}).press("Keep and read the files")
    qc.sees("3 files are kept; being read.")

    rows = qc.page.locator("#files tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.filter(has_text="notes.txt")).to_contain_text("is no export", timeout=60_000)
    expect(rows.filter(has_text="nta.csv")).to_contain_text("NanoSight summary", timeout=60_000)
    expect(rows.filter(has_text="logger.csv")).to_contain_text("HOBO logger", timeout=60_000)
    # When nothing waits any more the page shows itself anew, with a picture for each file.
    expect(qc.page.locator("figure.distribution img")).to_have_count(2, timeout=60_000)
    assert qc.axe() == []

    rows.filter(has_text="nta.csv").get_by_role("link", name="Take its numbers").click()
    qc.heading("NTA").fill(dilution_factor_text="100", dilution_reason="Sheet 9.")
    qc.press("Take the numbers").is_marked("Waits for verification").sees("Caution")
    qc.open(f"/quality/samples/{sample}/").sees("the numbers of DROPPED are taken")


def test_without_scripts_the_same_files_are_chosen_and_sent_and_the_page_is_looked_at_again(
    desk, house, export, tmp_path: Path
):
    qc = desk("qc", java_script_enabled=False)
    given_a_sample_of_a_lot_in_test(qc, house.lots()[4])
    other = export.replace("DROPPED", "CHOSEN")
    (tmp_path / "chosen.csv").write_text(other, encoding="utf-8")
    qc.attach("drop-files", tmp_path / "chosen.csv")
    qc.fill(**{"drop-method_version": "3"}).press("Keep and read the files")
    qc.sees("1 file is kept; being read.")
    for _ in range(30):
        if "NanoSight summary" in qc.text():
            break
        qc.page.wait_for_timeout(1000)
        with qc.page.expect_navigation():
            qc.page.get_by_role("link", name="Look again").click()
    qc.sees("NanoSight summary")
