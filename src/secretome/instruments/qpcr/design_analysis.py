"""Design & Analysis workbooks: the sheet of results, the printed standard curve beside it.

Refuses: a workbook without a sheet of results.
"""

from collections.abc import Iterator
from dataclasses import replace

from secretome.errors import BadInput
from secretome.instruments.measurement import Measurement
from secretome.instruments.qpcr.meaning import measurement_of
from secretome.instruments.qpcr.quantstudio import latin_titles, plate_of
from secretome.instruments.qpcr.structure import Plate, PrintedCurve
from secretome.instruments.tables import Row, Titled, titled
from secretome.instruments.workbooks import Workbook, open_workbook

RESULTS = ("Results", "Result")
_CURVE = "Standard Curve Result"


def read(data: bytes, *, sha256: str, name: str) -> Measurement:
    """Read one workbook; raises BadInput where it has no results or is damaged."""
    book = open_workbook(data, name=name)
    sheet = next((one for one in book.sheets if one in RESULTS), None)
    if sheet is None:
        do = "Export the results sheet too"
        raise BadInput("the workbook has no sheet 'Results'", where=name, do=do)
    table, above = titled(_latin(book.rows(sheet)), "Well", name=f"{name}, {sheet}")
    unread = tuple(f"sheet {one}" for one in book.sheets if one not in {sheet, _CURVE})
    pairs = tuple(_pairs(above))
    plate = plate_of(table, kind="quantstudio_workbook", pairs=pairs, unread=unread, name=name)
    if _CURVE in book.sheets:
        plate = _with_curve(plate, book)
    return measurement_of(plate, sha256=sha256, name=name)


def _latin(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    return tuple(Row(row.line, tuple(map(latin_titles, row.cells))) for row in rows)


def _pairs(above: tuple[Row, ...]) -> Iterator[tuple[str, str]]:
    for row in above:
        if row.key:
            yield row.key, next((cell for cell in row.cells[1:] if cell), "")


def _with_curve(plate: Plate, book: Workbook) -> Plate:
    """Quantities and curve parameters, which stand on every row of their own sheet."""
    rows = _latin(book.rows(_CURVE))
    if not any({"Well", "Target", "Slope"} <= set(row.cells) for row in rows):
        return replace(plate, unused=(*plate.unused, f"sheet {_CURVE}"))
    table, _ = titled(rows, "Well", "Target", "Slope", name=f"{book.name}, {_CURVE}")
    amounts = {_place(table, row): table.cell(row, "Quantity") for row in table.rows}
    reactions = tuple(
        replace(one, quantity=amounts.get((one.well, one.target), one.quantity))
        for one in plate.reactions
    )
    used = ("Well", "Well Position", "Target", "Quantity", *_PRINTED.values())
    unused = (f"sheet {_CURVE}, column {title}" for title in table.others(*used))
    return replace(
        plate,
        reactions=reactions,
        curves=dict(_curves(table)),
        unused=(*plate.unused, *unused),
        has_printed_quantities=True,
    )


def _place(table: Titled, row: Row) -> tuple[str, str]:
    return table.cell(row, "Well Position"), table.cell(row, "Target")


_PRINTED = {
    "slope": "Slope",
    "intercept": "Y-Intercept",
    "r_squared": "R2",
    "efficiency": "Efficiency",
}


def _curves(table: Titled) -> Iterator[tuple[str, PrintedCurve]]:
    for row in reversed(table.rows):
        texts = {field: table.cell(row, title) for field, title in _PRINTED.items()}
        if any(texts.values()):
            yield table.cell(row, "Target"), PrintedCurve(**texts)
