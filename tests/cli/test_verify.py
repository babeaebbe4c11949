"""``secretome verify``: 0 when everything holds, 3 with the first fault named, 2 for no bundle."""

import json
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from secretome import proof
from secretome_cli.main import main

FINGERPRINT = proof.fingerprint_of(proof.public_key_of(proof.private_key_from_text("07" * 32)))


@pytest.fixture
def broken(bundle: Path) -> Path:
    """The bundle, with one byte of one row changed."""
    with zipfile.ZipFile(bundle) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    texts["rows.jsonl"] = texts["rows.jsonl"].replace("{}", "{ }")
    with zipfile.ZipFile(bundle, "w") as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
    return bundle


def test_an_honest_bundle_is_answered_with_zero(
    bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(bundle), "--key", FINGERPRINT, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["ok"], document["events"], document["first_fault"]) == (True, 1, None)
    assert document["key_checked"] is True


def test_people_are_told_what_was_checked_and_that_the_key_was_not(
    bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(bundle)]) == 0
    told = capsys.readouterr().out
    assert "Everything holds: checked 1 events" in told
    assert "The key was not checked" in told


def test_a_broken_bundle_is_answered_with_three_and_its_first_fault(
    broken: Path, without_django: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    done = without_django("verify", str(broken), "--json")
    first = json.loads(done.stdout)["first_fault"]
    assert (done.returncode, done.stderr) == (3, "")
    assert (first["code"], first["place"]) == ("row_differs", "table notes, row n-1")


def test_people_see_every_fault(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(broken), "--key", "00" * 32]) == 3
    told = capsys.readouterr().out
    assert "BROKEN" in told
    assert "First fault: table notes, row n-1 is not what its last event (1) left" in told
    assert "other_key" in told
    assert "The key was not checked" not in told


def test_more_faults_than_are_told_are_counted(
    bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(bundle) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    texts["rows.jsonl"] += "no row\n" * 150
    with zipfile.ZipFile(bundle, "w") as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
    assert main(["verify", str(bundle)]) == 3
    assert "... and 51 more." in capsys.readouterr().out


@pytest.mark.parametrize("key", ["12", "zz" * 32])
def test_a_key_that_is_no_fingerprint_is_refused(
    bundle: Path, key: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(bundle), "--key", key]) == 2
    assert "64 hexadecimal digits" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"", b"text", b"PK\x03\x04"])
def test_what_is_no_bundle_is_one_line_and_two(
    tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bundle.zip"
    path.write_bytes(content)
    assert main(["verify", str(path)]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
