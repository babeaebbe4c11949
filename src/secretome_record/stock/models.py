"""Places in freezers, and who put which vial where, from when until when."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from secretome_record.batches.models import Vial
from secretome_record.ledger.base import CodedRecord, Record
from secretome_record.people.models import Site

_PERSON = settings.AUTH_USER_MODEL


class Freezer(CodedRecord):
    """A freezer with the warmest it may become; positions lie in it."""

    CODE_PREFIX: ClassVar[str] = "FR"

    site = models.ForeignKey(Site, models.PROTECT, related_name="freezers")
    name = models.CharField(max_length=80)
    max_c = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "name"], name="freezer_by_name")]


class Position(CodedRecord):
    """One place for one vial: rack, box, slot."""

    CODE_PREFIX: ClassVar[str] = "PO"
    APPEND_ONLY: ClassVar[bool] = True

    site = models.ForeignKey(Site, models.PROTECT, related_name="positions")
    freezer = models.ForeignKey(Freezer, models.PROTECT, related_name="positions")
    name = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["freezer", "name"], name="position_by_name")]


class Placement(Record):
    """A vial lies in a position from one moment until another: its custody, leg by leg."""

    vial = models.ForeignKey(Vial, models.PROTECT, related_name="placements")
    position = models.ForeignKey(Position, models.PROTECT, related_name="placements")
    placed_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="placements_made")
    placed_at = models.DateTimeField()
    taken_by = models.ForeignKey(
        _PERSON, models.PROTECT, null=True, blank=True, related_name="placements_ended"
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["position"],
                condition=models.Q(taken_at__isnull=True),
                name="one_vial_in_a_position",
            ),
            models.UniqueConstraint(
                fields=["vial"],
                condition=models.Q(taken_at__isnull=True),
                name="a_vial_in_one_position",
            ),
            models.CheckConstraint(
                condition=models.Q(taken_at__isnull=True, taken_by__isnull=True, taken_reason="")
                | (
                    models.Q(taken_at__isnull=False, taken_by__isnull=False)
                    & ~models.Q(taken_reason="")
                ),
                name="taken_by_somebody_with_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(taken_at__isnull=True)
                | models.Q(taken_at__gte=models.F("placed_at")),
                name="taken_after_it_was_placed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vial_id} in {self.position_id}"
