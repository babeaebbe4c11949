"""NC-View exports: one line per count; blanks, also no-break ones, part the thousands.

Refuses: a table that is cut off or stands twice.
"""

from secretome.instruments.cells.meaning import measurement_of
from secretome.instruments.cells.structure import PLAIN, CountFile, Record
from secretome.instruments.measurement import Measurement
from secretome.instruments.tables import (
    Row,
    Titled,
    decode,
    require_whole_last_row,
    rows,
    titled,
)
from secretome.instruments.values import decimal_sign, localised

_TITLES = {
    "cell_concentration": "TOTAL (cells/ml)",
    "viable_cell_concentration": "LIVE (cells/ml)",
    "dead_cell_concentration": "DEAD (cells/ml)",
    "viability": "VIABILITY (%)",
    "cell_diameter": "DIAMETER (um)",
    "aggregation": "AGGREGATES (%)",
}


def read(data: bytes, *, sha256: str, name: str) -> Measurement:
    """Read one export; raises BadInput where it is damaged or cut off."""
    text, encoding = decode(data, name=name, may_be_wide=True)
    plain = text.removeprefix("\ufeff").replace("μ", "u").replace("µ", "u")
    delimiter = max(",;\t", key=plain.partition("\n")[0].count)
    found = [row for row in rows(plain, name=name, delimiter=delimiter) if not row.is_blank]
    table, _ = titled(found, "SAMPLE ID", _TITLES["viability"], name=name)
    require_whole_last_row(found, name=name)
    cells = [table.cell(row, title) for row in table.rows for title in _TITLES.values()]
    decimal = decimal_sign(cells, where=name, may_group=delimiter != ";")
    file = CountFile(
        kind="nc_view",
        instrument="NucleoCounter",
        software="NC-View",
        records=tuple(_record(table, row, decimal) for row in table.rows),
        scales=PLAIN,
        decimal=decimal,
        details=(("encoding", encoding),),
    )
    return measurement_of(file, sha256=sha256, name=name)


def _record(table: Titled, row: Row, decimal: str) -> Record:
    used = {*_TITLES.values(), "SAMPLE ID", "STATUS"}
    settings = ((title, table.cell(row, title)) for title in table.titles if title not in used)
    factor = table.cell(row, "DILUTION FACTOR")
    return Record(
        sample=table.cell(row, "SAMPLE ID") or table.cell(row, "NAME"),
        capture=table.cell(row, "NAME"),
        texts={name: table.cell(row, title) for name, title in _TITLES.items()},
        settings=tuple(settings),
        status=table.cell(row, "STATUS"),
        dilution=factor,
        is_dilution_applied=True if localised(factor, decimal) == 1 else None,
    )
