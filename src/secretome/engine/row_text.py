"""Reads a description from rows of text, so that a model file is a list of facts and not a
program.
"""

from collections.abc import Iterable, Iterator

from secretome.engine.description import Flux, Parameter, Species
from secretome.errors import BadInput


def parameters_from(text: str) -> list[Parameter]:
    """Rows ``name | unit | meaning``."""
    return [Parameter(*_cells(row, 3)) for row in _rows(text)]


def species_from(text: str) -> list[Species]:
    """Rows ``name | unit | meaning`` with an optional fourth cell: the start as an expression in
    parameters.
    """
    return [Species(*_cells(row, 4 if row.count("|") == 3 else 3)) for row in _rows(text)]


def fluxes_from(text: str) -> list[Flux]:
    """Rows ``taken + taken -> made + made | rate | meaning``; either side may be empty, the
    meaning too.
    """
    found = []
    for row in _rows(text):
        sides, rate, meaning = _cells(row if row.count("|") == 2 else f"{row} | ", 3)
        taken, arrow, made = sides.partition("->")
        if not arrow:
            raise BadInput(
                "a flux needs an arrow", where=f"row '{row}'", do="Write: taken -> made | rate"
            )
        change: dict[str, float] = {}
        for names, weight in ((taken, -1.0), (made, 1.0)):
            for name in filter(None, (part.strip() for part in names.split("+"))):
                change[name] = change.get(name, 0.0) + weight
        found.append(Flux(" ".join(sides.split()), rate, change, meaning))
    return found


def filled(text: str, places: Iterable[dict[str, str]]) -> str:
    """The text once for each dictionary, with {names} replaced."""
    return "\n".join(text.format(**place) for place in places)


def _rows(text: str) -> Iterator[str]:
    for line in text.splitlines():
        row = line.strip()
        if row and not row.startswith("#"):
            yield row


def _cells(row: str, count: int) -> list[str]:
    cells = [cell.strip() for cell in row.split("|")]
    if len(cells) != count:
        raise BadInput(
            f"{len(cells)} cells", where=f"row '{row}'", do=f"Give {count} cells divided by |"
        )
    return cells
