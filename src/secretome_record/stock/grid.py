"""Lays the positions of a freezer out as boxes of rows and columns, as they are in the freezer."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_SLOT = re.compile(r"^(?:(.*)-)?([A-Z]{1,2})(\d{1,3})$")


@dataclass(frozen=True, slots=True)
class Box:
    """One box: column heads, and for each row its letter and what stands in each column."""

    name: str
    columns: tuple[int, ...]
    rows: tuple[tuple[str, tuple[Any, ...]], ...]


def boxes(named: Iterable[tuple[str, Any]]) -> tuple[tuple[Box, ...], tuple[Any, ...]]:
    """Return the boxes that the names spell, and the cells whose names spell no box."""
    found: dict[str, dict[tuple[str, int], Any]] = {}
    loose: list[Any] = []
    for name, cell in named:
        slot = _SLOT.match(name)
        if slot is None:
            loose.append(cell)
        else:
            found.setdefault(slot[1] or "", {})[slot[2], int(slot[3])] = cell
    return tuple(_box(name, cells) for name, cells in found.items()), tuple(loose)


def _box(name: str, cells: dict[tuple[str, int], Any]) -> Box:
    columns = tuple(sorted({column for _row, column in cells}))
    letters = sorted({row for row, _column in cells}, key=lambda letter: (len(letter), letter))
    rows = tuple(
        (letter, tuple(cells.get((letter, column)) for column in columns)) for letter in letters
    )
    return Box(name, columns, rows)
