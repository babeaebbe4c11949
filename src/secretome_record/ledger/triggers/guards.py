"""What rooms ask the database itself to refuse: guards and the views they read."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.module_loading import autodiscover_modules

from secretome_record.ledger.policy import TablePolicy


@dataclass(frozen=True, slots=True)
class Guard:
    """Refuse ``when`` (e.g. ``UPDATE OF state``) on ``table`` while ``condition`` holds.

    The condition is SQL that both engines read; NEW and OLD are the row after and before.
    """

    name: str
    table: str
    when: str
    condition: str
    message: str


@dataclass(frozen=True, slots=True)
class View:
    """A view both engines read, made before the guards that use it."""

    name: str
    select: str


_guards: dict[str, Guard] = {}
_views: dict[str, View] = {}


def register(*, guards: Iterable[Guard] = (), views: Iterable[View] = ()) -> None:
    """Add a room's guards and views; called by its ``guards`` module when it is imported."""
    _guards.update({guard.name: guard for guard in guards})
    _views.update({view.name: view for view in views})


def all_guards() -> tuple[Guard, ...]:
    """Return every room's guards."""
    autodiscover_modules("guards")
    return tuple(_guards.values())


def all_views() -> tuple[View, ...]:
    """Return every room's views, in the order in which they were registered."""
    autodiscover_modules("guards")
    return tuple(_views.values())


def state_guards(policy: TablePolicy) -> tuple[Guard, ...]:
    """Return the guards of a table with states: born in the first state, changed only by a move."""
    if not policy.states:
        return ()
    latest = (
        "SELECT 1 FROM ledger_move m WHERE m.subject_id = NEW.id"
        " AND m.from_state = OLD.state AND m.to_state = NEW.state"
        " AND m.number = (SELECT MAX(n.number) FROM ledger_move n WHERE n.subject_id = NEW.id)"
    )
    table = policy.table
    return (
        Guard(
            f"born_{table}",
            table,
            "INSERT",
            f"NEW.state <> '{policy.initial_state}'",
            f"A new row of {table} starts as {policy.initial_state}",
        ),
        Guard(
            f"moved_{table}",
            table,
            "UPDATE OF state",
            f"NEW.state <> OLD.state AND NOT EXISTS ({latest})",
            f"The state of {table} is moved, never set",
        ),
    )
