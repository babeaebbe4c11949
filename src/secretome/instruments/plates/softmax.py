"""SoftMax Pro text exports: blocks that end with ``~End``, plates in two layouts, groups.

Refuses: fewer blocks than announced (cut off), reads other than endpoint.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from secretome.errors import BadInput
from secretome.instruments.measurement import Measurement
from secretome.instruments.plates.meaning import measurement_of
from secretome.instruments.plates.softmax_groups import group_notes
from secretome.instruments.plates.structure import (
    PLATE_ROWS,
    Finding,
    PlateFile,
    PlateTable,
    Read,
    columns_of,
    row_letters,
    signal_of,
    well_name,
)
from secretome.instruments.tables import Row, decode, plain_rows
from secretome.instruments.values import decimal_sign

AGAIN = "Export all sections again from SoftMax Pro"
_BLOCKS = re.compile(r"^##BLOCKS=\s*([0-9]+)")
_END = re.compile(r"^~End\s*$")
_LAYOUTS = ("PlateFormat", "TimeFormat")
_WAVELENGTH = re.compile(r"^[0-9]{3,4}$")
_FIRST_WELL = 2  # a blank cell and the temperature stand before the wells


def read(data: bytes, *, sha256: str, name: str) -> Measurement:
    """Read one export; raises BadInput where it is cut off or holds no endpoint read."""
    text, encoding = decode(data, name=name, may_be_wide=True)
    blocks, tail = _blocks(plain_rows(text), name)
    plates, unused, findings = [], [], []
    for block in blocks:
        if block[0].key != "Plate:":
            continue
        if block[0].cells[4].casefold() == "endpoint":
            plates.append(_plate(block, name))
            unused.append(f"{block[0].cells[1]}: reduced copy of the plate")
        else:
            shown = f"{block[0].cells[1]}: {block[0].cells[4]} reads"
            unused.append(shown)
            findings.append(Finding("plate_reads_not_used", f"{shown} are not read."))
    if not plates:
        raise BadInput("there is no endpoint read", where=name, do="Export endpoint reads")
    groups = [block for block in blocks if block[0].key.startswith("Group:")]
    plates = [_with_notes(plate, groups, alone=len(plates) == 1) for plate in plates]
    cells = (text for plate in plates for one in plate.reads for text in one.texts.values())
    file = PlateFile(
        kind="softmax_pro",
        instrument="Molecular Devices reader",
        software="SoftMax Pro",
        plates=tuple(plates),
        decimal=decimal_sign(cells, where=name, may_group=False),
        details=(*tail, ("encoding", encoding)),
        unused=(*unused, *_other_blocks(blocks)),
        findings=tuple(findings),
    )
    return measurement_of(file, sha256=sha256, name=name)


def _blocks(lines: Sequence[Row], name: str) -> tuple[list[list[Row]], tuple[tuple[str, str], ...]]:
    """Blocks of rows, blank rows kept, and the line behind the last one."""
    announced = _BLOCKS.match(lines[0].key)
    blocks: list[list[Row]] = [[]]
    for row in lines[1:]:
        if _END.match(row.key):
            blocks.append([])
        else:
            blocks[-1].append(row)
    whole, behind = blocks[:-1], [row.key for row in blocks[-1] if row.key]
    if not announced or int(announced[1]) != len(whole) or any("##BLOCKS" in one for one in behind):
        shown = announced[1] if announced else "no number of"
        what = f"it announces {shown} blocks and holds {len(whole)}: cut off or merged"
        raise BadInput(what, where=name, do=AGAIN)
    pairs = [part.partition(": ") for line in behind for part in line.split("; ")]
    trimmed = [list(_trimmed(block)) for block in whole]
    return [one for one in trimmed if one], tuple((key, text) for key, _, text in pairs if text)


def _trimmed(block: list[Row]) -> Iterator[Row]:
    """Rows from the first that holds anything."""
    has_begun = False
    for row in block:
        has_begun = has_begun or not row.is_blank
        if has_begun:
            yield row


def _plate(block: list[Row], name: str) -> PlateTable:
    head = block[0].cells
    where = f"{name}, plate {head[1]}"
    if len(head) < 16 or head[3] not in _LAYOUTS:
        raise BadInput("the plate has an unknown layout", where=where, do=AGAIN)
    waves = _wavelengths(head)
    rows = block[1:]
    texts = _grids(rows, where) if head[3] == "PlateFormat" else _columns(rows, where)
    if len(texts) != max(len(waves), 1):
        what = f"it has {len(texts)} reads for {len(waves)} wavelengths"
        raise BadInput(what, where=where, do=AGAIN)
    attribute = signal_of(head[5])
    labels = waves or ["read"]
    reads = tuple(Read(attribute, one, found) for one, found in zip(labels, texts, strict=True))
    settings = (("read type", head[4]), ("read mode", head[5]), ("data type", head[6]))
    return PlateTable(head[1], reads, settings=settings)


def _wavelengths(head: Sequence[str]) -> list[str]:
    """The cell that lists as many wavelengths as the cell before it says."""
    for count, listed in pairwise(head[9:]):
        waves = listed.split()
        if count.isdigit() and len(waves) == int(count) and all(map(_WAVELENGTH.match, waves)):
            return waves
    return []


def _grids(rows: list[Row], where: str) -> list[dict[str, str]]:
    """Plate layout: one grid per wavelength, side by side, below a row of column numbers."""
    titles = rows[0].cells[_FIRST_WELL:] if rows else ()
    starts = [place for place, cell in enumerate(titles) if cell == "1"]
    columns = columns_of(titles[starts[0] :]) if starts else 0
    body = rows[1 : 1 + PLATE_ROWS.get(columns, 0)]
    if not columns or any(row.is_blank for row in body) or len(body) < PLATE_ROWS[columns]:
        raise BadInput("the plate is cut off", where=where, do=AGAIN)
    found = []
    for start in starts:
        texts: dict[str, str] = {}
        for letter, row in zip(row_letters(len(body)), body, strict=True):
            cells = row.cells[_FIRST_WELL + start : _FIRST_WELL + start + columns]
            texts |= {f"{letter}{place}": cell for place, cell in enumerate(cells, 1) if cell}
        found.append(texts)
    return found


def _columns(rows: list[Row], where: str) -> list[dict[str, str]]:
    """Column layout: a column per well; one row per wavelength, then a row of titles again."""
    wells = [well_name(cell) for cell in rows[0].cells[_FIRST_WELL:]] if rows else []
    found = []
    for row in rows[1:]:
        if any(well_name(cell) for cell in row.cells):
            break
        cells = row.cells[_FIRST_WELL:]
        if any(cells):
            pairs = zip(wells, cells, strict=False)
            found.append({well: cell for well, cell in pairs if well and cell})
    if not any(wells):
        raise BadInput("the plate names no wells", where=where, do=AGAIN)
    return found


def _with_notes(plate: PlateTable, groups: list[list[Row]], *, alone: bool) -> PlateTable:
    notes: dict[str, dict[str, str]] = {}
    for block in groups:
        for plate_id, well, words in group_notes(block):
            if plate_id == plate.id or (alone and not plate_id):
                notes.setdefault(well, {}).update(words)
    return PlateTable(plate.id, plate.reads, notes, plate.settings)


def _other_blocks(blocks: list[list[Row]]) -> Iterator[str]:
    for block in blocks:
        if block[0].key.startswith("Group:"):
            yield f"{block[0].key} formulas and summaries"
        elif block[0].key != "Plate:":
            yield f"block {block[0].key}"
