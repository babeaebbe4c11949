"""The roles of the programme, in plain words, and which of them sign."""

from enum import StrEnum


class Role(StrEnum):
    """What a person may be at a site; patients use private links and have no account."""

    COORDINATOR = "COORDINATOR"
    MEDICAL_ADVISOR = "MEDICAL_ADVISOR"
    PHYSICIAN = "PHYSICIAN"
    NURSE = "NURSE"
    STOREKEEPER = "STOREKEEPER"
    DONOR_COORDINATOR = "DONOR_COORDINATOR"
    OPERATOR = "OPERATOR"
    QC_ANALYST = "QC_ANALYST"
    QA = "QA"
    QUALIFIED_PERSON = "QUALIFIED_PERSON"
    SAFETY_OFFICER = "SAFETY_OFFICER"
    INSPECTOR = "INSPECTOR"
    SCIENTIST = "SCIENTIST"
    ADMINISTRATOR = "ADMINISTRATOR"


ROLE_TITLES: dict[Role, str] = {
    Role.COORDINATOR: "Coordinator",
    Role.MEDICAL_ADVISOR: "Medical advisor",
    Role.PHYSICIAN: "Physician",
    Role.NURSE: "Nurse",
    Role.STOREKEEPER: "Storekeeper",
    Role.DONOR_COORDINATOR: "Donor coordinator",
    Role.OPERATOR: "Operator",
    Role.QC_ANALYST: "QC analyst",
    Role.QA: "Quality assurance",
    Role.QUALIFIED_PERSON: "Qualified person",
    Role.SAFETY_OFFICER: "Safety officer",
    Role.INSPECTOR: "Inspector",
    Role.SCIENTIST: "Scientist",
    Role.ADMINISTRATOR: "Administrator",
}

# A signer enrols a second factor before anything else: the signing step asks for it.
SIGNERS: frozenset[Role] = frozenset(
    {
        Role.MEDICAL_ADVISOR,
        Role.PHYSICIAN,
        Role.NURSE,
        Role.STOREKEEPER,
        Role.DONOR_COORDINATOR,
        Role.OPERATOR,
        Role.QC_ANALYST,
        Role.QA,
        Role.QUALIFIED_PERSON,
        Role.SAFETY_OFFICER,
    }
)

# Administrators hold the keys of every account, so they need the second factor too.
SECOND_FACTOR: frozenset[Role] = SIGNERS | {Role.ADMINISTRATOR}

# Readers that change nothing, so that a grant of one never widens what a person can do.
READ_ONLY: frozenset[Role] = frozenset({Role.INSPECTOR, Role.SCIENTIST})

# Who answers a person that asks what is held about them, or wants it erased, by kind of subject.
ANSWERS_FOR: dict[str, tuple[Role, ...]] = {
    "patient": (Role.COORDINATOR, Role.ADMINISTRATOR),
    "donor": (Role.DONOR_COORDINATOR, Role.ADMINISTRATOR),
}


def title_of(role: Role | str) -> str:
    """The role as it is printed on pages and signatures."""
    return ROLE_TITLES[Role(role)]


def needs_second_factor(roles: frozenset[Role]) -> bool:
    """Whether any of the roles obliges its holder to a second factor."""
    return bool(roles & SECOND_FACTOR)
