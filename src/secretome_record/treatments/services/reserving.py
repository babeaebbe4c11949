"""A vial is kept for one session: never for two, and never another lot than the plan's."""

from datetime import datetime

from django.db import IntegrityError, transaction

from secretome_record.batches.models import Vial
from secretome_record.ledger.acting import Actor
from secretome_record.ledger.refusal import refuse, refuse_if_any
from secretome_record.ledger.writing import Entry, writing
from secretome_record.people.roles import Role
from secretome_record.people.standing import acting_person, require_role_at
from secretome_record.stock.queries import place_of
from secretome_record.stock.states import RESERVED
from secretome_record.treatments import queries
from secretome_record.treatments.models import Reservation, Session
from secretome_record.treatments.rules import bedside
from secretome_record.treatments.services import standing
from secretome_record.treatments.services.handing_back import hand_back, may_destroy
from secretome_record.treatments.states import MATCHED

_KEEPERS = (Role.PHYSICIAN, Role.COORDINATOR, Role.NURSE)


def reserve_vial(*, session: Session, vial: Vial, by: Actor, at: datetime) -> Reservation:
    """Keep a vial for a session. Raises Refusal with all reasons, or when somebody was faster."""
    require_role_at(by, session.site_id, *_KEEPERS)
    with writing(by=by, at=at, why=f"{vial.code} kept for {session.code}") as entry:
        now = queries.session_again(session)
        if vial.site_id != now.site_id:
            raise refuse("unknown_vial", f"{vial.code} is no vial of this site.")
        vial.refresh_from_db(fields=["state"])
        facts = standing.session_facts_now(now, at)
        refuse_if_any(bedside.reasons_against_reserving(queries.vial_facts(vial, now, at), facts))
        kept = _keep(entry, now, vial)
        entry.move(vial, "reserve")
    return kept


def release_reservation(
    *, reservation: Reservation, reason: str, by: Actor, at: datetime
) -> Reservation:
    """Hand a kept vial back; a session whose other vials were all given is thereby done."""
    require_role_at(by, reservation.session.site_id, *_KEEPERS)
    if not reason.strip():
        raise refuse("reason", "Say why the vial is handed back; the reason stays with it.")
    why = f"{reservation.vial.code} handed back"
    with writing(by=by, at=at, why=why) as entry:
        reservation.refresh_from_db()
        if reservation.ended_at is not None:
            raise refuse("not_kept", f"{reservation.vial.code} is not kept any more.")
        _require_hand_back(by, reservation)
        hand_back(entry, reservation, reason)
        session = queries.session_again(reservation.session)
        if session.state == MATCHED and queries.given_before_ul(session):
            close_when_done(entry, session)
    return reservation


def close_when_done(entry: Entry, session: Session) -> None:
    """Move a session to given once no kept vial is left."""
    if not queries.open_reservations(session):
        entry.move(session, "give")


def _require_hand_back(by: Actor, reservation: Reservation) -> None:
    vial = reservation.vial
    if vial.state == RESERVED and place_of(vial) is None and not may_destroy(by, vial):
        raise refuse(
            "vial_is_out",
            f"{vial.code} left its freezer for {reservation.session.code}. The storekeeper puts "
            "it back, or the nurse hands it back and it is destroyed.",
        )


def _keep(entry: Entry, session: Session, vial: Vial) -> Reservation:
    try:
        # A savepoint: the index refuses the second of two people, and the sentence says so.
        with transaction.atomic():
            return entry.create(
                Reservation, session=session, vial=vial, reserved_by=acting_person(entry.by),
                reserved_at=entry.at,
            )  # fmt: skip
    except IntegrityError as error:
        raise refuse("vial_taken", f"Somebody keeps {vial.code} for a session already.") from error
