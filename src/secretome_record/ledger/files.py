"""Kept files: bytes stored once under their own hash, never changed, never served by name."""

from pathlib import Path

from django.conf import settings

from secretome_record.ledger.models import KeptFile
from secretome_record.ledger.refusal import refuse
from secretome_record.ledger.science import sha256_hex


def keep_file(data: bytes, *, name: str, media_type: str) -> KeptFile:
    """Store ``data`` and its row; the same bytes are stored once. Call inside ``writing``."""
    digest = sha256_hex(data)
    path = path_of(digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(data)
        part.replace(path)
    kept = KeptFile.objects.filter(sha256=digest).first()
    return kept or KeptFile.objects.create(
        sha256=digest, name=name[:255], media_type=media_type, size_bytes=len(data)
    )


def read_file(kept: KeptFile) -> bytes:
    """Return the bytes, checked against their hash. Raises Refusal when they changed."""
    path = path_of(kept.sha256)
    data = path.read_bytes() if path.exists() else None
    if data is None or sha256_hex(data) != kept.sha256:
        raise refuse(
            "file_changed", f"The kept file {kept.name} is missing or no longer what was stored."
        )
    return data


def path_of(digest: str) -> Path:
    """Return where the file with this hash lies."""
    return Path(settings.SECRETOME_FILES) / digest[:2] / digest
