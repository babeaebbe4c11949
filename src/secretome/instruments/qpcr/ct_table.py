"""A plain table of Ct values, assays down and samples across, recognised by its numbers.

Nothing in such a file says what it holds; the reader says so and how it decided.
"""

from collections.abc import Sequence

from secretome.errors import BadInput
from secretome.instruments.measurement import Measurement
from secretome.instruments.qpcr.meaning import measurement_of
from secretome.instruments.qpcr.structure import Findings, Plate, Reaction, Task
from secretome.instruments.tables import (
    Row,
    decode,
    require_last_line_end,
    require_whole_last_row,
    rows,
)
from secretome.instruments.values import localised

_AGAIN = "Give a table of assays by samples with one Ct in each cell"
_LIMITS = (35.0, 40.0, 45.0, 50.0)  # cycles at which runs end
_LOWEST, _HIGHEST = 3.0, 50.0
_MISSING = frozenset({"", "na", "nan", "n/a", "undetermined", "nd"})
FIRST_TITLES = frozenset(
    {"", "mirna", "assay", "target", "gene", "detector", "name", "id", "probe"}
)


def looks_like_ct_table(text: str) -> bool:
    """Whether the whole lines at the beginning are a table whose numbers can be Ct values."""
    lines = [line for line in text.split("\n")[:-1] if line.strip()][:30]
    cells = [[cell.strip().strip('"') for cell in line.strip("\r").split(",")] for line in lines]
    if len(cells) < 3 or len(cells[0]) < 3 or cells[0][0].casefold() not in FIRST_TITLES:
        return False
    if any(len(row) != len(cells[0]) for row in cells):
        return False
    found = [cell for row in cells[1:] for cell in row[1:] if cell.casefold() not in _MISSING]
    values = [localised(cell) for cell in found]
    known = [value for value in values if value is not None]
    has_fractions = sum(not value.is_integer() for value in known) > len(known) / 3
    is_in_range = all(_LOWEST <= value <= _HIGHEST for value in known)
    return bool(known) and len(known) == len(values) and has_fractions and is_in_range


def read(data: bytes, *, sha256: str, name: str) -> Measurement:
    """Read one table; raises BadInput where a cell is no Ct or a row is cut off."""
    text, encoding = decode(data, name=name)
    header, *below = [row for row in rows(text, name=name) if not row.is_blank]
    require_whole_last_row(below, name=name)
    require_last_line_end(text, name=name)
    values = [_values(row, len(header.cells), name) for row in below]
    known = [value for row in values for value in row if value is not None]
    limit = _limit(known)
    assays = [row.key for row in below]
    if len(set(assays)) < len(assays):
        raise BadInput("an assay stands twice: merged tables", where=name, do=_AGAIN)
    plate = Plate(
        kind="ct_table",
        instrument="not stated",
        software="",
        reactions=tuple(_reactions(header, below)),
        limit_cycles=limit,
        details=(("encoding", encoding),),
        findings=(Findings("ct_table_by_evidence", _evidence(known, limit)),),
    )
    return measurement_of(plate, sha256=sha256, name=name)


def _values(row: Row, width: int, name: str) -> list[float | None]:
    where = f"{name}, line {row.line}"
    if len(row.cells) != width or not row.key:
        raise BadInput("a row has another number of cells", where=where, do=_AGAIN)
    found = [localised(cell) for cell in row.cells[1:]]
    for cell, value in zip(row.cells[1:], found, strict=True):
        is_gap = value is None and cell.casefold() in _MISSING
        if not is_gap and (value is None or not _LOWEST <= value <= _HIGHEST):
            raise BadInput(f"{cell[:20]!r} is no Ct value", where=where, do=_AGAIN)
    return found


def _limit(known: Sequence[float]) -> float | None:
    """The number of cycles that stands again and again, as no measured Ct does."""
    most = max(_LIMITS, key=known.count)
    return most if known.count(most) > 1 else None


def _reactions(header: Row, below: Sequence[Row]) -> list[Reaction]:
    return [
        Reaction(well="", sample=sample, target=row.key, task=Task.NOT_STATED, cq=cell)
        for place, sample in enumerate(header.cells[1:], 1)
        for row in below
        for cell in (row.cells[place],)
    ]


def _evidence(known: Sequence[float], limit: float | None) -> str:
    at_limit = sum(value == limit for value in known)
    why = f"all numbers lie between {min(known):g} and {max(known):g}" if known else "no numbers"
    tail = f", {at_limit} of them at the limit of {limit:g} cycles" if limit else ""
    return f"The file does not say what its numbers are; read as Ct, for {why}{tail}."
