"""One honest bundle, and a process in which Django cannot be imported."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from secretome import proof

_WITHOUT_DJANGO = """
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"django", "secretome_record"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Blocked())
from secretome_cli.main import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """One table, one row, one event."""
    event = dict.fromkeys(proof.EVENT_FIELDS, "x") | {
        "seq": "1",
        "action": "insert",
        "table_name": "notes",
        "row_id": "n-1",
        "before": None,
        "after": "{}",
        "previous": proof.FIRST_PREVIOUS,
    }
    content = proof.BundleContent(
        events=[{**event, "hash": proof.event_hash(event)}],
        checkpoints=[],
        signatures=[],
        rows=[("notes", "n-1", "{}")],
        tables=[proof.TableTriggers("notes", ("guard",), ("guard",))],
    )
    path = tmp_path / "ledger.zip"
    key = proof.private_key_from_text("07" * 32)
    proof.write_bundle(path, content, made_at="2026-03-02T00:00:00Z", key=key)
    return path


@pytest.fixture
def without_django() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command in a process of its own, with Django and the record out of reach."""

    def run(*words: str, **options: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-W", "error", "-c", _WITHOUT_DJANGO, *words]
        return subprocess.run(command, capture_output=True, text=True, check=False, **options)

    return run
