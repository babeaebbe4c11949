"""Gathers what waits for a person from every room that has something to say."""

from importlib import import_module

from secretome_record.pages.work import Urgency, WorkItem
from secretome_record.people.models import Person

_ROOMS = (
    "evidence", "donors", "batches", "quality", "stock", "patients", "treatments", "outcomes",
    "texts",
)  # fmt: skip


def work_for(person: Person) -> list[WorkItem]:
    """Return every room's ``waiting_for(person)``, in the order of the flow."""
    found: list[WorkItem] = []
    for room in _ROOMS:
        found += import_module(f"secretome_record.{room}.queries").waiting_for(person)
    return found


def counts(items: list[WorkItem]) -> dict[str, int]:
    """Return how many items need the person now, by room."""
    now = [item.room for item in items if item.urgency is Urgency.NOW]
    return {room: now.count(room) for room in set(now)}
