"""Puts tables of study rows into the words and rows of their pages."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from secretome_record.evidence.models import StudyTable
from secretome_record.evidence.states import ACCEPTED, PROPOSED, REFUSED, WITHDRAWN
from secretome_record.pages.tables import Cell, Column

TONES = {PROPOSED: "waiting", ACCEPTED: "good", REFUSED: "refused", WITHDRAWN: "held"}
_SHOWN = ("study_id", "condition", "design", "route", "n_treated", "n_control", "outcome")


def state_word(state: str) -> str:
    """The state of a table as a fact."""
    words = {
        PROPOSED: _("Waits for review"),
        ACCEPTED: _("Accepted"),
        REFUSED: _("Refused"),
        WITHDRAWN: _("Withdrawn"),
    }
    return words[state]


def state_choices() -> tuple[tuple[str, str], ...]:
    """The states a list may be narrowed to."""
    return tuple((state, state_word(state)) for state in TONES)


def origin_word(table: StudyTable) -> str:
    """Where the rows come from."""
    return _("This programme's own patients") if table.own_programme else _("Literature")


def list_columns() -> list[Column]:
    """The headings of the list."""
    return [
        Column(_("Table"), "code", sort="code"),
        Column(_("Title")),
        Column(_("Rows"), "number"),
        Column(_("From")),
        Column(_("State"), "state", sort="state"),
        Column(_("Proposed"), "time", sort="proposed"),
    ]


def list_rows(tables: Iterable[StudyTable]) -> list[list[Any]]:
    """One row for each table."""
    return [
        [
            Cell(table.code, reverse("evidence:record", args=[table.code])),
            table.title,
            table.row_count,
            origin_word(table),
            Cell(state_word(table.state), tone=TONES[table.state]),
            table.recorded_at,
        ]
        for table in tables
    ]


def study_columns() -> list[Column]:
    """The headings of the rows as reported."""
    titles = (
        _("Study row"), _("Condition"), _("Design"), _("Route"), _("Treated"), _("Control"),
        _("Outcome"),
    )  # fmt: skip
    return [
        Column(title, "number" if name.startswith("n_") else "text")
        for title, name in zip(titles, _SHOWN, strict=True)
    ]


def study_rows(table: StudyTable) -> list[list[str]]:
    """The main cells of each row, as reported."""
    return [[row.get(name) or "–" for name in _SHOWN] for row in table.rows]


def details(table: StudyTable) -> list[dict[str, Any]]:
    """Every cell that is not empty, row by row, for whoever reviews them."""
    return [
        {
            "name": row["study_id"],
            "facts": [
                {"name": name.replace("_", " "), "value": value}
                for name, value in row.items()
                if value and name != "study_id"
            ],
        }
        for row in table.rows
    ]


def facts(table: StudyTable) -> list[dict[str, Any]]:
    """What a reader wants to know first."""
    reviewer = table.reviewed_by.printed_name if table.reviewed_by else _("Nobody yet")
    return [
        {"name": _("From"), "value": origin_word(table)},
        {"name": _("Rows"), "value": table.row_count},
        {"name": _("Site"), "value": table.site.name},
        {"name": _("Proposed by"), "value": table.proposed_by.printed_name},
        {"name": _("Reviewed by"), "value": reviewer},
        {
            "name": _("File"),
            "value": table.file.name,
            "url": reverse("evidence:file", args=[table.code]),
            "note": f"SHA-256 {table.file.sha256[:16]}…",
        },
        *([{"name": _("Note"), "value": table.note}] if table.note else []),
    ]
