"""Keys of a site on one machine: made once, kept in its home, readable by its owner only."""

import base64
import os
import secrets
from pathlib import Path


def key_from_home(home: Path, name: str) -> str:
    """Return the key ``name`` of this home, made on first use (32 random bytes, base64)."""
    path = home / name
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(base64.b64encode(secrets.token_bytes(32)).decode())
    return path.read_text(encoding="utf-8").strip()
