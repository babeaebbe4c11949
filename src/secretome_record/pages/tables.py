"""Columns and cells for the table piece: plain data that a view fills in."""

from dataclasses import dataclass, replace
from typing import Literal

from secretome_record.pages.numbers import aligned

CellKind = Literal["text", "number", "code", "state", "time"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, what it holds, and the name it sorts by (if it may be sorted)."""

    label: str
    kind: CellKind = "text"
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: text, and where it leads; a state cell also has a tone, a number a unit."""

    value: object
    url: str = ""
    kind: CellKind | None = None
    tone: str = "neutral"
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell joined with its column, ready for the template."""

    value: object
    url: str
    kind: str
    tone: str
    unit: str
    label: str
    is_first: bool


def shown_rows(columns: list[Column], rows: list[list[object]]) -> list[list[ShownCell]]:
    """Join cells with their columns and align the decimals of number columns."""
    cells = [
        [
            _shown(column, value, is_first=index == 0)
            for index, (column, value) in enumerate(zip(columns, row, strict=True))
        ]
        for row in rows
    ]
    for index, column in enumerate(columns):
        if column.kind == "number":
            texts = aligned([str(row[index].value) for row in cells])
            for row, text in zip(cells, texts, strict=True):
                row[index] = replace(row[index], value=text)
    return cells


def _shown(column: Column, value: object, *, is_first: bool) -> ShownCell:
    cell = value if isinstance(value, Cell) else Cell(value)
    return ShownCell(
        value="" if cell.value is None else cell.value,
        url=cell.url,
        kind=cell.kind or column.kind,
        tone=cell.tone,
        unit=cell.unit,
        label=column.label,
        is_first=is_first,
    )
