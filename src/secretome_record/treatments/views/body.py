"""The page that shows where a plan's dose goes: exploratory, for professionals."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from secretome_record.jobs.models import Stage
from secretome_record.jobs.views import shown as job_shown
from secretome_record.people.answering import say, stamp
from secretome_record.treatments import queries
from secretome_record.treatments.body import presenting
from secretome_record.treatments.body import queries as courses
from secretome_record.treatments.body.inputs import asked_of
from secretome_record.treatments.body.science import content_hash
from secretome_record.treatments.body.services import ASKERS, ask_for_course, document_of
from secretome_record.treatments.models import Plan


@require_http_methods(["GET", "POST"])
def body(request: HttpRequest, code: str) -> HttpResponse:
    """Where the plan's dose goes; asked for by a button, computed in the background."""
    plan = queries.plan_for(request.user, code)
    if request.method == "POST":
        started = _("The model was asked; the page shows how far it is.")
        say(request, lambda: ask_for_course(plan=plan, **stamp(request)), started)
        return redirect("treatments:body", plan.code)
    return render(request, "treatments/body.html", _shown(request, plan))


def _shown(request: HttpRequest, plan: Plan) -> dict[str, Any]:
    asked = asked_of(plan)
    shown: dict[str, Any] = {
        "plan": plan, "reasons": [reason.sentence for reason in asked.against], "job": None,
        "may_ask": False, "course": None,
    }  # fmt: skip
    if asked.inputs is None:
        return shown
    content = content_hash(asked.inputs)
    course = courses.course_with(content)
    if course is not None:
        return shown | _pictures(course)
    job = courses.job_for_course(plan.site_id, content)
    waits = job is not None and job.stage != Stage.DONE
    shown["job"] = job_shown(job) if job is not None and waits else None
    failed = job is not None and job.stage in {Stage.FAILED, Stage.DONE}
    shown["may_ask"] = (job is None or failed) and bool(request.user.roles & set(ASKERS))
    return shown


def _pictures(course: Any) -> dict[str, Any]:
    document = document_of(course)
    curves, more_curves = presenting.curves(document)
    return {
        "course": course, "document": document, "facts": presenting.facts(document),
        "bodies": presenting.bodies(document), "legend": presenting.figures.legend(),
        "outline": presenting.figures.OUTLINE, "curves": curves, "more_curves": more_curves,
        "left_columns": presenting.left_columns(), "left_rows": presenting.left_rows(document),
        "sources": presenting.sources(document),
    }  # fmt: skip
