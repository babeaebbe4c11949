"""The demo's short cuts: one click signs in as a role, on this machine only."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.utils import encrypt
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest

from secretome_record.ledger.acting import Actor
from secretome_record.ledger.writing import writing
from secretome_record.people import second_factor
from secretome_record.people.models import Person

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
_LOOPBACK = frozenset({"127.0.0.1", "::1"})


def require_demo(request: HttpRequest) -> None:
    """Raise Http404 unless this is a demo, asked from the same machine."""
    if not settings.DEMO or request.META.get("REMOTE_ADDR") not in _LOOPBACK:
        raise Http404


def sign_in_as(request: HttpRequest, username: str) -> Person:
    """Sign in to a demo account without its password."""
    require_demo(request)
    person = Person.objects.filter(username=username, is_demo=True, is_active=True).first()
    if person is None:
        raise Http404
    login(request, person, backend=_BACKEND)
    return person


def enrol_demo_authenticator(*, person: Person, by: Actor, at: datetime) -> None:
    """Give a demo account an authenticator whose code the sign box shows."""
    if not person.is_demo or second_factor.has_authenticator(person):
        return
    with writing(by=by, at=at, why="Enrol the authenticator of a demo account") as entry:
        entry.create(
            Authenticator,
            user=person,
            type=Authenticator.Type.TOTP,
            data={"secret": encrypt(generate_totp_secret())},
        )


def current_code(person: Person, *, at: datetime) -> str | None:
    """The code the authenticator of a demo account shows now; nothing for any other account."""
    return second_factor.next_code(person, at=at) if settings.DEMO and person.is_demo else None
