"""One line of a work list: what waits, since when, and the one thing to do about it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Urgency(StrEnum):
    """Whose turn it is, and when."""

    NOW = "needs you now"
    SOON = "will need you"
    OTHERS = "waiting for others"


@dataclass(frozen=True, slots=True)
class WorkItem:
    """A sentence with one action. ``room`` is the room it counts for in the navigation."""

    room: str
    urgency: Urgency
    sentence: str
    action: str
    url: str
    since: datetime | None = None
