"""Writes about people: sites, accounts, roles, sessions, data subjects; one verb each."""

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from secretome_record.ledger.acting import Actor, system
from secretome_record.ledger.refusal import Reason, Refusal, refuse, refuse_if_any
from secretome_record.ledger.signing import SignedIntent
from secretome_record.ledger.writing import writing
from secretome_record.people import rules
from secretome_record.people.models import Erasure, Person, RoleGrant, Site, Subject
from secretome_record.people.personal_data import gather
from secretome_record.people.queries import erasure_content
from secretome_record.people.roles import ANSWERS_FOR, Role, title_of
from secretome_record.people.sealing import BlindIndexField, new_key
from secretome_record.people.standing import (
    require_administrator,
    require_over_account,
    require_role_at,
)

ERASES = "I erase this person as asked; it cannot be undone"
KEPT_AFTER_ERASURE = (
    "Codes, links from donor to patient, batch and treatment records stay under a pseudonym "
    "(traceability for 30 years); every identifying text is unreadable."
)


def create_site(
    *,
    code: str,
    name: str,
    zone: str,
    by: Actor,
    at: datetime,
    language: str = "en",
    facility_note: str = "",
) -> Site:
    """Open a site. Raises Refusal with every reason against its code and zone."""
    require_administrator(by)
    refuse_if_any(rules.reasons_against_site(code, zone))
    with writing(by=by, at=at, why=f"Open the site {code}") as entry:
        return entry.create(
            Site, code=code, name=name, zone=zone, language=language, facility_note=facility_note
        )


def open_first_site(
    *,
    code: str,
    name: str,
    zone: str,
    username: str,
    printed_name: str,
    password: str,
    at: datetime,
) -> tuple[Site, Person]:
    """Open the first site with its administrator: both or neither, and only while there is none."""
    by = system("first-site", Role.ADMINISTRATOR)
    why = f"Open the first site {code} with its administrator"
    with writing(by=by, at=at, why=why):
        if Site.objects.exists():
            raise refuse(
                "first_site",
                "There is a site already. Its administrator opens all else under People.",
            )
        site = create_site(code=code, name=name, zone=zone, by=by, at=at)
        person = create_person(
            username=username, printed_name=printed_name, password=password, by=by, at=at
        )
        grant_role(person=person, site=site, role=Role.ADMINISTRATOR, by=by, at=at)
    return site, person


def create_person(
    *,
    username: str,
    printed_name: str,
    password: str | None,
    by: Actor,
    at: datetime,
    email: str = "",
    is_demo: bool = False,
) -> Person:
    """Open an account; without a password nobody can sign in to it yet."""
    require_administrator(by)
    username = username.strip().lower()
    taken = Person.objects.filter(username__iexact=username).exists()
    against = [*rules.reasons_against_account(username, printed_name, taken=taken)]
    if password is not None:
        against += _against_password(password, username, printed_name)
    refuse_if_any(against)
    with writing(by=by, at=at, why=f"Open an account for {username}") as entry:
        return entry.create(
            Person,
            username=username,
            printed_name=printed_name.strip(),
            email=email,
            password=make_password(password),
            is_demo=is_demo,
        )


def set_password(*, person: Person, by: Actor, at: datetime, password: str) -> Person:
    """Replace one's own password, or that of an account one administers: it is signed out."""
    is_own = by.actor_code == person.actor_code
    if not is_own:
        require_over_account(by, person)
    refuse_if_any(_against_password(password, person.username, person.printed_name))
    whose = "a new password" if is_own else "a new password for somebody"
    with writing(by=by, at=at, why=f"Set {whose}") as entry:
        changed = entry.change(person, password=make_password(password))
        if not is_own:
            _end_sessions(person)
        return changed


def remove_authenticator(*, person: Person, by: Actor, at: datetime, reason: str) -> Person:
    """Take away a lost authenticator: sessions end, the person enrols again before all else.

    Their identity is checked anew, since whoever enrols next signs in this name.
    """
    if by.actor_code == person.actor_code:
        raise refuse("own_factor", "Ask another administrator to remove your authenticator.")
    require_over_account(by, person)
    enrolled = list(Authenticator.objects.filter(user=person))
    if not enrolled:
        raise refuse("no_factor", "This person has no authenticator. There is nothing to remove.")
    if not reason.strip():
        raise refuse("reason", "Say what became of the authenticator.")
    with writing(by=by, at=at, why=f"Remove the authenticator: {reason.strip()}") as entry:
        for factor in enrolled:
            entry.remove(factor)
        _end_sessions(person)
        return entry.change(person, identity_checked_at=None)


def confirm_identity(*, person: Person, by: Actor, at: datetime) -> Person:
    """Record that the person showed who they are, before their first signature."""
    if by.actor_code == person.actor_code:
        raise refuse("own_identity", "Somebody else checks your identity, not you.")
    require_over_account(by, person)
    with writing(by=by, at=at, why="Identity checked in person") as entry:
        return entry.change(person, identity_checked_at=at)


def grant_role(*, person: Person, site: Site, role: Role, by: Actor, at: datetime) -> RoleGrant:
    """Give a person a role at a site from now on; an administrator of that site does."""
    require_role_at(by, site.pk, Role.ADMINISTRATOR)
    refuse_if_any(
        rules.reasons_against_grant(
            role,
            held=_held(person, site),
            active=person.is_active,
            to_self=by.actor_code == person.actor_code,
        )
    )
    with writing(by=by, at=at, why=f"Grant {title_of(role)} at {site.code}") as entry:
        grantor = by if isinstance(by, Person) else None
        return entry.create(
            RoleGrant, person=person, site=site, role=role, granted_by=grantor, from_at=at
        )


