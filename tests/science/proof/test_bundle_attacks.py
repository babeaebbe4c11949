"""Every attack on a bundle is found and named; an honest bundle holds."""

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secretome import proof

Codes = Callable[[proof.Verification], set[str]]
FINGERPRINT = proof.fingerprint_of(proof.public_key_of(proof.private_key_from_text("07" * 32)))
OTHER_KEY = proof.private_key_from_text("08" * 32)


def first(found: proof.Verification) -> tuple[str, int | None]:
    assert not found.ok
    assert found.first_fault is not None
    return found.first_fault.code, found.first_fault.seq


def test_an_honest_bundle_holds(bundle: Path) -> None:
    found = proof.verify_bundle(bundle)
    assert (found.ok, found.first_fault, found.faults_total) == (True, None, 0)
    assert (found.events, found.fingerprint, found.key_checked) == (13, FINGERPRINT, False)
    assert found.checked == {
        "events": 13,
        "checkpoints": 3,
        "signatures": 2,
        "rows": 9,
        "tables": 3,
    }


def test_an_empty_ledger_holds(ledger: Any, tmp_path: Path) -> None:
    assert proof.verify_bundle(type(ledger)().export(tmp_path / "empty.zip")).ok


def test_the_same_content_gives_the_same_file(ledger: Any, tmp_path: Path) -> None:
    one, other = ledger.export(tmp_path / "1.zip"), ledger.export(tmp_path / "2.zip")
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("form", [str, str.upper, lambda text: ":".join(text[:2] + text[2:])])
def test_the_expected_key_is_known_however_people_write_it(
    bundle: Path, form: Callable[[str], str]
) -> None:
    found = proof.verify_bundle(bundle, fingerprint=form(FINGERPRINT))
    assert (found.ok, found.key_checked) == (True, True)


@pytest.mark.parametrize("field", ["at", "actor", "after", "why", "before"])
def test_an_edited_event_is_named(tamper: Any, field: str) -> None:
    events = tamper.lines("events.jsonl")
    events[5][field] = "somebody else's words"
    tamper.put_lines("events.jsonl", events)
    assert first(tamper.verify()) == ("event_edited", 6)


def test_an_edited_event_with_its_hash_made_anew_breaks_the_chain_after_it(tamper: Any) -> None:
    events = tamper.lines("events.jsonl")
    events[8]["why"] = "another reason"
    stated = {name: text for name, text in events[8].items() if name != "hash"}
    events[8]["hash"] = proof.event_hash(stated)
    tamper.put_lines("events.jsonl", events)
    assert first(tamper.verify()) == ("chain_broken", 10)


def test_a_deleted_event_is_named(tamper: Any) -> None:
    events = tamper.lines("events.jsonl")
    tamper.put_lines("events.jsonl", events[:8] + events[9:])
    assert first(tamper.verify()) == ("event_deleted", 9)


def test_the_first_fault_is_the_one_at_the_earliest_event(tamper: Any) -> None:
    events = tamper.lines("events.jsonl")
    events[9]["why"] = "edited too"
    tamper.put_lines("events.jsonl", events[:2] + events[3:])
    assert first(tamper.verify()) == ("event_deleted", 3)


def test_a_wide_gap_is_told_as_one(tamper: Any) -> None:
    events = tamper.lines("events.jsonl")
    events[9]["seq"] = "5000"
    tamper.put_lines("events.jsonl", events)
    found = tamper.verify()
    fault = next(fault for fault in found.faults if fault.code == "event_deleted")
    assert (fault.seq, "10 to 4999" in fault.sentence) == (10, True)


def test_a_deletion_with_the_whole_chain_made_anew_is_found_by_the_checkpoint(
    tamper: Any, codes: Codes
) -> None:
    events = tamper.lines("events.jsonl")
    tamper.rechain(events[:9] + events[10:])
    tamper.rewrite_manifest()
    tamper.reseal(OTHER_KEY)
    assert {"checkpoint_differs", "tail_cut"} & codes(tamper.verify())


def test_events_out_of_order_are_named(tamper: Any, codes: Codes) -> None:
    events = tamper.lines("events.jsonl")
    events[9], events[10] = events[10], events[9]
    tamper.put_lines("events.jsonl", events)
    found = tamper.verify()
    assert first(found) == ("event_reordered", 10)
    assert "event_deleted" not in codes(found)


def test_an_event_told_twice_is_named(tamper: Any) -> None:
    events = tamper.lines("events.jsonl")
    tamper.put_lines("events.jsonl", [*events[:9], events[8], *events[9:]])
    assert first(tamper.verify()) == ("event_repeated", 9)


def test_a_cut_tail_is_found_though_what_is_left_fits_together(tamper: Any, codes: Codes) -> None:
    tamper.put_lines("events.jsonl", tamper.lines("events.jsonl")[:-2])
    tamper.put_lines("rows.jsonl", tamper.lines("rows.jsonl")[:-2])
    found = tamper.verify()
    assert first(found)[0] == "tail_cut"
    assert {"tail_cut", "head_differs", "root_differs", "member_changed"} == codes(found)


