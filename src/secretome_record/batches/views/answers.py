"""What the pages of this room share: one form page, the clock of a site, lists."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from secretome_record.pages.lists import Keyset, Sorting, read_filters
from secretome_record.people.answering import status_of
from secretome_record.people.models import Site

PAGE_SIZE = 50


def clock(site: Site) -> dict[str, Any]:
    """Return what a form with moments needs: the zone of the site, and now."""
    return {"zone": site.zone, "at": timezone.now()}


def form_page(
    request: HttpRequest,
    form: Any,
    heading: str,
    button: str,
    *,
    code: str = "",
    url: str = "",
    lead: str = "",
) -> HttpResponse:
    """Answer with a page that holds one form."""
    shown = {
        "form": form,
        "heading": heading,
        "button": button,
        "code": code,
        "url": url,
        "lead_words": lead,
    }
    return render(request, "batches/form.html", shown, status=status_of(form))


def listed(
    request: HttpRequest,
    rows: QuerySet[Any],
    *,
    filters: Sequence[Any],
    sorting: Sorting,
    noun: str,
) -> dict[str, Any]:
    """Narrow, sort and cut a list; ``page.rows`` holds what is shown."""
    chosen = read_filters(filters, request.GET, noun)
    order = sorting.read(request.GET)
    page = Keyset(order=order.order, size=PAGE_SIZE).page(
        chosen.apply(rows), request.GET.get("from", "")
    )
    return {"chosen": chosen, "sorting": order, "page": page}
