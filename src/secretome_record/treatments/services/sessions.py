"""Before the bedside: prepare a session with its dose computed afresh, or cancel it."""

from datetime import datetime

from secretome_record.ledger.acting import Actor
from secretome_record.ledger.refusal import refuse, refuse_if_any
from secretome_record.ledger.signing import SignedIntent
from secretome_record.ledger.writing import Entry, writing
from secretome_record.people.roles import Role
from secretome_record.people.standing import acting_person, require_role_at
from secretome_record.stock.services import issue_vial
from secretome_record.treatments import queries
from secretome_record.treatments.models import Reservation, Session
from secretome_record.treatments.rules import bedside
from secretome_record.treatments.services import standing
from secretome_record.treatments.services.handing_back import end_sessions
from secretome_record.treatments.states import DESPITE_OVERDUE

_CANCELLERS = (Role.PHYSICIAN, Role.NURSE, Role.COORDINATOR, Role.SAFETY_OFFICER)


def prepare_session(
    *,
    session: Session,
    by: Actor,
    at: datetime,
    overdue_reason: str = "",
    signature: SignedIntent | None = None,
) -> Session:
    """Prepare a session: compute its dose from its vials' lot and take the vials out.

    While a safety visit is overdue only a physician prepares it, signing the reason.
    """
    require_role_at(by, session.site_id, Role.NURSE, Role.PHYSICIAN)
    with writing(by=by, at=at, why=f"Session {session.code} prepared") as entry:
        now = queries.session_again(session)
        Session.MOVES.step(now.state, "prepare")
        if signature is not None:
            _sign_despite_overdue(entry, now, overdue_reason, signature)
        _prepare(entry, now)
    session.state = now.state
    return now


def allow_despite_overdue(
    *, session: Session, reason: str, by: Actor, at: datetime, signature: SignedIntent
) -> Session:
    """A physician signs why a dose may be given although a safety visit is overdue."""
    require_role_at(by, session.site_id, Role.PHYSICIAN)
    with writing(by=by, at=at, why=f"Session {session.code} despite an overdue visit") as entry:
        now = queries.session_again(session)
        _sign_despite_overdue(entry, now, reason, signature)
    return now


def cancel_session(*, session: Session, reason: str, by: Actor, at: datetime) -> Session:
    """Cancel a session that is not given; vials in their place are free again."""
    require_role_at(by, session.site_id, *_CANCELLERS)
    with writing(by=by, at=at, why=f"Session {session.code} cancelled") as entry:
        now = queries.session_again(session)
        if queries.given_before_ul(now):
            raise refuse(
                "partly_given",
                f"A part of {now.code} was given. Hand back the vials that are left instead.",
            )
        end_sessions(entry, [now], reason)
    session.state = now.state
    return now


def _prepare(entry: Entry, session: Session) -> None:
    kept = queries.open_reservations(session)
    facts = standing.session_facts_now(session, entry.at)
    plan = queries.plan_again(session.plan_id)
    lot = kept[0].vial.lot if kept else plan.lot
    dose, dose_against = standing.dose_now(plan, lot)
    vials = [queries.vial_facts(reservation.vial, session, entry.at) for reservation in kept]
    needed = dose.document.get("vials_needed", 1) if not dose.against else len(kept)
    refuse_if_any(
        [
            *bedside.reasons_against_preparing(facts, vials, vials_needed=needed),
            *dose_against,
        ]
    )
    entry.change(
        session, dose=dose.document, prepared_by=acting_person(entry.by), prepared_at=entry.at
    )
    entry.move(session, "prepare")
    _issue(entry, session, kept)


def _issue(entry: Entry, session: Session, kept: list[Reservation]) -> None:
    for reservation in kept:
        issue_vial(
            vial=reservation.vial, reason=f"issued for {session.code}", by=entry.by, at=entry.at
        )


def _sign_despite_overdue(
    entry: Entry, session: Session, reason: str, signature: SignedIntent
) -> None:
    if not reason.strip():
        raise refuse("overdue_reason", "Say why the dose may be given before the overdue visit.")
    if signature.meaning != DESPITE_OVERDUE or signature.role != Role.PHYSICIAN:
        raise refuse("signature_missing", f"A physician signs this with '{DESPITE_OVERDUE}'.")
    facts = standing.session_facts_now(session, entry.at)
    if not facts.overdue:
        raise refuse("nothing_overdue", "No safety visit is overdue, so nothing is to be signed.")
    entry.change(session, overdue_reason=reason.strip())
    content = queries.overdue_content(session, facts.overdue, session.overdue_reason)
    entry.sign(session, signature, content)
