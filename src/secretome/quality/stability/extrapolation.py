"""How far beyond the data a shelf life may reach: the decision tree of ICH Q1E as a table.

Biological products are held to real time, whatever the accelerated data say.
Stands on: ICH Q1E (2003), 2.4 to 2.5 and appendix A; ICH Q5C (1995), real-time storage.
"""

from dataclasses import dataclass
from enum import StrEnum

from secretome.errors import BadInput


class StoredAt(StrEnum):
    """The long-term storage class that the label names."""

    ROOM = "ROOM"
    REFRIGERATED = "REFRIGERATED"
    FROZEN = "FROZEN"


class SignificantChange(StrEnum):
    """What the accelerated (and intermediate) condition showed within six months."""

    NONE = "NONE"
    ACCELERATED_ONLY = "ACCELERATED_ONLY"
    INTERMEDIATE = "INTERMEDIATE"
    NOT_STUDIED = "NOT_STUDIED"


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a shelf life may go beyond the data: so many times, at most so many months more."""

    times: float
    months_more: float
    why: str

    def limit_months(self, data_months: float) -> float:
        """The longest shelf life for data of this length."""
        return min(self.times * data_months, data_months + self.months_more)


_NOTHING = 1.0, 0.0
_TREE: dict[tuple[StoredAt, SignificantChange, bool], tuple[float, float]] = {
    (StoredAt.ROOM, SignificantChange.NONE, True): (2.0, 12.0),
    (StoredAt.ROOM, SignificantChange.NONE, False): (1.5, 6.0),
    (StoredAt.ROOM, SignificantChange.ACCELERATED_ONLY, True): (1.5, 6.0),
    (StoredAt.ROOM, SignificantChange.ACCELERATED_ONLY, False): (2.0, 3.0),
    (StoredAt.REFRIGERATED, SignificantChange.NONE, True): (1.5, 6.0),
    (StoredAt.REFRIGERATED, SignificantChange.NONE, False): (2.0, 3.0),
}


@dataclass(frozen=True, slots=True)
class Extrapolation:
    """What decides how far: storage class, accelerated data, kind of product, analysis."""

    stored_at: StoredAt
    change: SignificantChange = SignificantChange.NOT_STUDIED
    biological: bool = True

    def reach(self, *, analysed: bool) -> Reach:
        """The reach for data that were analysed statistically, or only backed by other data."""
        if self.biological:
            why = "ICH Q5C: a biological product is dated by real-time data alone"
            return Reach(*_NOTHING, why)
        if self.stored_at is StoredAt.FROZEN:
            return Reach(
                *_NOTHING, "ICH Q1E 2.5.2: frozen storage is dated by long-term data alone"
            )
        found = _TREE.get((self.stored_at, self.change, analysed))
        if found is None:
            seen = self.change.replace("_", " ").lower()
            why = f"ICH Q1E: {self.stored_at.lower()}, significant change {seen}: none is allowed"
            return Reach(*_NOTHING, why)
        times, more = found
        why = f"ICH Q1E: up to {times:g} times the data, at most {more:g} months more"
        return Reach(times, more, why)


def require_months(data_months: float) -> None:
    """Raise BadInput unless the data have a length."""
    if not data_months > 0:
        do = "Give results after the start"
        raise BadInput("the stability data have no length", where="stability", do=do)
