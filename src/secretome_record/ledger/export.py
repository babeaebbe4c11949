"""Exports the whole ledger as one sealed bundle that anyone can verify without a database."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from secretome_record.ledger.acting import Actor
from secretome_record.ledger.models import Checkpoint, Event
from secretome_record.ledger.policy import EVENT_TABLE
from secretome_record.ledger.science import (
    SIGNATURE_FIELDS,
    BundleContent,
    MerkleTree,
    TableTriggers,
    fingerprint_of,
    new_private_key,
    private_key_as_text,
    private_key_from_text,
    public_key_of,
    write_bundle,
)
from secretome_record.ledger.science import Checkpoint as CheckpointEntry
from secretome_record.ledger.triggers.adopt import rows
from secretome_record.ledger.triggers.install import inventory, tables
from secretome_record.ledger.writing import writing

_A_DAY = timedelta(days=1)
_FIELDS = (
    "actor",
    "action",
    "after",
    "at",
    "before",
    "hash",
    "previous",
    "row_id",
    "seq",
    "table_name",
    "why",
)


def make_checkpoint(*, by: Actor, at: datetime) -> Checkpoint:
    """Keep the root over all events so far, and anchor it in a file outside the database."""
    with writing(by=by, at=at, why="Keep a checkpoint of the ledger") as entry:
        tree, head = MerkleTree(), "0" * 64
        for head in Event.objects.order_by("seq").values_list("hash", flat=True).iterator():
            tree.add_event(head)
        point = entry.create(Checkpoint, size=tree.size, head_hash=head, root_hash=tree.root_hex())
    _anchor(point)
    return point


def checkpoint_if_due(*, by: Actor, at: datetime) -> Checkpoint | None:
    """Keep a checkpoint when the last is a day old; the worker calls this again and again."""
    last = Checkpoint.objects.order_by("-size").first()
    if last and (at - last.recorded_at < _A_DAY or not Event.objects.filter(seq__gt=last.size + 1)):
        return None
    return make_checkpoint(by=by, at=at)


def export_bundle(path: Path, *, by: Actor, at: datetime) -> str:
    """Write the bundle to ``path`` and return the fingerprint of the key that seals it.

    The export itself is in the ledger: a checkpoint is made first, in the exporter's name.
    """
    make_checkpoint(by=by, at=at)
    key = site_key()
    with transaction.atomic():
        content = BundleContent(
            events=_events(),
            checkpoints=_checkpoints(),
            signatures=_signatures(),
            rows=_rows(),
            tables=_tables(),
        )
        write_bundle(path, content, made_at=at.astimezone(UTC).isoformat(), key=key)
    return fingerprint_of(public_key_of(key))


def site_key():
    """Return the key that seals this site's bundles, made on first use."""
    path = Path(settings.SECRETOME_ANCHORS) / "ledger-key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.touch(mode=0o600)
        part.write_text(private_key_as_text(new_private_key()), encoding="utf-8")
        part.rename(path)
    return private_key_from_text(path.read_text(encoding="utf-8"))


def site_fingerprint() -> str:
    """Return the fingerprint of the key that seals this site's bundles."""
    return fingerprint_of(public_key_of(site_key()))


def _anchor(point: Checkpoint) -> None:
    folder = Path(settings.SECRETOME_ANCHORS)
    folder.mkdir(parents=True, exist_ok=True)
    line = {"size": point.size, "head": point.head_hash, "root": point.root_hash}
    with (folder / "checkpoints.jsonl").open("a") as file:
        file.write(json.dumps(line | {"at": point.recorded_at.isoformat()}) + "\n")


def _events() -> Iterator[dict[str, str | None]]:
    for event in Event.objects.order_by("seq").values(*_FIELDS).iterator(chunk_size=2000):
        yield {**event, "seq": str(event["seq"])}


def _checkpoints() -> list[CheckpointEntry]:
    return [
        CheckpointEntry(p.size, p.head_hash, p.root_hash, p.recorded_at.isoformat())
        for p in Checkpoint.objects.order_by("size")
    ]


def _signatures() -> Iterator[dict[str, str]]:
    for _row_id, text in rows(connection, "ledger_signature"):
        row = json.loads(text)
        yield {name: str(row.get(name, row.get(f"{name}_id"))) for name in SIGNATURE_FIELDS}


def _rows() -> Iterator[tuple[str, str, str]]:
    for table in tables(connection):
        if table != EVENT_TABLE:
            yield from ((table, row_id, text) for row_id, text in rows(connection, table))


def _tables() -> list[TableTriggers]:
    found = inventory()
    return [
        TableTriggers(table, names, found.present.get(table, ()))
        for table, names in found.expected.items()
    ]
