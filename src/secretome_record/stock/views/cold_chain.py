"""Temperature files of freezers and transports, what each vial went through, and its hold."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from secretome_record.ledger.files import read_file
from secretome_record.ledger.queries import history_of
from secretome_record.pages.lists import PLACE, Keyset, Sorting
from secretome_record.people.answering import attempt, stamp, status_of
from secretome_record.people.roles import Role
from secretome_record.people.signing import SigningForm, signing_form
from secretome_record.quality.pictures import kept_svg, temperature
from secretome_record.stock import forms, queries, services
from secretome_record.stock.models import Freezer, TemperatureFile, Transport
from secretome_record.stock.presenting import cold_chain as shown_as
from secretome_record.stock.science import read_temperature_file

_EITHER = require_http_methods(["GET", "POST"])
_SORTING = Sorting({"left": "left_at"}, default="-left")
_KEEPERS = {Role.STOREKEEPER, Role.QC_ANALYST, Role.QA}
_SIZE = 50


@_EITHER
def add_to_freezer(request: HttpRequest, code: str) -> HttpResponse:
    """Add a temperature file to a freezer."""
    return _add(request, freezer=queries.freezer_for(request.user, code))


@_EITHER
def add_to_transport(request: HttpRequest, code: str) -> HttpResponse:
    """Add a temperature file to a transport."""
    return _add(request, transport=queries.transport_for(request.user, code))


@require_GET
def record(request: HttpRequest, code: str) -> HttpResponse:
    """One temperature file: the picture, every vial that was there, what is to be decided."""
    return _page(request, queries.temperature_file_for(request.user, code))


@require_POST
def decide(request: HttpRequest, code: str) -> HttpResponse:
    """Quality assurance frees or condemns held vials, with a signature."""
    found = queries.temperature_file_for(request.user, code)
    holds = list(queries.open_holds_of(found))
    is_free = request.POST.get("sign-decision") != "condemn"
    form = _decision_form(request, holds, is_free=is_free)

    def do() -> Any:
        intent = form.authenticate()
        chosen = set(form.cleaned_data["vials"])
        return services.decide_holds(
            holds=[hold for hold in holds if hold.code in chosen], may_be_used=is_free,
            reason=form.cleaned_data["reason"], signature=intent, **stamp(request),
        )  # fmt: skip

    if decided := attempt(form, do):
        words = shown_as.decided_sentence(len(decided), len(holds), is_free=is_free)
        messages.success(request, words)
        return redirect("stock:temperature", found.code)
    return _page(request, found, form)


@require_GET
def picture(request: HttpRequest, code: str) -> HttpResponse:
    """The readings with their limits as SVG, for light or dark ground."""
    found = queries.temperature_file_for(request.user, code)
    ground = "dark" if request.GET.get("ground") == "dark" else "light"
    limits = shown_as.limits_of(found, queries.exposures_of(found))
    about = f"temperature {found.code} {found.file.sha256} {limits}"

    def chart(ink: Any) -> dict[str, Any]:
        readings = shown_as.drawn(found, _readings(found))
        return temperature.chart(readings, limits, ink, clock=found.site.zone)

    answer = HttpResponse(kept_svg(about, ground, chart), "image/svg+xml")
    answer["Cache-Control"] = "private, max-age=86400"
    return answer


@require_GET
def document(request: HttpRequest, code: str) -> FileResponse:
    """The logger's file, byte for byte, as a download."""
    found = queries.temperature_file_for(request.user, code)
    name = f"{found.code}-{found.file.sha256[:16]}.txt"
    return FileResponse(
        BytesIO(read_file(found.file)), as_attachment=True, filename=name,
        content_type="application/octet-stream",
    )  # fmt: skip


@require_GET
def transport_list(request: HttpRequest) -> HttpResponse:
    """The transports of the reader's sites, the last one first."""
    sorting = _SORTING.read(request.GET)
    found = queries.transports_for(request.user)
    page = Keyset(order=sorting.order, size=_SIZE).page(found, request.GET.get(PLACE, ""))
    shown = {
        "page": page, "sorting": sorting, "columns": shown_as.transport_columns(),
        "rows": shown_as.transport_rows(page.rows),
        "may_add": bool(_KEEPERS & request.user.roles),
    }  # fmt: skip
    return render(request, "stock/transports.html", shown)


