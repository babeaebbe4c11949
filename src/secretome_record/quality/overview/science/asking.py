"""An answer of the science, or the sentence that says why there is none."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from secretome.errors import BadInput

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Answer(Generic[Found]):
    """What was found; ``why`` is empty then, and otherwise says what is lacking."""

    found: Found | None
    why: str = ""


def asked(ask: Callable[[], Found]) -> Answer[Found]:
    """Ask the science; what it cannot answer becomes a sentence."""
    try:
        return Answer(ask())
    except BadInput as error:
        return Answer(None, sentence(error))


def sentence(error: BadInput) -> str:
    """Say what is wrong and what to do, as a sentence of a page."""
    what = f"{error.what[:1].upper()}{error.what[1:]}."
    do = error.do if error.do.endswith((".", "?")) else f"{error.do}."
    return f"{what} {do}"
