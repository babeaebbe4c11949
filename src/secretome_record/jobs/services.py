"""Starts jobs, lets a worker hold and report them, takes them back from a dead worker."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F, Q

from secretome_record.jobs.models import Job, Stage
from secretome_record.jobs.registry import work_named
from secretome_record.ledger.acting import Acting, Actor, acting, system
from secretome_record.ledger.refusal import Refusal

log = logging.getLogger("secretome.jobs")

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 5
WORKER = system("worker")


class Progress:
    """What a piece of work says about how far it is; saying something renews the lease."""

    def __init__(self, job: Job, clock: Any) -> None:
        """``clock`` returns the present moment."""
        self.job, self.clock = job, clock

    def say(self, percent: int, words: str = "") -> None:
        """Show ``percent`` and ``words`` to whoever waits."""
        Job.objects.filter(pk=self.job.pk).update(
            percent=percent, words=words[:200], lease_until=self.clock() + LEASE
        )


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
        if job.attempts >= MOST_ATTEMPTS:
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


def _finish(job: Job, stage: Stage, at: datetime, *, words: str = "", url: str = "") -> None:
    done = {"percent": 100} if stage is Stage.DONE else {}
    Job.objects.filter(pk=job.pk).update(
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
    return bool(again.update(stage=Stage.QUEUED, percent=0, words="", attempts=0))


def _enqueue(job: Job) -> None:
    from secretome_record.jobs.tasks import run_job

    run_job.enqueue(str(job.pk))


def _actor_of(job: Job) -> Actor:
    if not job.asked_by.startswith("person:"):
        return system(job.asked_by.removeprefix("system:"))
    return get_user_model().objects.get(pk=job.asked_by.removeprefix("person:"))