def test_a_cut_tail_is_found_without_any_checkpoint(
    ledger: Any, tmp_path: Path, codes: Codes
) -> None:
    ledger.checkpoints.clear()
    path = ledger.export(tmp_path / "b.zip")
    del ledger.events[-1]
    short = ledger.export(tmp_path / "short.zip")
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(short) as cut:
        texts = {name: whole.read(name) for name in whole.namelist()}
        texts["events.jsonl"] = cut.read("events.jsonl")
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
    assert "tail_cut" in codes(proof.verify_bundle(path))


def test_a_cut_tail_with_the_manifest_rewritten_breaks_the_seal(tamper: Any, codes: Codes) -> None:
    tamper.put_lines("events.jsonl", tamper.lines("events.jsonl")[:-2])
    tamper.put_lines("rows.jsonl", tamper.lines("rows.jsonl")[:-2])
    tamper.texts["checkpoints.json"] = json.dumps(json.loads(tamper.texts["checkpoints.json"])[:-1])
    tamper.rewrite_manifest()
    assert codes(tamper.verify()) == {"seal_wrong"}


def test_a_cut_tail_sealed_with_another_key_is_found_by_the_fingerprint(
    tamper: Any, codes: Codes
) -> None:
    tamper.put_lines("events.jsonl", tamper.lines("events.jsonl")[:-2])
    tamper.put_lines("rows.jsonl", tamper.lines("rows.jsonl")[:-2])
    tamper.texts["checkpoints.json"] = json.dumps(json.loads(tamper.texts["checkpoints.json"])[:-1])
    tamper.rewrite_manifest()
    tamper.reseal(OTHER_KEY)
    assert codes(tamper.verify(fingerprint=FINGERPRINT)) == {"other_key"}


def test_a_tail_cut_in_the_database_before_the_export_is_found_by_the_checkpoint(
    ledger: Any, tmp_path: Path, codes: Codes
) -> None:
    del ledger.events[-1]
    del ledger.rows["stock_vial", "vial-4"]
    assert codes(proof.verify_bundle(ledger.export(tmp_path / "cut.zip"))) == {"tail_cut"}


def test_an_added_event_is_found(tamper: Any, ledger: Any) -> None:
    ledger.write("stock_vial", "vial-9", "{}")
    tamper.put_lines("events.jsonl", ledger.events)
    assert first(tamper.verify())[0] == "events_added"


def test_a_checkpoint_that_was_changed_is_named(ledger: Any, tmp_path: Path, codes: Codes) -> None:
    ledger.checkpoints[1] = replace(ledger.checkpoints[1], root="00" * 32)
    found = proof.verify_bundle(ledger.export(tmp_path / "changed.zip"))
    assert codes(found) == {"checkpoint_differs"}


@pytest.mark.parametrize("field", ["content", "printed_name", "meaning", "signed_at", "signer"])
def test_a_changed_signature_is_named(tamper: Any, field: str) -> None:
    signatures = tamper.lines("signatures.jsonl")
    signatures[0][field] = "something else"
    tamper.put_lines("signatures.jsonl", signatures)
    expected = "signature_content_differs" if field == "content" else "signature_differs"
    assert first(tamper.verify())[0] == expected


def test_signatures_that_changed_places_are_named(tamper: Any, codes: Codes) -> None:
    signatures = tamper.lines("signatures.jsonl")
    contents = [(entry["content"], entry["content_hash"]) for entry in signatures]
    for entry, (content, content_hash) in zip(signatures, reversed(contents), strict=True):
        entry.update(content=content, content_hash=content_hash)
    tamper.put_lines("signatures.jsonl", signatures)
    assert first(tamper.verify())[0] == "signature_differs"


def test_a_signature_copied_onto_another_content_is_named(ledger: Any, tmp_path: Path) -> None:
    ledger.signatures.append({**ledger.signatures[0], "id": "s-3"})
    assert first(proof.verify_bundle(ledger.export(tmp_path / "b.zip")))[0] == "signature_differs"


def test_a_signature_left_out_is_named(ledger: Any, tmp_path: Path, codes: Codes) -> None:
    del ledger.signatures[1]
    assert codes(proof.verify_bundle(ledger.export(tmp_path / "b.zip"))) == {"signature_missing"}


@pytest.mark.parametrize("after", ['{"id":"s-1"}', None])
def test_a_signature_changed_through_the_ledger_is_named(
    ledger: Any, tmp_path: Path, after: str | None
) -> None:
    ledger.write(proof.SIGNATURE_TABLE, "s-1", after)
    assert first(proof.verify_bundle(ledger.export(tmp_path / "b.zip"))) == (
        "signature_changed",
        14,
    )


