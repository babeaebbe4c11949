"""Reads of jobs, for the people of the site they belong to."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from secretome_record.jobs.models import Job


def jobs_for(person: Any) -> QuerySet[Job]:
    """Return the jobs of the person's sites."""
    return Job.objects.filter(site_id__in=person.site_ids)


def job_for(person: Any, job_id: UUID) -> Job | None:
    """Return one job of the person's sites, or nothing."""
    return jobs_for(person).filter(pk=job_id).first()


def job_by_key(key: str) -> Job | None:
    """Return the job with this key, or nothing."""
    return Job.objects.filter(key=key).first()


def jobs_by_key(keys: Iterable[str]) -> dict[str, Job]:
    """Return the jobs with these keys, in one query."""
    return {job.key: job for job in Job.objects.filter(key__in=list(keys))}


def count_by_stage() -> dict[str, int]:
    """Return how many jobs are at each stage."""
    rows = Job.objects.values_list("stage").annotate(n=Count("pk")).order_by("stage")
    return dict(rows)
