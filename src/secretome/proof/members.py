"""The members of a bundle, read piece by piece: nothing is unpacked, nothing is trusted.

Refuses: BadInput for what is not a zip, lacks a member, or holds far more than its size says.
"""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from secretome.errors import BadInput
from secretome.proof.faults import unreadable

MANIFEST = "manifest.json"
EVENTS = "events.jsonl"
CHECKPOINTS = "checkpoints.json"
SIGNATURES = "signatures.jsonl"
ROWS = "rows.jsonl"
SEALED_MEMBERS = (EVENTS, CHECKPOINTS, SIGNATURES, ROWS)

_PIECE_BYTES = 1 << 20
_LINE_LIMIT_BYTES = 16 << 20
_DOCUMENT_LIMIT_BYTES = 64 << 20
_RATIO_LIMIT = 300  # JSON lines shrink 5 to 60 times; a zip bomb more than 1000 times
_SMALL_BYTES = 16 << 20
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError)


class DamagedMember(BadInput):
    """A member cannot be read to its end."""


class Members:
    """An open bundle; remembers the hash of each member read to its end."""

    def __init__(self, archive: zipfile.ZipFile, advance: Callable[[int], None]) -> None:
        self._archive, self._advance = archive, advance
        self.hashes: dict[str, str] = {}

    def document(self, name: str) -> Any:
        """Read a small member as one JSON document."""
        content = b"".join(self._pieces(name, limit_bytes=_DOCUMENT_LIMIT_BYTES))
        try:
            return json.loads(content.decode())
        except (ValueError, RecursionError) as error:
            raise unreadable("the text is not JSON in UTF-8", where=name) from error

    def lines(self, name: str) -> Iterator[bytes]:
        """Read a member line by line."""
        rest = b""
        for piece in self._pieces(name, limit_bytes=None):
            *whole, rest = (rest + piece).split(b"\n")
            yield from whole
            if len(rest) > _LINE_LIMIT_BYTES:
                raise unreadable("a line is longer than 16 MiB", where=name)
        if rest:
            yield rest

    def _pieces(self, name: str, *, limit_bytes: int | None) -> Iterator[bytes]:
        digest, size_bytes = hashlib.sha256(), 0
        try:
            with self._archive.open(name) as member:
                while piece := member.read(_PIECE_BYTES):
                    digest.update(piece)
                    size_bytes += len(piece)
                    if limit_bytes is not None and size_bytes > limit_bytes:
                        raise unreadable("the member is larger than 64 MiB", where=name)
                    yield piece
                    self._advance(len(piece))
        except _DAMAGE as error:
            raise DamagedMember(
                f"the member is damaged ({_brief(error)})", where=name, do="Copy it again."
            ) from error
        self.hashes[name] = digest.hexdigest()


@contextmanager
def opened(path: Path, advance: Callable[[int], None]) -> Iterator[Members]:
    """Open a bundle for reading; a missing file stays FileNotFoundError."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError) as error:
        raise unreadable(f"this is not a bundle ({_brief(error)})", where=path.name) from error
    with archive:
        _require_sane(archive, path.name)
        yield Members(archive, advance)


def size_unpacked_bytes(path: Path) -> int:
    """Answer how many bytes a check of this bundle will read; 0 when that cannot be told."""
    try:
        with zipfile.ZipFile(path) as archive:
            return sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError):
        return 0


def _require_sane(archive: zipfile.ZipFile, file_name: str) -> None:
    names = archive.namelist()
    missing = [name for name in (MANIFEST, *SEALED_MEMBERS) if name not in names]
    if missing:
        raise unreadable(f"the bundle lacks {', '.join(missing)}", where=file_name)
    if sorted(names) != sorted((MANIFEST, *SEALED_MEMBERS)):
        raise unreadable("the bundle holds members that do not belong there", where=file_name)
    for info in archive.infolist():
        swollen = info.file_size > _RATIO_LIMIT * max(info.compress_size, 1)
        if swollen and info.file_size > _SMALL_BYTES:
            raise unreadable("the member unpacks to far more than it holds", where=info.filename)


def _brief(error: Exception) -> str:
    return str(error) or type(error).__name__
