"""Kept vials go back: a reservation ends, a session is cancelled, a plan loses its sessions."""

from collections.abc import Iterable

from secretome_record.ledger.refusal import refuse
from secretome_record.ledger.writing import Entry
from secretome_record.people.roles import Role
from secretome_record.people.standing import roles_at
from secretome_record.stock.queries import place_of
from secretome_record.treatments import queries
from secretome_record.treatments.models import Reservation, Session


def end_sessions(entry: Entry, sessions: Iterable[Session], reason: str) -> None:
    """Cancel sessions and hand their vials back."""
    for session in sessions:
        for reservation in queries.open_reservations(session):
            hand_back(entry, reservation, reason)
        entry.move(session, "cancel", reason=reason)


def hand_back(entry: Entry, reservation: Reservation, reason: str) -> None:
    """End a reservation: a vial in its place is free again, one that left the cold is destroyed."""
    vial = reservation.vial
    entry.change(reservation, ended_at=entry.at, ended_reason=reason.strip()[:200])
    if place_of(vial) is not None:
        entry.move(vial, "return", reason=reason)
        return
    if not roles_at(entry.by, vial.site_id) & {Role.NURSE, Role.STOREKEEPER, Role.QA}:
        raise refuse(
            "vial_is_out",
            f"{vial.code} left its freezer for {reservation.session.code}. The storekeeper puts "
            "it back, or the nurse cancels the session and it is destroyed.",
        )
    entry.move(vial, "destroy", reason=f"out of the freezer; {reason}"[:200])
