"""Pages for the staff: the queue of requests, one request, the patients."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from secretome_record.ledger.queries import history_of
from secretome_record.pages.lists import PLACE, Choice, Keyset, Sorting, Words, read_filters
from secretome_record.patients import forms, presenting, queries, rules, science, services
from secretome_record.patients.models import Request
from secretome_record.patients.states import (
    ACCEPTED,
    ANSWERED,
    ASSESSED,
    DECLINED,
    RECEIVED,
    TRIAGED,
)
from secretome_record.people.answering import attempt, say, stamp, status_of
from secretome_record.people.queries import role_for_subject
from secretome_record.people.roles import Role

_REQUESTS = Sorting(
    {"code": "code", "state": "state", "received": "received_at"}, default="-received"
)
_PATIENTS = Sorting({"code": "code", "since": "recorded_at"}, default="-since")
_SIZE = 50


@require_GET
def request_list(request: HttpRequest) -> HttpResponse:
    """The requests of the reader's sites, newest first."""
    filters = (
        Words("words", _("Code"), ("code", "patient__code")),
        Choice("state", _("State"), presenting.state_choices(), "state"),
        Choice("urgent", _("Urgency"), presenting.urgency_choices(), "urgent"),
    )
    chosen = read_filters(filters, request.GET, _("requests"))
    sorting = _REQUESTS.read(request.GET)
    found = chosen.apply(queries.requests_for(request.user))
    page = Keyset(order=sorting.order, size=_SIZE).page(found, request.GET.get(PLACE, ""))
    rows = presenting.request_rows(page.rows, request.user)
    shown = {
        "chosen": chosen, "sorting": sorting, "page": page, "rows": rows,
        "columns": presenting.request_columns(),
    }  # fmt: skip
    return render(request, "patients/requests.html", shown)


@require_http_methods(["GET", "POST"])
def patient_list(request: HttpRequest) -> HttpResponse:
    """The patients of the reader's sites; a search by name is posted, never in the address."""
    find = forms.FindForm(request.POST or None)
    chosen = read_filters((Words("words", _("Code"), ("code",)),), request.GET, _("patients"))
    sorting = _PATIENTS.read(request.GET)
    found = chosen.apply(queries.patients_for(request.user))
    if find.is_valid():
        found = queries.named(found, find.cleaned_data["name"])
    page = Keyset(order=sorting.order, size=_SIZE).page(found, request.GET.get(PLACE, ""))
    shown = {
        "chosen": chosen, "sorting": sorting, "page": page, "find": find,
        "is_found_by_name": find.is_valid(),
        "rows": presenting.patient_rows(page.rows, request.user),
        "columns": presenting.patient_columns(),
        "may_find": rules.may_see_names(request.user.roles),
    }  # fmt: skip
    return render(request, "patients/list.html", shown, status=status_of(find))


@require_GET
def record(request: HttpRequest, code: str) -> HttpResponse:
    """One patient with everything they asked."""
    patient = queries.patient_for(request.user, code)
    asked = queries.requests_of(patient)
    for row in asked:
        row.patient = patient
    knows = rules.may_see_names(request.user.roles_at(patient.site_id))
    shown = {
        "patient": patient,
        "name": queries.shown_name(request.user, patient),
        "facts": presenting.who_facts(patient, request.user),
        "columns": presenting.request_columns(),
        "rows": presenting.request_rows(asked, request.user),
        "same": queries.perhaps_the_same(patient) if knows else [],
        "entries": history_of(patient),
        "may_answer_for": role_for_subject(request.user, patient.subject),
    }
    return render(request, "patients/record.html", shown)


@require_GET
def request_page(request: HttpRequest, code: str) -> HttpResponse:
    """One request: what was asked, assessed and answered, and the one thing to do next."""
    return show_request(request, queries.request_for(request.user, code))


@require_GET
def answer_record(request: HttpRequest, code: str) -> HttpResponse:
    """A scanned answer opens at its request."""
    found = queries.answer_for(request.user, code)
    return redirect("patients:request", found.request.code)


