"""Reads of computed courses: by the hash of their content, without any patient in them."""

from uuid import UUID

from secretome_record.jobs.models import Job
from secretome_record.jobs.queries import job_by_key
from secretome_record.treatments.models import BodyCourse


def course_with(content: str) -> BodyCourse | None:
    """The course with this content, or nothing."""
    return BodyCourse.objects.filter(content_hash=content).select_related("document").first()


def job_key(site_id: UUID, content: str) -> str:
    """Each site has its own job, so that its people see the progress; the course is shared."""
    return f"body:{site_id}:{content}"


def job_for_course(site_id: UUID, content: str) -> Job | None:
    """The job that computes this content for a site, or nothing."""
    return job_by_key(job_key(site_id, content))
