"""Pages of sessions: keep a vial, prepare, allow despite an overdue visit, cancel."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from secretome_record.ledger.queries import history_of
from secretome_record.people.answering import attempt, say, stamp, status_of
from secretome_record.people.roles import Role
from secretome_record.people.signing import SigningForm, signing_form
from secretome_record.stock.queries import vials_in_stock
from secretome_record.treatments import forms, queries, services
from secretome_record.treatments.models import Session
from secretome_record.treatments.presenting import plans, words
from secretome_record.treatments.presenting import sessions as presenting
from secretome_record.treatments.states import DESPITE_OVERDUE, MATCHED, PLANNED, PREPARED
from secretome_record.treatments.views.scope import form_page

_EITHER = require_http_methods(["GET", "POST"])
_KEEPERS = frozenset({Role.PHYSICIAN, Role.NURSE, Role.COORDINATOR})


@require_GET
def record(request: HttpRequest, code: str) -> HttpResponse:
    """One session."""
    return _session_page(request, queries.session_for(request.user, code))


@require_GET
def administration(request: HttpRequest, code: str) -> HttpResponse:
    """A scanned dose opens at its session."""
    return redirect(
        "treatments:session", queries.session_of_administration(request.user, code).code
    )


@require_POST
def reserve(request: HttpRequest, code: str) -> HttpResponse:
    """Keep a vial for a session."""
    session = queries.session_for(request.user, code)
    form = _reserve_form(request, session)
    if form.is_valid() and attempt(
        form,
        lambda: services.reserve_vial(session=session, **form.cleaned_data, **stamp(request)),
    ):
        return redirect("treatments:session", session.code)
    return _session_page(request, queries.session_for(request.user, code), reserving=form)


@_EITHER
def release(request: HttpRequest, reservation_id: UUID) -> HttpResponse:
    """Hand a kept vial back."""
    kept = queries.reservations_for(request.user).filter(pk=reservation_id).first()
    if kept is None:
        raise Http404
    return _with_reason(
        request, kept.session, _("Hand the vial back"), _("Hand it back"),
        lambda reason: services.release_reservation(
            reservation=kept, reason=reason, **stamp(request)
        ),
    )  # fmt: skip


@require_POST
def prepare(request: HttpRequest, code: str) -> HttpResponse:
    """Prepare a session with its dose computed now."""
    session = queries.session_for(request.user, code)
    done = _("The session is prepared.")
    say(request, lambda: services.prepare_session(session=session, **stamp(request)), done)
    return redirect("treatments:session", session.code)


@require_POST
def allow(request: HttpRequest, code: str) -> HttpResponse:
    """A physician signs why a dose may be given although a safety visit is overdue."""
    session = queries.session_for(request.user, code)
    form = _allow_form(request)

    def act() -> Session:
        intent = form.authenticate()
        return services.allow_despite_overdue(
            session=session, reason=form.cleaned_data["reason"], signature=intent, **stamp(request)
        )

    if attempt(form, act):
        return redirect("treatments:session", session.code)
    return _session_page(request, queries.session_for(request.user, code), allowing=form)


@_EITHER
def cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Cancel a session that is not given."""
    session = queries.session_for(request.user, code)
    return _with_reason(
        request, session, _("Cancel this session"), _("Cancel it"),
        lambda reason: services.cancel_session(session=session, reason=reason, **stamp(request)),
    )  # fmt: skip


def _with_reason(
    request: HttpRequest, session: Session, heading: str, button: str, act: Any
) -> HttpResponse:
    form = forms.ReasonForm(request.POST or None)
    if form.is_valid() and attempt(form, lambda: act(form.cleaned_data["reason"])):
        return redirect("treatments:session", session.code)
    return form_page(request, form, heading, button, code=session.code)


def _session_page(
    request: HttpRequest,
    session: Session,
    *,
    reserving: Any = None,
    allowing: SigningForm | None = None,
) -> HttpResponse:
    now = timezone.now()
    kept = queries.open_reservations(session)
    sent = reserving or allowing
    overdue = services.session_facts_now(session, now)
    against = tuple(services.reasons_against_next_step(session, now))
    shown = {
        "session": session,
        "word": words.session_word(session.state),
        "tone": words.SESSION_TONES[session.state],
        "facts": presenting.session_facts(session, request.user),
        "dose": plans.dose_shown(session.dose or session.plan.dose),
        "is_dose_final": session.dose is not None,
        "kept": presenting.kept_rows(kept),
        "doses": presenting.dose_rows(queries.administrations_of(session)),
        "dose_columns": presenting.dose_columns(),
        "checks": presenting.check_rows(queries.checks_of(session)),
        "check_columns": presenting.check_columns(),
        "reasons": words.mending(against),
        "next": presenting.next_action(session, request.user, kept=len(kept), against=against),
        "may": _may(request, session, is_overdue=bool(overdue.overdue)),
        "reserving": reserving or _reserve_form(request, session, blank=True),
        "allowing": allowing or _allow_form(request, blank=True),
        "meaning": DESPITE_OVERDUE,
        "entries": history_of(session),
    }
    return render(
        request, "treatments/session.html", shown, status=status_of(sent) if sent else 200
    )


def _may(request: HttpRequest, session: Session, *, is_overdue: bool) -> dict[str, bool]:
    here = request.user.roles_at(session.site_id)
    is_open = session.state in {PLANNED, PREPARED, MATCHED}
    return {
        "reserve": bool(here & _KEEPERS) and session.state == PLANNED,
        "release": bool(here & _KEEPERS) and is_open,
        "prepare": bool(here & {Role.NURSE, Role.PHYSICIAN}) and session.state == PLANNED,
        "allow": Role.PHYSICIAN in here and is_open and is_overdue,
        "cancel": bool(here & (_KEEPERS | {Role.SAFETY_OFFICER})) and is_open,
        "report": bool(here & (_KEEPERS | {Role.SAFETY_OFFICER})),
    }


def _reserve_form(request: HttpRequest, session: Session, *, blank: bool = False) -> Any:
    vials = vials_in_stock(lot=session.plan.lot)
    return forms.ReserveForm(None if blank else request.POST, vials=vials)


def _allow_form(request: HttpRequest, *, blank: bool = False) -> SigningForm:
    form = signing_form(request, meaning=DESPITE_OVERDUE, role=Role.PHYSICIAN)
    form.fields["reason"] = forms.ReasonForm.base_fields["reason"]
    form.is_bound = form.is_bound and not blank
    return form
