"""States, deviations and identity in the words every page of this room shares."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from secretome_record.batches.models import Deviation, Lot, Product
from secretome_record.pages.tables import Cell

_STATES = {
    "DRAFT": ("Draft", "neutral"),
    "APPROVED": ("Approved", "good"),
    "RETIRED": ("Retired", "neutral"),
    "IN_PROGRESS": ("Being made", "waiting"),
    "FILLED": ("Filled", "good"),
    "STOPPED": ("Stopped", "refused"),
    "QUARANTINED": ("In quarantine", "waiting"),
    "REVIEWED": ("Reviewed", "waiting"),
    "RELEASED": ("Released", "good"),
    "REJECTED": ("Rejected", "refused"),
    "ON_HOLD": ("On hold", "held"),
    "UNPLACED": ("Not in a freezer yet", "neutral"),
    "IN_STOCK": ("In stock", "good"),
    "RESERVED": ("Reserved", "waiting"),
    "GIVEN": ("Given", "neutral"),
    "DESTROYED": ("Destroyed", "refused"),
    "OPEN": ("Open", "warning"),
    "ASSESSED": ("Assessed", "waiting"),
    "CLOSED": ("Closed", "good"),
}


def label_words(product: Product) -> str:
    """The content that the label states, or that it states none."""
    return (
        f"{product.label_text} {product.label_unit}"
        if product.label_text
        else _("Nothing of its content")
    )


def state_cell(row: Any) -> Cell:
    """The state of a row as a cell of a table."""
    word, tone = _STATES[row.state]
    return Cell(_(word), tone=tone)


def state_of(row: Any) -> dict[str, str]:
    """The state of anything in this room as a fact with its tone."""
    word, tone = _STATES[row.state]
    return {"word": _(word), "tone": tone}


def state_choices(states: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The states a list may be narrowed to."""
    return tuple((state, _(_STATES[state][0])) for state in states)


def deviation_url(deviation: Deviation) -> str:
    """Where a deviation is assessed and closed."""
    return reverse("quality:deviation", args=[deviation.code])


def deviation_rows(deviations: Iterable[Deviation]) -> list[dict[str, Any]]:
    """Deviations with their state and where they are dealt with."""
    return [
        {"deviation": one, "state": state_of(one), "url": deviation_url(one)} for one in deviations
    ]


def identity_fact(identity_code: str) -> list[dict[str, str]]:
    """The identity code of own cells, or nothing for donor cells."""
    if not identity_code:
        return []
    note = _("own cells: for this person only")
    return [{"name": _("Identity code"), "value": identity_code, "note": note}]


def last_day(lot: Lot) -> date:
    """The last day of use on the clock of the site."""
    return lot.expires_at.astimezone(ZoneInfo(lot.site.zone)).date()
