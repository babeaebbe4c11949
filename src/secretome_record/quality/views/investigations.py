"""OOS investigations: phase I, the retest plan, every retest, and how it ends."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from secretome_record.ledger.queries import history_of
from secretome_record.pages.lists import Choice, Keyset, Sorting, Words, read_filters
from secretome_record.people.answering import attempt, say, stamp, status_of
from secretome_record.people.roles import Role
from secretome_record.people.signing import signing_form
from secretome_record.quality import forms, queries, services
from secretome_record.quality.models import Investigation
from secretome_record.quality.presenting import investigations as shown_as
from secretome_record.quality.presenting import lists, words
from secretome_record.quality.presenting.release import limits_text

_EITHER = require_http_methods(["GET", "POST"])
_SORTING = Sorting({"state": "state", "opened": "recorded_at"}, default="-opened")
_SIZE = 50


@require_GET
def oos_list(request: HttpRequest) -> HttpResponse:
    """The investigations of the reader's sites."""
    filters = (
        Words("words", _("Code, lot or attribute"), ("code", "lot__code", "result__label")),
        Choice("state", _("State"), shown_as.states(), "state"),
    )
    chosen = read_filters(filters, request.GET, _("investigations"))
    sorting = _SORTING.read(request.GET)
    found = chosen.apply(queries.investigations_for(request.user))
    page = Keyset(order=sorting.order, size=_SIZE).page(found, request.GET.get("from", ""))
    shown = {
        "chosen": chosen, "sorting": sorting, "page": page,
        "columns": shown_as.columns(), "rows": shown_as.rows(page.rows),
    }  # fmt: skip
    return render(request, "quality/investigations.html", shown)


@require_GET
def record(request: HttpRequest, code: str) -> HttpResponse:
    """One investigation, its retests, and what comes next."""
    found = _one(request, code)
    fact = queries.investigation_fact(found)
    retests = list(queries.retests_of(found))
    took_part = queries.took_part_in(found, request.user.pk)
    line = found.result.line
    shown = {
        "investigation": found,
        "word": shown_as.word_of(found.state),
        "tone": shown_as.TONES[found.state],
        "facts": shown_as.facts(found, limits_text(line) if line else _("none")),
        "columns": shown_as.retest_columns(),
        "rows": shown_as.retest_rows(retests, fact, [lists.verdict_cells(r) for r in retests]),
        "signatures": words.signature_rows(queries.investigation_signatures(found)),
        "steps": shown_as.steps(
            found, request.user, took_part=took_part,
            no_cause_against=tuple(services.reasons_against_no_cause(fact)),
        ),
        "whose_turn": shown_as.whose_turn(found, request.user, took_part=took_part),
        "planned": fact.planned,
        "made": len(fact.counted),
        "entries": history_of(found, found.result, *retests),
    }  # fmt: skip
    return render(request, "quality/investigation.html", shown)


@require_POST
def open_for(request: HttpRequest, code: str) -> HttpResponse:
    """Open the investigation of a failing result that nobody verified."""
    result = queries.by_code(queries.results_for(request.user), code)
    done = _("The OOS investigation is open.")
    made = say(request, lambda: services.open_investigation(result=result, **stamp(request)), done)
    if not made:
        return redirect("quality:result", result.code)
    return redirect("quality:oos", queries.investigation_of(result).code)


@_EITHER
def no_error(request: HttpRequest, code: str) -> HttpResponse:
    """End phase I without an error of the laboratory."""
    found = _one(request, code)
    form = forms.ChecklistForm(request.POST or None)
    if form.is_valid() and attempt(
        form,
        lambda: services.find_no_error(investigation=found, **form.cleaned_data, **stamp(request)),
    ):
        return redirect("quality:oos", found.code)
    heading = _("No laboratory error was found")
    shown = {"form": form, "heading": heading, "button": _("End phase I"), "back": found.code}
    return render(request, "quality/form.html", shown, status=status_of(form))


@_EITHER
def error(request: HttpRequest, code: str) -> HttpResponse:
    """Name the laboratory error that makes the run invalid."""
    heading = _("A laboratory error was found: the run is set aside")
    return _signed(
        request, code, heading, queries.ERROR_FOUND, services.find_laboratory_error,
        forms.ErrorForm,
    )  # fmt: skip


@_EITHER
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """Fix the number of retests before the first one."""
    heading = _("Fix the retests before the first one")
    return _signed(
        request, code, heading, queries.PLANNED_AS, services.plan_retests, forms.RetestPlanForm
    )


@_EITHER
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """Conclude that the result is true of the lot."""
    heading = _("The OOS is confirmed: the lot cannot be released")
    return _signed(
        request, code, heading, queries.CONFIRMED_AS, services.confirm_oos, forms.EndForm
    )


@_EITHER
def no_cause(request: HttpRequest, code: str) -> HttpResponse:
    """Conclude without a cause; the first result still counts."""
    heading = _("No cause was found: the qualified person decides under a protocol")
    return _signed(
        request, code, heading, queries.NO_CAUSE_AS, services.find_no_cause, forms.EndForm
    )


def _one(request: HttpRequest, code: str) -> Investigation:
    return queries.by_code(queries.investigations_for(request.user), code)


def _signed(
    request: HttpRequest,
    code: str,
    heading: str,
    meaning: str,
    act: Callable[..., Any],
    extra: type[Any],
) -> HttpResponse:
    found = _one(request, code)
    form = signing_form(request, meaning=meaning, role=Role.QA)
    form.fields = {**extra.base_fields, **form.fields}

    def do() -> Any:
        intent = form.authenticate()
        given = {name: form.cleaned_data[name] for name in extra.base_fields}
        return act(investigation=found, signature=intent, **given, **stamp(request))

    if request.method == "POST" and attempt(form, do):
        return redirect("quality:oos", found.code)
    shown = {"investigation": found, "form": form, "heading": heading, "meaning": meaning}
    return render(request, "quality/investigation_sign.html", shown, status=status_of(form))
