"""The one task the queue knows: run the job with this id."""

from django.utils import timezone
from django_tasks import task

from secretome_record.jobs import services


@task()
def run_job(job_id: str) -> None:
    """Run one job; the worker's clock is the server's."""
    services.run(job_id, timezone.now)
