"""What every cell counter comes down to: one record per count, texts under common names."""

from dataclasses import dataclass

MICROMETRE_NM = 1000.0
PER_MILLION = 1e6


@dataclass(frozen=True, slots=True)
class Record:
    """One count: texts as printed under the attribute each gives, and all other columns.

    ``is_dilution_applied``: None where nothing in the file tells.
    """

    sample: str
    capture: str
    texts: dict[str, str]
    settings: tuple[tuple[str, str], ...]
    status: str = ""
    dilution: str = ""
    is_dilution_applied: bool | None = None


@dataclass(frozen=True, slots=True)
class CountFile:
    """A whole file; ``scales`` multiplies printed numbers into canonical units."""

    kind: str
    instrument: str
    software: str
    records: tuple[Record, ...]
    scales: dict[str, float]
    decimal: str = "."
    details: tuple[tuple[str, str], ...] = ()
    unused: tuple[str, ...] = ()
    summary: tuple[tuple[str, str], ...] = ()
    has_end: bool = True


MILLIONS = {
    "cell_concentration": PER_MILLION,
    "viable_cell_concentration": PER_MILLION,
    "cell_diameter": MICROMETRE_NM,
    "viable_cell_diameter": MICROMETRE_NM,
}
"""Scales of counters that print millions per millilitre and micrometres."""

PLAIN = {"cell_diameter": MICROMETRE_NM, "cell_diameter_sd": MICROMETRE_NM}
"""Scales of counters that print cells per millilitre and micrometres."""
