"""The position table (``_11pos``) of a ZetaView: one capture per cell position.

Refuses: a table without its summary rows (cut off) or with columns of another layout.
"""

from collections.abc import Iterator, Sequence

from secretome.errors import BadInput
from secretome.instruments.measurement import (
    AttributeValue,
    Capture,
    InstrumentWarning,
    Measurement,
    Sample,
    Severity,
)
from secretome.instruments.tables import Row, decode, plain_rows
from secretome.instruments.values import counted, decimal_sign, gathered, measured, unproven
from secretome.instruments.zetaview.reader import AGAIN

FIRST_CELLS = ("Use", "Position")
_SUMMARY = ("Mean", "St.Dev.", "Rel.St.Dev.")
_NO_SIZE_NM = 5997.5  # printed where a position has no traces
_LEAST_POSITIONS = 7  # of 11: below this the average rests on too little of the cell
# attribute -> how its column title begins
_COLUMNS = {
    "particle_concentration": "Orig. Conc.",
    "diluted_particle_concentration": "Conc.",
    "traces": "No. of Traces",
    "size_median": "X50",
    "size_mode": "Peak",
    "size_span": "Span",
    "drift": "Drift",
    "particles_per_frame": "Av. No of Particles",
}
_APPLIED = {"particle_concentration": True, "diluted_particle_concentration": False}


def read(data: bytes, *, sha256: str, name: str) -> Measurement:
    """Read one position table; raises BadInput where it is damaged or cut off."""
    text, encoding = decode(data, name=name)
    header, *below = [row for row in plain_rows(text) if not row.is_blank]
    if [row.cells[1] for row in below[-3:] if row.cells[1:]] != list(_SUMMARY):
        raise BadInput("the position table is cut off or merged", where=name, do=AGAIN)
    positions = below[:-3]
    if any(len(row.cells) < len(header.cells) - 1 or row.key == "Use" for row in below):
        raise BadInput("a row of the position table is cut off", where=name, do=AGAIN)
    return Measurement(
        kind="zetaview_positions",
        instrument="ZetaView",
        software="",
        sha256=sha256,
        samples=(_sample(header, positions, name),),
        file_warnings=(unproven("zetaview_positions", "ZetaView position tables"),),
        unused=tuple(_unused(header)),
        details=(("encoding", encoding),),
        summary=tuple(_summary(header, below[-3:])),
        conventions=("means and SDs over the positions in use (marked X) that have a value",),
    )


def _sample(header: Row, positions: Sequence[Row], name: str) -> Sample:
    decimal = decimal_sign((c for row in positions for c in row.cells), where=name, may_group=False)
    captures = tuple(_capture(header, row, decimal) for row in positions)
    used = [one for one in captures if dict(one.quality)["use"] == "X"]
    values = gathered(value for one in used for value in one.attributes)
    total = counted("positions_used", len(used))
    return Sample("positions", captures, (*values, total), tuple(_warnings(captures, len(used))))


def _capture(header: Row, row: Row, decimal: str) -> Capture:
    cells = dict(zip(header.cells, row.cells, strict=False))
    attributes = tuple(
        _value(name, _cell(cells, title), decimal) for name, title in _COLUMNS.items()
    )
    quality = (("use", cells["Use"]), ("removal", cells.get("Removal", "")))
    settings = (("position", cells["Position"]), ("mean intensity", _cell(cells, "Mean Int")))
    return Capture(f"position {cells['Position']}", attributes, settings, quality)


def _cell(cells: dict[str, str], title: str) -> str:
    return next((text for key, text in cells.items() if key.startswith(title)), "")


def _value(name: str, text: str, decimal: str) -> AttributeValue:
    value = measured(name, text, decimal=decimal, applied=_APPLIED.get(name))
    if name == "size_median" and value.value == _NO_SIZE_NM:
        return AttributeValue(name, None, text, reason="no valid traces at this position")
    return value


def _warnings(captures: Sequence[Capture], used: int) -> Iterator[InstrumentWarning]:
    for one in captures:
        removal = dict(one.quality)["removal"]
        if removal:
            text = f"{one.id} was left out by the instrument: {removal}."
            yield InstrumentWarning("zeta_position_removed", Severity.NOTE, text, "positions")
    if used < _LEAST_POSITIONS:
        severity = Severity.CAUTION if used else Severity.UNRELIABLE
        text = f"Only {used} of {len(captures)} positions are in use."
        yield InstrumentWarning("zeta_few_positions", severity, text, "positions")


def _summary(header: Row, rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    for row in rows:
        for title, text in zip(header.cells[2:], row.cells[2:], strict=False):
            if title and text:
                yield f"{title}.{row.cells[1]}", text


def _unused(header: Row) -> Iterator[str]:
    known = (*_COLUMNS.values(), *FIRST_CELLS, "Mean Int", "Removal")
    yield from (
        f"column {title}" for title in header.cells if title and not title.startswith(known)
    )
