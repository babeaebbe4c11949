"""The parts of an xlsx file: which one is which sheet, and how far the cells of a sheet reach.

Refuses: entities, names that stand twice, parts that are missing, cells too far out.
"""

import re
from dataclasses import dataclass

from secretome.errors import BadInput
from secretome.instruments.containers import member_sizes, unpack
from secretome.instruments.markup import parse

_AGAIN = "Export the workbook again from the instrument software"
_BOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_MOST_SHARED_BYTES = 64 * 1024 * 1024
_SHARED = re.compile(r"^xl/(?:workbook|sharedStrings|styles|metadata)\.xml$|^xl/_rels/", re.I)
_COLUMN, _ROW = re.compile(rb'<c r="([A-Z]{1,3})'), re.compile(rb'<row r="([0-9]{1,9})"')
_ANY_CELL = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{0,9})([0-9]{1,18})["']""")
_TAGS = (b"<c ", b"<c\t", b"<c\n", b"<c\r", b":c ", b":c\t", b":c\n", b":c\r", b"<c>", b":c>")
_ROW_TAGS = tuple(tag.replace(b"c", b"row") for tag in _TAGS)


@dataclass(frozen=True, slots=True)
class SheetParts:
    """Where the sheets of one xlsx file lie in its zip."""

    name: str
    data: bytes
    parts: dict[str, str]
    sizes: dict[str, int]

    def size(self, sheet: str) -> int:
        """Stated size of a sheet's part in bytes."""
        return self.sizes.get(self.parts.get(sheet, ""), 0)

    def require_small(self, sheet: str, *, most_cells: int) -> None:
        """Raise BadInput unless the rectangle around the cells of this sheet is a small one.

        The reader sets aside room for the whole of it, and two cells can span a million columns.
        """
        wanted = self.parts.get(sheet, "")
        part = unpack(self.data, name=self.name, wanted=lambda one: one == wanted).get(wanted)
        if part is None:
            raise BadInput("a sheet of the workbook is missing", where=self.name, do=_AGAIN)
        _require_no_entities(part, self.name)
        lines, columns = _extent(part)
        if lines * columns > most_cells:
            what = f"a sheet spans {lines} rows and {columns} columns"
            raise BadInput(what, where=self.name, do="Export less into one workbook")


def open_parts(data: bytes, *, name: str) -> SheetParts:
    """Find the sheets; raises BadInput where the file contradicts itself."""
    shared = unpack(
        data, name=name, most=_MOST_SHARED_BYTES, wanted=lambda one: bool(_SHARED.match(one))
    )
    for part in shared.values():
        _require_no_entities(part, name)
    if _BOOK not in shared or _RELATIONS not in shared:
        raise BadInput("the workbook has no list of sheets", where=name, do=_AGAIN)
    relations = parse(shared[_RELATIONS], name=name).findall("Relationship")
    targets = {one.get("Id", ""): _path(one.get("Target", "")) for one in relations}
    sheets = parse(shared[_BOOK], name=name).findall("sheets/sheet")
    parts = {one.get("name", ""): targets.get(one.get("id", ""), "") for one in sheets}
    if len(parts) < len(sheets) or len(targets) < len(relations):
        raise BadInput("a sheet stands twice in the workbook", where=name, do=_AGAIN)
    return SheetParts(name, data, parts, member_sizes(data, name=name))


def _path(target: str) -> str:
    bare = target.removeprefix("/")
    return bare if bare.startswith("xl/") else f"xl/{bare}"


def _require_no_entities(part: bytes, name: str) -> None:
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise BadInput("the workbook declares entities", where=name, do=_AGAIN)


def _extent(part: bytes) -> tuple[int, int]:
    """Rows and columns of a sheet; the quick search counts only if it has seen every tag."""
    columns, rows = _COLUMN.findall(part), _ROW.findall(part)
    if len(columns) == _count(part, _TAGS) and len(rows) == _count(part, _ROW_TAGS):
        widest = max(map(_column_number, set(columns)), default=1)
        return max(map(int, rows), default=1), widest
    found = _ANY_CELL.findall(part)
    widest = max((_column_number(letters) for letters, _ in found), default=1)
    lines = max((int(digits) for _, digits in found), default=1)
    return max(lines, _count(part, _ROW_TAGS), 1), max(widest, _widest_unnamed(part), 1)


def _widest_unnamed(part: bytes) -> int:
    """Cells without a name take the next column: at most as many as a row has cells."""
    pieces = re.split(rb"<(?:\w+:)?row\b", part)
    return max(_count(piece, _TAGS) for piece in pieces)


def _count(part: bytes, tags: tuple[bytes, ...]) -> int:
    return sum(part.count(tag) for tag in tags)


def _column_number(letters: bytes) -> int:
    value = 0
    for letter in letters.upper():
        value = value * 26 + letter - 64
    return value
