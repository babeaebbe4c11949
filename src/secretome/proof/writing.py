"""Writes a bundle: the whole ledger in one sealed file, piece by piece, that anyone can check."""

import hashlib
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from secretome.proof.canonical import canonical_json
from secretome.proof.events import FIRST_PREVIOUS
from secretome.proof.manifest import FORMAT, FORMAT_VERSION, Checkpoint, TableTriggers
from secretome.proof.members import CHECKPOINTS, EVENTS, MANIFEST, ROWS, SIGNATURES
from secretome.proof.merkle import MerkleTree
from secretome.proof.seals import public_key_of, seal

_MADE_EARLY = (1980, 1, 1, 0, 0, 0)  # the same content gives the same file


@dataclass(frozen=True, slots=True)
class BundleContent:
    """What goes into a bundle, exactly as the database holds it: nothing is mended on the way.

    ``events``: EVENT_FIELDS and ``hash``, by number. ``signatures``: SIGNATURE_FIELDS, with the
    values as they stand in the row's own text. ``rows``: table, id, text as ``after`` would be.
    """

    events: Iterable[Mapping[str, str | None]]
    checkpoints: Iterable[Checkpoint]
    signatures: Iterable[Mapping[str, str]]
    rows: Iterable[tuple[str, str, str]]
    tables: Iterable[TableTriggers]


def write_bundle(
    path: Path, content: BundleContent, *, made_at: str, key: Ed25519PrivateKey
) -> dict[str, Any]:
    """Write and seal a bundle and answer its manifest; the file appears only when it is whole."""
    with _whole_file(path) as archive:
        tally = _Tally()
        checkpoints = [asdict(checkpoint) for checkpoint in content.checkpoints]
        members = {
            EVENTS: _write_lines(archive, EVENTS, tally.passing(content.events)),
            CHECKPOINTS: _write_pieces(archive, CHECKPOINTS, [canonical_json(checkpoints)]),
            SIGNATURES: _write_lines(archive, SIGNATURES, content.signatures),
            ROWS: _write_lines(archive, ROWS, map(_row_line, content.rows)),
        }
        manifest: dict[str, Any] = {
            "format": FORMAT,
            "format_version": FORMAT_VERSION,
            "made_at": made_at,
            "events": tally.tree.size,
            "head": tally.head,
            "root": tally.tree.root_hex(),
            "checkpoints": len(checkpoints),
            "tables": [_table_entry(table) for table in content.tables],
            "members": members,
            "public_key": public_key_of(key),
        }
        manifest["seal"] = seal(manifest, key)
        _write_pieces(archive, MANIFEST, [canonical_json(manifest)])
    return manifest


class _Tally:
    """Counts events on their way and keeps the tree over their hashes as they are stored."""

    def __init__(self) -> None:
        self.tree = MerkleTree()
        self.head = FIRST_PREVIOUS

    def passing(
        self, events: Iterable[Mapping[str, str | None]]
    ) -> Iterator[Mapping[str, str | None]]:
        for event in events:
            self.head = event["hash"] or ""
            self.tree.add_event(self.head)
            yield event


@contextmanager
def _whole_file(path: Path) -> Iterator[zipfile.ZipFile]:
    """Write beside the final name and move there at the end, so half a bundle never exists."""
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".bundle-") as folder:
        unfinished = Path(folder) / path.name
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
            yield archive
        unfinished.replace(path)


def _write_lines(
    archive: zipfile.ZipFile, name: str, entries: Iterable[Mapping[str, str | None]]
) -> str:
    return _write_pieces(archive, name, (f"{canonical_json(dict(entry))}\n" for entry in entries))


def _write_pieces(archive: zipfile.ZipFile, name: str, pieces: Iterable[str]) -> str:
    """Write one member and answer the hash of its bytes."""
    info = zipfile.ZipInfo(name, date_time=_MADE_EARLY)
    info.compress_type = zipfile.ZIP_DEFLATED
    digest = hashlib.sha256()
    with archive.open(info, "w", force_zip64=True) as member:
        for piece in pieces:
            raw = piece.encode()
            digest.update(raw)
            member.write(raw)
    return digest.hexdigest()


def _row_line(row: tuple[str, str, str]) -> dict[str, str | None]:
    table, row_id, text = row
    return {"table": table, "id": row_id, "row": text}


def _table_entry(table: TableTriggers) -> dict[str, Any]:
    return {
        "name": table.name,
        "expected": sorted(table.expected),
        "present": sorted(table.present),
    }
