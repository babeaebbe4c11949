"""Signatures: each must be the one its own event in the ledger wrote, over the content it shows."""

import json
from typing import Any

from secretome.proof.canonical import sha256_hex
from secretome.proof.faults import FaultList
from secretome.proof.lines import object_of
from secretome.proof.members import EVENTS, SIGNATURES

SIGNATURE_TABLE = "ledger_signature"
SIGNATURE_FIELDS = (
    "id",
    "signer",
    "printed_name",
    "role",
    "meaning",
    "signed_at",
    "subject_table",
    "subject_id",
    "content",
    "content_hash",
)
_FIELDS = frozenset(SIGNATURE_FIELDS)


class Signatures:
    """Keeps a digest of every signature the ledger saw being made."""

    def __init__(self, faults: FaultList) -> None:
        self.count = 0
        self._made: dict[str, tuple[str, str]] = {}
        self._faults = faults

    def take(self, event: dict[str, Any]) -> None:
        """Remember a signature being made; whatever else happens to one is a fault."""
        if event["table_name"] != SIGNATURE_TABLE:
            return
        seq, row_id = event["seq"], event["row_id"]
        if event["action"] != "insert" or _bare(row_id) in self._made or event["after"] is None:
            sentence = f"event {seq} changes signature {row_id}; a signature is never changed"
            place = f"{EVENTS} event {seq}"
            self._faults.add("signature_changed", sentence, place=place, seq=int(seq))
            return
        self._made[_bare(row_id)] = seq, _digest_of_row(event["after"])
        signer = _bare(_signer_of(event["after"]))
        if signer and _bare(event["actor"] or "") != f"person:{signer}":
            sentence = f"event {seq} writes a signature {row_id} in the name of somebody else"
            place = f"{EVENTS} event {seq}"
            self._faults.add("signature_by_another", sentence, place=place, seq=int(seq))

    def judge(self, line: bytes) -> None:
        """Hold one signature against its content and against its event."""
        self.count += 1
        place = f"{SIGNATURES} line {self.count}"
        entry = object_of(line, _FIELDS)
        if entry is None:
            sentence = f"line {self.count} is not a signature with exactly the fields one has"
            self._faults.add("signature_differs", sentence, place=place)
            return
        if sha256_hex(entry["content"]) != entry["content_hash"]:
            sentence = f"signature {entry['id']} does not belong to the content it stands under"
            self._faults.add("signature_content_differs", sentence, place=place)
        self._judge_origin(entry, place)

    def finish(self) -> None:
        """Note every signature that was made and is not shown."""
        for row_id, (seq, _) in self._made.items():
            sentence = f"signature {row_id}, made in event {seq}, is not in the bundle"
            self._faults.add("signature_missing", sentence, place=SIGNATURES)

    def _judge_origin(self, entry: dict[str, str], place: str) -> None:
        seq, digest = self._made.pop(_bare(entry["id"]), (None, ""))
        if seq is None:
            sentence = f"signature {entry['id']} is not one the ledger saw being made, or is a copy"
            self._faults.add("signature_differs", sentence, place=place)
        elif _digest(entry) != digest:
            sentence = f"signature {entry['id']} is not the one that event {seq} wrote"
            self._faults.add("signature_differs", sentence, place=place)


def _bare(row_id: str) -> str:
    """Spell an id the one way: databases write the same UUID with and without dashes."""
    return row_id.replace("-", "")


def _digest_of_row(text: str) -> str:
    """Digest the row a signature was written as; a column may be called ``signer_id``."""
    row = _row_of(text)
    if not row:
        return ""
    return _digest({name: _as_text(row.get(name, row.get(f"{name}_id"))) for name in _FIELDS})


def _signer_of(text: str) -> str:
    row = _row_of(text)
    return _as_text(row.get("signer", row.get("signer_id", "")))


def _row_of(text: str) -> dict[str, Any]:
    try:
        row = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return row if isinstance(row, dict) else {}


def _digest(entry: dict[str, str]) -> str:
    """Digest what was signed through its hash: the ledger may hold the hash of a content only."""
    values = [entry[name] for name in SIGNATURE_FIELDS if name != "content"]
    return sha256_hex(json.dumps(values))


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
