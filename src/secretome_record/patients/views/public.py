"""Pages anyone may read: what the programme is, what is known, the request form."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from secretome_record.ledger.codes import read_code
from secretome_record.ledger.refusal import Refusal
from secretome_record.patients import presenting, queries, science, services
from secretome_record.patients.forms import AskForm
from secretome_record.people.answering import attempt, status_of
from secretome_record.people.attempts import address_of


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What the programme is, what it is not, and how to ask."""
    shown = {
        "sums": presenting.catalogue_sums(),
        "canonical": request.build_absolute_uri(request.path),
    }
    return public_page(request, "patients/public.html", shown)


@require_safe
def conditions(request: HttpRequest) -> HttpResponse:
    """Every condition of the catalogue with its verdict."""
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    shown = {
        "asked": asked,
        "groups": presenting.catalogue_groups(asked),
        "sums": presenting.catalogue_sums(),
        "nothing": presenting.not_in_catalogue(asked),
        "unknown": bool(asked) and not science.names_near(asked),
        "canonical": request.build_absolute_uri(request.path),
    }
    return public_page(request, "patients/conditions.html", shown)


@require_safe
def condition(request: HttpRequest, slug: str) -> HttpResponse:
    """What is known for one condition, the verdict first."""
    name = presenting.condition_named(slug)
    if name is None:
        raise Http404
    shown = {
        "condition": presenting.condition_shown(science.published(name)),
        "columns": presenting.study_columns(),
        "harm_columns": presenting.study_columns(of_harm=True),
        "canonical": request.build_absolute_uri(request.path),
    }
    return public_page(request, "patients/condition.html", shown)


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page worth finding, for those who search the web."""
    pages = presenting.public_addresses()
    shown = {"pages": [request.build_absolute_uri(page) for page in pages]}
    return render(request, "patients/sitemap.xml", shown, content_type="application/xml")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: the public pages, never an answer or the staff's pages."""
    shown = {"sitemap": request.build_absolute_uri(reverse("patients:sitemap"))}
    return render(request, "patients/robots.txt", shown, content_type="text/plain")


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The request form; the same form sent twice is one request."""
    form = AskForm(request.POST or None, sites=queries.open_sites())
    if form.is_valid():
        key = form.cleaned_data["form_key"].hex
        before = queries.request_with_key(key)
        if before and not queries.is_as_sent(before, form.cleaned_data):
            shown = {"before": before, "zone": before.site.zone}
            return public_page(request, "patients/sent_already.html", shown, status=409)
        made = attempt(form, lambda: _receive(request, form))
        if made:
            if before or made.form_key != key:
                messages.info(request, _("This form had been sent already; it was not sent twice."))
            return redirect("patients:asked", made.code)
    return public_page(request, "patients/ask.html", {"form": form}, status=status_of(form))


@require_safe
def asked(request: HttpRequest, code: str) -> HttpResponse:
    """The code of the request, and what happens next; says nothing about any request."""
    try:
        shown = read_code(code, "RQ")
    except Refusal as no_code:
        raise Http404 from no_code
    return public_page(request, "patients/asked.html", {"code": shown})


def public_page(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Render a page in the frame of the public pages."""
    here = request.resolver_match.view_name if request.resolver_match else ""
    links = (
        ("patients:public", _("The programme")),
        ("patients:conditions", _("What is known")),
        ("texts:claims", _("Claims tested")),
        ("patients:ask", _("Ask us")),
        ("account_login", _("Staff sign-in")),
    )
    navigation = [
        {"url": reverse(name), "label": label, "current": name == here} for name, label in links
    ]
    return render(request, template, {"public_navigation": navigation, **context}, status=status)


def _receive(request: HttpRequest, form: AskForm) -> Any:
    return services.receive_request(
        **form.asked(),
        at=timezone.now(),
        sender=address_of(request) or "",
        is_demo=settings.DEMO,
    )
