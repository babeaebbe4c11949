"""Pages of outcomes: find, one service call, answer."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from secretome_record.ledger.queries import history_of
from secretome_record.outcomes import forms, presenting, queries, services
from secretome_record.outcomes.models import AdverseEvent
from secretome_record.outcomes.services import ScoreText
from secretome_record.outcomes.states import ASSESSED, EVENT_CLOSED, REPORTED
from secretome_record.pages.lists import PLACE, Choice, Keyset, Words, read_filters
from secretome_record.people.answering import attempt, stamp, status_of
from secretome_record.people.queries import sites_for
from secretome_record.people.roles import Role
from secretome_record.people.signing import SigningForm, signing_form
from secretome_record.treatments.models import PlannedVisit
from secretome_record.treatments.presenting.plans import expected_shown
from secretome_record.treatments.queries import administration_for, visit_for
from secretome_record.treatments.states import DUE, MISSED

_EVENTS = Keyset(order=("-reported_at", "id"), size=50)
_SHORT = 10
_EITHER = require_http_methods(["GET", "POST"])
_VISITORS = frozenset({Role.NURSE, Role.PHYSICIAN, Role.COORDINATOR})
_HOLDERS = frozenset({Role.SAFETY_OFFICER, Role.QA, Role.QUALIFIED_PERSON})


@require_GET
def outcome_list(request: HttpRequest) -> HttpResponse:
    """The visits that wait, overdue ones first, and the newest events."""
    now = timezone.now()
    page = queries.visit_page(request.user, request.GET.get(PLACE, ""))
    events = queries.events_for(request.user).order_by("-reported_at", "-id")[:_SHORT]
    shown = {
        "page": page,
        "columns": presenting.visit_columns(),
        "rows": presenting.visit_rows(page.rows, request.user, now),
        "event_columns": presenting.event_columns(),
        "event_rows": presenting.event_rows(events),
    }
    return render(request, "outcomes/list.html", shown)


@require_GET
def event_list(request: HttpRequest) -> HttpResponse:
    """The adverse events of the reader's sites."""
    states = tuple((state, presenting.event_word(state)) for state in presenting.EVENT_TONES)
    lookups = ("code", "what", "patient__code", "administration__vial__lot__code")
    filters = (
        Words("words", _("Code or words"), lookups),
        Choice("state", _("State"), states, "state"),
    )
    chosen = read_filters(filters, request.GET, _("events"))
    found = chosen.apply(queries.events_for(request.user))
    page = _EVENTS.page(found, request.GET.get(PLACE, ""))
    shown = {
        "chosen": chosen, "page": page,
        "columns": presenting.event_columns(), "rows": presenting.event_rows(page.rows),
    }  # fmt: skip
    return render(request, "outcomes/events.html", shown)


@require_GET
def measure_list(request: HttpRequest) -> HttpResponse:
    """The measures of the reader's sites."""
    shown = {
        "columns": presenting.measure_columns(),
        "rows": presenting.measure_rows(queries.measures_of(request.user)),
        "may_add": bool(
            request.user.roles & {Role.PHYSICIAN, Role.MEDICAL_ADVISOR, Role.COORDINATOR}
        ),
    }
    return render(request, "outcomes/measures.html", shown)


@_EITHER
def measure_add(request: HttpRequest) -> HttpResponse:
    """Add a version of a measure."""
    form = forms.MeasureForm(request.POST or None, sites=sites_for(request.user))
    if form.is_valid() and attempt(
        form, lambda: services.add_measure(**form.cleaned_data, **stamp(request))
    ):
        return redirect("outcomes:measures")
    return _form_page(request, form, _("Add a measure"), _("Add it"))


@_EITHER
def visit(request: HttpRequest, code: str) -> HttpResponse:
    """One planned visit: what was expected beside what was measured; hold it here."""
    planned = visit_for(request.user, code)
    form = forms.VisitForm(
        request.POST or None, measures=queries.measures_for(planned), zone=planned.site.zone,
        at=timezone.now(),
    )  # fmt: skip
    if form.is_valid():
        scores, given = form.lines()
        read = [ScoreText(*score) for score in scores]
        if attempt(
            form,
            lambda: services.hold_visit(planned=planned, scores=read, **given, **stamp(request)),
        ):
            return redirect("outcomes:visit", planned.code)
    return _visit_page(request, visit_for(request.user, code), form)


@_EITHER
def miss(request: HttpRequest, code: str) -> HttpResponse:
    """Record that a visit was missed."""
    planned = visit_for(request.user, code)
    form = forms.ReasonForm(request.POST or None)
    if form.is_valid() and attempt(
        form,
        lambda: services.miss_visit(planned=planned, **form.cleaned_data, **stamp(request)),
    ):
        return redirect("outcomes:visit", planned.code)
    return _form_page(request, form, _("The visit was missed"), _("Record it"), planned.code)


@_EITHER
def report(request: HttpRequest, code: str) -> HttpResponse:
    """Report something untoward after a dose."""
    dose = administration_for(request.user, code)
    clock = {"zone": dose.site.zone, "at": timezone.now()}
    form = forms.EventForm(request.POST or None, **clock)
    if form.is_valid():
        made = attempt(
            form,
            lambda: services.report_event(
                administration=dose, **form.cleaned_data, **stamp(request)
            ),
        )
        if made:
            return redirect("outcomes:event", made.code)
    return _form_page(request, form, _("Report a reaction"), _("Report it"), dose.code)


