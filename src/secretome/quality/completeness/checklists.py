"""The checklists as tables: items, the techniques they depend on, what files answer."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files


class Checklist(StrEnum):
    """The three lists a lot is held against."""

    MISEV2023 = "misev2023"
    EV_TRACK = "ev_track"
    MIFLOWCYT_EV = "miflowcyt_ev"


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One thing to report; ``applies_when`` names a technique or claim, empty for always.

    ``verified`` says how sure we are of the item: read, read2, recall.
    """

    code: str
    section: str
    text: str
    applies_when: str
    component: str
    verified: str


@cache
def checklist_items(checklist: Checklist) -> tuple[ChecklistItem, ...]:
    """Return the items of a checklist in its order."""
    return tuple(
        ChecklistItem(
            row["code"],
            row["section"],
            row["item"],
            row["applies_when"],
            row["component"],
            row["verified"],
        )
        for row in _rows(checklist.value)
    )


@cache
def techniques() -> dict[str, str]:
    """Return the techniques and claims that items depend on, each with its meaning."""
    return {row["technique"]: row["meaning"] for row in _rows("techniques")}


@cache
def codes_known_from(kind: str, checklist: Checklist) -> tuple[str, ...]:
    """Return the items that an instrument file of this kind answers by itself."""
    rows = _rows("known_from_files")
    wanted = (kind, checklist.value)
    return tuple(row["code"] for row in rows if (row["kind"], row["checklist"]) == wanted)


def _rows(name: str) -> Iterator[dict[str, str]]:
    table = files("secretome.quality.completeness") / "tables" / f"{name}.csv"
    return csv.DictReader(table.read_text(encoding="utf-8").splitlines(), strict=True)
