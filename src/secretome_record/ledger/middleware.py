"""Lets surroundings such as sessions be written in a request, with who asked and which address."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from secretome_record.ledger.acting import VISITOR, Acting, acting


class ActingMiddleware:
    """Stands behind sessions, sign-in attempts and jobs queued; services name their own words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next step."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the ambient words of this request."""
        user = getattr(request, "user", None)
        actor = user.actor_code if user and user.is_authenticated else VISITOR.actor_code
        with acting(Acting(actor, f"{request.method} {request.path}"[:200], ambient=True)):
            return self.get_response(request)