@require_GET
def event(request: HttpRequest, code: str) -> HttpResponse:
    """One adverse event."""
    return _event_page(request, queries.event_for(request.user, code))


@require_POST
def assess(request: HttpRequest, code: str) -> HttpResponse:
    """Assess whether the dose caused an event."""
    found = queries.event_for(request.user, code)
    form = forms.AssessForm(request.POST)
    if form.is_valid() and attempt(
        form, lambda: services.assess_event(event=found, **form.cleaned_data, **stamp(request))
    ):
        return redirect("outcomes:event", found.code)
    return _event_page(request, queries.event_for(request.user, code), assessing=form)


@require_POST
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Close an assessed event with a signature."""
    found = queries.event_for(request.user, code)
    form = _close_form(request)

    def act() -> AdverseEvent:
        intent = form.authenticate()
        reason = form.cleaned_data["reason"]
        return services.close_event(event=found, reason=reason, signature=intent, **stamp(request))

    if attempt(form, act):
        return redirect("outcomes:event", found.code)
    return _event_page(request, queries.event_for(request.user, code), closing=form)


@require_POST
def hold(request: HttpRequest, code: str) -> HttpResponse:
    """Hold the lot of an event."""
    found = queries.event_for(request.user, code)
    form = forms.ReasonForm(request.POST)
    if form.is_valid() and attempt(
        form, lambda: services.hold_lot_of(event=found, **form.cleaned_data, **stamp(request))
    ):
        return redirect("outcomes:look_back", found.code)
    return _event_page(request, queries.event_for(request.user, code), holding=form)


@require_GET
def look_back(request: HttpRequest, code: str) -> HttpResponse:
    """Every other patient, vial, session and sample of the same lot and donors."""
    found = queries.event_for(request.user, code)
    back = queries.look_back(found)
    shown = {
        "event": found,
        "back": back,
        "sums": presenting.look_back_sums(back),
        "columns": presenting.look_back_columns(),
        "rows": presenting.look_back_rows(back),
        "lot": found.administration.vial.lot,
        "may_hold": _may_hold(request, found),
    }
    return render(request, "outcomes/look_back.html", shown)


def _visit_page(request: HttpRequest, planned: PlannedVisit, form: Any) -> HttpResponse:
    held = queries.visit_held(planned)
    here = request.user.roles_at(planned.site_id)
    may_hold = bool(here & _VISITORS) and planned.state in {DUE, MISSED}
    shown = {
        "planned": planned,
        "word": presenting.visit_word(planned.state),
        "tone": presenting.VISIT_TONES[planned.state],
        "facts": presenting.visit_facts(planned, held, request.user),
        "expected": expected_shown(planned.plan),
        "scores": presenting.score_rows(queries.scores_of(held)) if held else [],
        "course_columns": presenting.course_columns(),
        "course_rows": presenting.course_rows(queries.course_of(planned.plan)),
        "unknown_measures": queries.unknown_measures(planned),
        "form": form,
        "may_hold": may_hold,
        "may_miss": may_hold and planned.state == DUE,
        "entries": history_of(planned, *([held] if held else [])),
    }
    return render(request, "outcomes/visit.html", shown, status=status_of(form))


def _event_page(
    request: HttpRequest,
    found: AdverseEvent,
    *,
    assessing: Any = None,
    closing: SigningForm | None = None,
    holding: Any = None,
) -> HttpResponse:
    here = request.user.roles_at(found.site_id)
    sent = assessing or closing or holding
    shown = {
        "event": found,
        "word": presenting.event_word(found.state),
        "tone": presenting.EVENT_TONES[found.state],
        "facts": presenting.event_facts(found, request.user),
        "reasons": presenting.event_reasons(found, timezone.now()),
        "closures": queries.closures_of(found),
        "lot": found.administration.vial.lot,
        "may_assess": found.state == REPORTED
        and bool(here & {Role.SAFETY_OFFICER, Role.PHYSICIAN}),
        "may_close": found.state == ASSESSED and Role.SAFETY_OFFICER in here,
        "may_hold": _may_hold(request, found),
        "assessing": assessing or forms.AssessForm(),
        "closing": closing or _close_form(request, blank=True),
        "holding": holding or forms.ReasonForm(),
        "meaning": EVENT_CLOSED,
        "entries": history_of(found),
    }
    return render(request, "outcomes/event.html", shown, status=status_of(sent) if sent else 200)


def _may_hold(request: HttpRequest, found: AdverseEvent) -> bool:
    here = request.user.roles_at(found.site_id)
    return bool(here & _HOLDERS) and found.administration.vial.lot.state == "RELEASED"


def _close_form(request: HttpRequest, *, blank: bool = False) -> SigningForm:
    form = signing_form(request, meaning=EVENT_CLOSED, role=Role.SAFETY_OFFICER)
    form.fields["reason"] = forms.ReasonForm.base_fields["reason"]
    form.is_bound = form.is_bound and not blank
    return form


def _form_page(
    request: HttpRequest, form: Any, heading: str, button: str, code: str = ""
) -> HttpResponse:
    shown = {"form": form, "heading": heading, "button": button, "code": code}
    return render(request, "outcomes/form.html", shown, status=status_of(form))
