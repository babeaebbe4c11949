"""Pages of lots, vials and their labels."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from secretome_record.batches import forms, presenting, queries, services
from secretome_record.batches.models import Lot
from secretome_record.batches.states import LOT_MOVES
from secretome_record.batches.views.answers import form_page, listed
from secretome_record.donors.presenting import told
from secretome_record.ledger.files import read_file
from secretome_record.pages.lists import Choice, Sorting, Words
from secretome_record.people.answering import attempt, stamp, status_of
from secretome_record.people.roles import Role

_EITHER = require_http_methods(["GET", "POST"])
_LOTS = Sorting(
    {"code": "code", "state": "state", "filled": "filled_at", "expires": "expires_at"}, "-filled"
)


@require_GET
def lot_list(request: HttpRequest) -> HttpResponse:
    """The lots of the reader's sites."""
    states = presenting.state_choices(LOT_MOVES.states)
    filters = (
        Words("words", _("Lot or product"), ("code", "product__name")),
        Choice("state", _("State"), states, "state"),
    )
    rows = queries.lots_for(request.user)
    shown = listed(request, rows, filters=filters, sorting=_LOTS, noun=_("lots"))
    shown |= {
        "columns": presenting.lot_columns(),
        "rows": presenting.lot_rows(shown["page"].rows),
    }
    return render(request, "batches/lot_list.html", shown)


@require_GET
def lot(request: HttpRequest, code: str) -> HttpResponse:
    """One lot and its vials."""
    row = queries.by_code(queries.lots_for(request.user), code)
    vials = list(queries.vials_of(row))
    shown = {
        "lot": row,
        "state": presenting.state_of(row),
        "facts": presenting.lot_facts(row),
        "columns": presenting.vial_columns(),
        "rows": presenting.vial_rows(vials, queries.copies_of(vials)),
        "deviations": presenting.deviation_rows(row.batch.deviations.order_by("recorded_at", "id")),
        "may_print": Role.OPERATOR in request.user.roles_at(row.site_id),
        "entries": told(row),
    }
    return render(request, "batches/lot.html", shown)


@require_GET
def vial(request: HttpRequest, code: str) -> HttpResponse:
    """One vial."""
    row = queries.by_code(queries.vials_for(request.user), code)
    labels = row.labels.select_related("printed_by", "sheet", "vial").order_by("-copy_number")
    shown = {
        "vial": row,
        "state": presenting.state_of(row),
        "facts": presenting.vial_facts(row),
        "symbol": presenting.symbol_of(row),
        "columns": presenting.label_columns(),
        "rows": presenting.label_rows(labels),
        "entries": told(row),
    }
    return render(request, "batches/vial.html", shown)


@_EITHER
def labels(request: HttpRequest, code: str) -> HttpResponse:
    """Print labels of a lot, and see what was printed."""
    row = queries.by_code(queries.lots_for(request.user), code)
    form = _print_form(row, request.POST or None)
    if form.is_valid():
        words = form.cleaned_data | {"vials": list(form.cleaned_data["vials"])}
        sheet = attempt(form, lambda: services.print_labels(**words, **stamp(request)))
        if sheet:
            return redirect("batches:label_sheet", sheet.file.sha256)
    return _labels_page(request, row, form)


@_EITHER
def count(request: HttpRequest, code: str) -> HttpResponse:
    """Balance the labels of a lot."""
    row = queries.by_code(queries.lots_for(request.user), code)
    form = forms.CountForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: services.count_labels(lot=row, **form.cleaned_data, **stamp(request))
    ):
        return redirect("batches:labels", row.code)
    printed = queries.labels_of(row).count()
    lead = ngettext("%(n)d label was printed.", "%(n)d labels were printed.", printed)
    url = reverse("batches:labels", args=[row.code])
    words: dict[str, Any] = {"code": row.code, "url": url, "lead": lead % {"n": printed}}
    return form_page(request, form, _("Count the labels"), _("Record the count"), **words)


@require_GET
def label_sheet(request: HttpRequest, sha256: str) -> HttpResponse:
    """The sheet as it was printed, byte for byte."""
    label = queries.sheet_for(request.user, sha256)
    answer = HttpResponse(read_file(label.sheet), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="labels-{label.vial.lot.code}.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _print_form(row: Lot, posted: Any) -> forms.PrintForm:
    vials = queries.vials_of(row)
    unprinted = vials.filter(labels__isnull=True)
    return forms.PrintForm(posted, vials=vials, initial={"vials": list(unprinted)})


def _labels_page(request: HttpRequest, row: Lot, form: forms.PrintForm) -> HttpResponse:
    printed = list(queries.labels_of(row))
    here = request.user.roles_at(row.site_id)
    shown = {
        "lot": row,
        "form": form,
        "columns": presenting.label_columns(),
        "rows": presenting.label_rows(printed),
        "balance": presenting.balance_of(printed, queries.last_count_of(row)),
        "may_print": Role.OPERATOR in here,
        "may_count": bool(here & {Role.OPERATOR, Role.QA}) and bool(printed),
    }
    return render(request, "batches/labels.html", shown, status=status_of(form))
