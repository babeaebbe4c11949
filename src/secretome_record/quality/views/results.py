"""Results: a number opens down to its file and person; verified, or set aside with a reason."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from secretome_record.ledger.queries import history_of
from secretome_record.pages.lists import PLACE, Choice, Keyset, Words, read_filters
from secretome_record.people.answering import attempt, stamp, status_of
from secretome_record.people.roles import Role
from secretome_record.people.signing import SigningForm, signing_form
from secretome_record.quality import forms, queries, services
from secretome_record.quality.models import ProtocolDecision, Result
from secretome_record.quality.presenting import investigations, lists, words
from secretome_record.quality.presenting import results as shown_results

# Both columns fall, so that one index gives the rows in this order.
_RESULTS = Keyset(order=("-recorded_at", "-id"), size=50)


@require_GET
def result_list(request: HttpRequest) -> HttpResponse:
    """The results of the reader's sites, the last one first."""
    filters = (
        Words("words", _("Code, attribute or lot"), ("code", "label", "lot__code")),
        Choice("verdict", _("Verdict"), lists.verdicts(), "verdict"),
        Choice("state", _("State"), lists.result_states(), "state"),
    )
    chosen = read_filters(filters, request.GET, _("results"))
    found = chosen.apply(queries.results_listed(request.user))
    page = _RESULTS.page(found, request.GET.get(PLACE, ""))
    shown = {
        "chosen": chosen, "page": page, "columns": lists.all_result_columns(),
        "rows": lists.all_result_rows(page.rows),
    }  # fmt: skip
    return render(request, "quality/results.html", shown)


@require_GET
def record(request: HttpRequest, code: str) -> HttpResponse:
    """One result and everything behind it."""
    return _page(request, _result(request, code))


@require_POST
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Verify as a second person, with a signature."""
    result = _result(request, code)
    form = _sign_form(request)
    if attempt(
        form,
        lambda: services.verify_result(
            result=result, signature=form.authenticate(), **stamp(request)
        ),
    ):
        return redirect("quality:result", result.code)
    return _page(request, _result(request, code), form)


@require_http_methods(["GET", "POST"])
def invalidate(request: HttpRequest, code: str) -> HttpResponse:
    """Set a result aside for a named cause."""
    result = _result(request, code)
    form = forms.ReasonForm(request.POST or None)
    if form.is_valid() and attempt(
        form,
        lambda: services.invalidate_result(result=result, **form.cleaned_data, **stamp(request)),
    ):
        return redirect("quality:result", result.code)
    heading = shown_results.invalidate_heading()
    shown = {"form": form, "heading": heading, "button": heading, "back": result.code}
    return render(request, "quality/form.html", shown, status=status_of(form))


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, code: str) -> HttpResponse:
    """The qualified person decides, under a protocol, what the numbers cannot tell."""
    result = _result(request, code)
    form = signing_form(request, meaning=queries.DECIDED_AS, role=Role.QUALIFIED_PERSON)
    form.fields = {**forms.DecisionForm.base_fields, **form.fields}

    def do() -> ProtocolDecision:
        intent = form.authenticate()
        given = {name: form.cleaned_data[name] for name in forms.DecisionForm.base_fields}
        return services.decide_under_protocol(
            result=result, signature=intent, **given, **stamp(request)
        )

    if request.method == "POST" and attempt(form, do):
        return redirect("quality:result", result.code)
    shown = {
        "form": form, "result": result, "meaning": queries.DECIDED_AS,
        "why": shown_results.why_of(result, queries.investigation_of(result)),
    }  # fmt: skip
    return render(request, "quality/decide.html", shown, status=status_of(form))


def _result(request: HttpRequest, code: str) -> Result:
    return queries.by_code(queries.results_for(request.user), code)


def _sign_form(request: HttpRequest, *, blank: bool = False) -> SigningForm:
    form = signing_form(request, meaning=queries.VERIFIED_AS, role=Role.QC_ANALYST)
    form.is_bound = form.is_bound and not blank
    return form


def _page(request: HttpRequest, result: Result, form: SigningForm | None = None) -> HttpResponse:
    here = request.user.roles_at(result.site_id)
    own = result.entered_by_id == request.user.pk
    found = queries.investigation_of(result)
    decisions = queries.decisions_on(result)
    shown = {
        "investigation": found,
        "investigation_word": investigations.word_of(found.state) if found else "",
        "investigation_tone": investigations.TONES[found.state] if found else "",
        "decisions": shown_results.decision_rows(decisions),
        "may_investigate": shown_results.may_investigate(result, found, here),
        "may_decide": Role.QUALIFIED_PERSON in here
        and shown_results.is_open(result, found)
        and not decisions,
        "result": result,
        "state": words.state_word(result.state),
        "state_tone": words.OTHER_TONES[result.state],
        "verdict": shown_results.verdict_of(result),
        "verdict_tone": shown_results.tone_of(result),
        "facts": shown_results.facts_of(result),
        "bar": shown_results.bar_of(result),
        "signatures": words.signature_rows(queries.verifications_of(result)),
        "may_verify": Role.QC_ANALYST in here and result.state == "RECORDED",
        "closed": shown_results.own_work_reasons() if own else [],
        "may_invalidate": Role.QA in here
        and result.state != "INVALIDATED"
        and not services.is_oos(result),
        "form": form or _sign_form(request, blank=True),
        "entries": history_of(result, result.run, *([found] if found else [])),
    }
    return render(request, "quality/result.html", shown, status=422 if form else 200)
