"""Vi-CELL XR exports: workbooks with two rows of titles, or a text of one count.

Refuses: a workbook without these titles, a text that is cut off.
"""

import re
from collections.abc import Iterator, Sequence
from statistics import fmean

from secretome.errors import BadInput
from secretome.instruments.cells.meaning import measurement_of
from secretome.instruments.cells.structure import MILLIONS, CountFile, Record
from secretome.instruments.measurement import Measurement
from secretome.instruments.tables import Row, Titled, decode, titled
from secretome.instruments.values import decimal_sign, localised
from secretome.instruments.workbooks import is_workbook, open_workbook

AGAIN = "Export the results again from the Vi-CELL software"
OPENING = "Vi-CELL XR"
_TITLES = {
    "cell_count": "Total cells",
    "viable_cell_count": "Viable cells",
    "viability": "Viability (%)",
    "cell_concentration": "Total cells /ml (x10^6)",
    "viable_cell_concentration": "Viable cells /ml (x10^6)",
    "cell_diameter": "Avg. diam. (microns)",
    "cell_circularity": "Avg. circ.",
}
_KEYS = {
    "cell_count": "Total cells",
    "viable_cell_count": "Viable cells",
    "viability": "Viability (%)",
    "cell_concentration": "Total cells / ml (x 10^6)",
    "viable_cell_concentration": "Total viable cells / ml (x 10^6)",
    "cell_diameter": "Average diameter (microns)",
    "cell_circularity": "Average circularity",
}
_LAST_KEY = "ImageBaseName"
_PAIR = re.compile(r"^([^:]{1,60}?)\s*:\s*(.*)$")
_TOLERANCE = 0.01


def read(data: bytes, *, sha256: str, name: str) -> Measurement:
    """Read a workbook or a text; raises BadInput where it is damaged or cut off."""
    file = _workbook(data, name) if is_workbook(data) else _text(data, name)
    return measurement_of(file, sha256=sha256, name=name)


def _workbook(data: bytes, name: str) -> CountFile:
    book = open_workbook(data, name=name)
    rows = book.rows(book.sheets[0])
    heads = [place for place, row in enumerate(rows) if row.key == "Sample ID"]
    if len(heads) != 1 or heads[0] + 1 >= len(rows):
        raise BadInput("there is no row of titles", where=name, do=AGAIN)
    upper, lower = rows[heads[0]], rows[heads[0] + 1]
    joined = Row(upper.line, tuple(f"{a} {b}".strip() for a, b in
                                   zip(upper.cells, lower.cells, strict=False)))  # fmt: skip
    table, _ = titled([joined, *rows[heads[0] + 2 :]], "Sample ID", "Viability (%)", name=name)
    cells = [table.cell(row, title) for row in table.rows for title in _TITLES.values()]
    return CountFile(
        kind="vicell_xr",
        instrument=OPENING,
        software=rows[0].key,
        records=tuple(_record(table, row) for row in table.rows),
        scales=MILLIONS,
        decimal=decimal_sign(cells, where=name, may_group=False),
        details=tuple(_details(rows[: heads[0]])),
        unused=tuple(f"sheet {one}" for one in book.sheets[1:]),
    )


def _record(table: Titled, row: Row) -> Record:
    used = {*_TITLES.values(), "Sample ID"}
    settings = ((title, table.cell(row, title)) for title in table.titles if title not in used)
    return Record(
        sample=table.cell(row, "Sample ID"),
        capture=table.cell(row, "File name"),
        texts={name: table.cell(row, title) for name, title in _TITLES.items()},
        settings=tuple(settings),
        dilution=table.cell(row, "Dilution factor"),
        is_dilution_applied=True,  # proved by the image counts of the text export
    )


def _details(above: Sequence[Row]) -> Iterator[tuple[str, str]]:
    for row in above[1:]:
        key, _, text = row.key.partition(":")
        if text and len(key) > 1:
            yield key, text.strip()


def _text(data: bytes, name: str) -> CountFile:
    text, encoding = decode(data, name=name)
    lines = text.replace("\r", "").split("\n")
    if sum(line.startswith(OPENING) for line in lines) != 1:
        raise BadInput("several counts stand in one file", where=name, do=AGAIN)
    pairs = {found[1]: found[2].strip() for found in map(_PAIR.match, lines[1:]) if found}
    if _LAST_KEY not in pairs or "Sample ID" not in pairs:
        raise BadInput("its end is missing: the file is cut off", where=name, do=AGAIN)
    texts = {attribute: pairs.get(key, "") for attribute, key in _KEYS.items()}
    decimal = decimal_sign(texts.values(), where=name, may_group=False)
    used = {*_KEYS.values(), "Sample ID"}
    short = {key: value for key, value in pairs.items() if not key.endswith("Data")}
    record = Record(
        sample=pairs["Sample ID"],
        capture=pairs.get("File name", ""),
        texts=texts,
        settings=tuple((key, value) for key, value in short.items() if key not in used),
        status=_contradiction(pairs, decimal),
        dilution=pairs.get("Dilution", ""),
        is_dilution_applied=True,
    )
    return CountFile(
        kind="vicell_xr",
        instrument=OPENING,
        software=lines[0].strip(),
        records=(record,),
        scales=MILLIONS,
        decimal=decimal,
        details=(("Unit S/N", pairs.get("Unit S/N", "")), ("encoding", encoding)),
        unused=tuple(f"row {key}" for key in pairs if key.endswith("Data")),
        summary=tuple(_recomputed(pairs, decimal)),
    )


def _contradiction(pairs: dict[str, str], decimal: str) -> str:
    """Say so where the image counts give another concentration than the printed one."""
    recomputed = dict(_recomputed(pairs, decimal)).get("recomputed cells per mL (x 10^6)")
    printed = localised(pairs.get(_KEYS["cell_concentration"], ""), decimal)
    if recomputed is None or not printed:
        return ""
    if abs(float(recomputed) / printed - 1) <= _TOLERANCE:
        return ""
    return f"the image counts give {float(recomputed):.4g} million/mL, printed {printed:g}"


def _recomputed(pairs: dict[str, str], decimal: str) -> Iterator[tuple[str, str]]:
    """Viability and concentration from the counts per image, as the facts checked them."""
    counts, viable = (_numbers(pairs.get(key, "")) for key in ("CountData", "ViableCellsData"))
    keys = ("Dilution", "Internal Dilution", "Probe volume (ml x 10^-6)")
    dilution, internal, probe = (localised(pairs.get(key, ""), decimal) for key in keys)
    if not counts or not sum(counts):
        return
    yield "recomputed viability (%)", repr(100 * sum(viable) / sum(counts))
    if dilution and internal and probe:
        millions = fmean(counts) * dilution * internal / probe
        yield "recomputed cells per mL (x 10^6)", repr(millions)


def _numbers(text: str) -> list[float]:
    found = [localised(part) for part in text.split(",")]
    return [] if None in found else [value for value in found if value is not None]
