"""What a patient does with the private link: open the answer, accept it, or decline it."""

import hmac
from datetime import date, datetime

from secretome_record.ledger.acting import VISITOR
from secretome_record.ledger.refusal import Reason, Refusal, refuse
from secretome_record.ledger.writing import Entry, writing
from secretome_record.patients import queries, rules
from secretome_record.patients.models import Answer
from secretome_record.patients.states import CLOSED, IN_CORRECTION


def open_answer(*, token: str, birth_date: date, at: datetime) -> Answer:
    """Open the answer behind a private link. Raises Refusal; each wrong birth date is counted."""
    with writing(by=VISITOR, at=at, why="A private link was opened") as entry:
        answer, against = _try(entry, token, birth_date)
        if not against and answer.opened_at is None:
            entry.change(answer, opened_at=at)
    return _allowed(answer, against)


def accept_answer(*, token: str, birth_date: date, at: datetime) -> Answer:
    """The patient wants to go on; a plan may be written. Accepting is no consent to treatment."""
    return _decide("accept", token, birth_date, at)


def decline_answer(*, token: str, birth_date: date, at: datetime) -> Answer:
    """The patient does not want to go on; nothing follows."""
    return _decide("decline", token, birth_date, at)


def _decide(action: str, token: str, birth_date: date, at: datetime) -> Answer:
    with writing(by=VISITOR, at=at, why=f"The patient decided: {action}") as entry:
        answer, against = _try(entry, token, birth_date)
        if not against:
            _require_undecided(answer)
            entry.move(answer.request, action)
            entry.change(answer, decided_at=at)
    return _allowed(answer, against)


def _try(entry: Entry, token: str, birth_date: date) -> tuple[Answer, tuple[Reason, ...]]:
    # The count of wrong tries must stay, so the refusal is raised after the block, not in it.
    answer = queries.answer_by_token(token)
    if answer is None:
        raise refuse("no_such_link", "This link leads nowhere. Check the address on your paper.")
    facts = _facts(answer, birth_date)
    against = tuple(rules.reasons_against_opening(facts, entry.at))
    if any(reason.code == "birth_date" for reason in against):
        entry.change(answer, wrong_tries=answer.wrong_tries + 1)
    elif not against and answer.wrong_tries:
        entry.change(answer, wrong_tries=0)
    return answer, against


def _facts(answer: Answer, birth_date: date) -> rules.LinkFacts:
    patient = answer.request.patient
    right = str(patient.birth_date)
    return rules.LinkFacts(
        is_erased=patient.subject.destroyed_at is not None,
        is_closed=answer.request.state == CLOSED,
        expires_at=answer.link_expires_at,
        wrong_tries=answer.wrong_tries,
        is_replaced=queries.is_replaced(answer),
        is_in_correction=answer.request.state in IN_CORRECTION,
        birth_date_fits=hmac.compare_digest(birth_date.isoformat().encode(), right.encode()),
    )


def _require_undecided(answer: Answer) -> None:
    if answer.decided_at is not None:
        word = answer.request.state.lower()
        raise refuse("decided", f"You {word} this answer already. Call the programme to change it.")


def _allowed(answer: Answer, against: tuple[Reason, ...]) -> Answer:
    if against:
        raise Refusal(*against)
    return answer
