"""Reads the room's data files; a malformed one is refused with its file, row and column."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from secretome.errors import BadInput

Row = Mapping[str, str]


def packaged(*parts: str) -> Traversable:
    """A data file or folder of this room."""
    return files("secretome.kinetics").joinpath(*parts)


def read_table(path: Traversable | Path, needed: Sequence[str]) -> list[Row]:
    """The rows of a CSV file; refused when it cannot be read or a needed column is absent."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        do = "Check the path, and save the file as UTF-8"
        raise BadInput(
            f"cannot be read ({error.__class__.__name__})", where=str(path), do=do
        ) from error
    return rows_of(text, needed, where=path.name)


def rows_of(text: str, needed: Sequence[str], *, where: str) -> list[Row]:
    """The rows of CSV text."""
    try:
        reader = csv.DictReader(text.splitlines(), strict=True)
        rows, names = list(reader), reader.fieldnames or ()
    except csv.Error as error:
        raise BadInput(
            f"is not a CSV table ({error})", where=where, do="Save it as comma-separated text"
        ) from error
    missing = [name for name in needed if name not in names]
    if missing:
        do = f"Give the columns {', '.join(needed)}"
        raise BadInput(f"has no column {', '.join(missing)}", where=where, do=do)
    return [{key: (value or "") for key, value in row.items() if key is not None} for row in rows]


def number(row: Row, column: str, *, where: str) -> float | None:
    """The cell as a number, None when it is empty; refused when it is neither."""
    text = row.get(column, "").strip()
    if not text:
        return None
    try:
        return float(text)
    except ValueError as error:
        raise BadInput(
            f"'{text}' is not a number", where=f"{where}, column {column}", do="Correct the cell"
        ) from error


def required_number(row: Row, column: str, *, where: str) -> float:
    """The cell as a number; refused when it is empty."""
    value = number(row, column, where=where)
    if value is None:
        raise BadInput("is empty", where=f"{where}, column {column}", do="Give a number")
    return value


@cache
def papers() -> tuple[Row, ...]:
    """Every published value of every paper file, with the file's name under ``paper``."""
    return tuple(_paper_rows())


def _paper_rows() -> Iterator[Row]:
    needed = ("name", "symbol", "value", "low", "high", "unit", "species", "source", "status")
    for file in sorted(packaged("parameters", "papers").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".csv"):
            for row in read_table(file, needed):
                yield {**row, "paper": file.name.removesuffix(".csv")}
