"""Bytes of a text export to rows of cells, for every reader of comma- or tab-separated files.

Refuses: bytes that are no text in a known encoding, an unclosed quote, control characters.
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass

from secretome.errors import BadInput

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DECIMAL = re.compile(r"^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?$")
_AGAIN = "Export the file again from the instrument software"


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its number in the file and its cells without surrounding blanks."""

    line: int
    cells: tuple[str, ...]

    @property
    def key(self) -> str:
        """The first cell."""
        return self.cells[0] if self.cells else ""

    @property
    def is_blank(self) -> bool:
        """Whether no cell holds anything."""
        return not any(self.cells)


def decode(data: bytes, *, name: str, may_be_wide: bool = False) -> tuple[str, str]:
    """Text and the encoding it was in: ASCII, UTF-8 or Windows-1252, in this order of evidence.

    ``may_be_wide``: the software also writes UTF-16, which its byte-order mark proves.
    """
    if may_be_wide and data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _sound(_wide(data, name), name), "utf-16"
    if b"\x00" in data:
        raise BadInput("the file is not a plain text (it holds zero bytes)", where=name, do=_AGAIN)
    for encoding in ("ascii", "utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return _sound(text, name), encoding
    raise BadInput("the file is in no known encoding or is damaged", where=name, do=_AGAIN)


def _wide(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError as fault:
        raise BadInput("the UTF-16 text is damaged or cut off", where=name, do=_AGAIN) from fault


def _sound(text: str, name: str) -> str:
    if _CONTROL.search(text):
        what = "the file holds control characters and is damaged"
        raise BadInput(what, where=name, do=_AGAIN)
    return text


def rows(text: str, *, name: str, delimiter: str = ",") -> tuple[Row, ...]:
    """Split a text into rows; every row keeps its line number."""
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True)
    try:
        return tuple(Row(reader.line_num, tuple(map(str.strip, cells))) for cells in reader)
    except csv.Error as fault:
        what = f"line {reader.line_num} is damaged ({fault})"
        raise BadInput(what, where=name, do=_AGAIN) from fault


def plain_rows(text: str, *, delimiter: str = "\t") -> tuple[Row, ...]:
    """Split a text whose quotes mean nothing; one pair around a whole cell is taken off."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return tuple(
        Row(
            place,
            tuple(
                [_unquoted(cell) for cell in line.split(delimiter)]
                if '"' in line
                else [cell.strip() for cell in line.split(delimiter)]
            ),
        )
        for place, line in enumerate(lines, 1)
    )


def require_last_line_end(text: str, *, name: str) -> None:
    """Raise BadInput where a table made by a program ends inside a line: its last number is cut."""
    if not text.endswith(("\n", "\r")):
        raise BadInput("its last line has no end: the file is cut off", where=name, do=_AGAIN)


def require_whole_last_row(found: Sequence[Row], *, name: str, width: int = 0) -> None:
    """Raise BadInput where the last row has fewer cells than all others: the file is cut off.

    ``width`` stands for the others where there is only one row.
    """
    least = min((len(row.cells) for row in found[:-1]), default=width)
    if found and len(found[-1].cells) < least:
        where = f"{name}, line {found[-1].line}"
        raise BadInput("the last row is cut off", where=where, do=_AGAIN)


@dataclass(frozen=True, slots=True)
class Titled:
    """Rows below a row of titles: cells are found by the name of their column."""

    titles: tuple[str, ...]
    rows: tuple[Row, ...]
    places: dict[str, int]

    def place(self, *names: str) -> int | None:
        """Where the first of these titles stands, small and capital letters alike."""
        for one in names:
            found = self.places.get(one, self.places.get(one.casefold()))
            if found is not None:
                return found
        squeezed = (self.places.get(_squeezed(one)) for one in names)
        return next((place for place in squeezed if place is not None), None)

    def cell(self, row: Row, *names: str) -> str:
        """The cell under the first of these titles that the table has; empty where it has none."""
        place = self.place(*names)
        return row.cells[place] if place is not None and place < len(row.cells) else ""

    def others(self, *used: str) -> tuple[str, ...]:
        """Titles that are none of these."""
        known = {_squeezed(one) for one in used}
        return tuple(title for title in self.titles if title and _squeezed(title) not in known)


def titled(found: Sequence[Row], *needed: str, name: str) -> tuple[Titled, tuple[Row, ...]]:
    """The table below the first row that has all these titles, and the rows above it.

    Raises BadInput where no row has them, or the table starts again further below.
    """
    wanted = {_squeezed(one) for one in needed}
    heads = [
        place
        for place, row in enumerate(found)
        if wanted <= {_squeezed(cell) for cell in row.cells}
    ]
    if len(heads) != 1:
        what = "there is no row of titles" if not heads else "the table stands twice: merged files"
        do = f"Expected one row with: {', '.join(needed)}"
        raise BadInput(what, where=name, do=do)
    titles = found[heads[0]].cells
    below = tuple(row for row in found[heads[0] + 1 :] if not row.is_blank)
    return Titled(titles, below, _places(titles)), tuple(found[: heads[0]])


def _places(titles: tuple[str, ...]) -> dict[str, int]:
    """Where each title stands first, as printed and in small letters."""
    found: dict[str, int] = {}
    for place, title in enumerate(titles):
        found.setdefault(title, place)
    for place, title in enumerate(titles):
        found.setdefault(title.casefold(), place)
        found.setdefault(_squeezed(title), place)
    return found


def _squeezed(title: str) -> str:
    """A title without blanks and capitals: exports of one software differ in both."""
    return "".join(title.casefold().split())


def _unquoted(cell: str) -> str:
    bare = cell.strip()
    return bare[1:-1] if len(bare) > 1 and bare[0] == bare[-1] == '"' else bare


def number(text: str) -> float | None:
    """The number in a cell written with a decimal point, or None: never NaN, never infinite."""
    if not _DECIMAL.match(text):
        return None
    value = float(text)
    return value if abs(value) < 1e300 else None
