"""Products, recipes, cell banks, batches and their steps, lots, vials, labels, deviations."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from secretome_record.batches.states import (
    BATCH_MOVES,
    DEVIATION_MOVES,
    LOT_MOVES,
    RECIPE_MOVES,
    VIAL_MOVES,
)
from secretome_record.donors.models import Donation
from secretome_record.ledger.base import CodedRecord, Record
from secretome_record.ledger.models import KeptFile
from secretome_record.people.models import Site

_PERSON = settings.AUTH_USER_MODEL


class Product(Record):
    """What the programme makes: name, cell source, form, storage; licensed nowhere we know of."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="products")
    name = models.CharField(max_length=120)
    cell_source = models.CharField(max_length=120)
    form = models.CharField(max_length=60)
    autologous = models.BooleanField(default=False)
    storage_text = models.CharField(max_length=120)
    storage_max_c = models.FloatField()
    shelf_life_days = models.PositiveIntegerField()
    # What the label states of the content, as printed; empty where the label states none.
    label_text = models.CharField(max_length=20, blank=True)
    label_unit = models.CharField(max_length=20, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "name"], name="product_by_name")]

    def __str__(self) -> str:
        return self.name


class Recipe(CodedRecord):
    """One version of how the product is made; approved before use, then never changed."""

    CODE_PREFIX: ClassVar[str] = "RC"
    MOVES = RECIPE_MOVES

    site = models.ForeignKey(Site, models.PROTECT, related_name="recipes")
    product = models.ForeignKey(Product, models.PROTECT, related_name="recipes")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=20, default=RECIPE_MOVES.initial)
    vial_volume_ml_text = models.CharField(max_length=20)
    written_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="recipes_written")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "version"], name="recipe_by_version")
        ]


class RecipeStep(Record):
    """One step of a recipe: what to do, and, where something is measured, its limits."""

    APPEND_ONLY: ClassVar[bool] = True

    recipe = models.ForeignKey(Recipe, models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=80)
    instruction = models.TextField()
    measures = models.CharField(max_length=60, blank=True)
    unit = models.CharField(max_length=30, blank=True)
    low_text = models.CharField(max_length=20, blank=True)
    low = models.FloatField(null=True)
    high_text = models.CharField(max_length=20, blank=True)
    high = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recipe", "number"], name="step_by_number"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"


class CellBank(CodedRecord):
    """Frozen cells grown from donations, at one passage."""

    CODE_PREFIX: ClassVar[str] = "CB"
    NODE_KIND: ClassVar[str] = "cell bank"
    APPEND_ONLY: ClassVar[bool] = True

    site = models.ForeignKey(Site, models.PROTECT, related_name="cell_banks")
    donations = models.ManyToManyField(
        Donation, related_name="cell_banks", through="BankedDonation"
    )
    passage = models.PositiveIntegerField()
    containers = models.PositiveIntegerField()
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="cell_banks_frozen")
    late_reason = models.TextField(blank=True)
    identity_code = models.CharField(max_length=40, blank=True)
    is_demo = models.BooleanField(default=False)


class BankedDonation(Record):
    """Says that a donation went into a cell bank."""

    APPEND_ONLY: ClassVar[bool] = True

    cell_bank = models.ForeignKey(CellBank, models.PROTECT)
    donation = models.ForeignKey(Donation, models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cell_bank", "donation"], name="banked_once")
        ]

    def __str__(self) -> str:
        return f"{self.donation_id} in {self.cell_bank_id}"


class Batch(CodedRecord):
    """One making of the product: from a cell bank, by one recipe, with its record of steps."""

    CODE_PREFIX: ClassVar[str] = "BA"
    NODE_KIND: ClassVar[str] = "batch"
    MOVES = BATCH_MOVES

    site = models.ForeignKey(Site, models.PROTECT, related_name="batches")
    cell_bank = models.ForeignKey(CellBank, models.PROTECT, related_name="batches")
    recipe = models.ForeignKey(Recipe, models.PROTECT, related_name="batches")
    state = models.CharField(max_length=20, default=BATCH_MOVES.initial)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="batches_started")
    late_reason = models.TextField(blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["site", "state"], name="batch_by_site")]


