"""What words mean: concepts as lists of patterns, found in a row of words.

Stands on: tables/lexicon.toml, whose head explains the patterns.
"""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from secretome.claims.words import BREAKS

_GAP_WORDS = 3
_SMALL_NUMBER = 100
_NUMBERS = frozenset(
    [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "sixty",
        "seventy",
        "eighty",
    ]
)


class Span(NamedTuple):
    """From the first word to after the last, counted in words."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of a pattern: the words and stems that fit, and whether it may be absent."""

    exact: frozenset[str]
    stems: tuple[str, ...]
    optional: bool = False
    number: bool = False

    def fits(self, word: str) -> bool:
        """Whether this word may stand here."""
        if word in self.exact or (self.stems and word.startswith(self.stems)):
            return True
        return self.number and (
            word in _NUMBERS or (word.isdecimal() and int(word[:9]) < _SMALL_NUMBER)
        )


Pattern = tuple[Slot | None, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Concept:
    """A meaning and the patterns that express it."""

    name: str
    patterns: tuple[Pattern, ...]


def concept(name: str, text: str) -> Concept:
    """Read a concept as the tables write it."""
    parts = (part.split() for part in text.split(";"))
    return Concept(name, tuple(tuple(_slot(word) for word in part) for part in parts if part))


def _slot(word: str) -> Slot | None:
    if word == "_":
        return None
    forms = word.removeprefix("?").split("/")
    return Slot(
        exact=frozenset(form for form in forms if not form.endswith("*")),
        stems=tuple(form[:-1] for form in forms if form.endswith("*")),
        optional=word.startswith("?"),
        number="#" in forms,
    )


def spans_of(sought: Concept, words: Sequence[str]) -> tuple[Span, ...]:
    """Every place where one of the patterns stands, in order, the longest first."""
    found = {
        Span(start, end)
        for start in range(len(words))
        for pattern in _starting_with(sought, words[start])
        for end in _ends(pattern, words, start)
    }
    return tuple(sorted(found, key=lambda span: (span.start, -span.end)))


@lru_cache(maxsize=200_000)
def _starting_with(sought: Concept, word: str) -> tuple[Pattern, ...]:
    """Those patterns that can begin with this word."""
    return tuple(p for p in sought.patterns if any(slot.fits(word) for slot in _first_slots(p)))


def _first_slots(pattern: Pattern) -> Iterator[Slot]:
    for slot in pattern:
        if slot is None:
            return
        yield slot
        if not slot.optional:
            return


def _ends(pattern: Pattern, words: Sequence[str], at: int) -> Iterator[int]:
    """Where the pattern can end when it begins at this word."""
    if not pattern:
        yield at
        return
    slot, rest = pattern[0], pattern[1:]
    if slot is None:
        yield from _after_gap(rest, words, at)
        return
    if slot.optional:
        yield from _ends(rest, words, at)
    if at < len(words) and slot.fits(words[at]):
        yield from _ends(rest, words, at + 1)


def _after_gap(rest: Pattern, words: Sequence[str], at: int) -> Iterator[int]:
    for skipped in range(_GAP_WORDS + 1):
        yield from _ends(rest, words, at + skipped)
        if at + skipped >= len(words) or words[at + skipped] in BREAKS:
            return


@cache
def concepts() -> dict[str, Concept]:
    """Every concept of the table."""
    text = (files("secretome.claims") / "tables" / "lexicon.toml").read_text(encoding="utf-8")
    groups = tomllib.loads(text).values()
    return {name: concept(name, patterns) for group in groups for name, patterns in group.items()}