@_EITHER
def transport_add(request: HttpRequest) -> HttpResponse:
    """Record a transport that is over."""
    sites = queries.sites_for_cold_chain(request.user)
    form = forms.TransportForm(request.POST or None, sites=sites, at=timezone.now())
    if form.is_valid():
        made = attempt(form, lambda: _record_transport(request, form))
        if made:
            return redirect("stock:transport", made.code)
    shown = {"form": form, "heading": _("Record a transport"), "button": _("Record it")}
    return render(request, "stock/form.html", shown, status=status_of(form))


@require_GET
def transport(request: HttpRequest, code: str) -> HttpResponse:
    """One transport with its vials and its temperature files."""
    found = queries.transport_for(request.user, code)
    vials = list(found.carried.select_related("vial").order_by("vial__code"))
    shown = {
        "transport": found,
        "facts": shown_as.transport_facts(found, vials),
        "columns": shown_as.file_columns(),
        "rows": shown_as.file_rows(queries.files_at(found)),
        "may_add": bool(_KEEPERS & request.user.roles_at(found.site_id)),
        "entries": history_of(found),
    }
    return render(request, "stock/transport.html", shown)


def _record_transport(request: HttpRequest, form: forms.TransportForm) -> Transport:
    given = form.cleaned_data
    vials = queries.vials_by_codes(request.user, given["vials"])
    return services.record_transport(
        site=given["site"], name=given["name"], vials=vials, left_at=given["left_at"],
        arrived_at=given["arrived_at"], late_reason=given["late_reason"],
        form_key=given["form_key"], **stamp(request),
    )  # fmt: skip


def _add(
    request: HttpRequest, *, freezer: Freezer | None = None, transport: Transport | None = None
) -> HttpResponse:
    place = freezer or transport
    form = forms.TemperatureForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        given = form.cleaned_data["file"]
        added = attempt(
            form,
            lambda: services.add_temperature_file(
                freezer=freezer, transport=transport, data=given.read(), name=given.shown_name,
                **stamp(request),
            ),
        )  # fmt: skip
        if added:
            return redirect("stock:temperature", added.code)
    shown = {"form": form, "place": place, "is_freezer": freezer is not None}
    return render(request, "stock/temperature_add.html", shown, status=status_of(form))


def _readings(found: TemperatureFile) -> list[Any]:
    record = read_temperature_file(read_file(found.file), found.name, zone=found.site.zone)
    return list(record.readings)


def _page(
    request: HttpRequest, found: TemperatureFile, form: SigningForm | None = None
) -> HttpResponse:
    exposures = queries.exposures_of(found)
    holds = list(queries.open_holds_of(found))
    decided = queries.decided_holds_of(found)
    here = request.user.roles_at(found.site_id)
    shown = {
        "found": found,
        "sentence": shown_as.sentence(found, exposures),
        "facts": shown_as.file_facts(found, _readings(found)),
        "warnings": shown_as.warning_rows(found),
        "columns": shown_as.exposure_columns(),
        "rows": shown_as.exposure_rows(exposures),
        "held": len(holds),
        "pattern": shown_as.signing_pattern(len(holds)),
        "meaning": _signing_sentence(request.POST, len(holds)),
        "may_decide": bool(holds) and Role.QA in here,
        "form": form or _decision_form(request, holds, blank=True),
        "signatures": queries.decisions_of(decided),
        "entries": history_of(found, *holds, *decided),
    }
    return render(request, "stock/temperature.html", shown, status=422 if form else 200)


def _signing_sentence(sent: QueryDict, held: int) -> str:
    """As it stands when the page opens; in the browser it follows what is ticked."""
    ticked = len(sent.getlist("sign-vials"))
    return shown_as.signing_sentence(ticked, held, sent.get("sign-decision", ""))


def _decision_form(
    request: HttpRequest, holds: list[Any], *, is_free: bool = True, blank: bool = False
) -> SigningForm:
    meaning = queries.FREED_AS if is_free else queries.CONDEMNED_AS
    form = signing_form(request, meaning=meaning, role=Role.QA)
    form.fields = {**forms.decision_fields(holds), **form.fields}
    form.is_bound = form.is_bound and not blank
    return form
