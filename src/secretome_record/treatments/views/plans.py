"""Pages of plans: the list, the form in steps, the record with its signature and consent."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from secretome_record.ledger.queries import history_of
from secretome_record.pages.lists import PLACE, Choice, Keyset, Sorting, Words, read_filters
from secretome_record.patients.models import Request
from secretome_record.patients.queries import request_for
from secretome_record.people.answering import attempt, say, stamp, status_of
from secretome_record.people.roles import Role
from secretome_record.people.signing import SigningForm, signing_form
from secretome_record.treatments import forms, queries, services
from secretome_record.treatments.models import Plan
from secretome_record.treatments.presenting import plans as presenting
from secretome_record.treatments.presenting import words
from secretome_record.treatments.states import CONSENTED, DRAFT, PLAN_PRESCRIBED, SIGNED
from secretome_record.treatments.views.scope import form_page

_SIZE = 50
_PLANS = Sorting({"code": "code", "state": "state", "written": "recorded_at"}, default="-written")
_EITHER = require_http_methods(["GET", "POST"])
_EXPLAIN = frozenset({Role.PHYSICIAN, Role.NURSE, Role.COORDINATOR})
_SEE_THE_BODY = frozenset(
    {Role.PHYSICIAN, Role.MEDICAL_ADVISOR, Role.SAFETY_OFFICER, Role.QA, Role.INSPECTOR}
)


@require_GET
def plan_list(request: HttpRequest) -> HttpResponse:
    """The plans of the reader's sites, and the accepted requests that wait for one."""
    filters = (
        Words("words", _("Code or condition"), ("code", "condition", "patient__code")),
        Choice("state", _("State"), words.plan_states(), "state"),
    )
    chosen = read_filters(filters, request.GET, _("plans"))
    sorting = _PLANS.read(request.GET)
    found = chosen.apply(queries.plans_for(request.user))
    page = Keyset(order=sorting.order, size=_SIZE).page(found, request.GET.get(PLACE, ""))
    writes = Role.PHYSICIAN in request.user.roles
    shown = {
        "chosen": chosen, "sorting": sorting, "page": page,
        "columns": presenting.plan_columns(),
        "rows": presenting.plan_rows(page.rows, request.user),
        "waiting": queries.requests_without_plan(request.user) if writes else [],
    }  # fmt: skip
    return render(request, "treatments/list.html", shown)


@require_GET
def record(request: HttpRequest, code: str) -> HttpResponse:
    """One plan."""
    return _record_page(request, queries.plan_for(request.user, code))


@_EITHER
def write(request: HttpRequest, code: str) -> HttpResponse:
    """Write a plan for an accepted request, in five steps on one page."""
    asked = request_for(request.user, code)
    before = _replaced(request, asked)
    form = _plan_form(request, asked)
    rows = forms.VisitRows(request.POST or None, prefix="visits", initial=_first_visits(before))
    if form.is_bound and form.is_valid() and rows.is_valid():
        given = form.lines() | {"visits": forms.visits_in(rows), "replaces": before}
        plan = attempt(form, lambda: services.write_plan(request=asked, **given, **stamp(request)))
        if plan:
            return redirect("treatments:plan", plan.code)
    shown = {"form": form, "visits": rows, "asked": asked, "replaces": before}
    return render(request, "treatments/write.html", shown, status=status_of(form))


@require_POST
def sign(request: HttpRequest, code: str) -> HttpResponse:
    """Prescribe a plan with a signature."""
    plan = queries.plan_for(request.user, code)
    form = signing_form(request, meaning=PLAN_PRESCRIBED, role=Role.PHYSICIAN)
    if attempt(
        form,
        lambda: services.sign_plan(plan=plan, signature=form.authenticate(), **stamp(request)),
    ):
        return redirect("treatments:plan", plan.code)
    return _record_page(request, queries.plan_for(request.user, code), form)


@_EITHER
def consent(request: HttpRequest, code: str) -> HttpResponse:
    """Record the patient's consent to a signed plan."""
    plan = queries.plan_for(request.user, code)
    clock = {"zone": plan.site.zone, "at": timezone.now()}
    form = forms.ConsentForm(request.POST or None, request.FILES or None, **clock)
    if form.is_valid() and attempt(
        form, lambda: services.record_plan_consent(plan=plan, **form.lines(), **stamp(request))
    ):
        return redirect("treatments:plan", plan.code)
    return form_page(
        request, form, _("Consent to the plan"), _("Record the consent"), code=plan.code
    )


