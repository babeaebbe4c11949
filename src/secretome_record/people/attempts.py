"""Names the account behind a sign-in attempt, so that attempts count for it in any spelling."""

from typing import Any

from django.http import HttpRequest


def username_of(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The user name tried, in small letters: from the credentials, else from the form."""
    given = credentials or {}
    typed = given.get("username") or given.get("login") or request.POST.get("login", "")
    return str(typed).strip().lower()[:60]
