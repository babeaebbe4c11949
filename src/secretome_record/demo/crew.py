"""The demo's site and its accounts: one person a role, two where a second person must check."""

from datetime import datetime

from django.conf import settings

from secretome_record.ledger.acting import NamedActor, system
from secretome_record.ledger.signing import SignedIntent
from secretome_record.people import services
from secretome_record.people.demo import enrol_demo_authenticator
from secretome_record.people.models import Person, Site
from secretome_record.people.roles import Role

# Invented names; the word Demo stands in each, so that no print can be mistaken.
_ACCOUNTS: tuple[tuple[str, str, Role], ...] = (
    ("coordinator", "Cora Demo", Role.COORDINATOR),
    ("advisor", "Amir Demo", Role.MEDICAL_ADVISOR),
    ("advisor2", "Mila Demo", Role.MEDICAL_ADVISOR),
    ("physician", "Petra Demo", Role.PHYSICIAN),
    ("nurse", "Nils Demo", Role.NURSE),
    ("storekeeper", "Sten Demo", Role.STOREKEEPER),
    ("donors", "Dana Demo", Role.DONOR_COORDINATOR),
    ("operator", "Olga Demo", Role.OPERATOR),
    ("operator2", "Otto Demo", Role.OPERATOR),
    ("qc", "Quentin Demo", Role.QC_ANALYST),
    ("qc2", "Quirina Demo", Role.QC_ANALYST),
    ("qa", "Quinn Demo", Role.QA),
    ("qp", "Paula Demo", Role.QUALIFIED_PERSON),
    ("safety", "Sana Demo", Role.SAFETY_OFFICER),
    ("inspector", "Ines Demo", Role.INSPECTOR),
    ("scientist", "Sven Demo", Role.SCIENTIST),
    ("admin", "Alma Demo", Role.ADMINISTRATOR),
)
_SIGNS_NOTHING = frozenset({Role.INSPECTOR, Role.SCIENTIST, Role.COORDINATOR})
BUILDER: NamedActor = system("demo", *Role)


class DemoCrew:
    """The demo's people by user name: ``crew["nurse"]``; ``crew.sign(...)`` signs for them."""

    def __init__(self, at: datetime) -> None:
        """Open the site and every account."""
        self.site: Site = services.create_site(
            code="DEMO", name="Demo clinic (invented)", zone="Europe/Berlin", by=BUILDER, at=at,
            facility_note="A demonstration. Nothing here is real.",
        )  # fmt: skip
        self.people = {
            name: self._open(name, printed, role, at) for name, printed, role in _ACCOUNTS
        }
        self.roles = {name: role for name, _printed, role in _ACCOUNTS}

    def __getitem__(self, name: str) -> Person:
        """Return the person with this user name."""
        return self.people[name]

    def sign(self, name: str, meaning: str, at: datetime) -> SignedIntent:
        """Return what the signing step would hand over for this person."""
        person = self.people[name]
        return SignedIntent(
            person.pk, person.printed_name, self.roles[name].value, meaning, at, "demo builder"
        )

    def _open(self, name: str, printed: str, role: Role, at: datetime) -> Person:
        person = services.create_person(
            username=name,
            printed_name=printed,
            password=settings.DEMO_PASSWORD,
            by=BUILDER,
            at=at,
            is_demo=True,
        )
        services.grant_role(person=person, site=self.site, role=role, by=BUILDER, at=at)
        services.confirm_identity(person=person, by=BUILDER, at=at)
        if role not in _SIGNS_NOTHING:
            enrol_demo_authenticator(person=person, by=BUILDER, at=at)
        return Person.objects.get(pk=person.pk)

    def accounts(self) -> list[dict[str, str]]:
        """Return the sign-ins as the command prints them."""
        return [
            {"username": name, "role": self.roles[name].value, "printed_name": p.printed_name}
            for name, p in self.people.items()
        ]
