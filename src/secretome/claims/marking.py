"""Marks the claims of one sentence, each with its score."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from secretome.claims.lexicon import Concept, Span, concept, concepts, lexicon, spans_of
from secretome.claims.rules import Firing, firings, rules
from secretome.claims.sentences import Sentence
from secretome.claims.stance import Stance, scale, stance_of
from secretome.claims.words import words_of

_RHETORICAL = concept(
    "rhetorical",
    "did/do you know; why _ when/if/suffer/live/wait/accept; why not; what if; imagine; know that; "
    "who would/does not; is/are not it; would/is/are it/you not; have/had you heard; tired of; "
    "ready to",
)
_YES = concept(
    "yes",
    "yes; absolutely; certainly; of course; indeed; definitely; sure; surely; naturally; correct; "
    "we can; we do; they do; they are; it does; it is; they can; it can; without a doubt; very; "
    "completely; totally; for sure; exactly; 100; perfectly",
)
_NO = concept("no", "no; forget; none; nothing; not; never; zero; neither; hardly; there are none")
_HARM = concept(
    "harm",
    "side effect*; risk*; complication*; danger*; adverse; go wrong; be afraid; harm*; fear; "
    "reaction*; downside*; hurt; reject*; allerg*; worry; catch*",
)


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
    return _marks(sentence.question, sentence.text, leads_in_context=False)


def _marks_of_question(sentence: Sentence, answer: str) -> tuple[Mark, ...]:
    words, reply = _plain(sentence.text), _plain(answer)
    if spans_of(_RHETORICAL, words):
        return _marks("", sentence.text, leads_in_context=False)
    if not reply or _is_doubted(reply):
        return ()
    if _begins(_YES, reply):
        return _marks("", sentence.text, leads_in_context=False)
    if _begins(_NO, reply) and spans_of(_HARM, words):
        return (Mark(_harm_claim(words), scale().threshold, 0, len(words)),)
    return ()


def _begins(sought: Concept, words: Sequence[str]) -> bool:
    return any(span.start == 0 for span in spans_of(sought, words[:6]))


def _is_doubted(words: Sequence[str]) -> bool:
    """Whether the answer says that nobody knows, or reports harm."""
    names = {cue.name for cue, _ in stance_of(words).cues}
    return bool(names & {"refuted", "uncertain", "sellers"})


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
