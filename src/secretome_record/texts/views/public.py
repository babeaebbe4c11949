"""Pages anybody may read: the claims under test, and what was published for patients."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from secretome_record.patients.views.public import public_page
from secretome_record.texts import presenting, queries, science


@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    """Every claim with its verdict, why, both sides, sources and live numbers."""
    numbers = science.numbers(
        queries.release_days(own_cells=False),
        queries.release_days(own_cells=True),
        queries.session_prices(),
    )
    shown = {
        "claims": presenting.claim_rows(numbers),
        "sums": presenting.verdict_sums(),
        **_found_at(request),
    }
    return public_page(request, "texts/claims.html", shown)


@require_safe
def leaflets(request: HttpRequest) -> HttpResponse:
    """What is published for patients."""
    shown = {"texts": queries.published_texts().defer("body", "checked", "findings")[:200]}
    return public_page(request, "texts/leaflets.html", {**shown, **_found_at(request)})


@require_safe
def leaflet(request: HttpRequest, code: str) -> HttpResponse:
    """One published text."""
    text = queries.published_text(code)
    shown = {
        "text": text,
        "blocks": presenting.blocks(text.body),
        "description": presenting.description_of(text),
        "signatures": queries.signatures_of(text) if text.blocking_count else [],
        "passages": presenting.passages(text.checked, text.findings) if text.blocking_count else [],
        "for_readers": True,
    }
    return public_page(request, "texts/leaflet.html", {**shown, **_found_at(request)})


def _found_at(request: HttpRequest) -> dict[str, Any]:
    return {"canonical": request.build_absolute_uri(request.path)}
