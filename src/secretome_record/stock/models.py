"""Places in freezers, who put which vial where, and temperatures read there."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from secretome_record.batches.models import Vial
from secretome_record.ledger.base import CodedRecord, Record
from secretome_record.people.models import Site

_PERSON = settings.AUTH_USER_MODEL


class Freezer(CodedRecord):
    """A freezer with its limit; positions lie in it."""

    CODE_PREFIX: ClassVar[str] = "FR"

    site = models.ForeignKey(Site, models.PROTECT, related_name="freezers")
    name = models.CharField(max_length=80)
    max_c = models.FloatField()


class Position(CodedRecord):
    """One place for one vial: rack, box, slot."""

    CODE_PREFIX: ClassVar[str] = "PO"

    site = models.ForeignKey(Site, models.PROTECT, related_name="positions")
    freezer = models.ForeignKey(Freezer, models.PROTECT, related_name="positions")
    name = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["freezer", "name"], name="position_by_name")
        ]


class Placement(Record):
    """A vial lies in a position from one moment until another: its custody, leg by leg."""

    vial = models.ForeignKey(Vial, models.PROTECT, related_name="placements")
    position = models.ForeignKey(Position, models.PROTECT, related_name="placements")
    placed_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="placements_made")
    placed_at = models.DateTimeField()
    taken_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="placements_ended")
    taken_at = models.DateTimeField(null=True)
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
        ]

    def __str__(self) -> str:
        return f"{self.vial_id} in {self.position_id}"
