"""Reads a table of study rows that somebody brings: all of it, or every fault at once.

Refuses: a table with any fault; nothing of it is taken then.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from io import StringIO

from secretome.errors import BadInput
from secretome.evidence.rows import Origin, Study
from secretome.evidence.study_duplicates import faults_of_duplicates
from secretome.evidence.study_faults import Fault, faults_of_row
from secretome.evidence.study_rows import study_from_row, study_table_columns
from secretome.evidence.study_warnings import warnings_of_row
from secretome.evidence.tables import studies

MOST_BYTES, MOST_ROWS, MOST_CELL = 2_000_000, 2_000, 4_000
_SHOWN_IN_MESSAGE = 20
_UNNAMED = "study table"


class BadStudyTable(BadInput):
    """A study table with faults; ``faults`` holds every one, in the order of the lines."""

    def __init__(self, faults: tuple[Fault, ...], *, where: str = _UNNAMED) -> None:
        """Keep the faults; the message names them all, up to twenty."""
        self.faults = faults
        listed = " ".join(f.text for f in faults[:_SHOWN_IN_MESSAGE])
        more = len(faults) - _SHOWN_IN_MESSAGE
        rest = f" And {more} more." if more > 0 else ""
        plural = "fault" if len(faults) == 1 else "faults"
        super().__init__(
            f"{len(faults)} {plural}, nothing was taken",
            where=where,
            do=f"{listed}{rest}",
        )


@dataclass(frozen=True, slots=True)
class StudyTable:
    """A table without faults: its rows as studies, as text, and what a reader should look at."""

    studies: tuple[Study, ...]
    rows: tuple[dict[str, str], ...]
    warnings: tuple[Fault, ...]


def read_study_table(
    data: bytes,
    *,
    origin: Origin = Origin.LITERATURE,
    known: Iterable[Study] | None = None,
    where: str = _UNNAMED,
) -> StudyTable:
    """Read a CSV in the layout of studies.csv.

    ``known`` are the rows it must not repeat; those of the package if none are given;
    ``where`` is the name of the file, for messages. Raises
    BadStudyTable with every fault at once, BadInput where the bytes are no such table.
    """
    lines = _lines_of(_text_of(data, where), where)
    held = tuple(studies() if known is None else known)
    faults = [fault for line, row in lines for fault in faults_of_row(line, row)]
    faults += faults_of_duplicates(lines, held)
    if faults:
        raise BadStudyTable(
            tuple(sorted(set(faults), key=lambda f: (f.line, f.column, f.text))), where=where
        )
    return StudyTable(
        studies=tuple(study_from_row(row, origin=origin) for _, row in lines),
        rows=tuple(row for _, row in lines),
        warnings=tuple(w for line, row in lines for w in warnings_of_row(line, row)),
    )


def _text_of(data: bytes, where: str) -> str:
    if len(data) > MOST_BYTES:
        what = f"it has {len(data)} bytes, more than {MOST_BYTES}"
        raise BadInput(what, where=where, do="Split it into smaller tables.")
    if b"\0" in data:
        what = "it holds zero bytes, so it is no text"
        raise BadInput(what, where=where, do="Save the table as CSV in UTF-8, not as a workbook.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        what = f"byte {error.start + 1} is not UTF-8"
        raise BadInput(what, where=where, do="Save the table as CSV in UTF-8.") from None


def _lines_of(text: str, where: str) -> list[tuple[int, dict[str, str]]]:
    """Return line number and cells of each row; the shape must be right before cells are read."""
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    lines: list[tuple[int, dict[str, str]]] = []
    shape: list[Fault] = []
    try:
        header = [name.strip() for name in next(reader, [])]
        _require_columns(header, where)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            shape += _faults_of_shape(reader.line_num, header, cells)
            lines.append((reader.line_num, _row(header, cells)))
            _require_count(len(lines), where)
    except csv.Error as error:
        what = f"line {reader.line_num} is broken CSV ({error})"
        raise BadInput(what, where=where, do="Close every quote and save it again.") from None
    if shape:
        raise BadStudyTable(tuple(shape), where=where)
    if not lines:
        raise BadInput("it has no rows", where=where, do="Give one line per arm or outcome.")
    return lines


def _row(header: list[str], cells: list[str]) -> dict[str, str]:
    return {name: cell.strip() for name, cell in zip(header, cells, strict=False)}


def _require_columns(header: list[str], where: str) -> None:
    """Order is free; names are not."""
    wanted = study_table_columns()
    missing = [name for name in wanted if name not in header]
    unknown = [name for name in header if name not in wanted]
    twice = sorted({name for name in header if header.count(name) > 1})
    told = [
        f"{word}: {', '.join(name[:40] for name in names[:40])}"
        for word, names in (("missing", missing), ("unknown", unknown), ("twice", twice))
        if names
    ]
    if told:
        do = f"Use exactly the {len(wanted)} columns of secretome evidence --template."
        raise BadInput(f"its columns are wrong ({'; '.join(told)})", where=where, do=do)


def _require_count(rows: int, where: str) -> None:
    if rows > MOST_ROWS:
        what = f"it has more than {MOST_ROWS} rows"
        raise BadInput(what, where=where, do="Split it into smaller tables.")


def _faults_of_shape(line: int, header: list[str], cells: list[str]) -> list[Fault]:
    found = []
    if len(cells) != len(header):
        what = f"it has {len(cells)} cells, the header {len(header)}"
        found.append(Fault(line, "", what, "Put text with commas into quotes"))
    found += [
        Fault(line, name, f"it is longer than {MOST_CELL} characters", "Shorten it")
        for name, cell in zip(header, cells, strict=False)
        if len(cell) > MOST_CELL
    ]
    return found
