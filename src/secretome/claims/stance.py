"""What a sentence does with a claim: states it, denies it, doubts it, quotes it or asks for it.

Stands on: tables/cues.toml, which lists the words of each stance and their points.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from secretome.claims.lexicon import Concept, Index, Span, concept, index_of, spans_of
from secretome.claims.rules import Firing
from secretome.claims.words import BREAKS

_REACH_WORDS = 6
_LONGEST_PHRASE = 8
_CONTRASTS = frozenset({"but", "however", "nevertheless", "nonetheless", "whereas"})
_CONCESSIONS = frozenset(
    {"although", "though", "while", "despite", "unlike", "contrary", "whether"}
)
_LINKS = frozenset(
    ["and", "but", "because", "since", "so", "which", "who", "when", "if", "as", "than"]
)


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that take points from a claim, or add some."""

    name: str
    words: Concept
    points: int
    reach: str
    only: tuple[str, ...]
    spared: tuple[str, ...]

    def concerns(self, claim_id: str) -> bool:
        """Whether this cue says anything about that claim."""
        return claim_id not in self.spared and (not self.only or claim_id in self.only)


@dataclass(frozen=True, slots=True)
class Scale:
    """The points of a rule and of a named product, and the score from which a claim is marked."""

    threshold: int
    rule_points: int
    product_points: int
    ignored: Concept
    cues: tuple[Cue, ...]


@cache
def scale() -> Scale:
    """The table of stances."""
    text = (files("secretome.claims") / "tables" / "cues.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    cues = tuple(_cue(name, row) for name, row in table.items() if isinstance(row, dict))
    ignored = concept("ignored", table["ignored"])
    return Scale(table["threshold"], table["rule_points"], table["product_points"], ignored, cues)


def _cue(name: str, row: dict[str, Any]) -> Cue:
    return Cue(
        name=name,
        words=concept(name, row["patterns"]),
        points=row["points"],
        reach=row["reach"],
        only=tuple(filter(None, row.get("claims", "").split(";"))),
        spared=tuple(filter(None, row.get("unless_claims", "").split(";"))),
    )


@dataclass(frozen=True, slots=True)
class Stance:
    """The cues of one sentence, each with its places, and the parts of the sentence."""

    words: tuple[str, ...]
    parts: tuple[int, ...]
    cues: tuple[tuple[Cue, tuple[Span, ...]], ...]

    def points_for(self, firing: Firing) -> int:
        """Points that the cues in reach add to a claim; each kind of cue counts once."""
        return sum(
            cue.points
            for cue, spans in self.cues
            if cue.concerns(firing.rule.claim_id)
            and any(self._reaches(cue, span, firing) for span in spans)
        )

    def _reaches(self, cue: Cue, span: Span, firing: Firing) -> bool:
        lead = firing.lead
        is_inside = lead.start < span.start and span.end <= lead.end
        if is_inside and lead.end - lead.start <= _LONGEST_PHRASE:
            return False  # part of the claim itself, as in 'nothing can happen'
        if cue.reach == "sentence":
            return self.parts[span.start] >= self.parts[lead.start]
        if cue.reach == "clause":
            first, last = min(span.end, lead.end), max(span.start, lead.start)
            return not self._is_divided(first, last, _LINKS | {"that"})
        is_near = 0 <= lead.start - span.end <= _REACH_WORDS
        return is_near and not self._is_divided(span.end, lead.start, _LINKS)

    def _is_divided(self, first: int, last: int, links: frozenset[str]) -> bool:
        """Whether a mark or a linking word stands between two places."""
        return any(word in BREAKS or word in links for word in self.words[first:last])


def stance_of(words: Sequence[str], *, first: int = 0) -> Stance:
    """Read the stance of a sentence; cues before word ``first`` belong to another one."""
    skipped = {
        place for span in spans_of(scale().ignored, words) for place in range(span.start, span.end)
    }
    places = _cue_index().spans(words)
    found = []
    for cue in scale().cues:
        kept = tuple(
            span
            for span in places.get(cue.name, ())
            if span.start >= first and span.start not in skipped
        )
        if kept:
            found.append((cue, kept))
    return Stance(tuple(words), _parts(words), tuple(found))


@cache
def _cue_index() -> Index:
    return index_of(cue.words for cue in scale().cues)


def _parts(words: Sequence[str]) -> tuple[int, ...]:
    """Number the parts of a sentence: doubt in an earlier part leaves a later one alone."""
    part, numbers = 0, []
    conceding = bool(words) and words[0] in _CONCESSIONS
    for place, word in enumerate(words):
        if (conceding and word == ",") or word in _CONTRASTS or _is_turning(words, place):
            part, conceding = part + 1, False
        numbers.append(part)
    return tuple(numbers)


def _is_turning(words: Sequence[str], place: int) -> bool:
    """``yet`` and ``still`` turn a sentence only after a comma."""
    return words[place] in {"yet", "still"} and place > 0 and words[place - 1] == ","
