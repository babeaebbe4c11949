"""Asks for a course in the background, and keeps what came of it under the hash of its inputs."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from secretome_record.jobs import services as jobs
from secretome_record.jobs.models import Job
from secretome_record.ledger.acting import Actor
from secretome_record.ledger.files import keep_file, read_file
from secretome_record.ledger.refusal import refuse_if_any
from secretome_record.ledger.writing import writing
from secretome_record.people.roles import Role
from secretome_record.people.standing import require_role_at
from secretome_record.treatments.body.inputs import asked_of
from secretome_record.treatments.body.queries import course_with, job_key
from secretome_record.treatments.body.science import compute_course, content_hash
from secretome_record.treatments.models import BodyCourse, Plan

WORK = "body_course"
ASKERS = (Role.PHYSICIAN, Role.MEDICAL_ADVISOR, Role.SAFETY_OFFICER)


def ask_for_course(*, plan: Plan, by: Actor, at: datetime) -> Job:
    """Start computing where the plan's dose goes. Raises Refusal where the model has no answer."""
    require_role_at(by, plan.site_id, *ASKERS)
    asked = asked_of(plan)
    refuse_if_any(asked.against)
    content = content_hash(asked.inputs or {})
    with writing(by=by, at=at, why=f"Body model for {plan.code}"):
        return jobs.start(
            key=job_key(plan.site_id, content),
            work=WORK,
            arguments={"inputs": asked.inputs, "plan_code": plan.code},
            title=f"Body model for {plan.code}",
            site_id=plan.site_id,
            by=by,
        )


def keep_course(
    *, by: Actor, at: datetime, progress: Any, inputs: Mapping[str, Any], plan_code: str
) -> str:
    """The work of the job: compute once, keep by content. The same inputs are never run twice."""
    content = content_hash(inputs)
    if course_with(content) is None:
        progress.say(5, "Preparing the model")
        document = compute_course(inputs, lambda done: progress.say(5 + 90 * done // 100))
        data = json.dumps(document, sort_keys=True).encode()
        with writing(by=by, at=at, why="Keep a computed course of the body model") as entry:
            if course_with(content) is None:
                name = f"body-{content[:12]}.json"
                entry.create(
                    BodyCourse,
                    content_hash=content,
                    model_version=document["model_version"],
                    inputs=dict(inputs),
                    document=keep_file(data, name=name, media_type="application/json"),
                )
    return reverse("treatments:body", args=[plan_code])


def document_of(course: BodyCourse) -> dict[str, Any]:
    """The kept document. Raises Refusal when its bytes changed."""
    return json.loads(read_file(course.document))
