"""Finds the claims of a text, each with its verdict, its sources and better wording."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from secretome.claims.marking import marks_of
from secretome.claims.records import ClaimRecord, claim_records
from secretome.claims.sentences import Sentence, sentences_of
from secretome.claims.stance import stance_of
from secretome.claims.words import words_of

_TAKES_BACK_WORDS = 14
_PLAIN_NO_WORDS = 4
_POINTING = frozenset({"this", "that", "it", "these", "both", "such", "they", "neither", "none"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One claim in a text: its place, its words, and what is known about it."""

    start: int
    end: int
    text: str
    claim: ClaimRecord
    score: int

    @property
    def blocks(self) -> bool:
        """Whether the text must not go out like this without a signature."""
        return self.claim.blocks


def check_text(
    text: str, *, progress: Callable[[float], None] | None = None
) -> tuple[Finding, ...]:
    """Every claim that the text states, in the order of the text."""
    sentences = list(sentences_of(text))
    found: list[Finding] = []
    for place, sentence in enumerate(sentences):
        if progress is not None:
            progress(len(sentence.text))
        following = sentences[place + 1] if place + 1 < len(sentences) else None
        if following is not None and _is_taken_back(text, sentence, following):
            continue
        found.extend(_findings(sentence, following.text if following else ""))
    return tuple(found)


def _findings(sentence: Sentence, following: str) -> Iterator[Finding]:
    records = claim_records()
    opens_list = sentence.text.rstrip(" *_").endswith(":")
    for mark in marks_of(sentence, following):
        if opens_list and mark.only_alone:
            continue  # its items say what it is about
        yield Finding(
            sentence.start, sentence.end, sentence.text, records[mark.claim_id], mark.score
        )


def _is_taken_back(text: str, sentence: Sentence, following: Sentence) -> bool:
    """Whether the next sentence of the same paragraph takes this one back."""
    is_next = text.count("\n", sentence.end, following.start) < 2
    return is_next and _takes_back(following.text)


def _takes_back(sentence: str) -> bool:
    """Whether a short sentence calls the one before it untrue or unknown."""
    words = [word.text for word in words_of(sentence)]
    if not words or words[0] not in _POINTING or len(words) > _TAKES_BACK_WORDS:
        return False
    if {"whether", "if", "how"} & set(words):
        return False  # it says of something else that it is unknown
    return any(cue.name in {"refuted", "uncertain"} for cue, _ in stance_of(words).cues)
