"""A PharmSpec report: pairs of labels and texts, runs with counts per size, a verdict.

Refuses: a report without its table of sizes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from secretome.errors import BadInput
from secretome.instruments.tables import Row

AGAIN = "Export the report again from PharmSpec"
_SIZE_TITLE = re.compile(r"\((?:µm|μm|um)\)", re.IGNORECASE)
_PER_ML = re.compile(r"/\s*mL\b", re.IGNORECASE)
_DISCARDED = re.compile(r"^(?:discarded|verworfen)$", re.IGNORECASE)
_RUN = re.compile(r"^(?:Run|Lauf)\s*[0-9]+$|^(?:Average|Mittelwert|Mean)$", re.IGNORECASE)
_AVERAGE = re.compile(r"^(?:Average|Mittelwert|Mean)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Run:
    """One run or the average: texts of size, cumulative count and counts per mL."""

    name: str
    lines: tuple[tuple[str, str, str], ...]

    @property
    def is_average(self) -> bool:
        """Whether this is the printed average."""
        return bool(_AVERAGE.match(self.name))


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report; ``discarded`` names the runs that the software left out."""

    title: str
    pairs: tuple[tuple[str, str], ...]
    runs: tuple[Run, ...]
    discarded: tuple[str, ...]
    below: tuple[str, ...]


def read_report(rows: Sequence[Row], *, name: str) -> Report:
    """Order the rows of a report; raises BadInput where its table is missing."""
    heads = [place for place, row in enumerate(rows) if any(map(_SIZE_TITLE.search, row.cells))]
    if not heads:
        raise BadInput("there is no table of particle sizes", where=name, do=AGAIN)
    above, head, below = rows[: heads[0]], rows[heads[0]], rows[heads[0] + 1 :]
    runs, rest = _runs(head, below, name)
    title = next((cell for row in above for cell in row.cells if cell), "")
    return Report(
        title=title,
        pairs=tuple(_pairs(above)),
        runs=runs,
        discarded=tuple(_discarded(above)),
        below=tuple(" ".join(cell for cell in row.cells if cell) for row in rest),
    )


def _runs(head: Row, below: Sequence[Row], name: str) -> tuple[tuple[Run, ...], tuple[Row, ...]]:
    size = next(place for place, cell in enumerate(head.cells) if _SIZE_TITLE.search(cell))
    per_ml = next((p for p, cell in enumerate(head.cells) if _PER_ML.search(cell)), size + 2)
    runs: list[tuple[str, list[tuple[str, str, str]]]] = []
    rest: list[Row] = []
    for row in below:
        if row.is_blank:
            continue
        is_line = _is_number(_cell(row, size)) and bool(runs)
        if _RUN.match(row.key) and not rest:
            runs.append((row.key, []))
        if (is_line and not rest) or (_RUN.match(row.key) and _is_number(_cell(row, size))):
            runs[-1][1].append((_cell(row, size), _cell(row, size + 1), _cell(row, per_ml)))
        elif not _RUN.match(row.key):
            rest.append(row)
    if not any(lines for _, lines in runs):
        raise BadInput("the table of sizes has no runs", where=name, do=AGAIN)
    return tuple(Run(run, tuple(lines)) for run, lines in runs), tuple(rest)


def _cell(row: Row, place: int) -> str:
    return row.cells[place] if place < len(row.cells) else ""


def _is_number(text: str) -> bool:
    return bool(re.match(r"^[0-9]+(?:[.,][0-9]+)?$", text))


def _pairs(above: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """A label, a colon in its own cell, a text; two such pairs may share a row."""
    for row in above:
        for place, cell in enumerate(row.cells[:-1]):
            if place and cell == ":" and row.cells[place - 1]:
                yield row.cells[place - 1], row.cells[place + 1]


def _discarded(above: Sequence[Row]) -> Iterator[str]:
    for row in above:
        for run, word in zip(row.cells, row.cells[1:], strict=False):
            if run and _DISCARDED.match(word):
                yield run
