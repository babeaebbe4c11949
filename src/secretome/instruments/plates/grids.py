"""Grids with a row of column numbers and lettered rows, as MARS, SkanIt and Magellan print them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from secretome.instruments.plates.structure import PLATE_ROWS, columns_of, row_letters
from secretome.instruments.tables import Row


@dataclass(frozen=True, slots=True)
class Grid:
    """One grid: its corner cell, the rows of text above it since the last grid, its wells."""

    corner: str
    line: int
    above: tuple[Row, ...]
    texts: dict[str, str]
    letters: tuple[str, ...]
    columns: int
    narrowest: int


def grids(rows: Sequence[Row]) -> Iterator[Grid]:
    """Every grid in order; letters end at the first row that does not continue them."""
    above: list[Row] = []
    place = 0
    while place < len(rows):
        row = rows[place]
        columns = columns_of(row.cells[1:])
        if not columns:
            above.append(row)
            place += 1
            continue
        body = list(_body(rows[place + 1 :], PLATE_ROWS[columns]))
        yield _grid(row, tuple(above), body, columns)
        above = []
        place += 1 + len(body)


def _body(rows: Sequence[Row], most: int) -> Iterator[Row]:
    for letter, row in zip(row_letters(most), rows, strict=False):
        if row.key != letter:
            return
        yield row


def _grid(head: Row, above: tuple[Row, ...], body: list[Row], columns: int) -> Grid:
    texts = {}
    for row in body:
        for column, cell in enumerate(row.cells[1 : columns + 1], 1):
            texts[f"{row.key}{column}"] = cell
    narrowest = min((len(row.cells) for row in body), default=0) - 1
    letters = tuple(row.key for row in body)
    return Grid(head.key, head.line, above, texts, letters, columns, narrowest)
