"""Pages of batches and cell banks: find, one service call, answer."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from secretome_record.batches import forms, presenting, queries, services
from secretome_record.batches.models import Batch
from secretome_record.batches.states import BATCH_MOVES
from secretome_record.batches.views.answers import clock, form_page, listed
from secretome_record.donors.presenting import told
from secretome_record.pages.lists import Choice, Sorting, Words
from secretome_record.people.answering import attempt, say, stamp, status_of
from secretome_record.people.roles import Role

_EITHER = require_http_methods(["GET", "POST"])
_BATCHES = Sorting({"code": "code", "state": "state", "started": "started_at"}, "-started")
_BANKS = Sorting({"code": "code", "frozen": "frozen_at"}, "-frozen")


@require_GET
def batch_list(request: HttpRequest) -> HttpResponse:
    """The batches of the reader's sites."""
    states = presenting.state_choices(BATCH_MOVES.states)
    filters = (
        Words("words", _("Batch, bank or product"), _BATCH_WORDS),
        Choice("state", _("State"), states, "state"),
    )
    rows = queries.batches_for(request.user).prefetch_related("lots")
    shown = listed(request, rows, filters=filters, sorting=_BATCHES, noun=_("batches"))
    shown |= {
        "columns": presenting.batch_columns(),
        "rows": presenting.batch_rows(shown["page"].rows),
        "may_make": Role.OPERATOR in request.user.roles,
    }
    return render(request, "batches/list.html", shown)


_BATCH_WORDS = ("code", "cell_bank__code", "recipe__product__name")


@require_GET
def record(request: HttpRequest, code: str) -> HttpResponse:
    """One batch with its record of steps."""
    return _batch_page(request, queries.by_code(queries.batches_for(request.user), code))


@_EITHER
def start(request: HttpRequest) -> HttpResponse:
    """Start a batch."""
    banks = queries.banks_to_use(request.user)
    recipes = queries.recipes_to_use(request.user)
    form = forms.StartForm(
        request.POST or None, banks=banks, recipes=recipes, **_own_clock(request)
    )
    if form.is_valid():
        made = attempt(form, lambda: services.start_batch(**form.cleaned_data, **stamp(request)))
        if made:
            return redirect("batches:record", made.code)
    lead = ""
    if not banks or not recipes:
        lead = _("A batch needs a cell bank and an approved recipe. Make those first.")
    return form_page(request, form, _("Start a batch"), _("Start"), lead=lead)


@require_POST
def step(request: HttpRequest, code: str) -> HttpResponse:
    """Record the next step."""
    batch = queries.by_code(queries.batches_for(request.user), code)
    following = queries.next_step_of(batch)
    number = request.POST.get("number", "")
    if following is None or str(following.number) != number:
        # Sent twice, or from a page that somebody else has overtaken.
        say(request, lambda: _refuse_stale(number), "")
        return redirect("batches:record", batch.code)
    form = _step_form(batch, following, request.POST)
    if form.is_valid() and attempt(
        form,
        lambda: services.record_step(
            batch=batch, step=following, **_without_key(form), **stamp(request)
        ),
    ):
        return redirect(reverse("batches:record", args=[batch.code]) + "#steps")
    return _batch_page(request, batch, form)


