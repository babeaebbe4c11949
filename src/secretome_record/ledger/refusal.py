"""A refusal: everything that speaks against an act, each reason a code and a sentence."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason against: a stable code, a sentence for a person, the record to mend it at."""

    code: str
    sentence: str
    about: str = ""


class Refusal(Exception):
    """The act was not done; ``reasons`` holds all of them, never only the first."""

    def __init__(self, *reasons: Reason) -> None:
        """Keep every reason; the message joins their sentences."""
        self.reasons = reasons
        super().__init__(" ".join(reason.sentence for reason in reasons))

    @property
    def codes(self) -> frozenset[str]:
        """The codes of the reasons, for decisions and tests."""
        return frozenset(reason.code for reason in self.reasons)


def refuse(code: str, sentence: str, about: str = "") -> Refusal:
    """Make a refusal with one reason."""
    return Refusal(Reason(code, sentence, about))


def refuse_if_any(reasons: Iterable[Reason]) -> None:
    """Raise one refusal with all ``reasons``; do nothing when there are none."""
    against = tuple(reasons)
    if against:
        raise Refusal(*against)
