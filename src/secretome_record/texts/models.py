"""Texts that patients read, each with what the check of its claims found."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from secretome_record.ledger.base import CodedRecord
from secretome_record.people.models import Site
from secretome_record.texts.states import TEXT_MOVES


class PatientText(CodedRecord):
    """A leaflet or page for patients, with the claims that were found in it.

    ``checked`` is title and body as they were when ``findings`` were made, with the version of the
    rules and evidence in ``checked_by``; a text may go out only as it was checked.
    """

    CODE_PREFIX: ClassVar[str] = "TX"
    MOVES = TEXT_MOVES

    site = models.ForeignKey(Site, models.PROTECT, related_name="patient_texts")
    state = models.CharField(max_length=20, default=TEXT_MOVES.initial)
    title = models.CharField(max_length=120)
    body = models.TextField()
    checked = models.TextField()
    checked_by = models.CharField(max_length=80)
    findings = models.JSONField(default=list, blank=True)
    blocking_count = models.PositiveIntegerField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="patient_texts"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["site", "state"], name="patient_text_by_site")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="PUBLISHED") | models.Q(published_at__isnull=False),
                name="published_text_says_when",
            )
        ]
