"""Shows every moment in the clock of the site where the signed-in person works."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone


class SiteZoneMiddleware:
    """Activates the zone of the person's first site; visitors and others see UTC."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next step."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the zone active."""
        with timezone.override(_zone_of(request)):
            return self.get_response(request)


def _zone_of(request: HttpRequest) -> ZoneInfo | None:
    user = getattr(request, "user", None)
    return ZoneInfo(user.zone) if user and user.is_authenticated else None
