"""How long something was warmer than it may be, from the readings of a logger: plain arithmetic."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Reading:
    """One temperature at one moment."""

    at: datetime
    celsius: float


@dataclass(frozen=True, slots=True)
class Stay:
    """Something lay under the logger from one moment until another; an open end is None."""

    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Exposed:
    """What the readings say about a stay: time recorded, time above the limit, the warmest."""

    recorded: timedelta
    above: timedelta
    warmest_c: float | None
    first_above_at: datetime | None = None


def exposed(readings: Sequence[Reading], stay: Stay, limit_c: float) -> Exposed:
    """Return the time above ``limit_c`` within the stay, never less than it was.

    Between two readings the whole time counts as above unless both are within the limit: from the
    last reading within it to the first within it again. ``readings`` are in the order of time.
    """
    recorded, above = timedelta(0), timedelta(0)
    first: datetime | None = None
    seen: list[float] = []
    for before, after in pairwise(readings):
        start = max(before.at, stay.start)
        end = min(after.at, stay.end) if stay.end else after.at
        if end <= start:
            continue
        recorded += end - start
        seen += [before.celsius, after.celsius]
        if max(before.celsius, after.celsius) > limit_c:
            above += end - start
            first = first or start
    return Exposed(recorded, above, max(seen, default=None), first)


def longest_gap(readings: Sequence[Reading]) -> timedelta:
    """The longest time between two readings."""
    gaps = (b.at - a.at for a, b in pairwise(readings))
    return max(gaps, default=timedelta(0))


def thinned(readings: Sequence[Reading], most: int = 600) -> list[Reading]:
    """At most about ``most`` readings for a picture; the warmest and coldest of each part stay."""
    if len(readings) <= most:
        return list(readings)
    size = -(-2 * len(readings) // most)
    kept: list[Reading] = []
    for place in range(0, len(readings), size):
        part = readings[place : place + size]
        ends = {max(part, key=lambda r: r.celsius), min(part, key=lambda r: r.celsius)}
        kept += sorted(ends, key=lambda r: r.at)
    return kept
