"""MaxQuant ``proteinGroups.txt``: groups after the three filters, intensities per experiment.

Zero in an intensity column means missing. Refuses: a row that is cut off, merged tables.
"""

from collections.abc import Iterator, Sequence

from secretome.errors import BadInput
from secretome.instruments.measurement import AttributeValue, Capture, Measurement, Sample
from secretome.instruments.tables import (
    Row,
    Titled,
    decode,
    plain_rows,
    require_last_line_end,
    require_whole_last_row,
    titled,
)
from secretome.instruments.values import decimal_sign, localised, qualified, why_no_number

AGAIN = "Copy proteinGroups.txt again from the folder combined/txt"
_FILTERS = ("Reverse", "Potential contaminant", "Only identified by site")
_OLD_NAMES = {"Potential contaminant": "Contaminant"}
_KINDS = ("LFQ intensity ", "Intensity ")
_MISSING = "zero: not quantified in this sample"
_EVERYTHING = "all samples"
CONVENTIONS = (
    "protein_groups: after removing reverse, contaminant and site-only groups; per sample, those "
    "with an intensity",
    "protein_intensity: per first majority protein; zero means not quantified",
)


def read(data: bytes, *, sha256: str, name: str) -> Measurement:
    """Read one table; raises BadInput where it is damaged or cut off."""
    text, encoding = decode(data, name=name)
    require_last_line_end(text, name=name)
    rows = [row for row in plain_rows(text) if not row.is_blank]
    table, _ = titled(rows, "Protein IDs", "Reverse", name=name)
    _require_whole(table, name)
    kept = [row for row in table.rows if not any(_is_filtered(table, row, one) for one in _FILTERS)]
    columns = _columns(table)
    decimal = decimal_sign(
        (row.cells[place] for row in kept for place, _ in columns), where=name, may_group=False
    )
    return Measurement(
        kind="maxquant",
        instrument="mass spectrometer",
        software="MaxQuant",
        sha256=sha256,
        samples=(_whole(kept), *(_sample(table, kept, one, decimal) for one in columns)),
        unused=tuple(_unused(table, columns)),
        details=(("encoding", encoding),),
        summary=tuple(_summary(table, kept)),
        conventions=CONVENTIONS,
    )


def _require_whole(table: Titled, name: str) -> None:
    """Empty cells at the end of a row may be missing, those before the row's number may not."""
    least = (table.place("id") or 0) + 1
    for row in table.rows:
        if not least <= len(row.cells) <= len(table.titles):
            where = f"{name}, line {row.line}"
            raise BadInput("a row is cut off or damaged", where=where, do=AGAIN)
    require_whole_last_row(table.rows, name=name)


def _is_filtered(table: Titled, row: Row, column: str) -> bool:
    return table.cell(row, column, _OLD_NAMES.get(column, column)) == "+"


def _columns(table: Titled) -> list[tuple[int, str]]:
    """Columns of the best intensities there are, with the experiment each names."""
    for kind in _KINDS:
        found = [(place, title.removeprefix(kind)) for place, title in enumerate(table.titles)
                 if title.startswith(kind)]  # fmt: skip
        if found:
            return found
    return []


def _whole(kept: Sequence[Row]) -> Sample:
    value = AttributeValue("protein_groups", float(len(kept)), str(len(kept)))
    return Sample(_EVERYTHING, (Capture(_EVERYTHING, (value,)),), (value,))


def _sample(table: Titled, kept: Sequence[Row], column: tuple[int, str], decimal: str) -> Sample:
    place, experiment = column
    at = table.place("Majority protein IDs", "Protein IDs") or 0
    values = tuple(_intensity(row, at, place, decimal) for row in kept)
    found = sum(value.value is not None for value in values)
    total = AttributeValue("protein_groups", float(found), str(found))
    settings = (("column", table.titles[place]),)
    return Sample(experiment, (Capture(experiment, (total,), settings),), (total, *values))


def _intensity(row: Row, at: int, place: int, decimal: str) -> AttributeValue:
    name = qualified("protein_intensity", row.cells[at].partition(";")[0])
    text = row.cells[place] if place < len(row.cells) else ""
    value = 0.0 if text == "0" else localised(text, decimal)
    if value is None or value < 0:
        return AttributeValue(name, None, text, reason=why_no_number(text))
    if value == 0:
        return AttributeValue(name, None, text, reason=_MISSING)
    return AttributeValue(name, value, text)


def _summary(table: Titled, kept: Sequence[Row]) -> Iterator[tuple[str, str]]:
    yield "groups in the file", str(len(table.rows))
    for column in _FILTERS:
        count = sum(_is_filtered(table, row, column) for row in table.rows)
        yield f"groups marked {column}", str(count)
    yield "groups kept", str(len(kept))


def _unused(table: Titled, columns: Sequence[tuple[int, str]]) -> Iterator[str]:
    used = {"Protein IDs", "Majority protein IDs", *_FILTERS, *_OLD_NAMES.values()}
    used |= {table.titles[place] for place, _ in columns}
    yield from (f"column {title}" for title in table.others(*used))