@require_POST
def check(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Check a step as a second person."""
    made = queries.step_record_for(request.user, record_id)
    done = _("Step %(n)d is checked.") % {"n": made.step.number}
    say(request, lambda: services.check_step(record=made, **stamp(request)), done)
    return redirect(reverse("batches:record", args=[made.batch.code]) + "#steps")


@_EITHER
def fill(request: HttpRequest, code: str) -> HttpResponse:
    """Fill a batch into a lot of vials."""
    batch = queries.by_code(queries.batches_for(request.user), code)
    form = forms.FillForm(request.POST or None, **clock(batch.site))
    if form.is_valid():
        lot = attempt(
            form,
            lambda: services.fill_batch(batch=batch, **_without_key(form), **stamp(request)),
        )
        if lot:
            return redirect("batches:lot", lot.code)
    return _about(request, batch, form, _("Fill the batch"), _("Fill and make the lot"))


@_EITHER
def stop(request: HttpRequest, code: str) -> HttpResponse:
    """Stop a batch that will not be filled."""
    batch = queries.by_code(queries.batches_for(request.user), code)
    form = forms.ReasonForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: services.stop_batch(batch=batch, **form.cleaned_data, **stamp(request))
    ):
        return redirect("batches:record", batch.code)
    return _about(request, batch, form, _("Stop this batch"), _("Stop it"))


@_EITHER
def deviate(request: HttpRequest, code: str) -> HttpResponse:
    """Raise a deviation that no limit found."""
    batch = queries.by_code(queries.batches_for(request.user), code)
    form = forms.WhatForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: services.raise_deviation(batch=batch, **form.cleaned_data, **stamp(request))
    ):
        return redirect("batches:record", batch.code)
    return _about(request, batch, form, _("Raise a deviation"), _("Raise it"))


@require_GET
def bank_list(request: HttpRequest) -> HttpResponse:
    """The cell banks of the reader's sites."""
    filters = (Words("words", _("Cell bank"), ("code", "identity_code")),)
    rows = queries.cell_banks_for(request.user)
    shown = listed(request, rows, filters=filters, sorting=_BANKS, noun=_("cell banks"))
    shown |= {
        "columns": presenting.bank_columns(),
        "rows": presenting.bank_rows(shown["page"].rows),
        "may_make": Role.OPERATOR in request.user.roles,
    }
    return render(request, "batches/bank_list.html", shown)


@require_GET
def cell_bank(request: HttpRequest, code: str) -> HttpResponse:
    """One cell bank."""
    bank = queries.by_code(queries.cell_banks_for(request.user), code)
    now = timezone.now()
    shown = {
        "bank": bank,
        "facts": presenting.bank_facts(bank),
        "donations": queries.donations_of(bank),
        "batches": bank.batches.order_by("-started_at", "-id"),
        "reasons": queries.donor_reasons_of_bank(bank, now),
        "entries": told(bank),
        "may_make": Role.OPERATOR in request.user.roles_at(bank.site_id),
    }
    return render(request, "batches/cell_bank.html", shown)


@_EITHER
def bank_add(request: HttpRequest) -> HttpResponse:
    """Freeze a cell bank."""
    donations = queries.donations_to_bank(request.user)
    form = forms.BankForm(request.POST or None, donations=donations, **_own_clock(request))
    if form.is_valid():
        words = form.cleaned_data
        site = words["donations"][0].site
        made = attempt(form, lambda: services.bank_cells(site=site, **words, **stamp(request)))
        if made:
            return redirect("batches:cell_bank", made.code)
    lead = "" if donations else _("There is no donation yet. Donations are recorded under Donors.")
    return form_page(request, form, _("Freeze a cell bank"), _("Freeze it"), lead=lead)


def _batch_page(request: HttpRequest, batch: Batch, form: Any = None) -> HttpResponse:
    following = queries.next_step_of(batch)
    here = request.user.roles_at(batch.site_id)
    against = presenting.fill_reasons(queries.reasons_against_filling(batch), batch)
    open_batch = batch.state == "IN_PROGRESS"
    may_record = open_batch and Role.OPERATOR in here and following and not _unchecked(batch)
    shown = {
        "batch": batch,
        "state": presenting.state_of(batch),
        "facts": presenting.batch_facts(batch),
        "steps": presenting.step_rows(batch, request.user),
        "deviations": presenting.deviation_rows(batch.deviations.order_by("recorded_at", "id")),
        "reasons": against if open_batch else [],
        "next": presenting.next_action(batch, request.user, against),
        "following": following if may_record else None,
        "form": form or (_step_form(batch, following) if may_record else None),
        "may_stop": open_batch and bool(here & {Role.OPERATOR, Role.QA}),
        "may_deviate": bool(here & {Role.OPERATOR, Role.QA, Role.QC_ANALYST}),
        "entries": told(batch, *batch.step_records.all(), *batch.deviations.all()),
    }
    return render(request, "batches/record.html", shown, status=status_of(form) if form else 200)


def _unchecked(batch: Batch) -> bool:
    return batch.step_records.filter(checked_by__isnull=True).exists()


def _step_form(batch: Batch, following: Any, posted: Any = None) -> forms.StepRecordForm:
    words = queries.limits_of(following).words
    return forms.StepRecordForm(posted, step=following, limits=words, **clock(batch.site))


def _refuse_stale(number: str) -> None:
    raise queries.stale_step(number)


def _without_key(form: Any) -> dict[str, Any]:
    # The batch itself is the guard: a step is recorded once, a batch filled once.
    return {name: value for name, value in form.cleaned_data.items() if name != "form_key"}


def _own_clock(request: HttpRequest) -> dict[str, Any]:
    return clock(queries.work_site_of(request.user))


def _about(
    request: HttpRequest, batch: Batch, form: Any, heading: str, button: str
) -> HttpResponse:
    url = reverse("batches:record", args=[batch.code])
    return form_page(request, form, heading, button, code=batch.code, url=url)
