"""The rules of the claims: which concepts must meet, how near, and about what.

Stands on: tables/rules.csv, in which every rule carries a sentence that it must mark.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product as every_choice

from secretome.claims.lexicon import Span

_SLACK_WORDS = 3
Spans = Callable[[str], tuple[Span, ...]]


@dataclass(frozen=True, slots=True)
class Need:
    """Concepts of which one must stand in the sentence, or ``count`` different ones."""

    concepts: tuple[str, ...]
    count: int = 1


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to say a claim; the first need is the leading one, whose denial denies the claim."""

    claim_id: str
    needs: tuple[Need, ...]
    unless: tuple[str, ...]
    within_words: int | None
    subject: str
    only_alone: bool
    example: str


@dataclass(frozen=True, slots=True)
class Firing:
    """A rule met in a sentence: its leading words, and all words that met it."""

    rule: Rule
    lead: Span
    start: int
    end: int


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, in the order of the table."""
    text = (files("secretome.claims") / "tables" / "rules.csv").read_text(encoding="utf-8")
    return tuple(_rule(row) for row in csv.DictReader(text.splitlines(), strict=True))


def _rule(row: dict[str, str]) -> Rule:
    return Rule(
        claim_id=row["claim_id"],
        needs=tuple(_need(part.strip()) for part in row["needs"].split("+")),
        unless=tuple(part for part in row["unless"].split("/") if part),
        within_words=int(row["within"]) if row["within"] else None,
        subject=row["subject"],
        only_alone=row["only_alone"] == "yes",
        example=row["example"],
    )


def _need(text: str) -> Need:
    count, star, names = text.partition("*")
    return Need(tuple(names.split("/")), int(count)) if star else Need(tuple(text.split("/")))


def firings(rule: Rule, spans: Spans) -> Iterator[Firing]:
    """Each place of the leading concept at which the rule is met, with the nearest others."""
    leads = _found(rule.needs[0], spans)
    if not leads or any(spans(name) for name in rule.unless):
        return
    others = [_found(need, spans) for need in rule.needs[1:]]
    if not all(others):
        return
    for lead in leads:
        if (met := _nearest(rule, lead, others)) is not None:
            yield met


def _found(need: Need, spans: Spans) -> tuple[Span, ...]:
    """Places that meet a need; several different things are wanted as one stretch of words."""
    if need.count == 1:
        return tuple(span for name in need.concepts for span in spans(name))
    firsts = [found[0] for name in need.concepts if (found := spans(name))]
    if len(firsts) < need.count:
        return ()
    return (Span(min(s.start for s in firsts), max(s.end for s in firsts)),)


def _nearest(rule: Rule, lead: Span, others: list[tuple[Span, ...]]) -> Firing | None:
    near = [sorted(found, key=lambda span: _distance(lead, span))[:3] for found in others]
    reached = [(lead, *choice) for choice in every_choice(*near)]
    met = min(
        (_around(rule, lead, spans) for spans in reached), key=lambda one: one.end - one.start
    )
    is_far = (
        rule.within_words is not None and met.end - met.start > rule.within_words + _SLACK_WORDS
    )
    return None if is_far else met


def _around(rule: Rule, lead: Span, spans: tuple[Span, ...]) -> Firing:
    return Firing(rule, lead, min(s.start for s in spans), max(s.end for s in spans))


def _distance(one: Span, other: Span) -> int:
    return max(other.start - one.end, one.start - other.end, 0)
