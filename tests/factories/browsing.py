"""A browser signed in as somebody, second factor and all, and what they type into a sign box."""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.utils import encrypt
from django.test import Client
from django.utils import timezone

from factories.people import AT, PASSWORD, SETTER
from secretome_record.ledger.acting import Acting, acting
from secretome_record.ledger.writing import writing
from secretome_record.people import second_factor
from secretome_record.people.models import Person


def browser_of(person: Person) -> Client:
    """A client in which the person is signed in."""
    if not second_factor.has_authenticator(person):
        with writing(by=SETTER, at=AT, why="Enrol an authenticator for a test") as entry:
            entry.create(
                Authenticator, user=person, type=Authenticator.Type.TOTP,
                data={"secret": encrypt(generate_totp_secret())},
            )  # fmt: skip
    client = Client()
    # Outside a request nobody is named yet, and the database refuses to keep the session.
    with acting(Acting("system:tests", "Sign in for a test", ambient=True)):
        client.force_login(person)
    return client


def sign_words(person: Person, password: str = PASSWORD) -> dict[str, str]:
    """What the sign box sends when this person signs now."""
    return {
        "sign-username": person.username,
        "sign-password": password,
        "sign-code": second_factor.next_code(person, at=timezone.now()) or "",
    }
