"""What every page is given: the way through the rooms, the demo mark."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from secretome_record.config.access import may_reach
from secretome_record.config.navigation import navigation_for
from secretome_record.config.work import counts, work_for
from secretome_record.people.roles import title_of


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the names the base templates need."""
    user = getattr(request, "user", None)
    if not (user and user.is_authenticated):
        return {"demo": settings.DEMO, "navigation": []}
    return {
        "demo": settings.DEMO,
        "navigation": navigation_for(request, counts(work_of(request))),
        "account_name": user.printed_name,
        "account_roles": ", ".join(sorted(title_of(role) for role in user.roles)),
        "account_links": _account_links(request),
        "reads_ledger": may_reach(user, "ledger:history"),
    }


def work_of(request: HttpRequest) -> list[Any]:
    """Return what waits for the person, asked once a request."""
    if not hasattr(request, "waiting"):
        request.waiting = work_for(request.user)
    return request.waiting


def _account_links(request: HttpRequest) -> list[dict[str, str]]:
    names = (
        ("people:account", _("My account")), ("ledger:trace_start", _("Trace")),
        ("jobs:list", _("Jobs")), ("ledger:list", _("Ledger")), ("people:list", _("People")),
    )  # fmt: skip
    return [
        {"label": label, "url": reverse(name)}
        for name, label in names if may_reach(request.user, name)
    ]  # fmt: skip
