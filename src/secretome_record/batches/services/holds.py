"""The hold that follows by itself: a released lot reacts to what is found after its release."""

from django.db.models import QuerySet

from secretome_record.batches.models import Lot
from secretome_record.batches.states import RELEASED
from secretome_record.donors.models import Donor
from secretome_record.ledger.writing import Entry


def hold_released_lots(entry: Entry, lots: QuerySet[Lot], reason: str) -> list[Lot]:
    """Hold those of ``lots`` that are released, inside the act that brought the doubt.

    Lots in any other state are left alone: the release gate sees the doubt by itself.
    """
    released = list(lots.filter(state=RELEASED).order_by("id"))
    return [entry.move(lot, "doubt", reason=reason) for lot in released]


def hold_lots_of_donor(entry: Entry, donor: Donor, reason: str) -> None:
    """Hold every released lot made from this donor; called when a donor comes into doubt."""
    keys = Lot.objects.filter(batch__cell_bank__donations__donor=donor).values("pk")
    hold_released_lots(entry, Lot.objects.filter(pk__in=keys), reason)
