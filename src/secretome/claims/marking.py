"""Marks the claims of one sentence, each with its score."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from secretome.claims.lexicon import Span, concepts, lexicon, spans_of
from secretome.claims.questions import Meaning, is_bare, meaning_of
from secretome.claims.rules import Firing, firings, rules
from secretome.claims.sentences import Sentence
from secretome.claims.stance import Stance, scale, stance_of
from secretome.claims.words import words_of


@dataclass(frozen=True, slots=True)
class Mark:
    """One claim found in a sentence, with its score and the words (from, to) that carry it."""

    claim_id: str
    score: int
    start: int
    end: int
    only_alone: bool = False


@dataclass(frozen=True, slots=True)
class _Reading:
    """A sentence with what it leans on, as words; ``own`` is its own first word."""

    words: list[str]
    own: int
    found: Mapping[str, tuple[Span, ...]]

    def spans(self, name: str) -> tuple[Span, ...]:
        return self.found.get(name, ())


def marks_of(sentence: Sentence, following: str = "") -> tuple[Mark, ...]:
    """Claims that a sentence states; a question states one only with the answer that follows."""
    if sentence.is_question:
        return _marks_of_question(sentence, following)
    if sentence.heading:
        return _marks(sentence.heading, sentence.text, leads_in_context=True)
    leans = is_bare(_plain(sentence.question))
    return _marks(sentence.question, sentence.text, leads_in_context=leans)


def _marks_of_question(sentence: Sentence, answer: str) -> tuple[Mark, ...]:
    words = _plain(sentence.text)
    match meaning_of(words, _plain(answer)):
        case Meaning.NOTHING:
            return ()
        case Meaning.NO_HARM:
            return (Mark(_harm_claim(words), scale().threshold, 0, len(words)),)
        case Meaning.WHAT_IT_ASKS:
            return _marks("", sentence.text, leads_in_context=False)
        case Meaning.WITH_ITS_ANSWER:
            return _marks("", f"{sentence.text} {answer}", leads_in_context=False)


def _harm_claim(words: Sequence[str]) -> str:
    known = concepts()
    return "C11" if spans_of(known["donor_word"], words) else "C10"


def _marks(context: str, text: str, *, leads_in_context: bool) -> tuple[Mark, ...]:
    before = [*_plain(context), "."] if context else []
    words = [*before, *_plain(text)]
    reading = _Reading(words, len(before), lexicon().spans(words))
    stance = stance_of(reading.words, first=0 if leads_in_context else reading.own)
    best: dict[str, Mark] = {}
    for firing in _all_firings(reading):
        reached = firing.end > reading.own if leads_in_context else firing.lead.start >= reading.own
        mark = _mark(firing, reading, stance)
        if reached and mark.score >= scale().threshold and _is_better(mark, best):
            best[mark.claim_id] = mark
    firm = tuple(mark for mark in best.values() if not mark.only_alone)
    return firm or tuple(best.values())


def _is_better(mark: Mark, best: dict[str, Mark]) -> bool:
    known = best.get(mark.claim_id)
    return known is None or (known.only_alone, mark.score) > (mark.only_alone, known.score)


def _all_firings(reading: _Reading) -> Iterator[Firing]:
    for rule in rules():
        yield from firings(rule, reading.spans)


def _mark(firing: Firing, reading: _Reading, stance: Stance) -> Mark:
    score = scale().rule_points + _subject_points(firing, reading)
    score += min(stance.points_for(firing), scale().product_points)
    rule = firing.rule
    return Mark(rule.claim_id, score, firing.start, firing.end, only_alone=rule.only_alone)


def _subject_points(firing: Firing, reading: _Reading) -> int:
    """A named product adds to a claim; another treatment, or none where one is needed, ends it."""
    rule = firing.rule
    if reading.spans("product"):
        return scale().product_points
    if reading.spans("other_care") and rule.claim_id != "C31":
        return -scale().rule_points
    if rule.subject in {"any", "safety"} or reading.spans("treatment"):
        return 0
    opens_with_it = firing.lead.start - reading.own <= 2  # "Modulates the immune system."
    has_subject = reading.spans("house") or opens_with_it
    return 0 if rule.subject == "subject" and has_subject else -scale().rule_points


def _plain(text: str) -> tuple[str, ...]:
    return tuple(word.text for word in words_of(text))
