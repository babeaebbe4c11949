"""A refusal that no view caught becomes one plain page with every reason."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from secretome_record.ledger.refusal import Refusal


class RefusalMiddleware:
    """Answers 409 with the reasons; nothing was written."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next step."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn a refusal into its page; leave everything else alone."""
        if not isinstance(exception, Refusal):
            return None
        return render(request, "config/refused.html", {"reasons": exception.reasons}, status=409)
