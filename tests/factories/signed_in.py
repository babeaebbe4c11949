"""A browser of somebody who signed in with both factors, and what they type into a sign box."""

from django.test import Client
from django.utils import timezone

from factories.people import PASSWORD, SETTER
from secretome_record.people.demo import enrol_demo_authenticator
from secretome_record.people.models import Person
from secretome_record.people.second_factor import next_code


def browser_of(person: Person) -> Client:
    """A client in which the person is signed in and enrolled."""
    enrol_demo_authenticator(person=person, by=SETTER, at=timezone.now())
    client = Client()
    client.force_login(person, backend="axes.backends.AxesStandaloneBackend")
    return client


def sign_box(person: Person) -> dict[str, str]:
    """The fields of the sign box, filled in rightly."""
    return {
        "sign-username": person.username, "sign-password": PASSWORD,
        "sign-code": next_code(person, at=timezone.now()) or "",
    }  # fmt: skip
