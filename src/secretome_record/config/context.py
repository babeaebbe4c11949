"""What every page is given: the way through the rooms, the demo mark."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from secretome_record.config.navigation import navigation_for


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the names the base templates need."""
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    return {
        "demo": settings.DEMO,
        "navigation": navigation_for(request) if signed_in else [],
    }
