"""Sections of a NanoSight export to rows per capture and the one number-weighted size table.

Refuses: no or unclear capture names, a key that stands twice in a section of results.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from secretome.errors import BadInput
from secretome.instruments.nanosight.constants import (
    CAPTURE_NAMES,
    CONDITIONS,
    DATA_INCLUDED,
    DETAILS,
    INFORMATION,
    RESULTS,
    SETTINGS,
    SIZE_DATA,
    WARNINGS,
)
from secretome.instruments.nanosight.reader import Document, Section
from secretome.instruments.nanosight.size_table import SizeTable, read_size_table
from secretome.instruments.tables import Row

_PER_CAPTURE = (CONDITIONS, SETTINGS, RESULTS, WARNINGS, INFORMATION)
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One keyed row: a cell per capture, then what the file calls average and standard error."""

    section: str
    key: str
    line: int
    values: tuple[str, ...]
    average: str
    standard_error: str
    beyond: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """An export understood as rows; nothing is judged yet."""

    name: str
    software: str
    encoding: str
    captures: tuple[str, ...]
    details: tuple[tuple[str, str], ...]
    rows: Mapping[tuple[str, str], KeyRow]
    table: SizeTable
    unread: tuple[str, ...]

    def row(self, section: str, key: str) -> KeyRow | None:
        """The row of this key in this section; small and capital letters are the same."""
        return self.rows.get(place_of(section, key))


def read_summary(document: Document) -> Summary:
    """Order the sections of an export; raises BadInput where it contradicts itself."""
    captures = _captures(document)
    table, statistics = read_size_table(document, captures)
    keyed = (*_keyed_rows(document), *((SIZE_DATA, row) for row in statistics))
    return Summary(
        name=document.name,
        software=document.software,
        encoding=document.encoding,
        captures=captures,
        details=tuple(_details(document)),
        rows=_by_place(keyed, len(captures), document.name),
        table=table,
        unread=tuple(_unread(document)),
    )


def key_row(section: str, row: Row, captures: int) -> KeyRow:
    """Cut a row into captures, average and standard error; ragged rows are filled with blanks."""
    cells = (*row.cells[1:], *[""] * (captures + 2))
    beyond = tuple(cell for cell in row.cells[captures + 3 :] if cell)
    average, error = cells[captures : captures + 2]
    return KeyRow(section, row.key, row.line, cells[:captures], average, error, beyond)


def _captures(document: Document) -> tuple[str, ...]:
    """Names in the row ``Filename:``; only blanks may follow the last one."""
    section = document.section(DETAILS)
    row = next((r for r in section.rows if r.key == CAPTURE_NAMES), None) if section else None
    names = list(row.cells[1:]) if row else []
    while names and not names[-1]:
        names.pop()
    where = f"{document.name}, row {CAPTURE_NAMES}"
    do = "Export the experiment summary again from the NTA software"
    if not names or not all(names) or any(len(name) > _LONGEST_NAME for name in names):
        raise BadInput("the captures have no clear names", where=where, do=do)
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        do = "Export each experiment by itself"
        raise BadInput(f"capture {twice!r} stands twice", where=where, do=do)
    return tuple(names)


def _details(document: Document) -> Iterator[tuple[str, str]]:
    section = document.section(DETAILS)
    for row in section.rows if section else ():
        if row.key != CAPTURE_NAMES:
            yield row.key, "; ".join(cell for cell in row.cells[1:] if cell)


def _keyed_rows(document: Document) -> Iterator[tuple[str, Row]]:
    for title in _PER_CAPTURE:
        section = document.section(title)
        for row in section.rows if section else ():
            yield title, row


def _by_place(
    keyed: tuple[tuple[str, Row], ...], captures: int, name: str
) -> dict[tuple[str, str], KeyRow]:
    """Rows under their section and key; one key never stands twice in a section."""
    found: dict[tuple[str, str], KeyRow] = {}
    for section, row in keyed:
        place = place_of(section, row.key)
        if place in found:
            what = f"row {row.key!r} stands twice in [{section}]"
            do = "Export the experiment summary again from the NTA software"
            raise BadInput(what, where=f"{name}, line {row.line}", do=do)
        found[place] = key_row(section, row, captures)
    return found


def place_of(section: str, key: str) -> tuple[str, str]:
    """Where a row is kept: its section and its key without blanks and capitals."""
    return section, key.casefold().replace(" ", "")


def _unread(document: Document) -> Iterator[str]:
    """Sections and columns that nothing here looks at."""
    known = {DETAILS, DATA_INCLUDED, SIZE_DATA, *_PER_CAPTURE}
    for section in document.sections:
        if section.title not in known:
            yield from _unread_rows(section)


def _unread_rows(section: Section) -> Iterator[str]:
    if len(section.rows) > 20:
        yield f"[{section.title}] from line {section.line}: {len(section.rows)} rows"
    else:
        yield from (f"[{section.title}] {row.key} (line {row.line})" for row in section.rows)
