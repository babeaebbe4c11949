"""Tables of study rows that a site adds to the published evidence."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from secretome_record.evidence.states import STUDY_TABLE_MOVES
from secretome_record.ledger.base import CodedRecord
from secretome_record.ledger.models import KeptFile
from secretome_record.people.models import Site

_PERSON = settings.AUTH_USER_MODEL


class StudyTable(CodedRecord):
    """One file of study rows as sent; what it says counts once a second person accepted it.

    ``rows`` are the cells as reported, so that what was reviewed stays readable beside the file.
    ``own_programme`` marks results of the site's own patients: they stand apart from literature.
    """

    CODE_PREFIX: ClassVar[str] = "ST"
    MOVES = STUDY_TABLE_MOVES

    site = models.ForeignKey(Site, models.PROTECT, related_name="study_tables")
    state = models.CharField(max_length=20, default=STUDY_TABLE_MOVES.initial)
    title = models.CharField(max_length=120)
    note = models.TextField(blank=True)
    own_programme = models.BooleanField(default=False)
    file = models.ForeignKey(KeptFile, models.PROTECT, related_name="study_tables")
    rows = models.JSONField()
    row_count = models.PositiveIntegerField()
    warnings = models.JSONField(default=list, blank=True)
    proposed_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="study_tables_proposed")
    reviewed_by = models.ForeignKey(
        _PERSON, models.PROTECT, null=True, related_name="study_tables_reviewed"
    )
    is_demo = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["site", "state"], name="study_table_by_site")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state__in=["ACCEPTED", "WITHDRAWN"])
                | models.Q(reviewed_by__isnull=False),
                name="accepted_rows_have_a_reviewer",
            ),
            models.CheckConstraint(
                condition=models.Q(reviewed_by__isnull=True)
                | ~models.Q(reviewed_by=models.F("proposed_by")),
                name="study_rows_reviewed_by_a_second_person",
            ),
        ]
