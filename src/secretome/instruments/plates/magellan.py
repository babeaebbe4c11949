"""Tecan Magellan workbooks: a list of wells with a column per label, or grids.

Refuses: a workbook without wells.
"""

import re
from collections.abc import Iterator, Sequence

from secretome.errors import BadInput
from secretome.instruments.measurement import Measurement
from secretome.instruments.plates.grids import grids
from secretome.instruments.plates.meaning import measurement_of
from secretome.instruments.plates.structure import (
    PlateFile,
    PlateTable,
    Read,
    signal_of,
    well_name,
)
from secretome.instruments.tables import Row
from secretome.instruments.values import decimal_sign
from secretome.instruments.workbooks import open_workbook

AGAIN = "Export the results again from Magellan as a list of wells"
WELLS = ("Well positions", "Well position", "Well")
_NUMBERED = re.compile(r"^Measurement ([0-9]+):$")
_DATE = re.compile(r"^Date:\s*([^,]+),\s*Time:\s*(.+)$")


def read(data: bytes, *, sha256: str, name: str) -> Measurement:
    """Read the first sheet of one workbook; raises BadInput where it names no wells."""
    book = open_workbook(data, name=name)
    rows = [row for row in book.rows(book.sheets[0]) if not row.is_blank]
    modes = tuple(_modes(rows))
    reads, used = _reads(rows, modes)
    if not reads:
        raise BadInput("the sheet names no wells", where=name, do=AGAIN)
    below = [row for row in rows if row.line not in used]
    cells = (text for one in reads for text in one.texts.values())
    file = PlateFile(
        kind="magellan",
        instrument="Tecan reader",
        software="Magellan",
        plates=(PlateTable("plate", reads, settings=tuple(_pairs(below))),),
        decimal=decimal_sign(cells, where=name, may_group=False),
        details=tuple(_pairs(below)),
        unused=tuple(f"sheet {one}" for one in book.sheets[1:]),
    )
    return measurement_of(file, sha256=sha256, name=name)


def _modes(rows: Sequence[Row]) -> Iterator[str]:
    """The mode of each measurement, in the order of the labels."""
    prefix = "Measurement mode:"
    return (row.key.removeprefix(prefix).strip() for row in rows if row.key.startswith(prefix))


def _reads(rows: Sequence[Row], modes: Sequence[str]) -> tuple[tuple[Read, ...], set[int]]:
    """Reads of the list, or of the grids where there is no list, and the lines they took."""
    head = next((row for row in rows if row.key in WELLS), None)
    if head is None:
        found = list(grids(rows))
        reads = (Read(_signal(modes, place), f"Label{place + 1}", grid.texts)
                 for place, grid in enumerate(found))  # fmt: skip
        return tuple(reads), {grid.line + step for grid in found for step in range(33)}
    wells = [(row, well_name(row.key)) for row in rows if row.line > head.line]
    named = [(row, well) for row, well in wells if well]
    labels = [(place, title) for place, title in enumerate(head.cells) if place and title]
    reads = (
        Read(
            _signal(modes, order),
            title,
            {well: row.cells[place] for row, well in named if place < len(row.cells)},
        )
        for order, (place, title) in enumerate(labels)
    )
    return tuple(reads), {head.line, *(row.line for row, _ in named)}


def _signal(modes: Sequence[str], place: int) -> str:
    chosen = modes[place] if place < len(modes) else (modes[0] if len(set(modes)) == 1 else "")
    return signal_of(chosen)


def _pairs(below: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """Lines below the wells, numbered ones under the measurement they belong to."""
    under = ""
    for row in below:
        text = " ".join(cell for cell in row.cells if cell)
        numbered, date = _NUMBERED.match(text), _DATE.match(text)
        if numbered:
            under = f"measurement {numbered[1]} "
        elif date:
            yield from (("date", date[1]), ("time", date[2]))
        elif ":" in text and text[1:2] != ":":
            key, _, value = text.partition(":")
            yield f"{under}{key.strip()}", value.strip()
        else:
            yield f"line {row.line}", text
