"""The number-weighted size table of a NanoSight export, whole or not at all.

Refuses: no such table, two of them, a table that starts again, has a gap, is cut off or holds
anything but numbers of zero and more.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from secretome.errors import BadInput
from secretome.instruments.nanosight.constants import (
    COUNT_UNIT,
    DATA_INCLUDED,
    LARGEST_COUNT_PER_ML,
    LAST_EDGE_STEP_NM,
    SIZE_DATA,
)
from secretome.instruments.nanosight.reader import Document
from secretome.instruments.tables import Row, number

_NUMBERS = re.compile(r"^[0-9.eE+,-]+$")
_AGAIN = "Export the experiment summary again from the NTA software"


@dataclass(frozen=True, slots=True)
class SizeTable:
    """Bins: ``counts[capture][bin]`` in particles/mL; ``step_nm`` is the width of every bin."""

    line: int
    step_nm: float
    centres_nm: tuple[float, ...]
    counts: tuple[tuple[float, ...], ...]
    unread: tuple[str, ...]


def read_size_table(
    document: Document, captures: tuple[str, ...]
) -> tuple[SizeTable, tuple[Row, ...]]:
    """The number-weighted table and the rows of statistics above it."""
    blocks = list(_blocks(document))
    chosen = [block for block in blocks if _is_number_weighted(block)]
    if len(chosen) != 1:
        what = "there is no number-weighted size table"
        if chosen:
            what = f"the number-weighted size table stands {len(chosen)} times"
        raise BadInput(what, where=f"{document.name}, section [{SIZE_DATA}]", do=_AGAIN)
    start = next(place for place, row in enumerate(chosen[0]) if row.key == "Graph Data")
    statistics, below = chosen[0][:start], chosen[0][start + 1 :]
    _require_same_captures(statistics, captures, document.name)
    unread = tuple(_unread(blocks, chosen[0], below))
    return _table(below, document, len(captures), unread), tuple(statistics)


def _blocks(document: Document) -> Iterator[list[Row]]:
    """Each weighting repeats: method, weighting, names, statistics, graph data, percentiles."""
    block: list[Row] = []
    for section in document.sections:
        for row in section.rows if section.title == SIZE_DATA else ():
            if block and (row.key == "Analysis Method" or _starts_weighting(row, block)):
                yield block
                block = []
            block.append(row)
    if block:
        yield block


def _starts_weighting(row: Row, block: list[Row]) -> bool:
    return row.key == "Weighting" and any(one.key == "Weighting" for one in block)


def _is_number_weighted(block: list[Row]) -> bool:
    weighting = next(
        (row.cells[1] for row in block if row.key == "Weighting" and row.cells[1:]), ""
    )
    has_graph = any(row.key == "Graph Data" for row in block)
    return has_graph and weighting.casefold() in {"number", ""}


def _require_same_captures(statistics: list[Row], captures: tuple[str, ...], name: str) -> None:
    row = next((row for row in statistics if row.key == "Filename"), None)
    if row is None or row.cells[1 : len(captures) + 1] != captures:
        where = f"{name}, section [{SIZE_DATA}]"
        raise BadInput("the size table belongs to other captures", where=where, do=_AGAIN)


def _table(
    below: list[Row], document: Document, captures: int, unread: tuple[str, ...]
) -> SizeTable:
    header, *rest = below or [Row(0, ())]
    units = [cell.casefold().replace(" ", "") for cell in header.cells[1 : captures + 1]]
    if not header.key.startswith("Bin centre (nm)") or units != [COUNT_UNIT] * captures:
        what = "the size table has no columns in particles / ml"
        raise BadInput(what, where=f"{document.name}, line {header.line}", do=_AGAIN)
    width = 1 + captures + sum(bool(cell) for cell in header.cells[captures + 1 : captures + 3])
    bins = list(_bin_rows(rest))
    numbers = _all_numbers(bins, width, document.name)
    centres = tuple(numbers[:, 0].tolist())
    step = _require_whole(centres, bins, document.name)
    _require_percentiles(rest[len(bins) :], captures, document)
    columns = tuple(map(tuple, numbers.T[1 : captures + 1].tolist()))
    return SizeTable(header.line, step, centres, columns, unread)


def _bin_rows(rest: list[Row]) -> Iterator[Row]:
    """Rows up to the first whose first cell is no number."""
    for row in rest:
        if number(row.key) is None:
            return
        yield row


def _all_numbers(bins: list[Row], width: int, name: str) -> np.ndarray:
    """Numbers by row and column, read at once; a table with any fault goes row by row to name it.

    A table of 36 captures has as many thousand numbers, and most of the time went into them.
    """
    cells = [row.cells[:width] for row in bins]
    whole = all(len(row) == width and all(row) for row in cells)
    if whole and cells and _NUMBERS.match(",".join(map(",".join, cells))):
        try:
            found = np.array(cells, dtype=float)
        except ValueError:
            found = np.full((1, width), np.nan)
        if found.min() >= 0 and found.max() <= LARGEST_COUNT_PER_ML:
            return found
    rows = [_bin_numbers(row, width, name) for row in bins]
    return np.array(rows, dtype=float).reshape(len(rows), width)


def _bin_numbers(row: Row, width: int, name: str) -> list[float]:
    cells = row.cells[:width]
    where = f"{name}, line {row.line}"
    if len(cells) < width or not all(cells) or not _NUMBERS.match(",".join(cells)):
        raise BadInput("a row of the size table is cut off or damaged", where=where, do=_AGAIN)
    try:
        values = list(map(float, cells))
    except ValueError as fault:
        raise BadInput("a row of the size table is damaged", where=where, do=_AGAIN) from fault
    if not 0 <= min(values) <= max(values) <= LARGEST_COUNT_PER_ML:
        raise BadInput("a size bin holds an impossible number", where=where, do=_AGAIN)
    return values


def _require_whole(centres: tuple[float, ...], bins: list[Row], name: str) -> float:
    """Width of the bins; raises BadInput for a table that is doubled, has a gap, or is cut."""
    if len(centres) < 2:
        raise BadInput("the size table has no bins", where=name, do=_AGAIN)
    step = centres[1] - centres[0]
    for row, before, centre in zip(bins[1:], centres, centres[1:], strict=False):
        where = f"{name}, line {row.line}"
        if centre <= before:
            raise BadInput("the size table starts again: it stands twice", where=where, do=_AGAIN)
        if abs(centre - before - step) > 1e-6:
            raise BadInput("bins are missing in the size table", where=where, do=_AGAIN)
    last_edge = (centres[-1] + step / 2) / LAST_EDGE_STEP_NM
    if abs(centres[0] - step / 2) > 1e-6 or last_edge < 1 or abs(last_edge % 1) > 1e-6:
        what = f"the size table goes from {centres[0]:g} to {centres[-1]:g} nm: it is cut off"
        raise BadInput(what, where=f"{name}, line {bins[-1].line}", do=_AGAIN)
    return step


def _require_percentiles(after: list[Row], captures: int, document: Document) -> None:
    """Where the file says that it has percentiles, a table without all 101 of them is cut off."""
    section = document.section(DATA_INCLUDED)
    included = " ".join(row.key for row in section.rows).casefold() if section else ""
    whole = [row for row in after if sum(bool(cell) for cell in row.cells[1:]) >= captures]
    found = [number(row.key) for row in whole if number(row.key) is not None]
    is_promised = "number weighting" in included and "with percentiles" in included
    if is_promised and found != list(range(101)):
        what = "the percentiles after the size table are missing: the file is cut off"
        raise BadInput(what, where=document.name, do=_AGAIN)


def _unread(blocks: list[list[Row]], chosen: list[Row], below: list[Row]) -> Iterator[str]:
    for row in below:
        if row.key.startswith("Percentile"):
            yield f"[{SIZE_DATA}] Percentile table (line {row.line})"
    for block in blocks:
        if block is not chosen:
            weighting = next(
                (r.cells[1] for r in block if r.key == "Weighting" and r.cells[1:]), ""
            )
            shown = f"{weighting or 'other'} weighting: {len(block)} rows"
            yield f"[{SIZE_DATA}] {shown} (from line {block[0].line})"
