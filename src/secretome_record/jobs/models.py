"""A job: what is being done for whom, how far it is, until when its worker holds it."""

from typing import ClassVar

from django.db import models

from secretome_record.ledger.base import Record


class Stage(models.TextChoices):
    """How far a job is."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"


class Job(Record):
    """One piece of long work, known by its key: the same key is never queued twice."""

    # Its worker reports progress many times; who asked for it stands in the first entry.
    LEDGER_AMBIENT: ClassVar[bool] = True

    key = models.CharField(max_length=200, unique=True)
    site_id = models.UUIDField()
    work = models.CharField(max_length=80)
    arguments = models.JSONField(default=dict)
    title = models.CharField(max_length=200)
    asked_by = models.CharField(max_length=80)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.QUEUED)
    percent = models.PositiveIntegerField(default=0)
    words = models.CharField(max_length=200, blank=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    result_url = models.CharField(max_length=200, blank=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["stage", "lease_until"], name="job_by_lease")]

    def __str__(self) -> str:
        return self.title
