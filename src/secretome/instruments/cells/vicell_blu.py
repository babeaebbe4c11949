"""Vi-CELL BLU exports: one line per count, in UTF-8 or UTF-16, with either micro sign.

Refuses: a table that is cut off or stands twice.
"""

from collections.abc import Iterator

from secretome.instruments.cells.meaning import measurement_of
from secretome.instruments.cells.structure import MILLIONS, CountFile, Record
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
    "cell_count": "Cell count",
    "viable_cell_count": "Viable cells",
    "cell_concentration": "Total (x10^6) cells/mL",
    "viable_cell_concentration": "Viable (x10^6) cells/mL",
    "viability": "Viability (%)",
    "cell_diameter": "Average diameter (um)",
    "viable_cell_diameter": "Average viable diameter (um)",
    "cell_circularity": "Average circularity",
}
_MILLIONS_PER_COUNT = 0.0355  # cells/mL for one cell per image, undiluted, in all files seen
_SAME = 0.05


def read(data: bytes, *, sha256: str, name: str) -> Measurement:
    """Read one export; raises BadInput where it is damaged or cut off."""
    text, encoding = decode(data, name=name, may_be_wide=True)
    plain = text.removeprefix("\ufeff").replace("μ", "u").replace("µ", "u")
    delimiter = ";" if plain.partition("\n")[0].count(";") > 5 else ","
    found = [row for row in rows(plain, name=name, delimiter=delimiter) if not row.is_blank]
    table, _ = titled(found, "Sample ID", _TITLES["viability"], name=name)
    require_whole_last_row(found, name=name)
    cells = [table.cell(row, title) for row in table.rows for title in _TITLES.values()]
    decimal = decimal_sign(cells, where=name, may_group=False)
    file = CountFile(
        kind="vicell_blu",
        instrument="Vi-CELL BLU",
        software="",
        records=tuple(_record(table, row, decimal) for row in table.rows),
        scales=MILLIONS,
        decimal=decimal,
        details=(("encoding", encoding),),
        unused=tuple(_unused(table)),
    )
    return measurement_of(file, sha256=sha256, name=name)


def _record(table: Titled, row: Row, decimal: str) -> Record:
    used = {*_TITLES.values(), "Sample ID"}
    settings = ((title, table.cell(row, title)) for title in table.titles if title not in used)
    return Record(
        sample=table.cell(row, "Sample ID"),
        capture=table.cell(row, "Analysis date/time"),
        texts={name: table.cell(row, title) for name, title in _TITLES.items()},
        settings=tuple(settings),
        dilution=table.cell(row, "Dilution"),
        is_dilution_applied=_is_applied(table, row, decimal),
    )


def _is_applied(table: Titled, row: Row, decimal: str) -> bool | None:
    """Whether the concentration is that of the count times the dilution, or of the count alone."""
    titles = ("Cell count", "Images for analysis", "Total (x10^6) cells/mL", "Dilution")
    numbers = [localised(table.cell(row, title), decimal) for title in titles]
    count, images, millions, dilution = numbers
    if dilution == 1:
        return True
    if not count or not images or not millions or not dilution:
        return None
    alone = count / images * _MILLIONS_PER_COUNT
    for factor, answer in ((dilution, True), (1.0, False)):
        if abs(millions / (alone * factor) - 1) < _SAME:
            return answer
    return None


def _unused(table: Titled) -> Iterator[str]:
    """More values than titles stand in some exports."""
    beyond = sum(any(row.cells[len(table.titles) :]) for row in table.rows)
    if beyond:
        yield f"cells beyond the known columns on {beyond} lines"
