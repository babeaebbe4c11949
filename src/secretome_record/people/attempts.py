"""Names the account and the address behind a sign-in attempt, so that attempts are counted."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest


def username_of(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The user name tried, in small letters: from the credentials, else from the form."""
    given = credentials or {}
    typed = given.get("username") or given.get("login") or request.POST.get("login", "")
    return str(typed).strip().lower()[:60]


def address_of(request: HttpRequest) -> str | None:
    """The address of the browser, behind as many proxies as the settings trust and no more.

    Nothing for a request that came over no network, such as one made by a command.
    """
    if "REMOTE_ADDR" not in request.META:
        return None
    return str(get_adapter().get_client_ip(request))
