"""Places in freezers, custody of vials, transports, temperature files, and holds of vials."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from secretome_record.batches.models import Vial
from secretome_record.ledger.base import CodedRecord, Record
from secretome_record.ledger.models import KeptFile
from secretome_record.people.models import Site
from secretome_record.stock.states import HOLD_MOVES

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


class Transport(CodedRecord):
    """A journey of vials under a logger, from one moment until another."""

    CODE_PREFIX: ClassVar[str] = "TR"
    APPEND_ONLY: ClassVar[bool] = True

    site = models.ForeignKey(Site, models.PROTECT, related_name="transports")
    name = models.CharField(max_length=120)
    left_at = models.DateTimeField()
    arrived_at = models.DateTimeField()
    late_reason = models.TextField(blank=True)
    recorded_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="transports_recorded")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(arrived_at__gt=models.F("left_at")),
                name="a_transport_arrives_after_it_left",
            ),
        ]


class TransportedVial(Record):
    """A vial that travelled with a transport."""

    APPEND_ONLY: ClassVar[bool] = True

    transport = models.ForeignKey(Transport, models.PROTECT, related_name="carried")
    vial = models.ForeignKey(Vial, models.PROTECT, related_name="transports")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["transport", "vial"], name="carried_once"),
        ]

    def __str__(self) -> str:
        return f"{self.vial_id} with {self.transport_id}"


class TemperatureFile(CodedRecord):
    """What a logger recorded in a freezer or on a transport; the file itself is kept by its hash.

    ``clock``: on whose clock the logger ran, where the file does not say it.
    """

    CODE_PREFIX: ClassVar[str] = "TF"
    APPEND_ONLY: ClassVar[bool] = True

    site = models.ForeignKey(Site, models.PROTECT, related_name="temperature_files")
    freezer = models.ForeignKey(
        Freezer, models.PROTECT, null=True, related_name="temperature_files"
    )
    transport = models.ForeignKey(
        Transport, models.PROTECT, null=True, related_name="temperature_files"
    )
    file = models.ForeignKey(KeptFile, models.PROTECT, related_name="temperature_files")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    logger = models.CharField(max_length=200)
    clock = models.CharField(max_length=60)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    reading_count = models.PositiveIntegerField()
    warmest_c = models.FloatField()
    coldest_c = models.FloatField()
    is_daily = models.BooleanField(default=False)
    warnings = models.JSONField(default=list, blank=True)
    reader_version = models.CharField(max_length=60)
    added_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="temperature_files_added")

    class Meta:
        indexes = [models.Index(fields=["site", "recorded_at"], name="temperature_by_site")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(freezer__isnull=False, transport__isnull=True)
                | models.Q(freezer__isnull=True, transport__isnull=False),
                name="a_freezer_or_a_transport",
            ),
            models.UniqueConstraint(fields=["file", "freezer"], name="once_for_a_freezer"),
            models.UniqueConstraint(fields=["file", "transport"], name="once_for_a_transport"),
        ]


class Exposure(Record):
    """What a temperature file says about one vial that was there: time above its own limit."""

    APPEND_ONLY: ClassVar[bool] = True

    temperature_file = models.ForeignKey(TemperatureFile, models.PROTECT, related_name="exposures")
    vial = models.ForeignKey(Vial, models.PROTECT, related_name="exposures")
    limit_c = models.FloatField()
    recorded_s = models.PositiveIntegerField()
    above_s = models.PositiveIntegerField()
    warmest_c = models.FloatField()
    first_above_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["temperature_file", "vial"], name="exposed_once"),
            models.CheckConstraint(
                condition=models.Q(above_s=0, first_above_at__isnull=True)
                | models.Q(above_s__gt=0, first_above_at__isnull=False),
                name="above_from_some_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vial_id}: {self.above_s} s above {self.limit_c}"


class VialHold(CodedRecord):
    """A vial nobody may reserve or give until quality assurance decides."""

    CODE_PREFIX: ClassVar[str] = "VH"
    MOVES = HOLD_MOVES

    site = models.ForeignKey(Site, models.PROTECT, related_name="vial_holds")
    vial = models.ForeignKey(Vial, models.PROTECT, related_name="holds")
    exposure = models.ForeignKey(Exposure, models.PROTECT, related_name="holds")
    reason = models.TextField()
    state = models.CharField(max_length=20, default=HOLD_MOVES.initial)

    class Meta:
        indexes = [models.Index(fields=["vial", "state"], name="hold_by_vial")]
        constraints = [
            models.UniqueConstraint(fields=["exposure"], name="one_hold_of_an_exposure"),
        ]
