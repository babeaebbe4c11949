"""Reads about people, sites, sessions and factors."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Prefetch, Q, QuerySet

from secretome_record.ledger.signing import holds, signatures_on
from secretome_record.people.models import Erasure, Person, RoleGrant, Site, Subject
from secretome_record.people.roles import ANSWERS_FOR, Role

# The grants held now, as ``person.held``, in one query for a whole list.
_HELD = Prefetch(
    "grants",
    RoleGrant.objects.filter(until_at__isnull=True).order_by("from_at", "id"),
    to_attr="held",
)

_OVERSEE = frozenset({Role.ADMINISTRATOR, Role.INSPECTOR})


@dataclass(frozen=True, slots=True)
class Factors:
    """The second factors of one account."""

    authenticator_app: bool
    passkeys: int
    recovery_codes: bool


def people_for(person: Person) -> QuerySet[Person]:
    """The accounts an administrator or inspector sees: those with a grant at their sites, or none.

    An account without any grant belongs to no site yet, so that each administrator sees it.
    """
    overseen = [site for site in person.site_ids if person.roles_at(site) & _OVERSEE]
    here = Person.objects.filter(grants__site__in=overseen)
    nowhere = Person.objects.filter(grants__isnull=True)
    return (here | nowhere).distinct().order_by("printed_name", "id").prefetch_related(_HELD)


def sites_administered(person: Person) -> QuerySet[Site]:
    """The sites where the person is an administrator now."""
    held = [site for site in person.site_ids if Role.ADMINISTRATOR in person.roles_at(site)]
    return Site.objects.filter(pk__in=held).order_by("code")


def sites_for(person: Person) -> QuerySet[Site]:
    """The sites where the person holds a role now."""
    return Site.objects.filter(pk__in=person.site_ids).order_by("code")


def grants_of(person: Person, *, reader: Person) -> QuerySet[RoleGrant]:
    """Every role the person holds or held at the reader's sites, newest first."""
    return (
        person.grants.filter(site__in=reader.site_ids)
        .select_related("site", "granted_by")
        .order_by("-from_at", "-id")
    )


def grant_for_change(grant_id: UUID, *, person: Person) -> RoleGrant:
    """One grant at the person's sites. Raises RoleGrant.DoesNotExist for any other."""
    return RoleGrant.objects.select_related("site", "person").get(
        pk=grant_id, site__in=person.site_ids
    )


def sessions_of(person: Person) -> list[UserSession]:
    """The open sessions, newest first."""
    return list(UserSession.objects.filter(user=person).order_by("-last_seen_at", "-id"))


def factors_of(person: Person) -> Factors:
    """What the person has enrolled."""
    kinds = list(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    return Factors(
        authenticator_app=Authenticator.Type.TOTP in kinds,
        passkeys=kinds.count(Authenticator.Type.WEBAUTHN),
        recovery_codes=Authenticator.Type.RECOVERY_CODES in kinds,
    )


def demo_people() -> QuerySet[Person]:
    """The accounts of the demo, one for each role view."""
    found = Person.objects.filter(is_demo=True, is_active=True)
    return found.order_by("printed_name", "id").prefetch_related(_HELD)


def subject_for(subject_id: UUID, *, person: Person) -> Subject:
    """A data subject of the person's sites. Raises Subject.DoesNotExist for any other."""
    return Subject.objects.select_related("site").get(pk=subject_id, site__in=person.site_ids)


def role_for_subject(person: Person, subject: Subject) -> Role | None:
    """The role in which the person answers for this subject at its site; nothing without one."""
    here = person.roles_at(subject.site_id)
    return next((role for role in ANSWERS_FOR[subject.kind] if role in here), None)


def record_code(subject: Subject) -> str:
    """The code of that patient or donor; nothing while the key still waits for its record."""
    try:
        return str(getattr(subject, subject.kind).code)
    except ObjectDoesNotExist:
        return ""


def subject_with_code(code: str, *, person: Person) -> Subject | None:
    """The key behind the code of a patient or donor for whom the person answers."""
    named = Q(patient__code=code) | Q(donor__code=code)
    here = Subject.objects.select_related("site").filter(named, site__in=person.site_ids).first()
    return here if here and role_for_subject(person, here) else None


def erasure_content(erasure: Erasure) -> dict[str, Any]:
    """What is signed when somebody is erased."""
    subject = erasure.subject
    return {
        "record": record_code(subject), "kind": subject.kind, "site": subject.site.code,
        "reason": erasure.reason, "kept": erasure.kept,
    }  # fmt: skip


def erasure_of(subject: Subject) -> tuple[Erasure, bool] | None:
    """The erasure of a subject, and whether its signature still covers it."""
    done = Erasure.objects.select_related("by", "subject__site").filter(subject=subject).first()
    if done is None:
        return None
    signed = signatures_on(done)
    return done, bool(signed) and holds(signed[-1], erasure_content(done))
