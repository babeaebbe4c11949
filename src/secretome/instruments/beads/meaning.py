"""A bead multiplex batch as a measurement: a sample per name, a capture per well.

NaN and empty medians are missing; too few beads and the instrument's own warnings are said.
"""

from collections.abc import Iterator, Sequence

from secretome.errors import BadInput
from secretome.instruments.beads.reader import AGAIN, LOCATION, MEDIAN, Batch, Table, read_batch
from secretome.instruments.measurement import (
    AttributeValue,
    Capture,
    InstrumentWarning,
    Measurement,
    Sample,
    Severity,
)
from secretome.instruments.tables import Row, number
from secretome.instruments.values import decimal_sign, gathered, measured, qualified

_NOT_ANALYTES = frozenset({"Location", "Sample", "Total Events", "Notes", ""})
# attribute -> table that prints it
_TABLES = {"bead_median": MEDIAN, "bead_net_median": "Net MFI", "bead_count": "Count"}
_LEAST_BEADS = 30
_USED = (*_TABLES.values(), "Dilution Factor", "Warnings/Errors", "Per Bead Count", "Units")
_END_MISSING = InstrumentWarning(
    "beads_end_missing",
    Severity.UNRELIABLE,
    "The closing check sum is missing: the file was cut off or changed after export.",
)
CONVENTIONS = (
    "bead_median: as printed; NaN and empty cells are missing",
    f"fewer than {_LEAST_BEADS} beads of an analyte are said",
)


def read(data: bytes, *, sha256: str, name: str) -> Measurement:
    """Read one batch; raises BadInput where it is damaged or cut off."""
    batch = read_batch(data, name=name)
    return Measurement(
        kind="xponent",
        instrument=batch.text("Program").removeprefix("xPONENT").strip() or "Luminex",
        software=f"xPONENT {batch.text('Build')}".strip(),
        sha256=sha256,
        samples=tuple(_samples(batch)),
        file_warnings=() if batch.has_end else (_END_MISSING,),
        unused=tuple(f"table {title}" for title in batch.tables if title not in _USED),
        details=(*batch.pairs, ("encoding", batch.encoding)),
        conventions=CONVENTIONS,
    )


def _samples(batch: Batch) -> Iterator[Sample]:
    medians = batch.tables[MEDIAN]
    if "Location" not in medians.titles or not medians.rows:
        raise BadInput("the medians name no wells", where=batch.name, do=AGAIN)
    decimal = decimal_sign(_cells(batch), where=batch.name, may_group=False)
    captures: dict[str, list[Capture]] = {}
    for row in medians.rows:
        sample = medians.cell(row, "Sample") or "not named"
        captures.setdefault(sample, []).append(_capture(batch, row, decimal))
    for sample, found in captures.items():
        values = gathered(value for one in found for value in one.attributes)
        factors = {number(dict(one.settings)["dilution factor"]) for one in found}
        factor = factors.pop() if len(factors) == 1 else None
        yield Sample(sample, tuple(found), values, tuple(_warnings(batch, sample, found)), factor)


def _cells(batch: Batch) -> Iterator[str]:
    for title in _TABLES.values():
        table = batch.tables.get(title)
        for row in table.rows if table else ():
            yield from row.cells[2 : len(table.titles) if table else 0]


def _capture(batch: Batch, row: Row, decimal: str) -> Capture:
    location = row.key
    found = LOCATION.match(location)
    if not found or len(row.cells) < len(batch.tables[MEDIAN].titles):
        where = f"{batch.name}, line {row.line}"
        raise BadInput("a row of medians is damaged or cut off", where=where, do=AGAIN)
    return Capture(
        id=found[2] if found[1] in {None, "1"} else f"plate {found[1]} {found[2]}",
        attributes=tuple(_attributes(batch, location, decimal)),
        settings=(("location", location), ("dilution factor", _dilution(batch, location))),
    )


def _attributes(batch: Batch, location: str, decimal: str) -> Iterator[AttributeValue]:
    analytes = [one for one in batch.tables[MEDIAN].titles if one not in _NOT_ANALYTES]
    for analyte in analytes:
        for name, title in _TABLES.items():
            table = batch.tables.get(title)
            row = _row(table, location)
            if table and row and analyte in table.titles:
                text = table.cell(row, analyte)
                named = qualified(name, analyte)
                is_signed = name == "bead_net_median"
                yield measured(named, text, decimal=decimal, may_be_negative=is_signed)
    row = _row(batch.tables[MEDIAN], location)
    if row and "Total Events" in batch.tables[MEDIAN].titles:
        yield measured("event_count", batch.tables[MEDIAN].cell(row, "Total Events"))


def _row(table: Table | None, location: str) -> Row | None:
    return table.by_key.get(location) if table else None


def _dilution(batch: Batch, location: str) -> str:
    table = batch.tables.get("Dilution Factor")
    row = _row(table, location)
    return table.cell(row, "Dilution Factor") if table and row else ""


def _warnings(
    batch: Batch, sample: str, captures: Sequence[Capture]
) -> Iterator[InstrumentWarning]:
    yield from _printed(batch, sample, [one.id for one in captures])
    few = [
        f"{value.name.partition('[')[2][:-1]} in {one.id}"
        for one in captures
        for value in one.attributes
        if value.name.startswith("bead_count") and (value.value or 0) < _LEAST_BEADS
    ]
    if few:
        text = f"Fewer than {_LEAST_BEADS} beads: {', '.join(few)[:160]}."
        yield InstrumentWarning("beads_too_few", Severity.CAUTION, text, sample)
    lost = sum(value.value is None for one in captures for value in one.attributes
               if value.name.startswith("bead_median"))  # fmt: skip
    if lost:
        text = f"{lost} medians are no numbers."
        yield InstrumentWarning("beads_missing_medians", Severity.CAUTION, text, sample)


def _printed(batch: Batch, sample: str, wells: Sequence[str]) -> Iterator[InstrumentWarning]:
    """The instrument's own warnings for the wells of this sample, each message once."""
    for status, message in dict.fromkeys(pair for well in wells for pair in batch.remarks(well)):
        is_error = status.casefold() == "error"
        severity = Severity.UNRELIABLE if is_error else Severity.CAUTION
        code = "beads_instrument_error" if is_error else "beads_instrument_warning"
        yield InstrumentWarning(code, severity, f"{status}: {message[:160]}", sample)
