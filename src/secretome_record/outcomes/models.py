"""Visits, scores, adverse events with their assessment, and the look-back they start."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from secretome_record.ledger.base import CodedRecord, Record
from secretome_record.outcomes.states import EVENT_MOVES
from secretome_record.patients.models import Patient
from secretome_record.people.models import Site
from secretome_record.treatments.models import Administration, PlannedVisit

_PERSON = settings.AUTH_USER_MODEL


class Measure(Record):
    """One version of an instrument for a score: range, direction, worthwhile change with source."""

    APPEND_ONLY: ClassVar[bool] = True

    site = models.ForeignKey(Site, models.PROTECT, related_name="measures")
    name = models.CharField(max_length=80)
    version = models.CharField(max_length=20)
    low = models.FloatField()
    high = models.FloatField()
    step = models.FloatField()
    higher_is_better = models.BooleanField()
    worthwhile_change = models.FloatField(null=True)
    worthwhile_source = models.CharField(max_length=200, blank=True)
    licence_note = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "name", "version"], name="measure_by_version")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.version})"


class Visit(Record):
    """What was found at one visit of a plan's schedule: when, by whom, with what note."""

    APPEND_ONLY: ClassVar[bool] = True

    site = models.ForeignKey(Site, models.PROTECT, related_name="visits")
    planned = models.OneToOneField(PlannedVisit, models.PROTECT, related_name="visit")
    held_at = models.DateTimeField()
    held_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="visits_held")
    late_reason = models.TextField(blank=True)
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"visit {self.planned_id}"


class Score(Record):
    """A score at a visit: as reported, on one version of one measure; missing has a reason."""

    APPEND_ONLY: ClassVar[bool] = True

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="scores")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="scores")
    as_reported = models.CharField(max_length=20, blank=True)
    value = models.FloatField(null=True)
    missing_reason = models.CharField(max_length=200, blank=True)
    entered_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="scores_entered")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "measure"], name="one_score_each"),
            models.CheckConstraint(
                condition=models.Q(value__isnull=False) | ~models.Q(missing_reason=""),
                name="a_score_or_the_reason_why_none",
            ),
        ]

    def __str__(self) -> str:
        return self.as_reported


class AdverseEvent(CodedRecord):
    """Something untoward after a dose, whether or not the dose caused it."""

    CODE_PREFIX: ClassVar[str] = "AE"
    MOVES = EVENT_MOVES
    NODE_KIND: ClassVar[str] = "adverse event"

    site = models.ForeignKey(Site, models.PROTECT, related_name="adverse_events")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="adverse_events")
    administration = models.ForeignKey(
        Administration, models.PROTECT, related_name="adverse_events"
    )
    state = models.CharField(max_length=20, default=EVENT_MOVES.initial)
    what = models.TextField()
    onset_at = models.DateTimeField()
    grade = models.PositiveIntegerField()
    grading_version = models.CharField(max_length=20)
    seriousness = models.JSONField(default=list, blank=True)
    causality = models.CharField(max_length=30, blank=True)
    causality_reason = models.TextField(blank=True)
    assessed_by = models.ForeignKey(
        _PERSON, models.PROTECT, null=True, related_name="events_assessed"
    )
    assessed_at = models.DateTimeField(null=True)
    reported_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="events_reported")
    reported_at = models.DateTimeField()
    is_demo = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["site", "state", "reported_at"], name="event_by_site")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(grade__gte=1, grade__lte=5), name="grade_is_one_to_five"
            ),
            models.CheckConstraint(
                condition=models.Q(state="REPORTED") | ~models.Q(causality=""),
                name="an_assessed_event_names_its_causality",
            ),
        ]
