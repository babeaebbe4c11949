"""People for these tests, made through the services like everybody else."""

from datetime import UTC, datetime

import pytest

from secretome_record.ledger.acting import Acting, acting, system
from secretome_record.people import services
from secretome_record.people.models import Person
from secretome_record.people.roles import Role

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse battery staple"
SETTER = system("tests", *Role)


@pytest.fixture(autouse=True)
def _test_client_acts():
    """The test client writes sessions outside of any request; name it."""
    with acting(Acting("system:test-client", "test client", ambient=True)):
        yield


@pytest.fixture
def site(db):
    return services.create_site(code="BER", name="Berlin", zone="Europe/Berlin", by=SETTER, at=AT)


@pytest.fixture
def other_site(db):
    return services.create_site(code="OSL", name="Oslo", zone="Europe/Oslo", by=SETTER, at=AT)


@pytest.fixture
def person_as(site):
    """Open an account with roles: ``person_as("ada", Role.QA)``."""

    def make(username: str, *roles: Role, at_site=None, **more) -> Person:
        person = services.create_person(
            username=username,
            printed_name=f"{username.title()} Example",
            password=PASSWORD,
            by=SETTER,
            at=AT,
            **more,
        )
        services.confirm_identity(person=person, by=SETTER, at=AT)
        for role in roles:
            services.grant_role(person=person, site=at_site or site, role=role, by=SETTER, at=AT)
        return Person.objects.get(pk=person.pk)

    return make