def test_a_signature_written_in_the_name_of_another_is_named(ledger: Any, tmp_path: Path) -> None:
    ledger.sign("s-9", "content", signer="8")
    found = proof.verify_bundle(ledger.export(tmp_path / "b.zip"))
    assert first(found)[0] == "signature_by_another"


@pytest.mark.parametrize("text", ["no JSON", "[]", '{"id": 1}'])
def test_a_signature_whose_event_holds_no_signature_is_named(
    ledger: Any, tmp_path: Path, text: str
) -> None:
    ledger.write(proof.SIGNATURE_TABLE, "s-3", text)
    ledger.signatures.append({**ledger.signatures[0], "id": "s-3"})
    assert first(proof.verify_bundle(ledger.export(tmp_path / "b.zip")))[0] == "signature_differs"


def test_a_bulk_update_past_the_ledger_names_every_row(
    ledger: Any, tmp_path: Path, codes: Codes
) -> None:
    for number in range(5):
        ledger.rows["stock_vial", f"vial-{number}"] = '{"number":9}'
    found = proof.verify_bundle(ledger.export(tmp_path / "b.zip"))
    assert codes(found) == {"row_differs"}
    assert [fault.place for fault in found.faults] == [
        f"table stock_vial, row vial-{number}" for number in range(5)
    ]


def test_an_edit_while_the_trigger_was_dropped_shows_at_the_next_event(
    ledger: Any, tmp_path: Path
) -> None:
    ledger.rows["batches_lot", "lot-2"] = '{"state":"REJECTED"}'
    ledger.write("batches_lot", "lot-2", '{"state":"RELEASED"}')
    found = proof.verify_bundle(ledger.export(tmp_path / "b.zip"))
    assert first(found) == ("unrecorded_change", 14)


@pytest.mark.parametrize("action", ["insert", "delete", "vacuum"])
def test_an_event_whose_action_and_content_disagree_is_named(
    ledger: Any, tmp_path: Path, action: str
) -> None:
    ledger.write("batches_lot", "lot-2", "{}")
    event = {**ledger.events[-1], "action": action}
    del event["hash"]
    ledger.events[-1] = {**event, "hash": proof.event_hash(event)}
    found = proof.verify_bundle(ledger.export(tmp_path / "b.zip"))
    assert first(found) == ("unrecorded_change", 14)


def test_a_row_without_an_event_is_named(ledger: Any, tmp_path: Path, codes: Codes) -> None:
    ledger.rows["stock_vial", "vial-77"] = "{}"
    assert codes(proof.verify_bundle(ledger.export(tmp_path / "b.zip"))) == {"row_without_event"}


def test_a_row_deleted_past_the_ledger_is_named(ledger: Any, tmp_path: Path, codes: Codes) -> None:
    del ledger.rows["stock_vial", "vial-2"]
    assert codes(proof.verify_bundle(ledger.export(tmp_path / "b.zip"))) == {"row_missing"}


def test_a_table_that_lost_its_trigger_is_named(ledger: Any, tmp_path: Path, codes: Codes) -> None:
    ledger.triggers["stock_vial"] = ("t_insert",)
    found = proof.verify_bundle(ledger.export(tmp_path / "b.zip"))
    assert codes(found) == {"trigger_missing"}
    assert "t_delete, t_update" in found.faults[0].sentence


def test_a_table_that_nobody_guards_is_named(tamper: Any, codes: Codes) -> None:
    tables = tamper.manifest["tables"]
    tables[0]["expected"] = []
    tamper.put_manifest(tables=tables)
    assert codes(tamper.verify()) == {"trigger_missing", "seal_wrong"}


def test_a_table_left_out_of_the_manifest_is_named(tamper: Any, codes: Codes) -> None:
    tamper.put_manifest(tables=tamper.manifest["tables"][1:])
    assert codes(tamper.verify()) == {"table_unlisted", "seal_wrong"}


def test_a_changed_manifest_breaks_the_seal(tamper: Any, codes: Codes) -> None:
    tamper.put_manifest(made_at="2030-01-01T00:00:00Z")
    assert codes(tamper.verify()) == {"seal_wrong"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.data())
def test_one_changed_letter_anywhere_in_any_member_is_found(
    tamper: Any, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(["events.jsonl", "signatures.jsonl", "rows.jsonl"]))
    text = tamper.texts[name]
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from("x0 }\n"))
    tamper.texts[name] = text[:place] + letter + text[place + 1 :]
    assert tamper.verify().ok == (text[place] == letter)
    tamper.texts[name] = text


def test_a_thousand_faults_are_counted_and_the_first_hundred_told(
    ledger: Any, tmp_path: Path
) -> None:
    for number in range(1000):
        ledger.rows["stock_vial", f"unknown-{number}"] = "{}"
    found = proof.verify_bundle(ledger.export(tmp_path / "b.zip"))
    assert (found.faults_total, len(found.faults)) == (1000, 100)
