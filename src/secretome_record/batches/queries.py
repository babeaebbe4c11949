"""Reads about products, recipes, banks, batches, lots, vials: scoped to the reader's sites."""

from datetime import datetime
from typing import Any

from django.db.models import Max, Prefetch, QuerySet
from django.http import Http404

from secretome_record.batches import rules, work
from secretome_record.batches.models import (
    Batch,
    CellBank,
    Deviation,
    LabelCount,
    Lot,
    PrintedLabel,
    Product,
    Recipe,
    RecipeStep,
    StepRecord,
    Vial,
)
from secretome_record.batches.readings import Limits
from secretome_record.donors.models import Donation, Donor
from secretome_record.donors.queries import donor_reasons
from secretome_record.ledger.refusal import Reason, Refusal, refuse
from secretome_record.ledger.signing import holds, signatures_on
from secretome_record.pages.work import WorkItem
from secretome_record.people.models import Person, Site
from secretome_record.people.roles import Role

APPROVED_MEANING = "recipe approved"


def products_for(person: Person) -> QuerySet[Product]:
    """The products of the reader's sites."""
    return Product.objects.filter(site__in=person.site_ids).select_related("site")


def recipes_for(person: Person) -> QuerySet[Recipe]:
    """The recipes of the reader's sites."""
    return Recipe.objects.filter(site__in=person.site_ids).select_related(
        "product", "written_by", "site"
    )


def cell_banks_for(person: Person) -> QuerySet[CellBank]:
    """The cell banks of the reader's sites."""
    return CellBank.objects.filter(site__in=person.site_ids).select_related("site", "frozen_by")


def batches_for(person: Person) -> QuerySet[Batch]:
    """The batches of the reader's sites."""
    return Batch.objects.filter(site__in=person.site_ids).select_related(
        "site", "cell_bank", "recipe", "recipe__product", "started_by"
    )


def lots_for(person: Person) -> QuerySet[Lot]:
    """The lots of the reader's sites."""
    return Lot.objects.filter(site__in=person.site_ids).select_related(
        "site", "product", "batch", "filled_by"
    )


def vials_for(person: Person) -> QuerySet[Vial]:
    """The vials of the reader's sites."""
    return Vial.objects.filter(site__in=person.site_ids).select_related(
        "site", "lot", "lot__product", "lot__site"
    )


def deviations_for(person: Person) -> QuerySet[Deviation]:
    """The deviations of the reader's sites."""
    return Deviation.objects.filter(site__in=person.site_ids).select_related(
        "batch", "raised_by", "step_record", "step_record__step"
    )


def by_code(rows: QuerySet[Any], code: str) -> Any:
    """Return the row with this code. Raises Http404 when it is not among them."""
    found = rows.filter(code=code.strip().upper()).first()
    if found is None:
        raise Http404
    return found


def step_record_for(person: Person, record_id: Any) -> StepRecord:
    """Return one step record of the reader's sites. Raises Http404 for any other."""
    rows = StepRecord.objects.filter(batch__site__in=person.site_ids)
    found = rows.select_related("batch", "step", "batch__site").filter(pk=record_id).first()
    if found is None:
        raise Http404
    return found


def steps_of(recipe: Recipe) -> QuerySet[RecipeStep]:
    """The steps of a recipe in their order."""
    return recipe.steps.order_by("number")


def limits_of(step: RecipeStep) -> Limits:
    """The limits of one step as written."""
    return Limits(step.low_text, step.high_text, step.unit)


def records_of(batch: Batch) -> dict[int, StepRecord]:
    """What was recorded of a batch, by the number of the step."""
    rows = batch.step_records.select_related("step", "made_by", "checked_by").prefetch_related(
        Prefetch("deviations", Deviation.objects.order_by("recorded_at", "id"))
    )
    return {row.step.number: row for row in rows.order_by("step__number")}


def facts_about(batch: Batch) -> rules.BatchFacts:
    """Collect what recording, checking and filling are judged by."""
    records = records_of(batch)
    return rules.BatchFacts(
        batch.code,
        batch.state,
        tuple(_step_fact(step, records.get(step.number)) for step in steps_of(batch.recipe)),
    )


def _step_fact(step: RecipeStep, record: StepRecord | None) -> rules.StepFact:
    outside = record is not None and record.outside_limits
    return rules.StepFact(
        step.number,
        step.name,
        is_recorded=record is not None,
        is_checked=record is not None and record.checked_by_id is not None,
        lacks_deviation=outside and not record.deviations.all(),
    )


def next_step_of(batch: Batch) -> RecipeStep | None:
    """The first step that is not recorded yet, or nothing."""
    done = batch.step_records.values_list("step_id", flat=True)
    return steps_of(batch.recipe).exclude(pk__in=list(done)).first()


def reasons_against_filling(batch: Batch) -> tuple[Reason, ...]:
    """All reasons why the batch cannot be filled now, the number of vials aside."""
    return tuple(rules.reasons_against_fill(facts_about(batch), vial_count=1))


def donations_of(bank: CellBank) -> QuerySet[Donation]:
    """The donations a bank was grown from."""
    return bank.donations.select_related("donor", "donor__subject").order_by("collected_at", "id")


