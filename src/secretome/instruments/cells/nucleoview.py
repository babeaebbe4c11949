"""NucleoView exports of NC-200 and kin: keys and values with semicolons, one count per file.

Refuses: several counts in one file, a key that stands twice.
"""

import re

from secretome.errors import BadInput
from secretome.instruments.cells.meaning import measurement_of
from secretome.instruments.cells.structure import PLAIN, CountFile, Record
from secretome.instruments.measurement import Measurement
from secretome.instruments.tables import decode
from secretome.instruments.values import decimal_sign, localised

AGAIN = "Export the result again from NucleoView"
_KEYS = {
    "viability": "Viability (%)",
    "viable_cell_concentration": "Live (cells/ml)",
    "dead_cell_concentration": "Dead (cells/ml)",
    "cell_concentration": "Total (cells/ml)",
    "cell_diameter": "Estimated cell diameter (um)",
    "cell_diameter_sd": "Cell diameter standard deviation (um)",
    "aggregation": "(%) of cells in aggregates with five or more cells",
}
_LAST_RESULT = "Multiplication factor"  # all numbers of a count stand above it
_CLOSING = re.compile(r"^//\[[0-9A-F]{8}\]$")
_DATE = re.compile(r"^([0-9]{4})([0-9]{2})([0-9]{2}) ([0-9]{2})([0-9]{2})([0-9]{2})$")
_DETAILS = ("Instrument type", "Instrument s/n", "Date time", "Time zone offset", "Operator")


def read(data: bytes, *, sha256: str, name: str) -> Measurement:
    """Read one count; raises BadInput where it is damaged or cut off."""
    text, encoding = decode(data, name=name)
    lines = [line.strip().rstrip(",").strip() for line in text.replace("\r", "").split("\n")]
    closings = [line for line in lines if _CLOSING.match(line)]
    if len(closings) > 1:
        raise BadInput("several counts stand in one file", where=name, do=AGAIN)
    pairs = _pairs(lines, name)
    if not closings and not pairs.get(_LAST_RESULT):
        raise BadInput("its results are cut off", where=name, do=AGAIN)
    if _KEYS["viability"] not in pairs:
        raise BadInput("it holds no viability", where=name, do=AGAIN)
    texts = {attribute: pairs.get(key, "") for attribute, key in _KEYS.items()}
    decimal = decimal_sign(texts.values(), where=name, may_group=False)
    file = CountFile(
        kind="nucleoview",
        instrument=pairs.get("Instrument type", "") or "NucleoCounter",
        software=pairs.get("Application SW version", ""),
        records=(_record(pairs, texts, decimal),),
        scales=PLAIN,
        decimal=decimal,
        details=(
            *((key, pairs[key]) for key in _DETAILS if key in pairs),
            ("measured at", _moment(pairs)),
            ("encoding", encoding),
        ),
        has_end=bool(closings),
    )
    return measurement_of(file, sha256=sha256, name=name)


def _pairs(lines: list[str], name: str) -> dict[str, str]:
    """Keys with one spelling of the micrometre; the first line is a title."""
    pairs: dict[str, str] = {}
    for line in lines[1:]:
        key, _, value = line.partition(";")
        key = key.strip().replace("[um]", "(um)").replace("(µm)", "(um)").replace("[µm]", "(um)")
        if not key or key.startswith("//"):
            continue
        if key in pairs:
            raise BadInput(f"{key!r} stands twice", where=name, do=AGAIN)
        pairs[key] = value.split(";")[0].strip()
    return pairs


def _record(pairs: dict[str, str], texts: dict[str, str], decimal: str) -> Record:
    used = set(_KEYS.values())
    factor = pairs.get("Multiplication factor", "")
    return Record(
        sample=pairs.get("Image", "") or pairs.get("Sample ID", "") or "count",
        capture=pairs.get("Image", ""),
        texts=texts,
        settings=tuple((key, text) for key, text in pairs.items() if key not in used),
        dilution=factor,
        is_dilution_applied=True if localised(factor, decimal) == 1 else None,
    )


def _moment(pairs: dict[str, str]) -> str:
    """ISO 8601 with the stated offset; empty where the date block is missing."""
    found = _DATE.match(pairs.get("Date time", ""))
    if not found:
        return ""
    offset = localised(pairs.get("Time zone offset", ""))
    zone = "" if offset is None else f"{int(offset):+03d}:{round(abs(offset) % 1 * 60):02d}"
    return f"{found[1]}-{found[2]}-{found[3]}T{found[4]}:{found[5]}:{found[6]}{zone}"
