"""One check of a dose: what was compared with what, whether it holds, and why."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """``passed`` is None where an input is absent: then nobody can tell, and it never passes.

    ``needed`` marks a check without which no dose can be given.
    """

    name: str
    limit: str | None
    value: str | None
    passed: bool | None
    reason: str
    needed: bool = False

    @property
    def refuses(self) -> bool:
        """Say whether this check alone stops the dose."""
        return self.passed is False or (self.needed and self.passed is None)


def absent(name: str, reason: str, *, limit: str | None = None, needed: bool = False) -> Check:
    """Build the check of an input that was not given."""
    return Check(name, limit, None, None, reason, needed)


def compared(name: str, *, limit: str, value: str, passed: bool, reason: str) -> Check:
    """Build the check of a value that could be compared."""
    return Check(name, limit, value, passed, reason)
