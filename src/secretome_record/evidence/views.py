"""Pages about a site's own study rows: find, one service call, answer."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from secretome_record.evidence import forms, presenting, queries, science, services
from secretome_record.evidence.models import StudyTable
from secretome_record.evidence.states import ACCEPTED, PROPOSED
from secretome_record.ledger.files import read_file
from secretome_record.ledger.queries import history_of
from secretome_record.pages.csv_out import csv_response
from secretome_record.pages.lists import Choice, Keyset, Sorting, Words, read_filters
from secretome_record.people.answering import attempt, stamp, status_of
from secretome_record.people.roles import Role
from secretome_record.people.signing import SigningForm, signing_form

_SORTING = Sorting(
    {"code": "code", "state": "state", "proposed": "recorded_at"}, default="-proposed"
)
_SIZE = 50
_EITHER = require_http_methods(["GET", "POST"])


@require_GET
def table_list(request: HttpRequest) -> HttpResponse:
    """The tables of the reader's sites."""
    filters = (
        Words("words", _("Code or title"), ("code", "title")),
        Choice("state", _("State"), presenting.state_choices(), "state"),
    )
    chosen = read_filters(filters, request.GET, _("tables"))
    sorting = _SORTING.read(request.GET)
    found = chosen.apply(queries.tables_for(request.user).defer("rows"))
    page = Keyset(order=sorting.order, size=_SIZE).page(found, request.GET.get("from", ""))
    shown = {
        "chosen": chosen,
        "sorting": sorting,
        "page": page,
        "columns": presenting.list_columns(),
        "rows": presenting.list_rows(page.rows),
        "may_propose": bool({Role.MEDICAL_ADVISOR, Role.PHYSICIAN} & request.user.roles),
    }
    return render(request, "evidence/list.html", shown)


@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """An empty table with the columns that are read."""
    return csv_response("study-rows.csv", science.columns(), [])


@_EITHER
def propose(request: HttpRequest) -> HttpResponse:
    """Check a file of study rows and propose it; with a fault in it nothing is kept."""
    form = forms.ProposeForm(
        request.POST or None, request.FILES or None, sites=queries.sites_of_proposer(request.user)
    )
    if form.is_valid():
        made = attempt(form, lambda: services.propose_table(**_sent(form), **stamp(request)))
        if made:
            return redirect("evidence:record", made.code)
    return render(request, "evidence/propose.html", {"form": form}, status=status_of(form))


@require_GET
def record(request: HttpRequest, code: str) -> HttpResponse:
    """One table."""
    return _record_page(request, queries.table_for(request.user, code))


@require_GET
def file(request: HttpRequest, code: str) -> HttpResponse:
    """The file as it was sent, checked against its hash."""
    table = queries.table_for(request.user, code)
    return HttpResponse(
        read_file(table.file),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{table.code}.csv"',
            "X-Content-Type-Options": "nosniff",
        },
    )


@require_POST
def accept(request: HttpRequest, code: str) -> HttpResponse:
    """Accept the rows as a second person, with a signature."""
    table = queries.table_for(request.user, code)
    form = _sign_form(request)

    def act() -> StudyTable:
        return services.accept_table(table=table, signature=form.authenticate(), **stamp(request))

    if attempt(form, act):
        return redirect("evidence:record", table.code)
    return _record_page(request, table, form)


@_EITHER
def refuse(request: HttpRequest, code: str) -> HttpResponse:
    """Refuse proposed rows."""
    return _closing(request, code, services.refuse_table, _("Refuse these rows"), _("Refuse"))


@_EITHER
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Withdraw accepted rows."""
    return _closing(request, code, services.withdraw_table, _("Withdraw these rows"), _("Withdraw"))


def _sent(form: forms.ProposeForm) -> dict[str, Any]:
    sent = dict(form.cleaned_data)
    upload = sent.pop("file")
    return {**sent, "data": upload.read(), "name": upload.shown_name}


def _closing(
    request: HttpRequest, code: str, act: Callable[..., Any], heading: str, button: str
) -> HttpResponse:
    table = queries.table_for(request.user, code)
    form = forms.ReasonForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: act(table=table, **form.cleaned_data, **stamp(request))
    ):
        return redirect("evidence:record", table.code)
    shown = {"form": form, "heading": heading, "button": button, "table": table}
    return render(request, "evidence/reason.html", shown, status=status_of(form))


def _record_page(
    request: HttpRequest, table: StudyTable, form: SigningForm | None = None
) -> HttpResponse:
    reviews = Role.MEDICAL_ADVISOR in request.user.roles_at(table.site_id)
    shown = {
        "table": table,
        "word": presenting.state_word(table.state),
        "tone": presenting.TONES[table.state],
        "facts": presenting.facts(table),
        "columns": presenting.study_columns(),
        "rows": presenting.study_rows(table),
        "details": presenting.details(table),
        "reviews": queries.reviews_of(table),
        "may_review": reviews and table.state == PROPOSED,
        "own_work": table.proposed_by_id == request.user.pk,
        "may_withdraw": reviews and table.state == ACCEPTED,
        "form": form or _sign_form(request, blank=True),
        "entries": history_of(table),
    }
    return render(request, "evidence/record.html", shown, status=status_of(form) if form else 200)


def _sign_form(request: HttpRequest, *, blank: bool = False) -> SigningForm:
    form = signing_form(request, meaning=queries.REVIEWED, role=Role.MEDICAL_ADVISOR)
    form.is_bound = form.is_bound and not blank
    return form
