"""Lots: what keeps each from release, and the page on which one is decided."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from secretome_record.batches.models import Lot
from secretome_record.batches.queries import donors_of_lot
from secretome_record.ledger.queries import history_of
from secretome_record.pages.lists import Choice, Keyset, Sorting, Words, read_filters
from secretome_record.people.answering import attempt, say, stamp, status_of
from secretome_record.people.roles import Role
from secretome_record.people.signing import SigningForm, signing_form
from secretome_record.quality import forms, queries, services
from secretome_record.quality.presenting import investigations, lists, release, words

_SIZE = 50
_SORTING = Sorting({"code": "code", "state": "state", "filled": "filled_at"}, default="-filled")
_EITHER = require_http_methods(["GET", "POST"])
MEANINGS = {
    "review": (queries.REVIEWED_AS, Role.QC_ANALYST),
    "release": (queries.RELEASED_AS, Role.QUALIFIED_PERSON),
    "reject": ("rejected", Role.QUALIFIED_PERSON),
    "lift": ("hold lifted", Role.QUALIFIED_PERSON),
}


@require_GET
def lot_list(request: HttpRequest) -> HttpResponse:
    """The lots of the reader's sites and what keeps each from release."""
    filters = (
        Words("words", _("Lot or product"), ("code", "product__name")),
        Choice("state", _("State"), lists.lot_states(), "state"),
    )
    chosen = read_filters(filters, request.GET, _("lots"))
    sorting = _SORTING.read(request.GET)
    found = chosen.apply(queries.lots_for(request.user))
    page = Keyset(order=sorting.order, size=_SIZE).page(found, request.GET.get("from", ""))
    shown = {
        "chosen": chosen,
        "sorting": sorting,
        "page": page,
        "columns": lists.lot_columns(),
        "rows": lists.lot_rows(page.rows, queries.blockers_of(page.rows, timezone.now())),
    }
    return render(request, "quality/list.html", shown)


@require_GET
def record(request: HttpRequest, code: str) -> HttpResponse:
    """One lot: everything to decide from, on one page."""
    return _page(request, _lot(request, code))


@require_POST
def review(request: HttpRequest, code: str) -> HttpResponse:
    """Sign the quality control review."""
    return _signed(request, _lot(request, code), "review", services.review_lot)


@require_POST
def certify(request: HttpRequest, code: str) -> HttpResponse:
    """Sign the release."""
    return _signed(request, _lot(request, code), "release", services.release_lot)


@_EITHER
def reject(request: HttpRequest, code: str) -> HttpResponse:
    """Reject the lot for good."""
    heading = _("Reject this lot for good")
    return _signed_page(request, code, "reject", heading, services.reject_lot)


@_EITHER
def lift(request: HttpRequest, code: str) -> HttpResponse:
    """Lift the hold."""
    heading = _("Lift the hold; the lot is reviewed and released again")
    return _signed_page(request, code, "lift", heading, services.lift_hold)


@_EITHER
def hold(request: HttpRequest, code: str) -> HttpResponse:
    """Put the lot on hold."""
    return _reasoned(request, code, _("Put this lot on hold"), services.hold_lot)


@_EITHER
def reopen(request: HttpRequest, code: str) -> HttpResponse:
    """Send the lot back, to be reviewed again."""
    return _reasoned(request, code, _("Reopen the review of this lot"), services.reopen_lot)


@require_POST
def judge(request: HttpRequest, code: str) -> HttpResponse:
    """Hold the results against the specification in force now."""
    lot = _lot(request, code)
    done = _("Every result stands against the specification in force.")
    say(request, lambda: services.judge_again(lot=lot, **stamp(request)), done)
    return redirect("quality:release", lot.code)


def _lot(request: HttpRequest, code: str) -> Lot:
    rows = queries.lots_for(request.user).select_related("batch__recipe", "batch__cell_bank")
    return queries.by_code(rows, code)


def _signed(request: HttpRequest, lot: Lot, action: str, act: Callable[..., Any]) -> HttpResponse:
    form = _sign_form(request, action)
    if attempt(form, lambda: act(lot=lot, signature=form.authenticate(), **stamp(request))):
        return redirect("quality:release", lot.code)
    return _page(request, _lot(request, lot.code), {action: form})