def end_role(*, grant: RoleGrant, by: Actor, at: datetime) -> RoleGrant:
    """End a role now and sign the person out, so that the next page already knows."""
    require_role_at(by, grant.site_id, Role.ADMINISTRATOR)
    if grant.until_at is not None:
        raise refuse("role_ended", f"This role ended on {grant.until_at:%Y-%m-%d} already.")
    _refuse_last_administrator(grant)
    with writing(by=by, at=at, why=f"End {title_of(grant.role)} at {grant.site.code}") as entry:
        ended = entry.change(grant, until_at=max(at, grant.from_at))
        _end_sessions(grant.person)
        return ended


def close_account(*, person: Person, by: Actor, at: datetime) -> Person:
    """Close an account for good: roles and sessions end, the name is never used again."""
    if not person.is_active:
        raise refuse("account_closed", "This account is closed already.")
    if by.actor_code == person.actor_code:
        raise refuse("own_account", "Nobody closes their own account. Ask another administrator.")
    require_over_account(by, person)
    for grant in person.grants.filter(until_at__isnull=True):
        _refuse_last_administrator(grant)
    with writing(by=by, at=at, why="Close the account") as entry:
        for grant in person.grants.filter(until_at__isnull=True):
            entry.change(grant, until_at=max(at, grant.from_at))
        _end_sessions(person)
        return entry.change(person, is_active=False)


def end_sessions(*, person: Person, by: Actor, at: datetime) -> int:
    """Sign a person out everywhere; returns how many sessions ended."""
    require_over_account(by, person)
    with writing(by=by, at=at, why="End every session"):
        return _end_sessions(person)


def create_subject(*, site: Site, kind: str, by: Actor, at: datetime) -> Subject:
    """Make the key of somebody we are about to hold data on."""
    with writing(by=by, at=at, why=f"Make the key of a {kind}") as entry:
        return entry.create(Subject, site=site, kind=kind, key_wrapped=new_key())


def export_subject(*, subject: Subject, by: Actor, at: datetime) -> dict[str, Any]:
    """Everything held about one person, ready for JSON; the export itself is on the record."""
    require_role_at(by, subject.site_id, *ANSWERS_FOR[subject.kind])
    with writing(by=by, at=at, why="Export everything held about this person") as entry:
        gathered = gather(subject)
        entry.change(subject, exported_at=at)
    erased = subject.destroyed_at
    return {
        "subject": str(subject.pk),
        "kind": subject.kind,
        "site": subject.site.code,
        "exported_at": at.isoformat(),
        "exported_by": by.actor_code,
        "erased_at": erased.isoformat() if erased else None,
        "rooms": gathered,
    }


def erase_subject(
    *, subject: Subject, by: Person, at: datetime, reason: str, signature: SignedIntent
) -> Erasure:
    """Destroy the person's key: every sealed text becomes unreadable, the chain still verifies.

    Signed, since it cannot be undone. Raises Refusal without a reason, or when it was done before.
    """
    require_role_at(by, subject.site_id, *ANSWERS_FOR[subject.kind])
    if signature.meaning != ERASES:
        raise refuse("signature_missing", f"This needs a signature that says '{ERASES}'.")
    now = Subject.objects.get(pk=subject.pk)
    refuse_if_any(rules.reasons_against_erasure(reason, erased=now.destroyed_at is not None))
    with writing(by=by, at=at, why="Erase a person by destroying their key") as entry:
        _blank_indexes(now)
        entry.change(now, key_wrapped="", destroyed_at=at)
        erasure = entry.create(
            Erasure, subject=now, by=by, at=at, reason=reason.strip(), kept=KEPT_AFTER_ERASURE
        )
        entry.sign(erasure, signature, erasure_content(erasure))
        return erasure


def _held(person: Person, site: Site) -> frozenset[Role]:
    # Asked anew: the roles on a person in hand are as old as their request.
    open_grants = person.grants.filter(site=site, until_at__isnull=True)
    return frozenset(Role(role) for role in open_grants.values_list("role", flat=True))


def _against_password(password: str, username: str, printed_name: str) -> list[Reason]:
    try:
        validate_password(password, Person(username=username, printed_name=printed_name))
    except ValidationError as error:
        return [Reason("password", str(sentence)) for sentence in error.messages]
    return []


def _refuse_last_administrator(grant: RoleGrant) -> None:
    others = RoleGrant.objects.filter(
        role=Role.ADMINISTRATOR, site=grant.site_id, until_at__isnull=True
    )
    if grant.role == Role.ADMINISTRATOR and not others.exclude(pk=grant.pk).exists():
        raise Refusal(
            Reason(
                "last_administrator",
                "This is the last administrator of the site. Appoint another first.",
            )
        )


def _end_sessions(person: Person) -> int:
    sessions = list(UserSession.objects.filter(user=person))
    for session in sessions:
        session.end()
    return len(sessions)


def _blank_indexes(subject: Subject) -> None:
    for model in apps.get_models():
        indexes = [f for f in model._meta.concrete_fields if isinstance(f, BlindIndexField)]  # noqa: SLF001
        for index in indexes:
            pointer = model._meta.get_field(index.source).subject_field  # type: ignore[union-attr]  # noqa: SLF001
            model._default_manager.filter(**{pointer: subject}).update(**{index.name: ""})  # noqa: SLF001
