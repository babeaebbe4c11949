"""xPONENT exports: pairs above, then tables that each begin with ``DataType:``.

Refuses: no table of medians, a table that is cut off or stands twice, merged files.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from secretome.errors import BadInput
from secretome.instruments.tables import Row, decode, require_whole_last_row, rows

AGAIN = "Export the batch again from xPONENT"
MEDIAN = "Median"
LOCATION = re.compile(r"^(?:[0-9]+\()?(?:([0-9]+),)?([A-Z]{1,2}[0-9]{1,2})\)?$")
_TYPE = "DataType:"
_CLOSING = "-- CRC --"


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its titles and its rows, blank ones left out."""

    titles: tuple[str, ...]
    rows: tuple[Row, ...]
    by_key: dict[str, Row]

    def cell(self, row: Row, title: str) -> str:
        """The cell under this title; empty where there is none."""
        place = self.titles.index(title) if title in self.titles else -1
        return row.cells[place] if 0 <= place < len(row.cells) else ""


@dataclass(frozen=True, slots=True)
class Batch:
    """A whole export before anything is understood."""

    name: str
    encoding: str
    pairs: tuple[tuple[str, str], ...]
    tables: dict[str, Table]
    printed: dict[str, tuple[tuple[str, str], ...]]
    has_end: bool

    def remarks(self, well: str) -> tuple[tuple[str, str], ...]:
        """Status and message of each warning the instrument printed for a well."""
        return self.printed.get(well, ())

    def text(self, key: str) -> str:
        """The value of a pair; empty where there is none."""
        return dict(self.pairs).get(key, "")


def read_batch(data: bytes, *, name: str) -> Batch:
    """Split an export into pairs and tables; raises BadInput where it is damaged."""
    text, encoding = decode(data, name=name)
    delimiter = max(",;\t", key=lambda sign: text[:4000].count(f"Program{sign}xPONENT") +
                    text[:4000].count(f'Program"{sign}"xPONENT'))  # fmt: skip
    lines = [row for row in rows(text, name=name, delimiter=delimiter) if not row.is_blank]
    closings = sum(row.key == _CLOSING for row in lines)
    if closings > 1:
        raise BadInput("several batches stand in one file", where=name, do=AGAIN)
    starts = [place for place, row in enumerate(lines) if row.key == _TYPE]
    tables = dict(_tables(lines, starts, name))
    if MEDIAN not in tables:
        raise BadInput("there is no table of medians", where=name, do=AGAIN)
    pairs = tuple(_pairs(lines[: starts[0]]))
    return Batch(name, encoding, pairs, tables, _printed(tables), has_end=closings == 1)


def _printed(tables: dict[str, Table]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Warnings and errors by well."""
    found: dict[str, list[tuple[str, str]]] = {}
    table = tables.get("Warnings/Errors")
    for row in table.rows if table else ():
        place = LOCATION.match(row.key)
        if table and place:
            remark = table.cell(row, "Status"), table.cell(row, "Message")
            found.setdefault(place[2], []).append(remark)
    return {well: tuple(remarks) for well, remarks in found.items()}


def _tables(lines: Sequence[Row], starts: list[int], name: str) -> Iterator[tuple[str, Table]]:
    closings = (place for place, row in enumerate(lines) if row.key == _CLOSING)
    end = next(closings, len(lines))
    seen: set[str] = set()
    for start, stop in zip(starts, [*starts[1:], end], strict=False):
        title = lines[start].cells[1] if len(lines[start].cells) > 1 else ""
        if title in seen:
            raise BadInput(f"table {title!r} stands twice", where=name, do=AGAIN)
        seen.add(title)
        body = lines[start + 1 : stop]
        require_whole_last_row(body, name=name)
        if body:
            titles, below = _without_tail(body[0].cells), tuple(body[1:])
            yield title, Table(titles, below, {row.key: row for row in below})


def _without_tail(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Titles without the blanks that a spreadsheet added behind them."""
    last = max((place for place, cell in enumerate(cells) if cell), default=-1)
    return cells[: last + 1]


def _pairs(lines: Sequence[Row]) -> Iterator[tuple[str, str]]:
    for row in lines:
        texts = [cell for cell in row.cells[1:] if cell]
        if row.key and texts:
            yield row.key, " ".join(texts)
