"""From the public form to triage: receive a request once, say how urgent it is, close it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from secretome_record.ledger.acting import VISITOR, Actor
from secretome_record.ledger.refusal import refuse_if_any
from secretome_record.ledger.writing import Entry, writing
from secretome_record.patients import queries, rules
from secretome_record.patients.models import Patient, Request
from secretome_record.people.models import Person, Site, SubjectKind
from secretome_record.people.roles import Role
from secretome_record.people.services import create_subject
from secretome_record.people.standing import require_role_at


def receive_request(  # noqa: PLR0913 - each is one field of the public form
    *,
    site: Site,
    name: str,
    birth_date: date,
    contact: str,
    condition_text: str,
    story: str,
    form_key: str,
    at: datetime,
    by: Actor = VISITOR,
    sender: str = "",
    is_demo: bool = False,
) -> Request:
    """Take in a request from the public form; the same form sent again is the same request.

    So are the same words from the same sender within a day. Raises Refusal with everything that is
    missing, or when a flood comes from one ``sender``.
    """
    with writing(by=by, at=at, why="A request came in by the public form") as entry:
        given = {
            "site": site, "name": name, "birth_date": birth_date, "contact": contact,
            "condition_text": condition_text, "story": story,
        }  # fmt: skip
        before = queries.request_with_key(form_key) or queries.request_like(sender, given, at)
        if before is not None:
            return before
        mark = queries.sender_mark(sender, at)
        asked = rules.AskedFor(
            name, birth_date, contact, condition_text, queries.recent_from(mark, at)
        )
        today = at.astimezone(ZoneInfo(site.zone)).date()
        refuse_if_any(rules.reasons_against_request(asked, today))
        patient = _patient(entry, site, asked, is_demo=is_demo)
        return entry.create(
            Request,
            site=site,
            patient=patient,
            patient_subject=patient.subject,
            condition_text=condition_text.strip(),
            story=story.strip(),
            received_at=at,
            form_key=form_key,
            asked_from=mark,
            is_demo=is_demo,
        )


def triage_request(
    *, request: Request, urgent: bool, note: str, by: Actor, at: datetime
) -> Request:
    """Say whether a request is urgent and hand it to the medical advisor."""
    require_role_at(by, request.site_id, Role.COORDINATOR)
    refuse_if_any(rules.reasons_against_name_in(note, queries.name_on(request)))
    with writing(by=by, at=at, why=f"Triage of {request.code}") as entry:
        triaged_by = by if isinstance(by, Person) else None
        entry.move(request, "triage", reason="urgent" if urgent else "not urgent")
        return entry.change(request, urgent=urgent, triage_note=note.strip(), triaged_by=triaged_by)


def close_request(*, request: Request, reason: str, by: Actor, at: datetime) -> Request:
    """Close a request that will not be followed further; its private link no longer opens."""
    require_role_at(by, request.site_id, Role.COORDINATOR, Role.MEDICAL_ADVISOR)
    refuse_if_any(rules.reasons_against_name_in(reason, queries.name_on(request)))
    with writing(by=by, at=at, why=f"Close {request.code}") as entry:
        return entry.move(request, "close", reason=reason)


def _patient(entry: Entry, site: Site, asked: rules.AskedFor, *, is_demo: bool) -> Patient:
    subject = create_subject(site=site, kind=SubjectKind.PATIENT, by=entry.by, at=entry.at)
    return entry.create(
        Patient,
        site=site,
        subject=subject,
        name=" ".join(asked.name.split()),
        birth_date=asked.birth_date.isoformat(),
        contact=asked.contact.strip(),
        is_demo=is_demo,
    )