class StepRecord(Record):
    """What was done in one step: by whom, checked by whom, when, with which reading as read."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="step_records")
    step = models.ForeignKey(RecipeStep, models.PROTECT, related_name="records")
    made_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="steps_made")
    checked_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="steps_checked")
    checked_at = models.DateTimeField(null=True)
    occurred_at = models.DateTimeField()
    late_reason = models.TextField(blank=True)
    as_read = models.CharField(max_length=40, blank=True)
    value = models.FloatField(null=True)
    outside_limits = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "step"], name="each_step_once"),
            models.CheckConstraint(
                condition=models.Q(checked_by__isnull=True)
                | ~models.Q(checked_by=models.F("made_by")),
                name="step_checked_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} of {self.batch_id}"


class Lot(CodedRecord):
    """One fill of one batch: what the specification applies to and what a label says."""

    CODE_PREFIX: ClassVar[str] = "LT"
    NODE_KIND: ClassVar[str] = "lot"
    MOVES = LOT_MOVES

    site = models.ForeignKey(Site, models.PROTECT, related_name="lots")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="lots")
    product = models.ForeignKey(Product, models.PROTECT, related_name="lots")
    state = models.CharField(max_length=20, default=LOT_MOVES.initial)
    identity_code = models.CharField(max_length=40, blank=True)
    filled_at = models.DateTimeField()
    filled_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="lots_filled")
    late_reason = models.TextField(blank=True)
    # The last second of the day, on the clock of the site.
    expires_at = models.DateTimeField()
    vial_volume_ml_text = models.CharField(max_length=20)
    vial_volume_ml = models.FloatField()
    vial_count = models.PositiveIntegerField()
    is_demo = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch"], name="one_fill_of_a_batch")]
        indexes = [models.Index(fields=["site", "state"], name="lot_by_site")]


class Vial(CodedRecord):
    """One container of one lot."""

    CODE_PREFIX: ClassVar[str] = "VL"
    NODE_KIND: ClassVar[str] = "vial"
    MOVES = VIAL_MOVES

    site = models.ForeignKey(Site, models.PROTECT, related_name="vials")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="vials")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=20, default=VIAL_MOVES.initial)
    identity_code = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lot", "number"], name="vial_by_number")]
        indexes = [models.Index(fields=["lot", "state"], name="vial_by_state")]


class PrintedLabel(Record):
    """A label that left the printer: for which vial, which copy, why again, on which sheet."""

    APPEND_ONLY: ClassVar[bool] = True

    vial = models.ForeignKey(Vial, models.PROTECT, related_name="labels")
    copy_number = models.PositiveIntegerField()
    printed_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="labels_printed")
    printed_at = models.DateTimeField()
    reason = models.TextField(blank=True)
    sheet = models.ForeignKey(KeptFile, models.PROTECT, related_name="labels")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vial", "copy_number"], name="label_by_copy"),
            models.CheckConstraint(
                condition=models.Q(copy_number=1) | ~models.Q(reason=""),
                name="a_second_label_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"label {self.copy_number} of {self.vial_id}"


class LabelCount(Record):
    """The balance of a lot's labels: printed, used on vials, destroyed; counted by a person."""

    APPEND_ONLY: ClassVar[bool] = True

    lot = models.ForeignKey(Lot, models.PROTECT, related_name="label_counts")
    printed = models.PositiveIntegerField()
    used = models.PositiveIntegerField()
    destroyed = models.PositiveIntegerField()
    counted_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="labels_counted")
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.used} used and {self.destroyed} destroyed of {self.printed}"


class Deviation(CodedRecord):
    """Something went otherwise than written: raised in the making, assessed and closed by QA."""

    CODE_PREFIX: ClassVar[str] = "DV"
    MOVES = DEVIATION_MOVES

    site = models.ForeignKey(Site, models.PROTECT, related_name="deviations")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="deviations")
    step_record = models.ForeignKey(
        StepRecord, models.PROTECT, null=True, related_name="deviations"
    )
    state = models.CharField(max_length=20, default=DEVIATION_MOVES.initial)
    what = models.TextField()
    assessment = models.TextField(blank=True)
    raised_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="deviations_raised")
