"""Specifications, deviations and certificates."""

from io import BytesIO
from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from secretome_record.batches.models import Deviation
from secretome_record.batches.queries import products_for
from secretome_record.ledger.files import read_file
from secretome_record.ledger.queries import history_of
from secretome_record.pages.lists import Choice, Keyset, Sorting, Words, read_filters
from secretome_record.people.answering import attempt, stamp, status_of
from secretome_record.people.roles import Role
from secretome_record.people.signing import SigningForm, signing_form
from secretome_record.quality import forms, queries, services
from secretome_record.quality.models import Specification
from secretome_record.quality.presenting import lists, papers, words

_EITHER = require_http_methods(["GET", "POST"])
_SIZE = 50
_SORTING = Sorting({"state": "state", "raised": "recorded_at"}, default="-raised")


@require_GET
def specification_list(request: HttpRequest) -> HttpResponse:
    """The specifications of the reader's sites, newest first."""
    found = queries.specifications_for(request.user)
    page = Keyset(size=_SIZE).page(found, request.GET.get("from", ""))
    writes = bool(request.user.roles & {Role.QA, Role.QC_ANALYST})
    products = products_for(request.user).order_by("name") if writes else []
    shown = {
        "page": page,
        "columns": lists.specification_columns(),
        "rows": lists.specification_rows(page.rows),
        "products": lists.products_to_specify(products),
    }
    return render(request, "quality/specifications.html", shown)


