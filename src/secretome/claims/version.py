"""Which rules and which evidence judged a text: the same version marks the same claims."""

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from secretome.evidence import evidence_version

_TABLES = ("lexicon.toml", "rules.csv", "cues.toml")


@cache
def check_version() -> str:
    """Return a hash of the tables and the code of the check, and of the evidence tables."""
    digest = hashlib.sha256(evidence_version().encode())
    for name, content in _parts():
        digest.update(b"\0" + name.encode() + b"\0" + content)
    return f"sha256:{digest.hexdigest()}"


def _parts() -> Iterator[tuple[str, bytes]]:
    room = files("secretome.claims")
    for name in _TABLES:
        yield name, (room / "tables" / name).read_bytes()
    code = sorted((one for one in room.iterdir() if one.name.endswith(".py")), key=lambda p: p.name)
    for one in code:
        yield one.name, one.read_bytes()
