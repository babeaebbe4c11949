"""A browser of somebody who signed in with both factors, and what they type into a sign box."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.test import Client
from django.utils import timezone

from factories.people import PASSWORD
from secretome_record.ledger.acting import Acting, acting
from secretome_record.people.models import Person
from secretome_record.people.second_factor import next_code


def browser_of(person: Person) -> Client:
    """A client in which the person is signed in and enrolled."""
    client = Client()
    # A session is a row, and every row needs somebody behind it.
    with acting(Acting("system:tests", "sign in for a test", ambient=True)):
        Authenticator.objects.get_or_create(
            user=person, type="totp", defaults={"data": {"secret": encrypt("A" * 32)}}
        )
        client.force_login(person)
    return client


def sign_box(person: Person) -> dict[str, str]:
    """The fields of the sign box, filled in rightly."""
    return {
        "sign-username": person.username, "sign-password": PASSWORD,
        "sign-code": next_code(person, at=timezone.now()) or "",
    }  # fmt: skip
