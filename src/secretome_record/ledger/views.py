"""Pages of the ledger: trace, history, single entries, export."""

import tempfile
from pathlib import Path
from typing import Any

from django.db import connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secretome_record.ledger import queries
from secretome_record.ledger.codes import read_code
from secretome_record.ledger.export import export_bundle, site_fingerprint
from secretome_record.ledger.forms import CodeForm
from secretome_record.ledger.lineage import Trace, trace
from secretome_record.ledger.pictures import code_url, trace_picture
from secretome_record.ledger.refusal import Refusal
from secretome_record.ledger.scoping import require_every_site, site_of
from secretome_record.ledger.triggers.install import inventory
from secretome_record.pages.lists import Keyset
from secretome_record.pages.tables import Cell, Column

_PLACE = "place"
_EVENTS = Keyset(order=("-seq",), size=50)


def trace_start(request: HttpRequest) -> HttpResponse:
    """Ask for a code; a good one opens its trace."""
    form = CodeForm(request.GET or None)
    if form.is_valid():
        try:
            return redirect("ledger:trace", code=read_code(form.cleaned_data["code"]))
        except Refusal as refusal:
            form.add_error("code", str(refusal))
    return render(request, "ledger/trace_start.html", {"form": form})


def trace_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show everything a thing came from and everything that came from it."""
    found = _trace_here(request, code)
    states = queries.states_of(found)
    return render(
        request,
        "ledger/trace.html",
        {
            "trace": found,
            "picture": trace_picture(found, states),
            "columns": [
                Column(_("What")),
                Column(_("Code"), "code"),
                Column(_("Way")),
                Column(_("State")),
                Column(_("Recorded"), "time"),
            ],
            "rows": _rows(found, states),
            "sums": _sums(found),
        },
    )


def history_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show the whole history of one coded thing."""
    node = _trace_here(request, code).node
    return render(
        request,
        "ledger/history.html",
        {
            "node": node,
            "entries": _linked(queries.history_of_subject(node.subject_id)),
        },
    )


def event_list(request: HttpRequest) -> HttpResponse:
    """Show the newest entries, and whether every table is guarded."""
    require_every_site(request.user.site_ids)
    page = _EVENTS.page(queries.events_newest_first(), request.GET.get(_PLACE, ""))
    names = queries.names_of(event.actor for event in page.rows)
    rows = [
        [
            Cell(str(e.seq), reverse("ledger:event", args=[e.seq])),
            e.at,
            names.get(e.actor, e.actor),
            f"{e.action} {e.table_name}",
            e.why,
        ]
        for e in page.rows
    ]
    return render(
        request,
        "ledger/list.html",
        {
            "page": page,
            "rows": rows,
            "missing": inventory(connection.alias).missing,
            "columns": [
                Column(_("Entry"), "number"),
                Column(_("When")),
                Column(_("Who")),
                Column(_("What")),
                Column(_("Why")),
            ],
        },
    )


def event_page(request: HttpRequest, seq: int) -> HttpResponse:
    """Open one entry: who, when, why, before and after, and its place in the chain."""
    event = queries.event(seq)
    if event is None:
        raise Http404
    site = site_of(event)
    readable = site in request.user.site_ids if site else "ADMINISTRATOR" in request.user.roles
    if not readable:
        raise Http404
    entry = queries.entry_of(event, queries.names_of([event.actor]))
    return render(request, "ledger/event.html", {"event": event, "entry": entry})


def export_page(request: HttpRequest) -> HttpResponse:
    """Say what a bundle is; on request make one and hand it over."""
    require_every_site(request.user.site_ids)
    if request.method != "POST":
        return render(request, "ledger/export.html", {
            "events": queries.event_count(), "fingerprint": site_fingerprint(),
        })  # fmt: skip
    now = timezone.now()
    path = Path(tempfile.mkdtemp(prefix="secretome-export-")) / "ledger.zip"
    fingerprint = export_bundle(path, by=request.user, at=now)
    file = path.open("rb")
    path.unlink()
    path.parent.rmdir()
    answer = FileResponse(file, as_attachment=True, filename=f"ledger-{now:%Y%m%d-%H%M%S}.zip")
    answer["X-Key-Fingerprint"] = fingerprint
    return answer


def _trace_here(request: HttpRequest, code: str) -> Trace:
    try:
        found = trace(read_code(code))
    except Refusal as refusal:
        raise Http404(str(refusal)) from refusal
    if found.node.site_id not in request.user.site_ids:
        raise Http404
    return found


def _rows(found: Trace, states: dict[str, str]) -> list[list[Any]]:
    ways = [
        (found.ancestors, _("came before")),
        ([found.node], _("asked for")),
        (found.descendants, _("came after")),
    ]
    return [
        [
            node.kind.capitalize(),
            Cell(node.code, code_url(node.code)),
            way,
            states.get(node.code, "").replace("_", " ").capitalize(),
            node.recorded_at,
        ]
        for nodes, way in ways
        for node in nodes
    ]


def _sums(found: Trace) -> str:
    donors, lots, vials, patients = (
        len(found.of_kind(kind)) for kind in ("donor", "lot", "vial", "patient")
    )
    return ", ".join((
        ngettext("%(n)s donor", "%(n)s donors", donors) % {"n": donors},
        ngettext("%(n)s lot", "%(n)s lots", lots) % {"n": lots},
        ngettext("%(n)s vial", "%(n)s vials", vials) % {"n": vials},
        ngettext("%(n)s patient", "%(n)s patients", patients) % {"n": patients},
    ))  # fmt: skip


def _linked(entries: list[queries.Entry]) -> list[dict[str, Any]]:
    return [
        {
            "at": e.at,
            "sentence": e.sentence,
            "who": e.who,
            "why": e.why,
            "before": e.before,
            "after": e.after,
            "url": reverse("ledger:event", args=[e.seq]),
            "tone": e.tone,
        }
        for e in entries
    ]
