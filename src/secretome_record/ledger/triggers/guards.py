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


def frozen_columns(table: str, *columns: str, when: str = "") -> Guard:
    """A guard that refuses a change of these columns, always or while ``when`` holds."""
    changed = " OR ".join(f"NEW.{c} IS DISTINCT FROM OLD.{c}" for c in columns)
    condition = f"({changed}) AND ({when})" if when else changed
    return Guard(
        f"fixed_{table}",
        table,
        "UPDATE",
        condition,
        f"What was written in {table} is never changed; write a new row",
    )


def never_removed(table: str) -> Guard:
    """A guard that refuses every removal from the table."""
    return Guard(f"kept_{table}", table, "DELETE", "1 = 1", f"Rows of {table} are never removed")


_LATEST = (
    "m.subject_id = NEW.id AND m.number ="
    " (SELECT MAX(n.number) FROM ledger_move n WHERE n.subject_id = NEW.id)"
)


def state_guards(policy: TablePolicy) -> tuple[Guard, ...]:
    """Return the guards of a table with states: born in the first, moved along its table only."""
    if policy.moves is None:
        return ()
    table, moves = policy.table, policy.moves
    ways = " OR ".join(
        f"(OLD.state = '{s.before}' AND NEW.state = '{s.after}'{_signed(s.meaning)})"
        for s in moves.steps
    )
    moved = (
        f"SELECT 1 FROM ledger_move m WHERE {_LATEST}"
        " AND m.from_state = OLD.state AND m.to_state = NEW.state"
    )
    return (
        Guard(
            f"born_{table}", table, "INSERT", f"NEW.state <> '{moves.initial}'",
            f"A new row of {table} starts as {moves.initial}",
        ),
        Guard(
            f"moved_{table}", table, "UPDATE OF state",
            f"NEW.state <> OLD.state AND NOT EXISTS ({moved})",
            f"The state of {table} is moved, never set",
        ),
        Guard(
            f"steps_{table}", table, "UPDATE OF state",
            f"NEW.state <> OLD.state AND NOT ({ways})",
            f"The state of {table} moves as its table says, with the signature it asks for",
        ),
    )  # fmt: skip


def _signed(meaning: str | None) -> str:
    if meaning is None:
        return ""
    return (
        " AND EXISTS (SELECT 1 FROM ledger_move m JOIN ledger_signature g"
        f" ON g.id = m.signature_id WHERE {_LATEST}"
        f" AND g.subject_id = NEW.id AND g.meaning = '{meaning}')"
    )
