"""Sheets of an xlsx or xls workbook as rows of texts, read by calamine behind a fence.

Refuses: a bomb, a sheet whose outermost cells span more than any export does, a broken file.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from secretome.errors import BadInput
from secretome.instruments.containers import is_zip, member_names
from secretome.instruments.old_workbooks import OLE_MAGIC, require_small_sheets
from secretome.instruments.sheet_parts import SheetParts, open_parts
from secretome.instruments.tables import Row

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

Found = TypeVar("Found")
MOST_CELLS = 4_000_000
_AGAIN = "Export the workbook again from the instrument software"
_OPENING_ROWS, _OPENING_SHEETS, _OPENING_BYTES = 40, 3, 400_000


@dataclass(frozen=True, slots=True)
class Workbook:
    """An opened workbook; sheets are checked and read when asked for."""

    name: str
    sheets: tuple[str, ...]
    book: "CalamineWorkbook"
    parts: SheetParts | None

    def rows(self, sheet: str, *, most: int | None = None) -> tuple[Row, ...]:
        """Rows of one sheet, every cell as text, numbers as they are stored."""
        if self.parts is not None:
            self.parts.require_small(sheet, most_cells=MOST_CELLS)
        cells = _guarded(lambda: self._read(sheet, most), self.name)
        return tuple(Row(line, tuple(map(_text, row))) for line, row in enumerate(cells, 1))

    def _read(self, sheet: str, most: int | None) -> list[list[Any]]:
        found = self.book.get_sheet_by_name(sheet)
        cells: list[list[Any]] = found.to_python(skip_empty_area=False, nrows=most)
        return cells


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are an xlsx or xls file, by what lies inside."""
    if data.startswith(OLE_MAGIC):
        return True
    try:
        return is_zip(data) and "xl/workbook.xml" in member_names(data)
    except BadInput:
        return False


def open_workbook(data: bytes, *, name: str) -> Workbook:
    """Open a workbook; raises BadInput where it is broken or built to exhaust the reader."""
    book, parts = _opened(data)
    return Workbook(name, tuple(book.sheet_names), book, parts)


@lru_cache(maxsize=1)  # recognised and then read: opened once
def _opened(data: bytes) -> "tuple[CalamineWorkbook, SheetParts | None]":
    parts = None
    if data.startswith(OLE_MAGIC):
        require_small_sheets(data, name="the workbook", most_cells=MOST_CELLS)
    else:
        parts = open_parts(data, name="the workbook")

    def opened() -> "CalamineWorkbook":
        from python_calamine import CalamineWorkbook

        return CalamineWorkbook.from_filelike(io.BytesIO(data))

    return _guarded(opened, "the workbook"), parts


def opening_cells(data: bytes) -> tuple[str, ...]:
    """Names of the sheets and texts of their first rows, for recognising a layout."""
    book = open_workbook(data, name="the workbook")
    found: list[str] = list(book.sheets)
    for place, sheet in enumerate(book.sheets[:_OPENING_SHEETS]):
        is_large = book.parts is not None and book.parts.size(sheet) > _OPENING_BYTES
        if not place or not is_large:
            rows = book.rows(sheet, most=_OPENING_ROWS)
            found.extend(cell for row in rows for cell in row.cells if cell)
    return tuple(found)


def _guarded(action: Callable[[], Found], name: str) -> Found:
    """Run calamine; its panics are no ordinary exceptions and must not leave this room."""
    try:
        return action()
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as fault:
        what = "the workbook is damaged or of a kind that cannot be read"
        raise BadInput(what, where=name, do=_AGAIN) from fault


def _text(cell: object) -> str:
    """A cell as text; whole numbers without a decimal point, as the sheet shows them."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date | time | timedelta):
        return str(cell)
    return str(cell).strip()
