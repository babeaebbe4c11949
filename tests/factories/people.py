"""Sites, people and signatures for tests."""

from datetime import UTC, datetime

from secretome_record.ledger.acting import system
from secretome_record.ledger.signing import SignedIntent
from secretome_record.people import services
from secretome_record.people.models import Erasure, Person, Site, Subject
from secretome_record.people.roles import Role

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse battery staple"
SETTER = system("tests", *Role)


def make_site(code: str = "BER", name: str = "Berlin", zone: str = "Europe/Berlin") -> Site:
    """A site made through the service."""
    return services.create_site(code=code, name=name, zone=zone, by=SETTER, at=AT)


def make_person(username: str, site: Site, *roles: Role, **more) -> Person:
    """A person with roles at a site whose identity was checked, made through the services."""
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
        services.grant_role(person=person, site=site, role=role, by=SETTER, at=AT)
    return Person.objects.get(pk=person.pk)


def signed(person: Person, meaning: str, role: Role, at: datetime = AT) -> SignedIntent:
    """What the signing step hands to a service once a person proved who they are."""
    return SignedIntent(person.pk, person.printed_name, role.value, meaning, at, "test")


def erase(
    subject: Subject, by: Person, role: Role = Role.ADMINISTRATOR, at: datetime = AT
) -> Erasure:
    """Destroy the key of a data subject, signed by somebody who may."""
    return services.erase_subject(
        subject=subject, by=by, at=at, reason="Asked by letter",
        signature=signed(by, services.ERASES, role, at),
    )  # fmt: skip


class Crew:
    """One person for each role of a site, made on first use: ``crew.nurse``, ``crew.qa`` ...

    A second person of a role is ``crew.second("qc_analyst")``.
    """

    def __init__(self, site: Site) -> None:
        self.site = site
        self._people: dict[str, Person] = {}

    def __getattr__(self, name: str) -> Person:
        if name.startswith("_") or name.upper() not in Role.__members__:
            raise AttributeError(name)
        return self._person(name, name.replace("_", "-"))

    def second(self, name: str) -> Person:
        return self._person(name, "second-" + name.replace("_", "-"))

    def _person(self, name: str, username: str) -> Person:
        if username not in self._people:
            unique = f"{username}-{self.site.code.lower()}"
            self._people[username] = make_person(unique, self.site, Role[name.upper()])
        return self._people[username]
