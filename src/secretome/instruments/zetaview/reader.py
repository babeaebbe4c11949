"""Bytes of a ZetaView export to header pairs and rows of numbers as printed.

Refuses: damaged text, two exports in one file, a size table that is not there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from secretome.errors import BadInput
from secretome.instruments.tables import Row, decode, plain_rows

TABLE_TITLE = "Size / nm"
AGAIN = "Export the text file again from the ZetaView software"
_INLINE = re.compile(r"^([^:\t]{1,80}):+\s+(\S.*)$")


@dataclass(frozen=True, slots=True)
class Document:
    """An export as text: pairs above, the size table below."""

    name: str
    encoding: str
    pairs: tuple[tuple[str, str], ...]
    table: tuple[Row, ...]
    columns: tuple[str, ...]

    def text(self, key: str) -> str:
        """The value of the first pair with this key; empty where there is none."""
        return next((text for found, text in self.pairs if found == key), "")


def read_document(data: bytes, *, name: str) -> Document:
    """Split an export into its pairs and its table; raises BadInput where it is damaged."""
    text, encoding = decode(data, name=name)
    lines = [row for row in plain_rows(text) if not row.is_blank]
    if sum(row.key == "Original File:" for row in lines) != 1:
        raise BadInput("several exports stand in one file", where=name, do=AGAIN)
    titles = [place for place, row in enumerate(lines) if row.key == TABLE_TITLE]
    if len(titles) != 1:
        what = f"there are {len(titles)} size tables ('{TABLE_TITLE}'), not one"
        raise BadInput(what, where=name, do=AGAIN)
    above, below = lines[: titles[0]], lines[titles[0] + 1 :]
    pairs = tuple(pair for row in above for pair in _pairs(row.cells))
    return Document(name, encoding, pairs, tuple(below), lines[titles[0]].cells)


def _pairs(cells: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Every ``Key:`` of a line with the cells up to the next one; blanks may stand for a tab."""
    key, values = "", list[str]()
    for cell in cells:
        inline = _INLINE.match(cell) if not key else None
        if inline:
            key, values = inline[1].strip(), [inline[2]]
        elif cell.endswith(":"):
            if key:
                yield key, " ".join(filter(None, values))
            key, values = cell.rstrip(":").strip(), []
        else:
            values.append(cell)
    if key:
        yield key, " ".join(filter(None, values))
