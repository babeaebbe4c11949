"""Starts jobs, lets a worker hold and report them, takes them back from a dead worker."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F, Q, QuerySet

from secretome_record.jobs.models import Job, Stage
from secretome_record.jobs.registry import work_named
from secretome_record.ledger.acting import Acting, Actor, acting, system
from secretome_record.ledger.refusal import Refusal

log = logging.getLogger("secretome.jobs")

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 5
WORKER = system("worker")


class LeaseLost(Exception):
    """Somebody else holds the job now; this worker stops and reports nothing more."""


class Progress:
    """What a piece of work says about how far it is; saying something renews the lease."""

    def __init__(self, job: Job, clock: Any) -> None:
        """``clock`` returns the present moment."""
        self.job, self.clock = job, clock

    def say(self, percent: int, words: str = "") -> None:
        """Show ``percent`` and ``words`` to whoever waits. Raises LeaseLost when it is not ours."""
        held = _held_by_us(self.job).update(
            percent=percent, words=words[:200], lease_until=self.clock() + LEASE
        )
        if not held:
            raise LeaseLost(f"job {self.job.pk} was taken back from this worker")


def start(
    *, key: str, work: str, arguments: Mapping[str, Any], title: str, site_id: UUID, by: Actor
) -> Job:
    """Queue a job in the present transaction; the same key gives the job that is there already."""
    with acting(Acting(by.actor_code, f"start a job: {title}", ambient=True)), transaction.atomic():
        job, fresh = Job.objects.get_or_create(
            key=key,
            defaults={
                "work": work,
                "arguments": dict(arguments),
                "title": title,
                "site_id": site_id,
                "asked_by": by.actor_code,
            },
        )
        if fresh or _try_again(job):
            _enqueue(job)
    return job


def run(job_id: str, clock: Any) -> None:
    """Do one job: hold it under a lease, call its work, keep how it ended."""
    job = _claim(job_id, clock())
    if job is None:
        return
    try:
        url = work_named(job.work)(
            by=_actor_of(job), at=clock(), progress=Progress(job, clock), **job.arguments
        )
    except LeaseLost as lost:
        log.warning("%s", lost)
    except Refusal as refusal:
        _finish(job, Stage.FAILED, clock(), words=str(refusal))
    except Exception:
        log.exception("job %s failed", job.pk)
        _finish(job, Stage.FAILED, clock(), words="It broke off inside. Start it again.")
    else:
        _finish(job, Stage.DONE, clock(), url=url or "")


def reap(at: datetime) -> int:
    """Take back jobs whose worker died; give up on one that failed too often. Returns how many."""
    lost = list(Job.objects.filter(stage=Stage.RUNNING, lease_until__lt=at))
    for job in lost:
        # Attempts only ever grow, so that a worker long thought dead is never taken for a new one.
        if job.attempts % MOST_ATTEMPTS == 0:
            _finish(job, Stage.FAILED, at, words=f"Given up after {job.attempts} attempts.")
        elif _release(job, at):
            _enqueue(job)
    return len(lost)


def _claim(job_id: str, at: datetime) -> Job | None:
    free = Q(stage=Stage.QUEUED) | Q(stage=Stage.RUNNING, lease_until__lt=at)
    held = Job.objects.filter(free, pk=job_id).update(
        stage=Stage.RUNNING, lease_until=at + LEASE, attempts=F("attempts") + 1
    )
    return Job.objects.get(pk=job_id) if held else None


def _held_by_us(job: Job) -> QuerySet[Job]:
    # Each hold is one attempt: another number means that another worker holds it.
    return Job.objects.filter(pk=job.pk, stage=Stage.RUNNING, attempts=job.attempts)


def _finish(job: Job, stage: Stage, at: datetime, *, words: str = "", url: str = "") -> None:
    done = {"percent": 100} if stage is Stage.DONE else {}
    _held_by_us(job).update(
        stage=stage, finished_at=at, lease_until=None, words=words[:200], result_url=url, **done
    )


def _release(job: Job, at: datetime) -> bool:
    return bool(
        Job.objects.filter(pk=job.pk, stage=Stage.RUNNING, lease_until__lt=at).update(
            stage=Stage.QUEUED, lease_until=None
        )
    )


def _try_again(job: Job) -> bool:
    again = Job.objects.filter(pk=job.pk, stage=Stage.FAILED)
    return bool(again.update(stage=Stage.QUEUED, percent=0, words=""))


def _enqueue(job: Job) -> None:
    from secretome_record.jobs.tasks import run_job

    run_job.enqueue(str(job.pk))


def _actor_of(job: Job) -> Actor:
    if not job.asked_by.startswith("person:"):
        return system(job.asked_by.removeprefix("system:"))
    return get_user_model().objects.get(pk=job.asked_by.removeprefix("person:"))
