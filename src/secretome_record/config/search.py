"""One box for search and scan: a code opens its record, part of a code lists what fits."""

from importlib import import_module

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from secretome_record.config.access import may_reach
from secretome_record.ledger.codes import read_code
from secretome_record.ledger.lineage import nodes_like
from secretome_record.ledger.pictures import code_url
from secretome_record.ledger.refusal import Refusal

_ROOMS = (
    "evidence", "donors", "batches", "quality", "stock", "patients", "treatments", "outcomes",
    "texts",
)  # fmt: skip
_MOST = 50


def code_addresses() -> dict[str, str]:
    """Return the address name for each kind of code, as the rooms declare them."""
    found: dict[str, str] = {}
    for room in _ROOMS:
        found |= import_module(f"secretome_record.{room}.urls").CODE_ADDRESSES
    return found


def search(request: HttpRequest) -> HttpResponse:
    """Open the record of a whole code; otherwise list codes that begin like the words."""
    words = request.GET.get("q", "").strip()[:60]
    try:
        code = read_code(words)
    except Refusal:
        return _list(request, words)
    name = code_addresses().get(code[:2])
    if name is None:
        return _list(request, words)
    # Whose role does not open the record still sees where it stands in the trace.
    return redirect(name if may_reach(request.user, name) else "ledger:trace", code)


def _list(request: HttpRequest, words: str) -> HttpResponse:
    nodes = nodes_like(words, request.user.site_ids)[:_MOST] if words else []
    return render(
        request,
        "config/search.html",
        {
            "words": words,
            "rows": [{"code": n.code, "kind": n.kind, "url": code_url(n.code)} for n in nodes],
        },
    )
