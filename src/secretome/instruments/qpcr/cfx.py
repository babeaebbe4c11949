"""Bio-Rad CFX results: a table with a leading empty column, as text or workbook.

Refuses: no such table, a table that is cut off or stands twice.
"""

from collections.abc import Sequence

from secretome.errors import BadInput
from secretome.instruments.measurement import Measurement
from secretome.instruments.qpcr.meaning import measurement_of
from secretome.instruments.qpcr.structure import Plate, Reaction, Task, task_of
from secretome.instruments.tables import (
    Row,
    Titled,
    decode,
    require_whole_last_row,
    rows,
    titled,
)
from secretome.instruments.values import decimal_sign
from secretome.instruments.workbooks import is_workbook, open_workbook

_AGAIN = "Export the Cq results again from CFX Maestro"
_NEEDED = ("Well", "Fluor", "Content", "Cq")
_CQ = ("Cq", "C(t)", "Ct", "Threshold Cycle (C(t))")
_QUANTITY = ("Starting Quantity (SQ)", "SQ", "Starting Quantity")
_USED = ("Well", "Fluor", "Target", "Content", "Sample", "Biological Set Name", "Well Note",
         *_CQ, *_QUANTITY)  # fmt: skip


def read(data: bytes, *, sha256: str, name: str) -> Measurement:
    """Read one export; raises BadInput where it has no results or is damaged."""
    found, encoding = _found(data, name)
    table, above = titled(found, *_NEEDED, name=name)
    require_whole_last_row(table.rows, name=name, width=len(table.titles))
    if any(not _is_well(table.cell(row, "Well")) for row in table.rows):
        raise BadInput("a row names no well", where=name, do=_AGAIN)
    cycles = [table.cell(row, *_CQ) for row in table.rows]
    plate = Plate(
        kind="cfx",
        instrument="Bio-Rad CFX",
        software="",
        reactions=tuple(_reaction(table, row) for row in table.rows),
        decimal=decimal_sign(cycles, where=f"{name}, Cq", may_group=False),
        details=(*_details(above), ("encoding", encoding)),
        unused=tuple(f"column {title}" for title in table.others(*_USED)),
        has_printed_quantities=any(_quantity(table, row) for row in table.rows),
    )
    return measurement_of(plate, sha256=sha256, name=name)


def _found(data: bytes, name: str) -> tuple[Sequence[Row], str]:
    if is_workbook(data):
        book = open_workbook(data, name=name)
        return book.rows(book.sheets[0]), "workbook"
    text, encoding = decode(data, name=name)
    head = text[:4000]
    delimiter = max(",;\t", key=lambda sign: head.count(f"{sign}Fluor{sign}"))
    return rows(text, name=name, delimiter=delimiter), encoding


def _is_well(text: str) -> bool:
    return 2 <= len(text) <= 4 and text[0].isalpha() and text[-1].isdigit()


def _quantity(table: Titled, row: Row) -> str:
    """A quantity that is no number is none: the software prints NaN where there is no curve."""
    text = table.cell(row, *_QUANTITY)
    return "" if text.casefold() in {"nan", "n/a"} else text


def _reaction(table: Titled, row: Row) -> Reaction:
    fluor, content = table.cell(row, "Fluor"), table.cell(row, "Content")
    task = task_of(content)
    quantity = _quantity(table, row)
    return Reaction(
        well=table.cell(row, "Well"),
        sample=table.cell(row, "Sample"),
        target=table.cell(row, "Target") or fluor,
        task=task,
        cq=table.cell(row, *_CQ),
        quantity=quantity,
        standard=quantity if task is Task.STANDARD else "",
        notes=(
            ("fluor", fluor),
            ("content", content),
            ("biological set", table.cell(row, "Biological Set Name")),
            ("note", table.cell(row, "Well Note")),
        ),
    )


def _details(above: Sequence[Row]) -> tuple[tuple[str, str], ...]:
    texts = [[cell for cell in row.cells if cell] for row in above]
    return tuple((cells[0], " ".join(cells[1:])) for cells in texts if cells)
