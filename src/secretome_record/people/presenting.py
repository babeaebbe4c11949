"""Puts people into the words and rows of their pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from secretome_record.pages.tables import Cell, Column
from secretome_record.people.models import Person, Subject
from secretome_record.people.queries import Factors
from secretome_record.people.roles import title_of


@dataclass(frozen=True, slots=True)
class DemoRow:
    """A demo account and the roles it shows."""

    username: str
    printed_name: str
    role_titles: str


def people_table(people: Iterable[Person]) -> dict[str, Any]:
    """The list of accounts."""
    columns = [
        Column(_("Name")), Column(_("User name"), kind="code"), Column(_("Roles")),
        Column(_("State"), kind="state"),
    ]  # fmt: skip
    return {"caption": _("Accounts"), "columns": columns, "rows": [_row(p) for p in people]}


def facts_of(person: Person, factors: Factors) -> list[tuple[str, str]]:
    """What stands at the top of an account."""
    checked = person.identity_checked_at
    identity = _("Checked on %s") % f"{checked:%Y-%m-%d}" if checked else _("Not checked")
    app = _("Authenticator app") if factors.authenticator_app else _("No authenticator app")
    return [
        (_("User name"), person.username),
        (_("Mail address"), person.email or _("None given")),
        (_("Identity"), identity),
        (_("Second factors"), _("%(app)s, %(n)s keys") % {"app": app, "n": factors.passkeys}),
    ]


def subject_facts(subject: Subject) -> list[tuple[str, str]]:
    """What stands at the top of the page of somebody we hold data about."""
    exported, erased = subject.exported_at, subject.destroyed_at
    return [
        (_("Held as"), str(subject.get_kind_display())),
        (_("Site"), str(subject.site)),
        (_("Last export"), f"{exported:%Y-%m-%d}" if exported else _("Never exported")),
        (_("Erased"), _("On %s") % f"{erased:%Y-%m-%d}" if erased else _("Not erased")),
    ]


def demo_rows(people: Iterable[Person]) -> list[DemoRow]:
    """One row for each demo account."""
    return [DemoRow(p.username, p.printed_name, _titles(p)) for p in people]


def _row(person: Person) -> list[object]:
    state = Cell(_("Open"), tone="good") if person.is_active else Cell(_("Closed"), tone="refused")
    return [
        Cell(person.printed_name, url=reverse("people:person", args=[person.pk])),
        person.username,
        _titles(person) or _("No role"),
        state,
    ]


def _titles(person: Person) -> str:
    return ", ".join(sorted({title_of(grant.role) for grant in person.held}))
