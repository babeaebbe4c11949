"""What every test may ask for: the shared files, and a database whose triggers stay in place."""

import os
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("SECRETOME_SHARED", _ROOT.parent / "shared"))


def leave_out(why: str) -> None:
    """Leave a test out with a plain reason; where everything must run, fail instead."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(why)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared files; tests that read it are left out where it is not there."""
    if not (SHARED / "data").is_dir():
        leave_out("the shared data folder is not beside this checkout")
    return SHARED
