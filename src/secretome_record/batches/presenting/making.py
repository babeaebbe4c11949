"""Puts batches, recipes and cell banks into the words and rows of their pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from secretome_record.batches import queries
from secretome_record.batches.models import (
    Batch,
    CellBank,
    Deviation,
    Lot,
    Recipe,
    RecipeStep,
    StepRecord,
)
from secretome_record.batches.presenting.words import identity_fact, label_words, state_cell
from secretome_record.ledger.refusal import Reason
from secretome_record.pages.tables import Cell, Column
from secretome_record.people.models import Person
from secretome_record.people.roles import Role


@dataclass(frozen=True, slots=True)
class StepRow:
    """One line of the batch record: what was to be done, what was done, by whom."""

    step: RecipeStep
    limits: str
    record: StepRecord | None
    deviations: tuple[Deviation, ...] = ()
    may_check: bool = False


def batch_columns() -> list[Column]:
    """The headings of the list of batches."""
    return [
        Column(_("Batch"), "code", sort="code"),
        Column(_("Product")),
        Column(_("Cell bank"), "code"),
        Column(_("State"), "state", sort="state"),
        Column(_("Lot"), "code"),
        Column(_("Started"), "time", sort="started"),
    ]


def batch_rows(batches: Iterable[Batch]) -> list[list[object]]:
    """One row for each batch; their lots were fetched with them."""
    return [
        [
            Cell(b.code, reverse("batches:record", args=[b.code])),
            f"{b.recipe.product.name}, {_('version')} {b.recipe.version}",
            Cell(b.cell_bank.code, reverse("batches:cell_bank", args=[b.cell_bank.code])),
            state_cell(b),
            _lot_cell(list(b.lots.all())),
            b.started_at,
        ]
        for b in batches
    ]


def _lot_cell(lots: list[Lot]) -> Cell:
    if not lots:
        return Cell("")
    return Cell(lots[0].code, reverse("batches:lot", args=[lots[0].code]))


def batch_facts(batch: Batch) -> list[dict[str, Any]]:
    """What stands at the top of a batch."""
    recipe, bank = batch.recipe, batch.cell_bank
    rows = [
        {"name": _("Product"), "value": recipe.product.name},
        {
            "name": _("Recipe"),
            "value": f"{recipe.code}, {_('version')} {recipe.version}",
            "url": reverse("batches:recipe", args=[recipe.code]),
        },
        {
            "name": _("Cell bank"),
            "value": bank.code,
            "url": reverse("batches:cell_bank", args=[bank.code]),
        },
        {"name": _("Started by"), "value": str(batch.started_by)},
    ]
    return [*rows, *identity_fact(bank.identity_code)]


def step_rows(batch: Batch, reader: Person) -> list[StepRow]:
    """The batch record as a table: every step of the recipe, with what was done."""
    records = queries.records_of(batch)
    here = reader.roles_at(batch.site_id)
    checks = batch.state == "IN_PROGRESS" and bool(here & {Role.OPERATOR, Role.QA})
    return [
        _step_row(step, records.get(step.number), reader, checks=checks)
        for step in queries.steps_of(batch.recipe)
    ]


def _step_row(
    step: RecipeStep, record: StepRecord | None, reader: Person, *, checks: bool
) -> StepRow:
    limits = queries.limits_of(step).words
    if record is None:
        return StepRow(step, limits, None)
    waits = record.checked_by_id is None and record.made_by_id != reader.pk
    return StepRow(step, limits, record, tuple(record.deviations.all()), checks and waits)


def fill_reasons(reasons: Iterable[Reason], batch: Batch) -> list[dict[str, str]]:
    """Why the batch cannot be filled yet, each leading to its line of the record."""
    url = reverse("batches:record", args=[batch.code]) + "#steps"
    return [{"sentence": r.sentence, "url": url, "action": _("See the step")} for r in reasons]


def next_action(batch: Batch, reader: Person, reasons: list[Any]) -> dict[str, str]:
    """The one thing to do next with a batch."""
    here = reader.roles_at(batch.site_id)
    page = reverse("batches:record", args=[batch.code])
    lots = list(batch.lots.all())
    if lots:
        url = reverse("batches:lot", args=[lots[0].code])
        return {"label": _("Open the lot"), "url": url, "sentence": ""}
    if batch.state != "IN_PROGRESS" or Role.OPERATOR not in here:
        return {"label": "", "url": "", "sentence": ""}
    if not reasons:
        url = reverse("batches:fill", args=[batch.code])
        return {"label": _("Fill the batch"), "url": url, "sentence": ""}
    unchecked = batch.step_records.filter(checked_by__isnull=True).first()
    if unchecked is None:
        step = queries.next_step_of(batch)
        label = _("Record step %(n)d") % {"n": step.number if step else 0}
        return {"label": label, "url": page + "#next", "sentence": ""}
    sentence = _("The last step waits for a second person to check it.")
    own = unchecked.made_by_id == reader.pk
    label, url = ("", "") if own else (_("Check the last step"), page + "#steps")
    return {"label": label, "url": url, "sentence": sentence}


def recipe_facts(recipe: Recipe) -> list[dict[str, Any]]:
    """What stands at the top of a recipe."""
    return [
        {"name": _("Product"), "value": recipe.product.name},
        {"name": _("Version"), "value": recipe.version},
        {"name": _("Volume of a vial"), "value": f"{recipe.vial_volume_ml_text} mL"},
        {"name": _("Storage"), "value": recipe.product.storage_text},
        {"name": _("Label states"), "value": label_words(recipe.product)},
        {"name": _("Shelf life"), "value": _("%(n)d days") % {"n": recipe.product.shelf_life_days}},
        {"name": _("Written by"), "value": str(recipe.written_by)},
    ]


def recipe_rows(recipes: Iterable[Recipe]) -> list[list[object]]:
    """One row for each recipe."""
    return [
        [
            Cell(r.code, reverse("batches:recipe", args=[r.code])),
            r.product.name,
            Cell(str(r.version), kind="number"),
            state_cell(r),
            str(r.written_by),
            r.recorded_at,
        ]
        for r in recipes
    ]


def recipe_columns() -> list[Column]:
    """The headings of the list of recipes."""
    return [
        Column(_("Recipe"), "code", sort="code"),
        Column(_("Product")),
        Column(_("Version"), "number"),
        Column(_("State"), "state"),
        Column(_("Written by")),
        Column(_("Written"), "time", sort="written"),
    ]


def bank_columns() -> list[Column]:
    """The headings of the list of cell banks."""
    return [
        Column(_("Cell bank"), "code", sort="code"),
        Column(_("Passage"), "number"),
        Column(_("Containers"), "number"),
        Column(_("Identity code"), "code"),
        Column(_("Frozen"), "time", sort="frozen"),
    ]


def bank_rows(banks: Iterable[CellBank]) -> list[list[object]]:
    """One row for each cell bank."""
    return [
        [
            Cell(bank.code, reverse("batches:cell_bank", args=[bank.code])),
            str(bank.passage),
            str(bank.containers),
            bank.identity_code or Cell(_("donor cells"), kind="text"),
            bank.frozen_at,
        ]
        for bank in banks
    ]


def bank_facts(bank: CellBank) -> list[dict[str, Any]]:
    """What stands at the top of a cell bank."""
    return [
        {"name": _("Passage"), "value": bank.passage},
        {"name": _("Containers frozen"), "value": bank.containers},
        {"name": _("Frozen by"), "value": str(bank.frozen_by)},
        *identity_fact(bank.identity_code),
    ]
