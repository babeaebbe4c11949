"""Pages of jobs: the list of a site, and one job with its progress."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from secretome_record.jobs import queries
from secretome_record.jobs.models import Job, Stage
from secretome_record.pages.lists import Keyset
from secretome_record.pages.tables import Cell, Column

_JOBS = Keyset(order=("-recorded_at",), size=50)
_TONES = {
    Stage.QUEUED: "waiting",
    Stage.RUNNING: "waiting",
    Stage.DONE: "good",
    Stage.FAILED: "refused",
}


def job_list(request: HttpRequest) -> HttpResponse:
    """Show the newest jobs of this person's sites."""
    page = _JOBS.page(queries.jobs_for(request.user), request.GET.get("place", ""))
    columns = [
        Column(_("Job")),
        Column(_("State"), "state"),
        Column(_("Percent"), "number"),
        Column(_("Attempts"), "number"),
        Column(_("Asked for"), "time"),
    ]
    rows = [
        [
            Cell(job.title, reverse("jobs:job", args=[job.pk])),
            _word(job),
            job.percent,
            job.attempts,
            job.recorded_at,
        ]
        for job in page.rows
    ]
    return render(request, "jobs/list.html", {"page": page, "columns": columns, "rows": rows})


def job_page(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Show one job; while it runs the page asks again by itself, or by its link."""
    job = _job(request, job_id)
    return render(request, "jobs/job.html", {"job": job, "shown": shown(job)})


def job_progress(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Answer with the progress piece alone."""
    return render(request, "jobs/progress.html", {"shown": shown(_job(request, job_id))})


def shown(job: Job) -> dict[str, object]:
    """Return a job as the progress piece shows it."""
    return {
        "percent": job.percent,
        "words": job.words or str(_word(job).value),
        "url": reverse("jobs:progress", args=[job.pk]),
        "result_url": job.result_url,
        "is_done": job.stage == Stage.DONE,
        "has_failed": job.stage == Stage.FAILED,
    }


def _job(request: HttpRequest, job_id: UUID) -> Job:
    job = queries.job_for(request.user, job_id)
    if job is None:
        raise Http404
    return job


def _word(job: Job) -> Cell:
    words = {
        Stage.QUEUED: _("Waiting for its turn"),
        Stage.RUNNING: _("Running"),
        Stage.DONE: _("Done"),
        Stage.FAILED: _("Not done"),
    }
    stage = Stage(job.stage)
    return Cell(words[stage], tone=_TONES[stage])
