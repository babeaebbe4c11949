"""Who is acting now and why: the two words that every write must carry."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol


class Actor(Protocol):
    """Anything that can stand behind a write: a person, a visitor, the system."""

    @property
    def actor_code(self) -> str:
        """The pseudonym that the ledger keeps, e.g. ``person:<id>``."""
        ...

    @property
    def roles(self) -> frozenset[str]:
        """The roles the actor holds now."""
        ...


@dataclass(frozen=True, slots=True)
class NamedActor:
    """An actor without an account: a visitor, or a part of the system by name."""

    actor_code: str
    roles: frozenset[str] = frozenset()


VISITOR = NamedActor("visitor", frozenset({"VISITOR"}))


def system(name: str, *roles: str) -> NamedActor:
    """Return the actor for a part of the system, such as ``system('demo')``."""
    return NamedActor(f"system:{name}", frozenset(roles))


@dataclass(frozen=True, slots=True)
class Acting:
    """The words of the current write. ``ambient``: set by an edge, not by a service."""

    actor: str
    why: str
    ambient: bool = False


_acting: ContextVar[Acting | None] = ContextVar("acting", default=None)


def acting_now() -> Acting | None:
    """Return who acts in this context, or nothing."""
    return _acting.get()


@contextmanager
def acting(words: Acting | None) -> Iterator[None]:
    """Let ``words`` stand behind every write in the block."""
    token = _acting.set(words)
    try:
        yield
    finally:
        _acting.reset(token)
