"""Who wants to know when a donor comes into doubt: later rooms say so when they start."""

from collections.abc import Callable

from secretome_record.donors.models import Donor
from secretome_record.ledger.writing import Entry

Reaction = Callable[[Entry, Donor, str], None]

_reactions: list[Reaction] = []


def on_doubt(reaction: Reaction) -> None:
    """Call ``reaction`` with the entry, the donor and the reason, in the act that brings doubt."""
    if reaction not in _reactions:
        _reactions.append(reaction)


def tell_doubt(entry: Entry, donor: Donor, reason: str) -> None:
    """Tell every later room that something now speaks against this donor's material."""
    for reaction in _reactions:
        reaction(entry, donor, reason)
