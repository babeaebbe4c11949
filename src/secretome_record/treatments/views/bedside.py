"""The bedside: three scans judged by the server, and the dose that follows a match."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from secretome_record.patients.queries import shown_name
from secretome_record.people.answering import attempt, stamp, status_of
from secretome_record.treatments import forms, queries, services
from secretome_record.treatments.models import BedsideCheck, Session
from secretome_record.treatments.presenting import plans
from secretome_record.treatments.presenting import sessions as presenting
from secretome_record.treatments.states import MATCHED, PREPARED

_EITHER = require_http_methods(["GET", "POST"])


@_EITHER
def scan(request: HttpRequest, code: str) -> HttpResponse:
    """Three scans, one at a time; the server decides after each and keeps every refusal."""
    session = queries.session_for(request.user, code)
    if session.state not in {PREPARED, MATCHED}:
        return redirect("treatments:session", session.code)
    form = forms.ScanForm(request.POST or None)
    if not form.is_valid():
        return _scan_page(request, session, ("", "", ""))
    scanned = form.scanned()
    check = _judge(request, session, scanned)
    if check is not None and not check.matched:
        shown = presenting.refusal_shown(check)
        return render(request, "treatments/refused.html", shown, status=409)
    if check is not None:
        return redirect("treatments:give", session.code)
    return _scan_page(request, session, scanned)


@_EITHER
def give(request: HttpRequest, code: str) -> HttpResponse:
    """Record what was drawn, given and wasted of the vial that was matched."""
    session = queries.session_for(request.user, code)
    check = queries.standing_match(session)
    if session.state != MATCHED or check is None:
        name = "bedside" if session.state in {PREPARED, MATCHED} else "session"
        return redirect(f"treatments:{name}", session.code)
    form = forms.GiveForm(request.POST or None)
    if form.is_valid():
        given = attempt(
            form,
            lambda: services.give_dose(session=session, **form.cleaned_data, **stamp(request)),
        )
        if given:
            return redirect("treatments:session", session.code)
    shown = _shown(request, session) | {"form": form, "vial": check.vial.code}
    return render(request, "treatments/give.html", shown, status=status_of(form))


def _judge(
    request: HttpRequest, session: Session, scanned: tuple[str, str, str]
) -> BedsideCheck | None:
    patient, plan, vial = scanned
    if not vial:
        return services.scan_at_bedside(
            session=session, patient_scan=patient, plan_scan=plan, **stamp(request)
        )
    return services.match_at_bedside(
        session=session, patient_scan=patient, plan_scan=plan, vial_scan=vial, **stamp(request)
    )


def _scan_page(
    request: HttpRequest, session: Session, scanned: tuple[str, str, str]
) -> HttpResponse:
    form = forms.ScanForm(initial=dict(zip(forms.ScanForm.STEPS, scanned, strict=True)))
    at_step = next((n for n, text in enumerate(scanned) if not text), 2)
    names = forms.ScanForm.STEPS
    shown = _shown(request, session) | {
        "steps": _steps(at_step, scanned),
        "field": form[names[at_step]],
        "before": list(zip(names[:at_step], scanned[:at_step], strict=True)),
    }
    return render(request, "treatments/bedside.html", shown)


def _shown(request: HttpRequest, session: Session) -> dict[str, Any]:
    patient = session.plan.patient
    name = shown_name(request.user, patient)
    return {
        "session": session,
        "who": name or patient.code,
        "born": patient.birth_date if name else "",
        "dose": plans.dose_shown(session.dose or {}),
        "now": timezone.now(),
    }


def _steps(at_step: int, scanned: tuple[str, str, str]) -> list[dict[str, str]]:
    titles = (_("Patient"), _("Plan"), _("Vial"))
    states = ["done" if n < at_step else "current" if n == at_step else "todo" for n in range(3)]
    return [
        {"label": f"{title} {scan}".strip(), "state": state}
        for title, scan, state in zip(titles, scanned, states, strict=True)
    ]
