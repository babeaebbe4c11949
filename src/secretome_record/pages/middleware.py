"""Refuses a request that is larger than the site takes, before anything of it is kept."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from secretome_record.pages.uploads import MIB, too_large_sentence

DEFAULT_CEILING_BYTES = 64 * MIB
DRAINED_BYTES = 512 * MIB

Answer = Callable[[HttpRequest], HttpResponse]


class UploadCeilingMiddleware:
    """Answers 413 with one sentence when a request says it is larger than the ceiling."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the request through, or refuse it by its own statement of length."""
        ceiling = getattr(settings, "UPLOAD_LIMIT_BYTES", DEFAULT_CEILING_BYTES)
        size_bytes = _stated_bytes(request)
        if size_bytes <= ceiling:
            return self.get_response(request)
        _drain(request, size_bytes)
        sentence = too_large_sentence(size_bytes, ceiling)
        return render(request, "413.html", {"sentence": sentence}, status=413)


def _stated_bytes(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _drain(request: HttpRequest, size_bytes: int) -> None:
    """Read and forget, because browsers show an answer only once they have sent everything."""
    left = min(size_bytes, DRAINED_BYTES)
    while left > 0:
        chunk = request.read(min(left, MIB))
        if not chunk:
            return
        left -= len(chunk)
