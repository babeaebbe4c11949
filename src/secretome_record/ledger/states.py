"""Tables of moves: from which state which action leads where, by which role, signed how."""

from collections.abc import Iterable
from dataclasses import dataclass

from secretome_record.ledger.refusal import refuse


@dataclass(frozen=True, slots=True)
class Step:
    """One allowed move. ``meaning`` is the meaning of the signature it needs, or none."""

    before: str
    action: str
    after: str
    roles: frozenset[str]
    meaning: str | None = None
    reason_needed: bool = False


@dataclass(frozen=True, slots=True)
class StateTable:
    """All moves of one kind of record. What is not in the table is refused."""

    subject: str
    initial: str
    steps: tuple[Step, ...]

    @property
    def states(self) -> tuple[str, ...]:
        """Every state, in the order in which the table names them."""
        names = [self.initial, *(s for step in self.steps for s in (step.before, step.after))]
        return tuple(dict.fromkeys(names))

    @property
    def actions(self) -> tuple[str, ...]:
        """Every action, in the order in which the table names them."""
        return tuple(dict.fromkeys(step.action for step in self.steps))

    def step(self, state: str, action: str) -> Step:
        """Return the move for ``action`` from ``state``. Raises Refusal when there is none."""
        for step in self.steps:
            if step.before == state and step.action == action:
                return step
        raise refuse(
            "not_from_this_state",
            f"This {self.subject} is now {_as_said(state)}; somebody moved it on. "
            "Open the page again.",
        )

    def steps_from(self, state: str) -> tuple[Step, ...]:
        """Return the moves that lead out of ``state``."""
        return tuple(step for step in self.steps if step.before == state)


def _as_said(state: str) -> str:
    words = state.replace("_", " ").lower()
    return f"in {words}" if words.startswith("phase") else words


def steps(
    before: str | Iterable[str],
    action: str,
    after: str,
    roles: Iterable[str],
    *,
    meaning: str | None = None,
    reason_needed: bool = False,
) -> tuple[Step, ...]:
    """Spell one row of a table; several states before make several moves."""
    befores = (before,) if isinstance(before, str) else tuple(before)
    allowed = frozenset(roles)
    return tuple(Step(b, action, after, allowed, meaning, reason_needed) for b in befores)