def _sign_form(request: HttpRequest, action: str, *, blank: bool = False) -> SigningForm:
    meaning, role = MEANINGS[action]
    form = signing_form(request, meaning=meaning, role=role)
    form.is_bound = form.is_bound and not blank
    return form


def _signed_page(
    request: HttpRequest, code: str, action: str, heading: str, act: Callable[..., Any]
) -> HttpResponse:
    lot = _lot(request, code)
    form = _sign_form(request, action)
    form.fields["reason"] = forms.ReasonForm.base_fields["reason"]

    def do() -> Any:
        intent = form.authenticate()
        given = {"reason": form.cleaned_data["reason"], "signature": intent}
        return act(lot=lot, **given, **stamp(request))

    if request.method == "POST" and attempt(form, do):
        return redirect("quality:release", lot.code)
    shown = {"lot": lot, "form": form, "heading": heading, "meaning": MEANINGS[action][0]}
    return render(request, "quality/sign.html", shown, status=status_of(form))


def _reasoned(
    request: HttpRequest, code: str, heading: str, act: Callable[..., Any]
) -> HttpResponse:
    lot = _lot(request, code)
    form = forms.ReasonForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: act(lot=lot, **form.cleaned_data, **stamp(request))
    ):
        return redirect("quality:release", lot.code)
    shown = {"form": form, "heading": heading, "button": heading, "back": lot.code}
    return render(request, "quality/form.html", shown, status=status_of(form))


def _page(
    request: HttpRequest, lot: Lot, signed: dict[str, SigningForm] | None = None
) -> HttpResponse:
    now = timezone.now()
    against = queries.reasons_against_release(lot, now)
    before_review = [r for r in against if r.code not in services.AFTER_REVIEW]
    signer = queries.signer_fact(lot, request.user.pk)
    before_review += services.reasons_against_reviewer(signer)
    to_release = [*against, *services.reasons_against_releaser(signer)]
    specification = queries.specification_of(lot.product_id)
    lines = list(specification.lines.order_by("number")) if specification else []
    sign_forms = {
        action: (signed or {}).get(action) or _sign_form(request, action, blank=True)
        for action in ("review", "release")
    }
    shown = {
        "lot": lot,
        "word": words.lot_word(lot.state),
        "tone": words.LOT_TONES[lot.state],
        "sentence": release.verdict_sentence(lot, against),
        "facts": release.lot_facts(lot, donors_of_lot(lot)),
        "specification": specification,
        "attributes": release.with_decisions(
            release.attribute_rows(
                lines,
                list(queries.results_of(lot)),
                queries.due_of(lot, lines),
                release.by_attribute(queries.earlier_numbers(lot)),
                now,
                release.signs_of(queries.earlier_verdicts(lot)),
            ),
            queries.decided_of(lot),
        ),
        "deviations": lot.batch.deviations.order_by("recorded_at", "id"),
        "deviation_columns": lists.deviation_columns(),
        "deviation_rows": lists.deviation_rows(
            lot.batch.deviations.select_related("batch").order_by("recorded_at", "id")
        ),
        "investigation_columns": investigations.columns(),
        "investigation_rows": investigations.rows(queries.investigations_of(lot)),
        "sample_columns": lists.sample_columns(),
        "sample_rows": lists.sample_rows(queries.samples_of(lot)),
        "signatures": words.signature_rows([*queries.reviews_of(lot), *queries.releases_of(lot)]),
        "certificate": queries.standing_certificate(lot),
        "reasons": words.mending(release.standing(lot, against)),
        "closed": {
            "review": release.closed_for("review", before_review, request.user, lot),
            "release": release.closed_for("release", to_release, request.user, lot),
        },
        "forms": sign_forms,
        "may": release.may_do(lot, request.user),
        "entries": history_of(lot, *lot.results.all(), *lot.batch.deviations.all()),
        "now": now,
    }
    return render(request, "quality/release.html", shown, status=422 if signed else 200)
