"""Reads the CSV files that travel with the package, once, and names their version."""

import csv
import hashlib
from functools import cache
from importlib.resources import files

TABLES = (
    "studies",
    "gradings",
    "conditions",
    "aliases",
    "contraindications",
    "claims",
    "outcomes",
    "assumptions",
    "covariates",
    "certainty_rules",
    "versions",
)


@cache
def evidence_version() -> str:
    """Return a hash of every table: the same version always gives the same verdicts."""
    digest = hashlib.sha256()
    for name in TABLES:
        digest.update(name.encode() + b"\0" + _bytes_of(name))
    return f"sha256:{digest.hexdigest()}"


def rows_of(name: str) -> list[dict[str, str]]:
    """Return the rows of one table, every cell as text."""
    text = _bytes_of(name).decode("utf-8")
    return list(csv.DictReader(text.splitlines(), strict=True))


def split(cell: str) -> tuple[str, ...]:
    """Return the parts of a cell that holds several."""
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def whole(cell: str) -> int | None:
    """Return the whole number of a cell, None where it is empty."""
    return int(cell) if cell else None


def number(cell: str) -> float | None:
    """Return the number of a cell, None where it is empty."""
    return float(cell) if cell else None


@cache
def _bytes_of(name: str) -> bytes:
    return (files("secretome.evidence") / "tables" / f"{name}.csv").read_bytes()
