"""Donors, their consents, their screening, and what they gave."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from secretome_record.donors.states import DONOR_MOVES
from secretome_record.ledger.base import CodedRecord, Record
from secretome_record.ledger.models import KeptFile
from secretome_record.people.models import Site, Subject
from secretome_record.people.sealing import BlindIndexField, SealedTextField

_PERSON = settings.AUTH_USER_MODEL


class Donor(CodedRecord):
    """Somebody who gives tissue; named only under their own key."""

    CODE_PREFIX: ClassVar[str] = "DN"
    NODE_KIND: ClassVar[str] = "donor"
    MOVES = DONOR_MOVES

    site = models.ForeignKey(Site, models.PROTECT, related_name="donors")
    subject = models.OneToOneField(Subject, models.PROTECT, related_name="donor")
    name = SealedTextField()
    name_index = BlindIndexField(source="name")
    birth_date = SealedTextField()
    contact = SealedTextField()
    autologous = models.BooleanField(default=False)
    tissue = models.CharField(max_length=60)
    state = models.CharField(max_length=20, default=DONOR_MOVES.initial)
    is_demo = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["site", "state"], name="donor_by_site")]


class DonorConsent(Record):
    """What a donor agreed to: the text shown, its version, who explained it, since when."""

    donor = models.ForeignKey(Donor, models.PROTECT, related_name="consents")
    text_version = models.CharField(max_length=40)
    text_hash = models.CharField(max_length=64)
    language = models.CharField(max_length=12)
    purposes = models.JSONField(default=list)
    explained_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="donor_consents")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.TextField(blank=True)
    document = models.ForeignKey(KeptFile, models.PROTECT, null=True)

    def __str__(self) -> str:
        return f"consent {self.text_version}"


class Screening(Record):
    """One infection test of one donor: marker, result as reported, when sampled; never edited."""

    NEGATIVE, POSITIVE, INVALID = "NEGATIVE", "POSITIVE", "INVALID"

    donor = models.ForeignKey(Donor, models.PROTECT, related_name="screenings")
    marker = models.CharField(max_length=30)
    result = models.CharField(max_length=12)
    as_reported = models.CharField(max_length=200)
    laboratory = models.CharField(max_length=120)
    sampled_at = models.DateTimeField()
    entered_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="screenings_entered")
    verified_by = models.ForeignKey(
        _PERSON, models.PROTECT, null=True, related_name="screenings_verified"
    )
    verified_at = models.DateTimeField(null=True)
    # A result typed wrongly is set aside with a reason and entered again, not corrected in place.
    set_aside_reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["donor", "marker"], name="screening_by_marker")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verified_by__isnull=True) | models.Q(set_aside_reason=""),
                name="screening_verified_or_set_aside",
            ),
            models.CheckConstraint(
                condition=models.Q(verified_by__isnull=True)
                | ~models.Q(verified_by=models.F("entered_by")),
                name="screening_verified_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.marker} {self.result}"


class Donation(CodedRecord):
    """Tissue taken from a donor at one moment; where the chain of identity begins."""

    CODE_PREFIX: ClassVar[str] = "DO"
    NODE_KIND: ClassVar[str] = "donation"
    APPEND_ONLY: ClassVar[bool] = True

    site = models.ForeignKey(Site, models.PROTECT, related_name="donations")
    donor = models.ForeignKey(Donor, models.PROTECT, related_name="donations")
    tissue = models.CharField(max_length=60)
    quantity_text = models.CharField(max_length=60)
    collected_at = models.DateTimeField()
    collected_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="donations_collected")
    late_reason = models.TextField(blank=True)
    # Own cells carry one code from here to the vial; donor cells carry none.
    identity_code = models.CharField(max_length=40, blank=True)
    is_demo = models.BooleanField(default=False)
