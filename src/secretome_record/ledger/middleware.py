"""Lets surroundings such as sessions be written in a request, with who asked and which address."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

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
        with acting(Acting(actor, words_of(request), ambient=True)):
            return self.get_response(request)


def words_of(request: HttpRequest) -> str:
    """Return the method and the name of the address: a path may hold a private link's token."""
    try:
        name = resolve(request.path_info).view_name
    except Resolver404:
        name = "an unknown address"
    return f"{request.method} {name}"
