"""BMG MARS text exports: pairs in cells, then titled grids.

Refuses: no grid, a grid that is cut off.
"""

import re
from collections.abc import Iterator, Sequence

from secretome.errors import BadInput
from secretome.instruments.measurement import Measurement
from secretome.instruments.plates.grids import Grid, grids
from secretome.instruments.plates.meaning import measurement_of
from secretome.instruments.plates.structure import (
    PlateFile,
    PlateTable,
    Read,
    require_whole,
    signal_of,
)
from secretome.instruments.tables import Row, decode, rows
from secretome.instruments.values import decimal_sign

AGAIN = "Export the plate again from MARS, as a microplate view"
_PAIR = re.compile(r"^([A-Za-z][A-Za-z0-9 .]{0,40}):\s*(.*)$")


def read(data: bytes, *, sha256: str, name: str) -> Measurement:
    """Read one export; raises BadInput where it is damaged or cut off."""
    text, encoding = decode(data, name=name)
    head = text[:2000]
    delimiter = max(",;\t", key=lambda sign: head.count(f"{sign}1{sign}2{sign}3{sign}"))
    lines = [row for row in rows(text, name=name, delimiter=delimiter) if not row.is_blank]
    if sum(row.key.startswith("User:") for row in lines) > 1:
        raise BadInput("several exports stand in one file", where=name, do=AGAIN)
    found = list(grids(lines))
    if not found:
        raise BadInput("there is no grid of wells", where=name, do=AGAIN)
    for grid in found:
        _require_end(grid, name)
    pairs = tuple(_pairs(found[0].above))
    signal = signal_of(" ".join(row.key for row in found[0].above if not _PAIR.match(row.key)))
    reads = tuple(Read(signal, _title(grid, place), grid.texts)
                  for place, grid in enumerate(found, 1))  # fmt: skip
    stated = dict(pairs)
    plate_id = stated.get("ID1", "") or stated.get("Test name", "") or "plate"
    cells = (text for one in reads for text in one.texts.values())
    file = PlateFile(
        kind="bmg_mars",
        instrument="BMG Labtech reader",
        software="MARS",
        plates=(PlateTable(plate_id, reads, settings=pairs),),
        decimal=decimal_sign(cells, where=name, may_group=False),
        details=(*pairs, ("encoding", encoding)),
        unused=tuple(_unused(lines, found)),
    )
    return measurement_of(file, sha256=sha256, name=name)


def _pairs(above: Sequence[Row]) -> Iterator[tuple[str, str]]:
    for row in above:
        for cell in row.cells:
            found = _PAIR.match(cell)
            if found:
                yield found[1], found[2]


def _title(grid: Grid, place: int) -> str:
    """The line right above a grid, such as ``Raw Data (450 1)``."""
    return next((row.key for row in reversed(grid.above) if row.key), f"grid {place}")


def _require_end(grid: Grid, name: str) -> None:
    where = f"{name}, grid at line {grid.line}"
    require_whole(grid.letters, grid.columns, where=where, do=AGAIN)
    if grid.narrowest < grid.columns:
        raise BadInput("a row of the grid is cut off", where=where, do=AGAIN)


def _unused(lines: Sequence[Row], found: Sequence[Grid]) -> Iterator[str]:
    last = found[-1].line + len(found[-1].letters)
    for row in lines:
        if row.line > last:
            yield f"line {row.line}: {row.key[:60]}"
