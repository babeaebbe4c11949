"""The replay: what the events say each row must be now, held against what it is.

An update made while a trigger was dropped, a bulk edit, a row without an event and a deleted row
all show here, because the ledger's last word on the row is another one.
"""

import hashlib
from typing import Any

from secretome.proof.faults import FaultList
from secretome.proof.lines import object_of
from secretome.proof.manifest import Manifest
from secretome.proof.members import EVENTS, ROWS

_ROW_FIELDS = frozenset(("table", "id", "row"))
_DIGEST_BYTES = 32


class Replay:
    """Keeps, for each row, a digest of its last text and the number of its last event."""

    def __init__(self, faults: FaultList) -> None:
        self.rows = 0
        self._tables: dict[str, dict[str, bytes]] = {}
        self._faults = faults

    def take(self, event: dict[str, Any]) -> None:
        """Apply one event, and note when it does not start from what the one before left."""
        rows = self._tables.setdefault(event["table_name"], {})
        kept = rows.get(event["row_id"])
        last = None if kept is None else kept[:_DIGEST_BYTES]
        if not _fits(event) or _digest(event["before"]) != last:
            self._note_jump(event)
        if event["after"] is None:
            rows.pop(event["row_id"], None)
        else:
            after = hashlib.sha256(event["after"].encode()).digest()
            rows[event["row_id"]] = after + int(event["seq"]).to_bytes(8)

    def judge_row(self, line: bytes, manifest_tables: frozenset[str]) -> None:
        """Hold one current row against its last event."""
        self.rows += 1
        entry = object_of(line, _ROW_FIELDS)
        if entry is None:
            sentence = f"line {self.rows} is not a row with a table, an id and a text"
            self._faults.add("row_differs", sentence, place=f"{ROWS} line {self.rows}")
            return
        table, row_id = entry["table"], entry["id"]
        if table not in manifest_tables:
            sentence = f"table {table} holds rows, but the manifest does not list it"
            self._faults.add("table_unlisted", sentence, place=f"{ROWS} line {self.rows}")
        kept = self._tables.get(table, {}).pop(row_id, None)
        self._judge_text(f"table {table}, row {row_id}", entry["row"], kept)

    def finish(self) -> None:
        """Note every row that should still be there."""
        for table, rows in self._tables.items():
            for row_id, kept in rows.items():
                sentence = (
                    f"row {row_id} of table {table} is gone, and no event says that it was deleted "
                    f"(last event {_seq(kept)})"
                )
                self._faults.add("row_missing", sentence, place=f"table {table}, row {row_id}")

    def _judge_text(self, place: str, text: str, kept: bytes | None) -> None:
        if kept is None:
            sentence = f"{place} is there, but no event put it there"
            self._faults.add("row_without_event", sentence, place=place)
        elif kept[:_DIGEST_BYTES] != _digest(text):
            sentence = (
                f"{place} is not what its last event ({_seq(kept)}) left: "
                "it was changed past the ledger"
            )
            self._faults.add("row_differs", sentence, place=place)

    def _note_jump(self, event: dict[str, Any]) -> None:
        seq, row = event["seq"], f"row {event['row_id']} of table {event['table_name']}"
        sentence = f"event {seq} does not start from what the ledger knew of {row}"
        self._faults.add("unrecorded_change", sentence, place=f"{EVENTS} event {seq}", seq=int(seq))


def tables_of(manifest: Manifest) -> frozenset[str]:
    """Answer the names of the tables that the manifest lists."""
    return frozenset(table.name for table in manifest.tables)


def _fits(event: dict[str, Any]) -> bool:
    """An insert has nothing before, a delete nothing after, an update both."""
    shape = (event["action"], event["before"] is None, event["after"] is None)
    return shape in {("insert", True, False), ("update", False, False), ("delete", False, True)}


def _digest(text: str | None) -> bytes | None:
    return None if text is None else hashlib.sha256(text.encode()).digest()


def _seq(kept: bytes) -> int:
    return int.from_bytes(kept[_DIGEST_BYTES:])
