"""Which rules and which evidence judged a text: the same version marks the same claims."""

import hashlib
from functools import cache
from importlib.resources import files

from secretome.evidence import evidence_version

_TABLES = ("lexicon.toml", "rules.csv", "cues.toml")


@cache
def check_version() -> str:
    """Return a hash of the rules of the check and of the evidence tables."""
    digest = hashlib.sha256(evidence_version().encode())
    for name in _TABLES:
        content = (files("secretome.claims") / "tables" / name).read_bytes()
        digest.update(b"\0" + name.encode() + b"\0" + content)
    return f"sha256:{digest.hexdigest()}"