@_EITHER
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Record that the patient withdrew their consent."""
    plan = queries.plan_for(request.user, code)
    given = queries.standing_consent(plan)
    if given is None:
        raise Http404
    return _with_reason(
        request, plan, _("Withdraw the consent"), _("Record the withdrawal"),
        lambda reason: services.withdraw_plan_consent(
            consent=given, reason=reason, **stamp(request)
        ),
    )  # fmt: skip


@_EITHER
def stop(request: HttpRequest, code: str) -> HttpResponse:
    """Stop a plan for good."""
    plan = queries.plan_for(request.user, code)
    return _with_reason(
        request, plan, _("Stop this plan"), _("Stop it"),
        lambda reason: services.stop_plan(plan=plan, reason=reason, **stamp(request)),
    )  # fmt: skip


@require_POST
def complete(request: HttpRequest, code: str) -> HttpResponse:
    """Close a plan whose sessions are done."""
    plan = queries.plan_for(request.user, code)
    done = _("The plan is completed; its visits go on.")
    say(request, lambda: services.complete_plan(plan=plan, **stamp(request)), done)
    return redirect("treatments:plan", plan.code)


def _with_reason(
    request: HttpRequest, plan: Plan, heading: str, button: str, act: Any
) -> HttpResponse:
    form = forms.ReasonForm(request.POST or None)
    if form.is_valid() and attempt(form, lambda: act(form.cleaned_data["reason"])):
        return redirect("treatments:plan", plan.code)
    return form_page(request, form, heading, button, code=plan.code)


def _record_page(request: HttpRequest, plan: Plan, form: SigningForm | None = None) -> HttpResponse:
    now = timezone.now()
    today = queries.site_day(plan.site, now)
    visits = queries.visits_of(plan)
    consents = queries.consents_of(plan)
    signing = form or signing_form(request, meaning=PLAN_PRESCRIBED, role=Role.PHYSICIAN)
    against = words.mending(services.reasons_against_plan_now(plan, now))
    shown = {
        "plan": plan,
        "word": words.plan_word(plan.state),
        "tone": words.PLAN_TONES[plan.state],
        "facts": presenting.plan_facts(plan, request.user),
        "dose": presenting.dose_shown(plan.dose),
        "expected": presenting.expected_shown(plan),
        "visit_columns": presenting.visit_columns(),
        "visit_rows": presenting.visit_rows(visits, today),
        "session_columns": presenting.session_columns(),
        "session_rows": presenting.session_rows(queries.sessions_of(plan)),
        "consents": consents,
        "prescriptions": queries.prescriptions_of(plan),
        "reasons": against,
        "may": _may(request, plan),
        "form": signing,
        "meaning": PLAN_PRESCRIBED,
        "entries": history_of(plan, *visits, *consents),
    }
    return render(request, "treatments/plan.html", shown, status=status_of(form) if form else 200)


def _may(request: HttpRequest, plan: Plan) -> dict[str, bool]:
    here = request.user.roles_at(plan.site_id)
    is_physician = Role.PHYSICIAN in here
    is_open = plan.state in {DRAFT, SIGNED, CONSENTED}
    return {
        "sign": is_physician and plan.state == DRAFT,
        "consent": bool(here & _EXPLAIN) and plan.state == SIGNED,
        "withdraw": bool(here & _EXPLAIN) and plan.state == CONSENTED,
        "stop": is_physician and is_open,
        "replace": is_physician and is_open,
        "complete": is_physician and plan.state == CONSENTED,
        "see_body": bool(here & _SEE_THE_BODY),
    }


def _plan_form(request: HttpRequest, asked: Request) -> forms.PlanForm:
    now = timezone.now()
    return forms.PlanForm(
        request.POST or None,
        bases=queries.legal_bases_for(request.user).filter(site=asked.site_id).order_by("code"),
        lots=queries.usable_lots_at(asked.site, now),
        prices=queries.price_lists_for(request.user)
        .filter(site=asked.site_id)
        .order_by("-version"),
        today=queries.site_day(asked.site, now),
    )


def _replaced(request: HttpRequest, asked: Request) -> Plan | None:
    code = request.GET.get("replaces", "")
    if not code:
        return None
    plan = queries.plan_for(request.user, code)
    if plan.request_id != asked.pk:
        raise Http404
    return plan


def _first_visits(before: Plan | None) -> list[dict[str, Any]]:
    """The rows a new schedule begins with: those of the plan it replaces, or one safety visit."""
    if before is None:
        return [
            {
                "name": _("Safety, day 7"), "days_after_first_dose": 7, "grace_days": 3,
                "is_safety_visit": True,
            }
        ]  # fmt: skip
    return [
        {
            "name": v.name, "days_after_first_dose": v.days_after_first_dose,
            "grace_days": v.grace_days, "is_safety_visit": v.is_safety_visit,
            "measures": ", ".join(v.measures),
        }
        for v in queries.visits_of(before)
    ]  # fmt: skip
