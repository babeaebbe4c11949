"""Sheets of an xlsx or xls workbook as rows of texts, read by calamine behind a fence.

Refuses: a bomb, a sheet whose outermost cells span more than any export does, a broken file.
"""

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from secretome.errors import BadInput
from secretome.instruments.containers import is_zip, member_names, unpack
from secretome.instruments.old_workbooks import OLE_MAGIC, require_small_sheets
from secretome.instruments.tables import Row

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

MOST_CELLS = 4_000_000
_AGAIN = "Export the workbook again from the instrument software"
_CELL = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,9})["']""")
_SHEET = re.compile(r"(?:^|/)worksheets?/[^/]+\.xml$", re.IGNORECASE)
_OPENING_ROWS, _OPENING_SHEETS = 40, 3


@dataclass(frozen=True, slots=True)
class Workbook:
    """An opened workbook; sheets are read when asked for."""

    name: str
    sheets: tuple[str, ...]
    book: "CalamineWorkbook"

    def rows(self, sheet: str, *, most: int | None = None) -> tuple[Row, ...]:
        """Rows of one sheet, every cell as text, numbers as they are stored."""
        cells = _guarded(lambda: self._read(sheet, most), self.name)
        return tuple(Row(line, tuple(map(_text, row))) for line, row in enumerate(cells, 1))

    def _read(self, sheet: str, most: int | None) -> list[list[Any]]:
        found = self.book.get_sheet_by_name(sheet)
        return found.to_python(skip_empty_area=False, nrows=most)


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are an xlsx or xls file, by what lies inside."""
    if data.startswith(OLE_MAGIC):
        return True
    try:
        return is_zip(data) and any("workbook" in one for one in member_names(data))
    except BadInput:
        return False


def open_workbook(data: bytes, *, name: str) -> Workbook:
    """Open a workbook; raises BadInput where it is broken or built to exhaust the reader."""
    if data.startswith(OLE_MAGIC):
        require_small_sheets(data, name=name, most_cells=MOST_CELLS)
    else:
        _require_small_parts(unpack(data, name=name), name)

    def opened() -> "CalamineWorkbook":
        from python_calamine import CalamineWorkbook

        return CalamineWorkbook.from_filelike(io.BytesIO(data))

    book = _guarded(opened, name)
    return Workbook(name, tuple(book.sheet_names), book)


def opening_cells(data: bytes) -> tuple[str, ...]:
    """Texts of the first rows of the first sheets, for recognising a layout."""
    book = open_workbook(data, name="workbook")
    found: list[str] = list(book.sheets)
    for sheet in book.sheets[:_OPENING_SHEETS]:
        for row in book.rows(sheet, most=_OPENING_ROWS):
            found.extend(cell for cell in row.cells if cell)
    return tuple(found)


def _require_small_parts(members: dict[str, bytes], name: str) -> None:
    for member, part in members.items():
        if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
            raise BadInput("the workbook declares entities", where=name, do=_AGAIN)
        if _SHEET.search(member):
            _require_small_sheet(part, name)


def _require_small_sheet(part: bytes, name: str) -> None:
    """The reader sets aside room for the rectangle around all cells: it must be a small one."""
    places = set(_CELL.findall(part))
    columns = max((_column_number(letters) for letters, _ in places), default=1)
    lines = max((int(digits) for _, digits in places), default=1)
    lines = max(lines, *_row_numbers(part), 1)
    if columns * lines > MOST_CELLS:
        what = f"a sheet spans {lines} rows and {columns} columns"
        raise BadInput(what, where=name, do="Export less into one workbook")


def _row_numbers(part: bytes) -> Iterable[int]:
    found = re.findall(rb"""<(?:\w+:)?row\b[^>]*?\sr\s*=\s*["']([0-9]{1,12})""", part)
    return (1, *map(int, found))


def _column_number(letters: bytes) -> int:
    value = 0
    for letter in letters.upper():
        value = value * 26 + letter - 64
    return value


def _guarded(action: Any, name: str) -> Any:
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
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date | time | timedelta):
        return str(cell)
    return str(cell).strip()
