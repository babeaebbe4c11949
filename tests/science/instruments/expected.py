"""The shared files and the values that were computed for them independently."""

import json
from functools import cache
from pathlib import Path

from secretome.instruments import read


@cache
def known(shared: Path) -> dict:
    """Everything expected, by path."""
    return json.loads(
        (shared / "data" / "instruments" / "expected.json").read_text(encoding="utf-8")
    )


def both(shared: Path, path: str):
    """The measurement of one shared file and what it must give."""
    return read(shared / "data" / "instruments" / path), known(shared)[path]["expected"]


def codes(measurement) -> set[str]:
    """Codes of all warnings."""
    return {warning.code for warning in measurement.warnings}
