"""What every plate-reader file comes down to: wells with a text per read, and words about them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from secretome.errors import BadInput

# columns of a plate -> rows
PLATE_ROWS = {3: 2, 4: 3, 6: 4, 8: 6, 12: 8, 24: 16, 48: 32}
_WELL = re.compile(r"^([A-Za-z]{1,2})0*([1-9][0-9]?)$")
_SIGNALS = (
    ("absorb", "absorbance"), ("optical density", "absorbance"), ("fluor", "fluorescence"),
    ("lumin", "luminescence"), ("abs", "absorbance"), ("rfu", "fluorescence"),
    ("rlu", "luminescence"), ("od", "absorbance"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Read:
    """One read of a plate: the attribute it gives, its label, and a text per well as printed."""

    attribute: str
    label: str
    texts: dict[str, str]


@dataclass(frozen=True, slots=True)
class PlateTable:
    """One plate: its reads, and the words and settings that stand beside its wells."""

    id: str
    reads: tuple[Read, ...]
    notes: dict[str, dict[str, str]] = field(default_factory=dict)
    settings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark of the reader: ``blocks`` where the numbers must not be used."""

    code: str
    text: str
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class PlateFile:
    """A whole file: plates, and what was printed beside them."""

    kind: str
    instrument: str
    software: str
    plates: tuple[PlateTable, ...]
    decimal: str = "."
    details: tuple[tuple[str, str], ...] = ()
    summary: tuple[tuple[str, str], ...] = ()
    unused: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def signal_of(text: str) -> str:
    """The attribute behind a word such as ``Absorbance`` or ``RLU``."""
    folded = text.casefold()
    return next((name for word, name in _SIGNALS if word in folded), "optical_signal")


def well_name(text: str) -> str | None:
    """``a01`` as ``A1``; None for anything that names no well."""
    found = _WELL.match(text.strip())
    return f"{found[1].upper()}{found[2]}" if found else None


def columns_of(cells: Sequence[str]) -> int:
    """How many cells count 1, 2, 3 ... from the first; 0 where they do not."""
    count = 0
    for place, cell in enumerate(cells, 1):
        if cell != str(place):
            break
        count = place
    return count if count in PLATE_ROWS else 0


def row_letters(count: int) -> Iterator[str]:
    """A, B, ... Z, AA, ..."""
    for place in range(count):
        first, second = divmod(place, 26)
        yield (chr(64 + first) if first else "") + chr(65 + second)


def require_whole(letters: Sequence[str], columns: int, *, where: str, do: str) -> None:
    """Raise BadInput unless a grid has all rows of a plate, in order: a cut grid lacks its end."""
    if list(letters) != list(row_letters(PLATE_ROWS[columns])):
        what = f"a plate of {columns} columns has rows {', '.join(letters)[:60] or 'missing'}"
        raise BadInput(what, where=where, do=do)
