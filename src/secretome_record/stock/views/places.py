"""Pages of the stock: freezers as grids, lots counted, vials with their custody, and scans."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from secretome_record.batches.models import Vial
from secretome_record.ledger.queries import history_of
from secretome_record.ledger.refusal import refuse
from secretome_record.pages.lists import PLACE, Choice, Keyset, Sorting, Words, read_filters
from secretome_record.people.answering import attempt, stamp, status_of
from secretome_record.people.roles import Role
from secretome_record.stock import forms, queries, services
from secretome_record.stock.models import Freezer, Position
from secretome_record.stock.presenting import cold_chain
from secretome_record.stock.presenting import places as presenting
from secretome_record.stock.states import IN_STOCK, RESERVED, UNPLACED

_LOTS = Sorting({"code": "code", "expires": "expires_at"}, default="expires")
_SIZE = 50
_FILES_SHOWN = 12
_EITHER = require_http_methods(["GET", "POST"])


@require_GET
def stock_list(request: HttpRequest) -> HttpResponse:
    """The freezers, and the lots with their vials counted."""
    now = timezone.now()
    states = tuple((s, s.replace("_", " ").capitalize()) for s in queries.lot_states())
    filters = (
        Words("words", _("Lot or product"), ("code", "product__name")),
        Choice("state", _("State"), states, "state"),
    )
    chosen = read_filters(filters, request.GET, _("lots"))
    sorting = _LOTS.read(request.GET)
    found = chosen.apply(queries.lots_for(request.user))
    page = Keyset(order=sorting.order, size=_SIZE).page(found, request.GET.get(PLACE, ""))
    shown = {
        "chosen": chosen, "sorting": sorting, "page": page,
        "columns": presenting.lot_columns(), "rows": presenting.lot_rows(page.rows, now),
        "freezer_columns": presenting.freezer_columns(),
        "freezers": presenting.freezer_rows(queries.freezers_by_name(request.user)),
        "may_keep": Role.STOREKEEPER in request.user.roles,
    }  # fmt: skip
    return render(request, "stock/list.html", shown)


@require_GET
def record(request: HttpRequest, code: str) -> HttpResponse:
    """One freezer as a grid of its positions."""
    return _freezer_page(request, queries.freezer_for(request.user, code))


@_EITHER
def add_freezer(request: HttpRequest) -> HttpResponse:
    """Add a freezer."""
    sites = queries.sites_kept_by(request.user)
    form = forms.FreezerForm(request.POST or None, sites=sites)
    if form.is_valid():
        made = attempt(form, lambda: services.add_freezer(**form.cleaned_data, **stamp(request)))
        if made:
            return redirect("stock:record", made.code)
    return _form_page(request, form, _("Add a freezer"), _("Add it"))


@require_POST
def add_positions(request: HttpRequest, code: str) -> HttpResponse:
    """Add a box of positions to a freezer."""
    freezer = queries.freezer_for(request.user, code)
    form = forms.BoxForm(request.POST)
    if form.is_valid() and attempt(
        form,
        lambda: services.add_positions(freezer=freezer, names=form.names(), **stamp(request)),
    ):
        return redirect("stock:record", freezer.code)
    return _freezer_page(request, freezer, form)


@_EITHER
def place(request: HttpRequest) -> HttpResponse:
    """Scan a vial and a free position."""
    start = {name: request.GET.get(name, "")[:20] for name in ("vial", "position")}
    form = forms.PlaceForm(request.POST or None, initial=start)
    if form.is_valid():
        placed = attempt(form, lambda: _place(request, form.cleaned_data))
        if placed:
            words = {"vial": placed.vial.code, "position": placed.position.name}
            messages.success(request, _("%(vial)s lies in %(position)s.") % words)
            return redirect("stock:place")
    focus = "position" if start["vial"] and not form.is_bound else "vial"
    shown = {"form": form, "focus": focus}
    return render(request, "stock/place.html", shown, status=status_of(form))


@require_GET
def position(request: HttpRequest, code: str) -> HttpResponse:
    """A scanned position opens at the vial that lies there, else at its freezer."""
    found = queries.position_for(request.user, code)
    lying = queries.lying_in(found)
    if lying:
        return redirect("stock:vial", lying.vial.code)
    return redirect("stock:record", found.freezer.code)


@require_GET
def lot(request: HttpRequest, code: str) -> HttpResponse:
    """The vials of one lot and where each of them lies."""
    now, found = timezone.now(), queries.lot_for(request.user, code)
    vials = queries.vials_of(found)
    shown = {
        "lot": found,
        "word": presenting.lot_word(found, now),
        "tone": presenting.lot_tone(found, now),
        "facts": presenting.count_facts(found, now),
        "columns": presenting.vial_columns(),
        "rows": presenting.vial_rows(vials, queries.barred_among(vials)),
        "next_to_place": queries.next_to_place(found),
        "may_keep": Role.STOREKEEPER in request.user.roles_at(found.site_id),
    }
    return render(request, "stock/lot.html", shown)


@require_GET
def vial(request: HttpRequest, code: str) -> HttpResponse:
    """One vial: where it lies and everything that happened to it."""
    return _vial_page(request, queries.vial_for(request.user, code))


@require_POST
def move(request: HttpRequest, code: str) -> HttpResponse:
    """Move a vial to another position."""
    found = queries.vial_for(request.user, code)
    form = forms.MoveForm(request.POST)

    def act() -> Any:
        target = _position(request, form.cleaned_data["position"])
        return services.move_vial(vial=found, position=target, **stamp(request))

    if form.is_valid() and attempt(form, act):
        return redirect("stock:vial", found.code)
    return _vial_page(request, found, move=form)


@require_POST
def take_out(request: HttpRequest, code: str) -> HttpResponse:
    """Take a vial out of its position."""
    return _with_reason(request, code, services.take_out, "take_out")


@require_POST
def destroy(request: HttpRequest, code: str) -> HttpResponse:
    """Destroy a vial."""
    return _with_reason(request, code, services.destroy_vial, "destroy")


def _with_reason(
    request: HttpRequest, code: str, verb: Callable[..., Any], name: str
) -> HttpResponse:
    found = queries.vial_for(request.user, code)
    form = forms.ReasonForm(request.POST, prefix=name)
    if form.is_valid() and attempt(
        form, lambda: verb(vial=found, **form.cleaned_data, **stamp(request))
    ):
        return redirect("stock:vial", found.code)
    return _vial_page(request, found, **{name: form})


def _place(request: HttpRequest, scans: dict[str, str]) -> Any:
    scanned = queries.vials_for(request.user).filter(code=scans["vial"]).first()
    if scanned is None:
        raise refuse("vial", f"There is no vial {scans['vial']} at your sites. Scan it again.")
    target = _position(request, scans["position"])
    return services.place_vial(vial=scanned, position=target, **stamp(request))


def _position(request: HttpRequest, code: str) -> Position:
    found = queries.positions_for(request.user).filter(code=code).first()
    if found is None:
        raise refuse("position", f"There is no position {code} at your sites. Scan it again.")
    return found


def _freezer_page(
    request: HttpRequest, freezer: Freezer, form: forms.BoxForm | None = None
) -> HttpResponse:
    positions = queries.occupancy_of(freezer)
    keeps = Role.STOREKEEPER in request.user.roles_at(freezer.site_id)
    lying = [position.lies_there[0].vial for position in positions if position.lies_there]
    boxes, loose = presenting.freezer_grid(
        positions, timezone.now(), may_place=keeps, barred=queries.barred_among(lying)
    )
    shown = {
        "freezer": freezer, "boxes": boxes, "loose": loose, "legend": presenting.legend(),
        "facts": presenting.sums_of(freezer, positions), "may_keep": keeps,
        "form": form or forms.BoxForm(), "entries": history_of(freezer),
        "file_columns": cold_chain.file_columns(),
        "file_rows": cold_chain.file_rows(queries.files_at(freezer)[:_FILES_SHOWN]),
        "covered_until": queries.covered_until(freezer),
        "may_add_file": bool(
            {Role.STOREKEEPER, Role.QC_ANALYST, Role.QA} & request.user.roles_at(freezer.site_id)
        ),
    }  # fmt: skip
    return render(request, "stock/record.html", shown, status=status_of(form) if form else 200)


def _vial_page(request: HttpRequest, found: Vial, **sent: Any) -> HttpResponse:
    now, lies, hold = timezone.now(), queries.place_of(found), queries.barring_hold(found)
    shown = {
        "hold": hold,
        "hold_word": cold_chain.hold_word(hold.state) if hold else "",
        "hold_tone": cold_chain.HOLD_TONES[hold.state] if hold else "",
        "exposures": cold_chain.vial_exposures(queries.exposures_of_vial(found)),
        "vial": found,
        "word": presenting.vial_word(found.state),
        "tone": presenting.vial_tone(found, now),
        "facts": [*cold_chain.hold_facts(hold), *presenting.vial_facts(found, lies, now)],
        "custody": presenting.custody_rows(queries.custody_of(found)),
        "may": _may(request, found, lies_somewhere=lies is not None),
        "move": sent.get("move") or forms.MoveForm(),
        "take_out": sent.get("take_out") or forms.ReasonForm(prefix="take_out"),
        "destroy": sent.get("destroy") or forms.ReasonForm(prefix="destroy"),
    }
    status = 422 if any(form.errors for form in sent.values()) else 200
    return render(request, "stock/vial.html", shown, status=status)


def _may(request: HttpRequest, found: Vial, *, lies_somewhere: bool) -> dict[str, bool]:
    here = request.user.roles_at(found.site_id)
    keeps = Role.STOREKEEPER in here
    is_there = found.state in {UNPLACED, IN_STOCK, RESERVED}
    return {
        "place": keeps and is_there and not lies_somewhere,
        "move": keeps and is_there and lies_somewhere,
        "take_out": keeps and lies_somewhere,
        "destroy": is_there and bool(here & {Role.STOREKEEPER, Role.NURSE, Role.QA}),
    }


def _form_page(request: HttpRequest, form: Any, heading: str, button: str) -> HttpResponse:
    shown = {"form": form, "heading": heading, "button": button}
    return render(request, "stock/form.html", shown, status=status_of(form))
