"""What the public form asks the record: was it sent before, does a flood come from one sender."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from secretome_record.patients.models import Request
from secretome_record.patients.states import CLOSED
from secretome_record.people.models import Site
from secretome_record.people.sealing import blind_index


def request_with_key(form_key: str) -> Request | None:
    """The request a public form made already, if it was sent before."""
    return Request.objects.select_related("site", "patient").filter(form_key=form_key).first()


def is_as_sent(request: Request, given: Mapping[str, Any]) -> bool:
    """Say whether a form sent again holds what its request was made of."""
    patient = request.patient
    kept = (
        request.site_id, str(request.condition_text), str(request.story), str(patient.name),
        str(patient.birth_date), str(patient.contact),
    )  # fmt: skip
    return kept == (
        given["site"].pk, given["condition_text"].strip(), given["story"].strip(),
        " ".join(given["name"].split()), given["birth_date"].isoformat(), given["contact"].strip(),
    )  # fmt: skip


def request_like(sender: str, given: Mapping[str, Any], at: datetime) -> Request | None:
    """The request that the same sender made with the same words in the day before, if any.

    A browser that goes back may draw a fresh form key, so the key alone does not tell.
    """
    if not sender:
        return None
    day = timedelta(days=1)
    rows = Request.objects.select_related("site", "patient").filter(
        asked_from__in=[sender_mark(sender, at), sender_mark(sender, at - day)],
        site=given["site"], received_at__gt=at - day, received_at__lte=at,
    ).exclude(state=CLOSED)  # fmt: skip
    return next((row for row in rows.order_by("received_at") if is_as_sent(row, given)), None)


def sender_mark(address: str, at: datetime) -> str:
    """A keyed fingerprint of an address that cannot be followed from one day to the next."""
    return blind_index(f"{address} {at:%Y-%m-%d}", "patients.asked_from") if address else ""


def recent_from(mark: str, at: datetime) -> int:
    """How many requests came from one sender in the hour before."""
    if not mark:
        return 0
    return Request.objects.filter(
        asked_from=mark, received_at__gt=at - timedelta(hours=1), received_at__lte=at
    ).count()


def open_sites() -> QuerySet[Site]:
    """The sites a visitor may ask, by name."""
    return Site.objects.order_by("name", "id")
