"""Thermo SkanIt workbooks: titled grids, a plate and a wavelength above each.

Refuses: a workbook without a grid of wells.
"""

import re
from collections.abc import Iterator, Sequence

from secretome.errors import BadInput
from secretome.instruments.measurement import Measurement
from secretome.instruments.plates.grids import Grid, grids
from secretome.instruments.plates.meaning import measurement_of
from secretome.instruments.plates.structure import PlateFile, PlateTable, Read, signal_of
from secretome.instruments.tables import number
from secretome.instruments.values import decimal_sign
from secretome.instruments.workbooks import Workbook, open_workbook

AGAIN = "Export the measurement results again from SkanIt"
_PLATE = re.compile(r"^Plate\s*[0-9]+|^Plate:", re.IGNORECASE)
_WAVELENGTH = re.compile(r"^Wavelengths?(?:\(s\))?:\s*(.+)$", re.IGNORECASE)
_NO_WAVELENGTH = "0 nm"


def read(data: bytes, *, sha256: str, name: str) -> Measurement:
    """Read all sheets with grids; raises BadInput where there is none."""
    book = open_workbook(data, name=name)
    plates: dict[str, list[Read]] = {}
    details: list[tuple[str, str]] = []
    unused: list[str] = []
    for sheet in book.sheets:
        found = list(grids([row for row in book.rows(sheet) if not row.is_blank]))
        if not found:
            unused.append(f"sheet {sheet}")
        for plate, one in _reads(found, sheet):
            plates.setdefault(plate, []).append(one)
        details.extend(_details(found, details))
    if not plates:
        raise BadInput("there is no grid of wells", where=name, do=AGAIN)
    return measurement_of(_file(plates, details, unused, book), sha256=sha256, name=name)


def _file(
    plates: dict[str, list[Read]], details: list[tuple[str, str]], unused: list[str], book: Workbook
) -> PlateFile:
    cells = (text for reads in plates.values() for one in reads for text in one.texts.values())
    return PlateFile(
        kind="skanit",
        instrument="Thermo reader",
        software="SkanIt",
        plates=tuple(PlateTable(plate, tuple(reads)) for plate, reads in plates.items()),
        decimal=decimal_sign(cells, where=book.name, may_group=False),
        details=tuple(details),
        unused=tuple(unused),
    )


def _reads(found: Sequence[Grid], sheet: str) -> Iterator[tuple[str, Read]]:
    plate, title, wave = "Plate 1", sheet, ""
    for grid in found:
        texts = [row.key for row in grid.above if row.key]
        plate = next((text for text in reversed(texts) if _PLATE.match(text)), plate)
        waves = [match[1] for match in map(_WAVELENGTH.match, texts) if match]
        wave = waves[-1] if waves else wave
        if not any(map(number, grid.texts.values())):
            continue  # a layout of names, no read
        titles = [text for text in texts if not _PLATE.match(text) and ":" not in text]
        title = titles[-1] if titles else title
        shown = title if wave in {"", _NO_WAVELENGTH} else f"{title} {wave}"
        signal = signal_of(grid.corner or title)
        yield plate, Read(signal if signal != "optical_signal" else signal_of(title), shown,
                          grid.texts)  # fmt: skip


def _details(found: Sequence[Grid], known: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The lines that open the first sheet: title, session file, date as printed."""
    if known or not found:
        return
    keys = ("title", "session", "date")
    texts = [row.key for row in found[0].above if row.key]
    yield from zip(keys, texts, strict=False)
