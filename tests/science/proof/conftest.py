"""A small ledger in memory, as the database would write it, and hands that tamper with it."""

import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from secretome import proof

KEY = proof.private_key_from_text("07" * 32)
OTHER_KEY = proof.private_key_from_text("08" * 32)
FINGERPRINT = proof.fingerprint_of(proof.public_key_of(KEY))
MEMBERS = ("events.jsonl", "checkpoints.json", "signatures.jsonl", "rows.jsonl")


@dataclass
class Ledger:
    """Rows, and the events the triggers would have written for them."""

    events: list[dict[str, str | None]] = field(default_factory=list)
    rows: dict[tuple[str, str], str] = field(default_factory=dict)
    checkpoints: list[proof.Checkpoint] = field(default_factory=list)
    signatures: list[dict[str, str]] = field(default_factory=list)
    triggers: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def write(self, table: str, row_id: str, after: str | None) -> None:
        before = self.rows.pop((table, row_id), None)
        action = "delete" if after is None else "insert" if before is None else "update"
        if after is not None:
            self.rows[table, row_id] = after
        event: dict[str, str | None] = {
            "seq": str(len(self.events) + 1),
            "at": "2026-03-01T10:00:00.000000Z",
            "actor": "person:7",
            "action": action,
            "table_name": table,
            "row_id": row_id,
            "before": before,
            "after": after,
            "why": "",
            "previous": self.events[-1]["hash"] if self.events else proof.FIRST_PREVIOUS,
        }
        self.events.append({**event, "hash": proof.event_hash(event)})

    def sign(self, row_id: str, content: str, signer: str = "7") -> None:
        signature = {
            "id": row_id,
            "signer": signer,
            "printed_name": "Ana Ilić",
            "role": "qualified_person",
            "meaning": "released",
            "signed_at": "2026-03-01T10:00:00Z",
            "subject_table": "batches_lot",
            "subject_id": "lot-1",
            "content": content,
            "content_hash": proof.sha256_hex(content),
        }
        row = {("signer_id" if key == "signer" else key): text for key, text in signature.items()}
        self.signatures.append(signature)
        self.write(proof.SIGNATURE_TABLE, row_id, json.dumps({**row, "method": "password"}))

    def check(self) -> None:
        tree = proof.MerkleTree()
        for event in self.events:
            tree.add_event(str(event["hash"]))
        head = str(self.events[-1]["hash"]) if self.events else proof.FIRST_PREVIOUS
        self.checkpoints.append(proof.Checkpoint(tree.size, head, tree.root_hex(), "2026-03-01"))

    def content(self) -> proof.BundleContent:
        tables = sorted({table for table, _ in self.rows} | self.triggers.keys())
        expected = ("t_insert", "t_update", "t_delete")
        return proof.BundleContent(
            events=self.events,
            checkpoints=self.checkpoints,
            signatures=self.signatures,
            rows=[(table, row_id, text) for (table, row_id), text in self.rows.items()],
            tables=[
                proof.TableTriggers(name, expected, self.triggers.get(name, expected))
                for name in tables
            ],
        )

    def export(self, path: Path, key: Any = KEY) -> Path:
        proof.write_bundle(path, self.content(), made_at="2026-03-02T00:00:00Z", key=key)
        return path


@pytest.fixture
def ledger() -> Ledger:
    """Thirteen events: two lots that change, a note that goes, two signatures, a checkpoint."""
    made = Ledger()
    made.check()
    made.write("batches_lot", "lot-1", '{"state":"QUARANTINED"}')
    made.write("batches_lot", "lot-2", '{"state":"QUARANTINED"}')
    made.write("notes", "n-1", '{"text":"drift \\u2028 \\"quoted\\""}')
    made.sign("s-1", '{"lot":"1"}')
    made.write("batches_lot", "lot-1", '{"state":"RELEASED"}')
    made.check()
    made.sign("s-2", '{"lot":"2"}')
    made.write("batches_lot", "lot-2", '{"state":"RELEASED"}')
    made.write("notes", "n-1", None)
    for number in range(5):
        made.write("stock_vial", f"vial-{number}", f'{{"number":{number}}}')
    made.check()
    return made


@pytest.fixture
def bundle(ledger: Ledger, tmp_path: Path) -> Path:
    return ledger.export(tmp_path / "ledger.zip")


class Tamper:
    """Opens a bundle as texts, and packs it again after somebody changed them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with zipfile.ZipFile(path) as archive:
            self.texts = {name: archive.read(name).decode() for name in archive.namelist()}

    def lines(self, name: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.texts[name].splitlines()]

    def put_lines(self, name: str, entries: list[dict[str, Any]]) -> None:
        self.texts[name] = "".join(f"{proof.canonical_json(entry)}\n" for entry in entries)

    @property
    def manifest(self) -> dict[str, Any]:
        return json.loads(self.texts["manifest.json"])

    def put_manifest(self, **changes: Any) -> None:
        self.texts["manifest.json"] = json.dumps({**self.manifest, **changes})

    def rewrite_manifest(self) -> None:
        """Make every statement of the manifest fit the members again, without the key."""
        events = self.lines("events.jsonl")
        tree = proof.MerkleTree()
        for event in events:
            tree.add_event(event["hash"])
        self.put_manifest(
            events=tree.size,
            head=events[-1]["hash"],
            root=tree.root_hex(),
            members={name: proof.sha256_hex(self.texts[name]) for name in MEMBERS},
        )

    def reseal(self, key: Any) -> None:
        self.put_manifest(public_key=proof.public_key_of(key))
        self.put_manifest(seal=proof.seal(self.manifest, key))

    def rechain(self, events: list[dict[str, Any]]) -> None:
        """Number and hash all events anew, as somebody with the database could."""
        previous = proof.FIRST_PREVIOUS
        for number, event in enumerate(events, start=1):
            event.pop("hash", None)
            event.update(seq=str(number), previous=previous)
            previous = event["hash"] = proof.event_hash(event)
        self.put_lines("events.jsonl", events)

    def verify(self, **known: Any) -> proof.Verification:
        with zipfile.ZipFile(self.path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in self.texts.items():
                archive.writestr(name, text)
        return proof.verify_bundle(self.path, **known)


@pytest.fixture
def tamper(bundle: Path) -> Tamper:
    return Tamper(bundle)


@pytest.fixture
def codes() -> Callable[[proof.Verification], set[str]]:
    return lambda found: {fault.code for fault in found.faults}
