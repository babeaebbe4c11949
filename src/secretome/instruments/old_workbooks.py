"""How far the cells of an old .xls workbook reach, found before anything sets aside room for it.

Refuses: a file whose sectors or records do not hold together, cells too far out.
"""

import struct
from collections.abc import Iterator

from secretome.errors import BadInput

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_AGAIN = "Export the workbook again, as xlsx where the software offers it"
_STREAMS = ("Workbook", "Book")
_END = 0xFFFFFFFA  # sector numbers from here on are marks
# records of a cell: row and column stand first
_CELL_RECORDS = frozenset(
    {0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x0207, 0x027E, 0x0406,
     0x0001, 0x0002, 0x0003, 0x0004, 0x0005, 0x0206}
)  # fmt: skip
_MANY = frozenset({0x00BD, 0x00BE})  # one record for a run of cells; the last column stands last


def require_small_sheets(data: bytes, *, name: str, most_cells: int) -> None:
    """Raise BadInput unless the rectangle around all cells is small and the file holds together."""
    try:
        stream = _workbook_stream(data)
        rows, columns = _extent(stream)
    except (struct.error, IndexError, ValueError) as fault:
        raise BadInput("the workbook is damaged or cut off", where=name, do=_AGAIN) from fault
    if rows * columns > most_cells:
        what = f"a sheet spans {rows} rows and {columns} columns"
        raise BadInput(what, where=name, do="Export less into one workbook")


def _workbook_stream(data: bytes) -> bytes:
    """The stream of records: sectors chained by the allocation table."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    if size not in {512, 4096} or len(data) % size:
        raise ValueError("sectors")
    table = _allocation_table(data, size)
    directory = _chain(data, struct.unpack_from("<I", data, 48)[0], table, size)
    for place in range(0, len(directory) - 127, 128):
        entry = directory[place : place + 128]
        length = struct.unpack_from("<H", entry, 64)[0]
        if 2 <= length <= 64 and entry[: length - 2].decode("utf-16-le", "replace") in _STREAMS:
            start, stream_length = struct.unpack_from("<II", entry, 116)
            return _chain(data, start, table, size)[:stream_length]
    raise ValueError("no workbook stream")


def _allocation_table(data: bytes, size: int) -> list[int]:
    sectors = [one for one in struct.unpack_from("<109I", data, 76) if one < _END]
    table: list[int] = []
    for sector in sectors:
        table.extend(struct.unpack_from(f"<{size // 4}I", data, (sector + 1) * size))
    return table


def _chain(data: bytes, start: int, table: list[int], size: int) -> bytes:
    parts: list[bytes] = []
    sector = start
    while sector < _END:
        if len(parts) > len(table):
            raise ValueError("sectors run in a circle")
        parts.append(data[(sector + 1) * size : (sector + 2) * size])
        sector = table[sector]
    return b"".join(parts)


def _extent(stream: bytes) -> tuple[int, int]:
    rows = columns = 1
    for row, column in _cells(stream):
        rows, columns = max(rows, row + 1), max(columns, column + 1)
    return rows, columns


def _cells(stream: bytes) -> Iterator[tuple[int, int]]:
    place = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        if place + 4 + length > len(stream):
            raise ValueError("a record runs over the end")
        if kind in _CELL_RECORDS and length >= 4:
            row, column = struct.unpack_from("<HH", stream, place + 4)
            if kind in _MANY:
                column = max(column, struct.unpack_from("<H", stream, place + 2 + length)[0])
            yield row, column
        place += 4 + length
