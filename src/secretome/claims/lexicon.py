"""What words mean: concepts as lists of patterns, found in a row of words.

Stands on: tables/lexicon.toml, whose head explains the patterns.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from secretome.claims.words import BREAKS

_GAP_WORDS = 3
_LONGEST_STEM = 30
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
        return self.number and _is_small_number(word)


def _is_small_number(word: str) -> bool:
    return word in _NUMBERS or (word.isdecimal() and int(word[:9]) < _SMALL_NUMBER)


Pattern = tuple[Slot | None, ...]
Entry = tuple[str, Pattern]


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


@dataclass(frozen=True, slots=True)
class Index:
    """Patterns of several concepts by the words and stems that they can begin with."""

    exact: Mapping[str, tuple[Entry, ...]]
    stems: Mapping[str, tuple[Entry, ...]]
    numbers: tuple[Entry, ...]

    def spans(self, words: Sequence[str]) -> dict[str, tuple[Span, ...]]:
        """Every place of every concept that stands in the words, in order."""
        found: dict[str, set[Span]] = defaultdict(set)
        for start, word in enumerate(words):
            for name, pattern in self._beginning_with(word):
                found[name].update(Span(start, end) for end in _ends(pattern, words, start))
        return {name: tuple(sorted(spans)) for name, spans in found.items() if spans}

    def _beginning_with(self, word: str) -> Iterator[Entry]:
        yield from self.exact.get(word, ())
        for length in range(1, len(word[:_LONGEST_STEM]) + 1):
            yield from self.stems.get(word[:length], ())
        if _is_small_number(word):
            yield from self.numbers


def index_of(sought: Iterable[Concept]) -> Index:
    """Sort the patterns of concepts by how they begin."""
    exact: dict[str, list[Entry]] = defaultdict(list)
    stems: dict[str, list[Entry]] = defaultdict(list)
    numbers: list[Entry] = []
    for entry in ((one.name, pattern) for one in sought for pattern in one.patterns):
        for slot in _first_slots(entry[1]):
            for word in slot.exact:
                exact[word].append(entry)
            for stem in slot.stems:
                stems[stem].append(entry)
            numbers.extend([entry] if slot.number else [])
    return Index(_frozen(exact), _frozen(stems), tuple(numbers))


def _frozen(lists: Mapping[str, list[Entry]]) -> dict[str, tuple[Entry, ...]]:
    return {word: tuple(entries) for word, entries in lists.items()}


def spans_of(sought: Concept, words: Sequence[str]) -> tuple[Span, ...]:
    """Every place where one concept stands."""
    return _index_of_one(sought).spans(words).get(sought.name, ())


@lru_cache(maxsize=100)
def _index_of_one(sought: Concept) -> Index:
    return index_of([sought])


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


@cache
def lexicon() -> Index:
    """The concepts of the table, ready to be looked for."""
    return index_of(concepts().values())