@require_POST
def triage(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether a request is urgent."""
    asked = queries.request_for(request.user, code)
    form = forms.TriageForm(request.POST)
    if form.is_valid() and attempt(
        form,
        lambda: services.triage_request(request=asked, **form.cleaned_data, **stamp(request)),
    ):
        return redirect("patients:request", asked.code)
    return show_request(request, queries.request_for(request.user, code), triage=form)


@require_POST
def assess(request: HttpRequest, code: str) -> HttpResponse:
    """Hold the request against the evidence."""
    asked = queries.request_for(request.user, code)
    form = forms.AssessForm(request.POST)
    if form.is_valid() and attempt(
        form,
        lambda: services.assess_request(request=asked, **form.cleaned_data, **stamp(request)),
    ):
        return redirect("patients:request", asked.code)
    return show_request(request, queries.request_for(request.user, code), assess=form)


@require_POST
def reopen(request: HttpRequest, code: str) -> HttpResponse:
    """Assess again."""
    return _with_reason(request, code, services.reopen_assessment, _("It can be assessed again."))


@require_POST
def correct(request: HttpRequest, code: str) -> HttpResponse:
    """Take an answer back to be answered anew; the one that was given stays on the record."""
    done = _("It can be answered anew. The private link of the old answer opens no longer.")
    return _with_reason(request, code, services.correct_answer, done)


@require_POST
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Close a request."""
    return _with_reason(request, code, services.close_request, _("The request is closed."))


def _with_reason(request: HttpRequest, code: str, verb: Any, done: str) -> HttpResponse:
    asked = queries.request_for(request.user, code)
    reason = request.POST.get("reason", "")[:300]
    say(request, lambda: verb(request=asked, reason=reason, **stamp(request)), done)
    return redirect("patients:request", asked.code)


def show_request(request: HttpRequest, asked: Request, **sent: Any) -> HttpResponse:
    """The page of a request, with the forms that were sent and not taken."""
    assessment, given = queries.assessment_of(asked), queries.answers_of(asked)
    shown = {
        "asked": asked,
        "word": presenting.state_word(asked.state),
        "tone": presenting.TONES[asked.state],
        "facts": presenting.request_facts(asked, request.user),
        "reads_story": queries.may_read_story(request.user, asked),
        "assessed": presenting.assessment_shown(assessment) if assessment else None,
        "answers": [presenting.version_shown(one, queries.signature_of(one)) for one in given],
        "link_facts": presenting.link_facts(given[0]) if given else [],
        "may": _may(request, asked),
        "triage": sent.get("triage") or forms.TriageForm(),
        "assess": sent.get("assess") or forms.AssessForm(initial=_condition(asked)),
        "moved_on": sent.get("moved_on"),
        "link": sent.get("link") or forms.ReasonForm(),
        "reason": forms.ReasonForm(),
        "entries": history_of(asked, *asked.assessments.all(), *given),
    }
    status = 422 if any(form.errors for form in sent.values()) else 200
    return render(request, "patients/request.html", shown, status=status)


def _condition(asked: Request) -> dict[str, str]:
    """The patient's words where the catalogue has them; else the advisor chooses."""
    named = science.known_condition(str(asked.condition_text))
    return {"condition": named} if named else {}


def _may(request: HttpRequest, asked: Request) -> dict[str, bool]:
    here = request.user.roles_at(asked.site_id)
    advises, coordinates = Role.MEDICAL_ADVISOR in here, Role.COORDINATOR in here
    is_open = asked.state in {RECEIVED, TRIAGED, ASSESSED, ANSWERED}
    return {
        "triage": coordinates and asked.state == RECEIVED,
        "assess": advises and asked.state == TRIAGED,
        "answer": advises and asked.state == ASSESSED,
        "close": (advises or coordinates) and is_open,
        "link": (advises or coordinates) and asked.state in {ANSWERED, ACCEPTED, DECLINED},
        "correct": advises and asked.state in {ANSWERED, ACCEPTED, DECLINED},
    }
