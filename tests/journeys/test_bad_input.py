"""Whatever is typed or sent wrongly gets one clear sentence, and nothing is half written."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from journeys.desk import Desk
from secretome_record.demo.science import nanosight_file

pytestmark = pytest.mark.journey
MARKUP = "<b>Bold</b><script>alert('name')</script>"


def ask(visitor: Desk, name: str, **changed: str) -> Desk:
    return fill_in(visitor, name, **changed).press("Send the request")


def fill_in(visitor: Desk, name: str, **changed: str) -> Desk:
    visitor.open("/ask/").fill(
        **{
            "condition_text": "knee pain", "name": name, "birth_date": "1960-02-02",
            "contact": "none", **changed,
        }
    )  # fmt: skip
    visitor.page.locator("[name='agreed']").check()
    return visitor


def test_markup_in_a_name_stays_text(desk):
    visitor, coordinator = desk(), desk("coordinator")
    dialogs: list[str] = []
    coordinator.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    request = ask(visitor, MARKUP).heading("Write this code down").code("RQ")
    coordinator.open(f"/requests/{request}/").sees(MARKUP)
    patient = coordinator.code("PT")
    coordinator.open(f"/patients/{patient}/").heading(MARKUP)
    assert coordinator.page.locator("main b, main script").count() == 0
    assert dialogs == []


def test_a_button_pressed_twice_makes_one_request(desk):
    visitor, coordinator = desk(), desk("coordinator")
    fill_in(visitor, "Twice Sender").page.get_by_role("button", name="Send the request").dblclick()
    visitor.heading("Write this code down")
    coordinator.open("/patients/").fill(name="Twice Sender").press("Find")
    coordinator.sees("Patients with exactly this name.")
    assert len(coordinator.codes("PT")) == 1


def test_a_birth_date_in_the_future_is_refused_beside_its_field(desk):
    visitor = ask(desk(), "Not Born", birth_date="2199-01-01")
    visitor.sees("The birth date lies in the future.").forgive("422")


def test_a_page_that_is_no_longer_true_says_so(desk):
    request = ask(desk(), "Stale Page").heading("Write this code down").code("RQ")
    early, late = desk("coordinator"), desk("coordinator")
    for window in (early, late):
        window.open(f"/requests/{request}/").fill(urgent="no", note="")
    early.press("Hand it to the medical advisor").is_marked("Triaged")
    late.press("Hand it to the medical advisor")
    late.sees(re.compile("Nothing was saved"))
    assert late.page.locator(".form-errors li").count() == 1
    late.forgive("422").forgive("409")


@pytest.fixture
def run(desk) -> str:
    """A run that waits for its instrument file."""
    qc = desk("qc")
    sample = qc.open("/quality/samples/").code("SA")
    qc.open(f"/quality/samples/{sample}/run/")
    qc.fill(method="NTA", method_version="1", instrument="Camera 2").press_main()
    return qc.heading("NTA").code("RN")


def test_a_moment_in_the_future_is_refused(desk):
    qc = desk("qc")
    sample = qc.open("/quality/samples/").code("SA")
    tomorrow = (datetime.now().astimezone() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    qc.open(f"/quality/samples/{sample}/run/")
    qc.fill(method="NTA", method_version="1", instrument="Camera 2", started_at=tomorrow)
    qc.press_main().sees(re.compile("in the future")).forgive("422")


def test_a_wrong_truncated_or_doubled_file_gets_one_sentence_and_leaves_nothing(
    desk, run, tmp_path
):
    whole = nanosight_file(2e8, 77)
    files = {
        "letter.csv": b"Dear analyst, this is a letter.",
        "cut.csv": whole[: len(whole) // 3],
        "nothing.csv": b"",
        "picture.csv": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    }
    qc = desk("qc")
    for name, data in files.items():
        qc.open(f"/quality/runs/{run}/").attach("file", written(tmp_path / name, data))
        qc.press("Add the file").sees(re.compile("Nothing was saved")).forgive("422")
        assert qc.page.locator(".form-errors li").count() == 1, name
    qc.open(f"/quality/runs/{run}/").does_not_see("What the file shows")


def test_a_file_with_its_sizes_doubled_is_told_so(desk, run, tmp_path):
    doubled = written(tmp_path / "doubled.csv", nanosight_file(2e8, 78) * 2)
    qc = desk("qc").open(f"/quality/runs/{run}/").attach("file", doubled)
    qc.press("Add the file").sees("2 exports stand in one file.")
    qc.forgive("422")


def test_two_hundred_megabytes_are_refused_with_and_without_scripts(desk, run, tmp_path):
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    qc = desk("qc").open(f"/quality/runs/{run}/").attach("file", large)
    qc.sees("This file is too large.")
    plain = desk("qc", quiet=False, java_script_enabled=False).open(f"/quality/runs/{run}/")
    plain.attach("file", large).press("Add the file").sees("too large")
    qc.open(f"/quality/runs/{run}/").does_not_see("What the file shows")


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path