def donation_fact(donation: Donation, at: datetime) -> rules.DonationFact:
    """A donation as a cell bank sees it."""
    return rules.DonationFact(
        donation.code,
        str(donation.site_id),
        donation.identity_code,
        donation.is_demo,
        donor_reasons(donation.donor, at),
    )


def donors_of_bank(bank: CellBank) -> list[Donor]:
    """The donors behind a bank, each once."""
    return list(
        Donor.objects.filter(donations__cell_banks=bank)
        .select_related("subject")
        .distinct()
        .order_by("code")
    )


def donors_of_lot(lot: Lot) -> list[Donor]:
    """The donors behind a lot."""
    return donors_of_bank(lot.batch.cell_bank)


def donor_reasons_of_bank(bank: CellBank, at: datetime) -> tuple[Reason, ...]:
    """All reasons against the donors behind a bank, now."""
    return tuple(reason for donor in donors_of_bank(bank) for reason in donor_reasons(donor, at))


def recipe_content(recipe: Recipe) -> dict[str, Any]:
    """What an approval signs: every word and limit of the recipe, as text."""
    return {
        "recipe": recipe.code,
        "product": recipe.product.name,
        "version": recipe.version,
        "vial_volume_ml": recipe.vial_volume_ml_text,
        "steps": [
            [s.number, s.name, s.instruction, s.measures, s.unit, s.low_text, s.high_text]
            for s in steps_of(recipe)
        ],
    }


def approvals_of(recipe: Recipe) -> list[dict[str, Any]]:
    """The approval signatures with whether each still covers the recipe as it stands."""
    content = recipe_content(recipe)
    return [
        {"signature": signature, "holds": holds(signature, content)}
        for signature in signatures_on(recipe, APPROVED_MEANING)
    ]


def next_version_of(product: Product) -> int:
    """The number the next recipe of this product gets."""
    return (product.recipes.aggregate(n=Max("version"))["n"] or 0) + 1


def open_deviations_of(batch: Batch) -> QuerySet[Deviation]:
    """The deviations of a batch that are not closed."""
    return batch.deviations.exclude(state="CLOSED").order_by("recorded_at", "id")


def vials_of(lot: Lot) -> QuerySet[Vial]:
    """The vials of a lot in their order."""
    return lot.vials.order_by("number")


def copies_of(vials: list[Vial]) -> dict[Any, int]:
    """How many labels of each vial were printed so far."""
    rows = PrintedLabel.objects.filter(vial__in=vials).order_by()
    return dict(rows.values_list("vial_id").annotate(n=Max("copy_number")))


def labels_of(lot: Lot) -> QuerySet[PrintedLabel]:
    """Every label printed for a lot, newest first."""
    return (
        PrintedLabel.objects.filter(vial__lot=lot)
        .select_related("vial", "printed_by", "sheet")
        .order_by("-printed_at", "-vial__number", "-id")
    )


def sheet_for(person: Person, sha256: str) -> PrintedLabel:
    """One label of a printed sheet, as the way to the sheet. Raises Http404 for another site's."""
    rows = PrintedLabel.objects.filter(vial__site__in=person.site_ids, sheet__sha256=sha256)
    found = rows.select_related("sheet", "vial", "vial__lot").order_by("id").first()
    if found is None:
        raise Http404
    return found


def last_count_of(lot: Lot) -> LabelCount | None:
    """The last balance of labels, or nothing."""
    rows = lot.label_counts.select_related("counted_by")
    return rows.order_by("-counted_at", "-id").first()


def sites_for(person: Person) -> QuerySet[Site]:
    """The sites where the person works on making."""
    return (
        Site.objects.filter(
            grants__person=person,
            grants__role__in=[Role.OPERATOR, Role.QA],
            grants__until_at__isnull=True,
        )
        .distinct()
        .order_by("code")
    )


def work_site_of(person: Person) -> Site:
    """The first site where the person works on making: its clock stands in forms."""
    return sites_for(person)[0]


def banks_to_use(person: Person) -> QuerySet[CellBank]:
    """The banks of the sites where the person makes, newest first."""
    return CellBank.objects.filter(site__in=sites_for(person)).order_by("-frozen_at", "-id")


def recipes_to_use(person: Person) -> QuerySet[Recipe]:
    """The approved recipes of the sites where the person makes."""
    return (
        Recipe.objects.filter(site__in=sites_for(person), state="APPROVED")
        .select_related("product")
        .order_by("product__name", "-version", "id")
    )


def donations_to_bank(person: Person) -> QuerySet[Donation]:
    """The donations of the sites where the person makes, newest first."""
    return (
        Donation.objects.filter(site__in=sites_for(person))
        .select_related("site")
        .order_by("-collected_at", "-id")
    )


def stale_step(number: str) -> Refusal:
    """The answer to a step form that was sent twice or overtaken."""
    return refuse(
        "stale",
        f"Step {number[:3]} is not the next step any more: it was recorded already, perhaps by "
        "this very form. The page shows how things stand now.",
    )


def waiting_for(person: Person) -> list[WorkItem]:
    """What waits for the person in this room."""
    return work.waiting_for(person)