@_EITHER
def specification_add(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """Write the next specification of a product."""
    product = products_for(request.user).filter(pk=product_id).first()
    if product is None:
        raise Http404
    lines = forms.SpecificationLines(request.POST or None, prefix="lines")
    form = forms.WriteForm(request.POST or None)
    if form.is_valid() and lines.is_valid():
        texts = [one.line() for one in lines if one.cleaned_data.get("attribute")]
        made = attempt(
            form,
            lambda: services.write_specification(
                product=product, lines=texts, **form.cleaned_data, **stamp(request)
            ),
        )
        if made:
            return redirect("quality:specification", made.code)
    shown = {"product": product, "lines": lines, "form": form}
    return render(request, "quality/specification_add.html", shown, status=status_of(form))


@require_GET
def specification(request: HttpRequest, code: str) -> HttpResponse:
    """One specification with its lines."""
    return _specification_page(request, _specification(request, code))


@require_POST
def approve(request: HttpRequest, code: str) -> HttpResponse:
    """Put a draft in force with a signature."""
    found = _specification(request, code)
    form = signing_form(request, meaning=queries.APPROVED, role=Role.QA)
    if attempt(
        form,
        lambda: services.approve_specification(
            specification=found, signature=form.authenticate(), **stamp(request)
        ),
    ):
        return redirect("quality:specification", found.code)
    return _specification_page(request, _specification(request, code), form)


def _specification(request: HttpRequest, code: str) -> Specification:
    return queries.by_code(queries.specifications_for(request.user), code)


def _specification_page(
    request: HttpRequest, found: Specification, form: SigningForm | None = None
) -> HttpResponse:
    own = found.written_by_id == request.user.pk
    shown = {
        "specification": found,
        "word": words.state_word(found.state),
        "tone": words.OTHER_TONES[found.state],
        "facts": papers.specification_facts(found),
        "columns": papers.line_columns(),
        "rows": papers.line_rows(found.lines.order_by("number")),
        "signatures": words.signature_rows(queries.approvals_of(found)),
        "may_approve": found.state == "DRAFT" and Role.QA in request.user.roles_at(found.site_id),
        "closed": papers.own_specification_reasons() if own else [],
        "form": form or _blank(request, queries.APPROVED),
        "entries": history_of(found),
    }
    return render(request, "quality/specification.html", shown, status=422 if form else 200)


@require_GET
def deviation_list(request: HttpRequest) -> HttpResponse:
    """The deviations of the reader's sites."""
    filters = (
        Words("words", _("Code or what happened"), ("code", "what")),
        Choice("state", _("State"), lists.deviation_states(), "state"),
    )
    chosen = read_filters(filters, request.GET, _("deviations"))
    sorting = _SORTING.read(request.GET)
    found = chosen.apply(queries.deviations_for(request.user))
    page = Keyset(order=sorting.order, size=_SIZE).page(found, request.GET.get("from", ""))
    shown = {
        "chosen": chosen,
        "sorting": sorting,
        "page": page,
        "columns": lists.deviation_columns(),
        "rows": lists.deviation_rows(page.rows),
    }
    return render(request, "quality/deviations.html", shown)


@require_GET
def deviation(request: HttpRequest, code: str) -> HttpResponse:
    """One deviation, and what comes next."""
    return _deviation_page(request, _deviation(request, code))


@require_POST
def assess(request: HttpRequest, code: str) -> HttpResponse:
    """Write down what the deviation means."""
    found = _deviation(request, code)
    form = forms.AssessmentForm(request.POST)
    if form.is_valid() and attempt(
        form,
        lambda: services.assess_deviation(deviation=found, **form.cleaned_data, **stamp(request)),
    ):
        return redirect("quality:deviation", found.code)
    return _deviation_page(request, _deviation(request, code), assessment=form)


@require_POST
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Close an assessed deviation with a signature."""
    found = _deviation(request, code)
    form = _closing(request)

    def act() -> Deviation:
        intent = form.authenticate()
        given = {"reason": form.cleaned_data["reason"], "signature": intent}
        return services.close_deviation(deviation=found, **given, **stamp(request))

    if attempt(form, act):
        return redirect("quality:deviation", found.code)
    return _deviation_page(request, _deviation(request, code), closing=form)


def _deviation(request: HttpRequest, code: str) -> Deviation:
    return queries.by_code(queries.deviations_for(request.user), code)


def _closing(request: HttpRequest, *, blank: bool = False) -> SigningForm:
    form = _blank(request, queries.CLOSED_AS) if blank else signing_form(
        request, meaning=queries.CLOSED_AS, role=Role.QA
    )  # fmt: skip
    form.fields["reason"] = forms.ReasonForm.base_fields["reason"]
    return form


def _deviation_page(request: HttpRequest, found: Deviation, **bound: Any) -> HttpResponse:
    shown = {
        "deviation": found,
        "word": words.state_word(found.state),
        "tone": words.OTHER_TONES[found.state],
        "facts": papers.deviation_facts(found),
        "signatures": words.signature_rows(queries.closures_of(found)),
        "may_decide": Role.QA in request.user.roles_at(found.site_id),
        "closed": papers.own_deviation_reasons() if found.raised_by_id == request.user.pk else [],
        "assessment": bound.get("assessment") or forms.AssessmentForm(),
        "closing": bound.get("closing") or _closing(request, blank=True),
        "entries": history_of(found),
    }
    return render(request, "quality/deviation.html", shown, status=422 if bound else 200)


@require_GET
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """One certificate as a page."""
    found = queries.by_code(queries.certificates_for(request.user), code)
    word, tone, sentence = papers.standing_of(found)
    shown = {
        "certificate": found,
        "word": word,
        "tone": tone,
        "sentence": sentence,
        "facts": papers.certificate_facts(found),
        "columns": papers.printed_columns(),
        "rows": papers.printed_rows(found),
        "entries": history_of(found),
    }
    return render(request, "quality/certificate.html", shown)


@require_GET
def document(request: HttpRequest, code: str) -> FileResponse:
    """The certificate as a PDF/A-3 download, byte for byte as it was kept."""
    found = queries.by_code(queries.certificates_for(request.user), code)
    return FileResponse(
        BytesIO(read_file(found.document)), as_attachment=True,
        filename=found.document.name, content_type="application/pdf",
    )  # fmt: skip


@require_GET
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Say to anybody who holds the paper whether the certificate still stands."""
    found = queries.certificate_of(code)
    shown: dict[str, Any] = {"code": code.strip().upper()[:20], "certificate": found}
    if found is not None:
        word, tone, sentence = papers.standing_of(found)
        shown |= {"word": word, "tone": tone, "sentence": sentence}
        shown["facts"] = papers.public_facts(found)
    return render(request, "quality/check.html", shown, status=200 if found else 404)


def _blank(request: HttpRequest, meaning: str) -> SigningForm:
    form = signing_form(request, meaning=meaning, role=Role.QA)
    form.is_bound = False
    return form
