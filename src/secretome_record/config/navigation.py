"""The flow as navigation: the rooms a person may enter, in the order of the work."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

_FLOW = (
    ("donors", "donors:list"),
    ("batches", "batches:list"),
    ("quality", "quality:list"),
    ("stock", "stock:list"),
    ("evidence", "evidence:list"),
    ("patients", "patients:list"),
    ("treatments", "treatments:list"),
    ("outcomes", "outcomes:list"),
    ("texts", "texts:list"),
)


def navigation_for(request: HttpRequest, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the rooms this person may enter, with how much waits there; here is marked."""
    from secretome_record.config.access import may_reach

    here = request.resolver_match.namespace if request.resolver_match else ""
    titles = {
        "donors": _("Donors"),
        "batches": _("Batches"),
        "quality": _("Quality"),
        "stock": _("Stock"),
        "evidence": _("Evidence"),
        "patients": _("Patients"),
        "treatments": _("Treatments"),
        "outcomes": _("Outcomes"),
        "texts": _("Texts"),
    }
    return [
        {
            "label": titles[room],
            "url": reverse(name),
            "current": here == room,
            "room": room,
            "count": counts.get(room, 0),
        }
        for room, name in _FLOW
        if may_reach(request.user, name)
    ]
