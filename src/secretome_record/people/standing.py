"""Where somebody stands: which roles an actor holds at a site, and that an act needs a person."""

from typing import Any
from uuid import UUID

from secretome_record.ledger.acting import Actor
from secretome_record.ledger.refusal import refuse
from secretome_record.people.models import Person
from secretome_record.people.roles import Role, title_of


def roles_at(by: Actor, site_id: UUID) -> frozenset[str]:
    """Return the roles ``by`` holds at the site; a part of the system holds them everywhere."""
    if isinstance(by, Person):
        return frozenset(by.roles_at(site_id))
    return by.roles


def require_role_at(by: Actor, site_id: UUID, *roles: Role) -> None:
    """Raise Refusal unless ``by`` holds one of ``roles`` at the site of the record."""
    if not roles_at(by, site_id) & frozenset(roles):
        wanted = " or ".join(title_of(role).lower() for role in roles)
        raise refuse("not_your_role", f"Only a {wanted} of this site may do this.")


def require_move_at(by: Actor, row: Any, action: str) -> None:
    """Raise Refusal unless ``by`` may move ``row`` by ``action`` at the row's own site."""
    step = type(row).MOVES.step(row.state, action)
    require_role_at(by, row.site_id, *sorted(Role(role) for role in step.roles))


def administers(by: Actor, person: Person) -> bool:
    """Whether ``by`` administers every site where the account holds a role.

    An account that holds none now is kept by the sites where it held one; a new one by anybody
    who administers a site.
    """
    held = person.grants.filter(until_at__isnull=True)
    sites = set((held if held.exists() else person.grants).values_list("site_id", flat=True))
    if not sites:
        return Role.ADMINISTRATOR in by.roles
    return all(Role.ADMINISTRATOR in roles_at(by, site) for site in sites)


def require_over_account(by: Actor, person: Person) -> None:
    """Raise Refusal unless ``by`` administers the account."""
    if not administers(by, person):
        raise refuse(
            "not_your_role",
            "Only an administrator of every site where this person works may do this.",
        )


def require_administrator(by: Actor) -> None:
    """Raise Refusal unless ``by`` administers a site, whichever it is."""
    if Role.ADMINISTRATOR not in by.roles:
        raise refuse("not_your_role", "Only an administrator may do this.")


def acting_person(by: Actor) -> Person:
    """Return the person who acts. Raises Refusal for a part of the system or a visitor."""
    if not isinstance(by, Person):
        raise refuse("a_person_needed", "Only a person with an account can do this.")
    return by
