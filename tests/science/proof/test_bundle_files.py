"""A file that is no bundle is refused in one sentence; a damaged one is never a traceback."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secretome import proof
from secretome.errors import BadInput

LONG_LINE = "x" * ((16 << 20) + (1 << 20) + 1)


@pytest.mark.parametrize("content", [b"", b"no zip at all", b"PK\x03\x04" + b"\0" * 40])
def test_what_is_no_zip_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bundle.zip"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=r"bundle\.zip: this is not a bundle"):
        proof.verify_bundle(path)
    assert proof.size_unpacked_bytes(path) == 0


def test_a_file_that_is_not_there_stays_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        proof.verify_bundle(tmp_path / "none.zip")
    assert proof.size_unpacked_bytes(tmp_path / "none.zip") == 0


def test_a_member_that_is_not_there_is_named(tamper: Any) -> None:
    del tamper.texts["rows.jsonl"]
    with pytest.raises(BadInput, match=r"lacks rows\.jsonl"):
        tamper.verify()


def test_a_member_that_does_not_belong_there_is_refused(tamper: Any) -> None:
    tamper.texts["../../etc/passwd"] = "x"
    with pytest.raises(BadInput, match="do not belong there"):
        tamper.verify()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_that_is_there_twice_is_refused(bundle: Path) -> None:
    with zipfile.ZipFile(bundle, "a") as archive:
        archive.writestr("events.jsonl", "")
    with pytest.raises(BadInput, match="do not belong there"):
        proof.verify_bundle(bundle)


def test_a_zip_bomb_is_refused_before_it_is_read(tamper: Any) -> None:
    tamper.texts["rows.jsonl"] = "\n" * (17 << 20)
    with pytest.raises(BadInput, match="unpacks to far more"):
        tamper.verify()


def test_a_line_without_end_is_refused(tamper: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secretome.proof.members._SMALL_BYTES", 1 << 30)
    tamper.texts["events.jsonl"] = LONG_LINE
    with pytest.raises(BadInput, match="longer than 16 MiB"):
        tamper.verify()


def test_a_manifest_without_end_is_refused(tamper: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secretome.proof.members._DOCUMENT_LIMIT_BYTES", 100)
    with pytest.raises(BadInput, match="larger than 64 MiB"):
        tamper.verify()


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "nothing", "3", "[]", "{}"])
def test_a_manifest_that_is_no_manifest_is_refused(tamper: Any, text: str) -> None:
    tamper.texts["manifest.json"] = text
    with pytest.raises(BadInput, match=r"manifest\.json"):
        tamper.verify()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("format_version", 2),
        ("made_at", None),
        ("events", "13"),
        ("events", -1),
        ("events", True),
        ("checkpoints", 1.5),
        ("tables", {}),
        ("tables", ["stock_vial"]),
        ("tables", [{"name": "stock_vial", "expected": [], "present": "all"}]),
        ("tables", [{"name": 1, "expected": [], "present": []}]),
        ("members", []),
        ("members", {"events.jsonl": 1}),
        ("seal", 1),
    ],
)
def test_a_manifest_with_a_wrong_part_is_refused(tamper: Any, key: str, value: object) -> None:
    tamper.put_manifest(**{key: value})
    with pytest.raises(BadInput, match=r"manifest\.json"):
        tamper.verify()


@pytest.mark.parametrize("text", ["{}", "[1]", '[{"size":"1"}]', '[{"size":1,"head":"x"}]', "["])
def test_checkpoints_of_another_shape_are_refused(tamper: Any, text: str) -> None:
    tamper.texts["checkpoints.json"] = text
    with pytest.raises(BadInput, match=r"checkpoints\.json"):
        tamper.verify()


@pytest.mark.parametrize(
    "line",
    [
        "",
        "no JSON",
        "[]",
        "{}",
        "[" * 100_000,
        '{"seq":"1"}',
        json.dumps(dict.fromkeys((*proof.EVENT_FIELDS, "hash"), "x")),
        json.dumps(dict.fromkeys((*proof.EVENT_FIELDS, "hash"), "01")),
        json.dumps(dict.fromkeys((*proof.EVENT_FIELDS, "hash"), "9" * 19)),
        json.dumps(dict.fromkeys((*proof.EVENT_FIELDS, "hash"), "²")),
        json.dumps(dict.fromkeys((*proof.EVENT_FIELDS, "hash"), 1)),
        json.dumps(dict.fromkeys((*proof.EVENT_FIELDS, "hash"), "3") | {"why": 1}),
        json.dumps(dict.fromkeys((*proof.EVENT_FIELDS, "hash"), "3") | {"why": "\ud800"}),
    ],
)
def test_a_line_that_is_no_event_is_a_fault_at_its_place(tamper: Any, line: str) -> None:
    lines = tamper.texts["events.jsonl"].splitlines()
    lines[2] = line
    tamper.texts["events.jsonl"] = "\n".join(lines)
    fault = tamper.verify().first_fault
    assert (fault.code, fault.seq, fault.place) == ("event_unreadable", 3, "events.jsonl line 3")


@pytest.mark.parametrize(
    "line", ["no JSON", "[]", "{}", '{"table":"t","id":1,"row":"x"}', "[" * 99999]
)
@pytest.mark.parametrize(
    ("member", "code"), [("rows.jsonl", "row_differs"), ("signatures.jsonl", "signature_differs")]
)
def test_a_line_of_another_shape_is_a_fault(tamper: Any, member: str, code: str, line: str) -> None:
    tamper.texts[member] += f"{line}\n"
    assert tamper.verify().first_fault.code == code


@pytest.mark.parametrize("text", ["12", "zz" * 32, "", "ä" * 64])
def test_a_fingerprint_that_is_none_is_refused(bundle: Path, text: str) -> None:
    with pytest.raises(BadInput, match="key fingerprint"):
        proof.verify_bundle(bundle, fingerprint=text)


@pytest.mark.parametrize("name", ["events.jsonl", "checkpoints.json", "rows.jsonl"])
def test_a_member_that_cannot_be_read_to_its_end_is_a_fault(bundle: Path, name: str) -> None:
    raw = bytearray(bundle.read_bytes())
    with zipfile.ZipFile(bundle) as archive:
        place = archive.getinfo(name).header_offset + 30 + len(name) + 20
    for offset in range(8):
        raw[place + 10 + offset] ^= 0xFF
    bundle.write_bytes(raw)
    found = proof.verify_bundle(bundle)
    assert "member_damaged" in {fault.code for fault in found.faults}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.data())
def test_damage_anywhere_is_a_fault_or_a_sentence_and_never_a_traceback(
    bundle: Path, tmp_path: Path, data: st.DataObject
) -> None:
    raw = bytearray(bundle.read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(raw) - 1), min_size=1, max_size=3)):
        raw[place] = data.draw(st.integers(0, 255))
    path = tmp_path / "damaged.zip"
    path.write_bytes(raw[: data.draw(st.integers(0, len(raw)))])
    try:
        found = proof.verify_bundle(path)
    except BadInput as refusal:
        assert "\n" not in str(refusal)  # noqa: PT017 - either way of saying so is right
    else:
        assert found.ok == (found.faults_total == 0)


def test_progress_is_told_in_bytes(bundle: Path) -> None:
    told: list[int] = []
    proof.verify_bundle(bundle, advance=told.append)
    assert sum(told) == proof.size_unpacked_bytes(bundle)


def test_a_bundle_that_cannot_be_finished_leaves_nothing_behind(
    ledger: Any, tmp_path: Path
) -> None:
    ledger.events[3]["at"] = 1.5
    with pytest.raises(BadInput):
        ledger.export(tmp_path / "bundle.zip")
    assert list(tmp_path.iterdir()) == []
