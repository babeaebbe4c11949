"""Bytes of a text export to rows of cells, for every reader of comma- or tab-separated files.

Refuses: bytes that are no text in a known encoding, an unclosed quote, control characters.
"""

import csv
import re
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
        Row(place, tuple(_unquoted(cell) for cell in line.split(delimiter)))
        for place, line in enumerate(lines, 1)
    )


def _unquoted(cell: str) -> str:
    bare = cell.strip()
    return bare[1:-1] if len(bare) > 1 and bare[0] == bare[-1] == '"' else bare


def number(text: str) -> float | None:
    """The number in a cell written with a decimal point, or None: never NaN, never infinite."""
    if not _DECIMAL.match(text):
        return None
    value = float(text)
    return value if abs(value) < 1e300 else None
