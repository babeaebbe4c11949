"""Which rooms hold data about a subject: each registers how to gather it for an export."""

from collections.abc import Callable, Mapping
from typing import Any

from secretome_record.people.models import Subject

Collector = Callable[[Subject], Mapping[str, Any]]

_collectors: dict[str, Collector] = {}


def register_personal_data(room: str, collector: Collector) -> None:
    """Add a room to every export; called in the room's ``AppConfig.ready``.

    ``collector`` returns JSON-able data. The last registration of a room counts.
    """
    _collectors[room] = collector


def gather(subject: Subject) -> dict[str, Mapping[str, Any]]:
    """Everything the rooms hold about the subject, by room."""
    return {room: _collectors[room](subject) for room in sorted(_collectors)}


def registered_rooms() -> frozenset[str]:
    """The rooms that take part; a test holds them against the inventory of personal columns."""
    return frozenset(_collectors)
