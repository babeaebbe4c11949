"""Pages of legal bases and price lists."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from secretome_record.ledger.queries import history_of
from secretome_record.pages.lists import PLACE, Choice, Keyset, Sorting, Words, read_filters
from secretome_record.people.answering import attempt, stamp, status_of
from secretome_record.people.queries import sites_for
from secretome_record.people.roles import Role
from secretome_record.treatments import forms, queries, services
from secretome_record.treatments.presenting import plans as presenting
from secretome_record.treatments.rules.planning import BASIS_KINDS

_SIZE = 50
_BASES = Sorting({"code": "code", "valid_to": "valid_to"}, default="-valid_to")
_PRICES = Sorting({"version": "version"}, default="-version")
_EITHER = require_http_methods(["GET", "POST"])


@require_GET
def basis_list(request: HttpRequest) -> HttpResponse:
    """The legal bases of the reader's sites."""
    kinds = tuple((kind, kind.capitalize()) for kind in BASIS_KINDS)
    filters = (
        Words("words", _("Reference or condition"), ("code", "reference", "condition")),
        Choice("kind", _("Kind"), kinds, "kind"),
    )
    chosen = read_filters(filters, request.GET, _("legal bases"))
    sorting = _BASES.read(request.GET)
    found = chosen.apply(queries.legal_bases_for(request.user))
    page = Keyset(order=sorting.order, size=_SIZE).page(found, request.GET.get(PLACE, ""))
    shown = {
        "chosen": chosen, "sorting": sorting, "page": page,
        "columns": presenting.basis_columns(), "rows": presenting.basis_rows(page.rows),
        "may_add": bool(request.user.roles & {Role.QA, Role.MEDICAL_ADVISOR, Role.PHYSICIAN}),
    }  # fmt: skip
    return render(request, "treatments/legal_bases.html", shown)


@require_GET
def basis(request: HttpRequest, code: str) -> HttpResponse:
    """One legal basis."""
    found = queries.legal_basis_for(request.user, code)
    shown = {
        "basis": found,
        "facts": presenting.basis_facts(found),
        "entries": history_of(found),
    }
    return render(request, "treatments/legal_basis.html", shown)


@_EITHER
def basis_add(request: HttpRequest) -> HttpResponse:
    """Record a permit with its document."""
    offered = {
        "sites": sites_for(request.user), "products": queries.products_for(request.user),
    }  # fmt: skip
    form = forms.LegalBasisForm(request.POST or None, request.FILES or None, **offered)
    if form.is_valid():
        words = form.lines() | {"is_demo": request.user.is_demo}
        made = attempt(form, lambda: services.add_legal_basis(**words, **stamp(request)))
        if made:
            return redirect("treatments:legal_basis", made.code)
    return form_page(request, form, _("Record a legal basis"), _("Record it"))


@require_GET
def price_lists(request: HttpRequest) -> HttpResponse:
    """The price lists of the reader's sites."""
    sorting = _PRICES.read(request.GET)
    found = queries.price_lists_for(request.user)
    page = Keyset(order=sorting.order, size=_SIZE).page(found, request.GET.get(PLACE, ""))
    shown = {
        "sorting": sorting, "page": page,
        "columns": presenting.price_columns(), "rows": presenting.price_rows(page.rows),
        "may_add": bool(request.user.roles & {Role.COORDINATOR, Role.MEDICAL_ADVISOR}),
    }  # fmt: skip
    return render(request, "treatments/prices.html", shown)


@_EITHER
def price_add(request: HttpRequest) -> HttpResponse:
    """Record the next version of what things cost."""
    form = forms.PriceListForm(request.POST or None, sites=sites_for(request.user))
    if form.is_valid():
        made = attempt(form, lambda: services.add_price_list(**form.cleaned_data, **stamp(request)))
        if made:
            return redirect("treatments:prices")
    return form_page(request, form, _("Record a price list"), _("Record it"))


def form_page(
    request: HttpRequest, form: Any, heading: str, button: str, **more: Any
) -> HttpResponse:
    """One form on a page of its own."""
    shown = {"form": form, "heading": heading, "button": button, **more}
    return render(request, "treatments/form.html", shown, status=status_of(form))
