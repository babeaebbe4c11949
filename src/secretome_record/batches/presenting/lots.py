"""Puts lots, vials and labels into the words and rows of their pages."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from secretome_record.batches.labels import Symbol, data_matrix
from secretome_record.batches.models import LabelCount, Lot, PrintedLabel, Vial
from secretome_record.batches.presenting.words import (
    identity_fact,
    label_words,
    last_day,
    state_cell,
    state_of,
)
from secretome_record.pages.tables import Cell, Column


def lot_columns() -> list[Column]:
    """The headings of the list of lots."""
    return [
        Column(_("Lot"), "code", sort="code"),
        Column(_("Product")),
        Column(_("State"), "state", sort="state"),
        Column(_("Vials"), "number"),
        Column(_("Filled"), "time", sort="filled"),
        Column(_("Use until"), "time", sort="expires"),
    ]


def lot_rows(lots: Iterable[Lot]) -> list[list[object]]:
    """One row for each lot."""
    return [
        [
            Cell(lot.code, reverse("batches:lot", args=[lot.code])),
            lot.product.name,
            state_cell(lot),
            str(lot.vial_count),
            lot.filled_at,
            last_day(lot),
        ]
        for lot in lots
    ]


def lot_facts(lot: Lot) -> list[dict[str, Any]]:
    """What stands at the top of a lot."""
    return [
        {"name": _("Product"), "value": lot.product.name},
        {
            "name": _("Batch"),
            "value": lot.batch.code,
            "url": reverse("batches:record", args=[lot.batch.code]),
        },
        {"name": _("Vials"), "value": f"{lot.vial_count} × {lot.vial_volume_ml_text} mL"},
        {"name": _("Filled by"), "value": str(lot.filled_by)},
        {"name": _("Use until"), "value": f"{last_day(lot):%d %b %Y}", "note": lot.site.zone},
        {"name": _("Storage"), "value": lot.product.storage_text},
        {"name": _("Label states"), "value": label_words(lot.product)},
        *identity_fact(lot.identity_code),
    ]


def vial_rows(vials: Iterable[Vial], copies: dict[Any, int]) -> list[list[object]]:
    """One row for each vial of a lot."""
    return [
        [
            Cell(vial.code, reverse("batches:vial", args=[vial.code])),
            Cell(str(vial.number), kind="number"),
            state_cell(vial),
            Cell(str(copies.get(vial.pk, 0)), kind="number"),
        ]
        for vial in vials
    ]


def vial_columns() -> list[Column]:
    """The headings of the vials of a lot."""
    return [
        Column(_("Vial"), "code"),
        Column(_("Number"), "number"),
        Column(_("State"), "state"),
        Column(_("Labels printed"), "number"),
    ]


def vial_facts(vial: Vial) -> list[dict[str, Any]]:
    """What stands at the top of a vial."""
    lot = vial.lot
    return [
        {
            "name": _("Lot"),
            "value": lot.code,
            "url": reverse("batches:lot", args=[lot.code]),
            "note": state_of(lot)["word"],
        },
        {"name": _("Product"), "value": lot.product.name},
        {"name": _("Number"), "value": f"{vial.number} / {lot.vial_count}"},
        {"name": _("Volume"), "value": f"{lot.vial_volume_ml_text} mL"},
        {"name": _("Use until"), "value": f"{last_day(lot):%d %b %Y}", "note": lot.site.zone},
        *identity_fact(vial.identity_code),
    ]


def symbol_of(vial: Vial) -> Symbol:
    """The DataMatrix of the vial's code, for the page to draw."""
    return data_matrix(vial.code)


def label_columns() -> list[Column]:
    """The headings of the printed labels."""
    return [
        Column(_("Vial"), "code"),
        Column(_("Copy"), "number"),
        Column(_("Why again")),
        Column(_("Printed by")),
        Column(_("Printed"), "time"),
        Column(_("Sheet")),
    ]


def label_rows(labels: Iterable[PrintedLabel]) -> list[list[object]]:
    """One row for each printed label."""
    return [
        [
            Cell(label.vial.code, reverse("batches:vial", args=[label.vial.code])),
            Cell(str(label.copy_number), kind="number"),
            label.reason,
            str(label.printed_by),
            label.printed_at,
            Cell(_("PDF"), reverse("batches:label_sheet", args=[label.sheet.sha256])),
        ]
        for label in labels
    ]


def balance_of(labels: list[PrintedLabel], count: LabelCount | None) -> dict[str, Any]:
    """Printed, used, destroyed, and whether they balance."""
    printed = len(labels)
    if count is None:
        words = _("%(n)d printed, not counted yet.") % {"n": printed}
        return {"word": _("Not counted"), "tone": "neutral", "words": words, "count": None}
    missing = printed - count.used - count.destroyed
    words = _("%(printed)d printed, %(used)d on vials, %(destroyed)d destroyed.") % {
        "printed": printed,
        "used": count.used,
        "destroyed": count.destroyed,
    }
    word, tone = (_("Balances"), "good") if missing == 0 else (_("Does not balance"), "warning")
    return {"word": word, "tone": tone, "words": words, "count": count}
