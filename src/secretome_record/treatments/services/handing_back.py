"""Kept vials go back: a reservation ends, a session is cancelled, a plan loses its sessions."""

from collections.abc import Iterable

from secretome_record.batches.models import Vial
from secretome_record.ledger.acting import Actor
from secretome_record.ledger.writing import Entry
from secretome_record.people.roles import Role
from secretome_record.people.standing import roles_at
from secretome_record.stock.queries import place_of
from secretome_record.stock.states import RESERVED
from secretome_record.treatments import queries
from secretome_record.treatments.models import Reservation, Session


def end_sessions(entry: Entry, sessions: Iterable[Session], reason: str) -> None:
    """Cancel sessions and hand their vials back; no vial keeps a session from being cancelled."""
    for session in sessions:
        for reservation in queries.open_reservations(session):
            hand_back(entry, reservation, reason)
        entry.move(session, "cancel", reason=reason)


def hand_back(entry: Entry, reservation: Reservation, reason: str) -> None:
    """End a reservation: a vial in its place is free again, one that left the cold is destroyed.

    A vial that whoever acts may not destroy stays reserved for nobody and waits on the work list.
    """
    vial = reservation.vial
    vial.refresh_from_db(fields=["state"])
    why = reason.strip()[:200]
    if vial.state != RESERVED:
        entry.change(reservation, ended_at=entry.at, ended_reason=why)
        return
    is_out = place_of(vial) is None
    if is_out and not may_destroy(entry.by, vial):
        left = f"{vial.code} must be returned or destroyed: {why}"[:200]
        entry.change(reservation, ended_at=entry.at, ended_reason=left)
        return
    entry.change(reservation, ended_at=entry.at, ended_reason=why)
    if is_out:
        entry.move(vial, "destroy", reason=f"out of the freezer; {reason}"[:200])
    else:
        entry.move(vial, "return", reason=reason)


def may_destroy(by: Actor, vial: Vial) -> bool:
    """Whether this person may destroy a vial that left the cold."""
    return bool(roles_at(by, vial.site_id) & {Role.NURSE, Role.STOREKEEPER, Role.QA})
