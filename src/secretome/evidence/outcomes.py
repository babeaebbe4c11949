"""Tells which outcome a row's own words name: instrument, unit, direction, worthwhile change."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from secretome.evidence.expectation import Mid
from secretome.evidence.files import number, rows_of, split

_MOVED = re.compile(
    r"\b(reduction|reduced|decrease|fall|drop|improvement|gain|decline|loss|worsening)\b"
)
_CHANGE = re.compile(
    r"\b(change|reduction|decrease|fall|drop|improvement|increase|rise|gain|decline|loss)\b"
)
_SHARE_OF_PATIENTS = re.compile(
    r"\b(responders?|response rate|proportion|achiev\w+|(percentage|share|number) of patients"
    r"|patients (with|who|reaching))\b"
)
_LEVEL = r"\b9\d(\.\d)? ?%"  # of an interval, not of the outcome
_RELATIVE = re.compile(rf"(?!{_LEVEL})(?<![\d.])\d*(\.\d+)? ?%|\bpercent(age)?\b|\bpct\b")
_NOISE = re.compile(
    r"\b(at|by|to|after|in|over)?\s*(the\s)?"
    r"((week|day|month|year)s?\s*\d+(\s*(and|to|-)\s*\d+)?|\d+\s*(week|day|month|year)s?)\b"
    r"|\b(mean|change|from|baseline)\b|\bbaseline\s+[\d.]+"
)


class OutcomeKind(StrEnum):
    """Who or what reports an outcome; ``EVENT`` and ``DEATH`` are a yes or no per patient."""

    PATIENT = "patient"
    OBSERVER = "observer"
    INSTRUMENT = "instrument"
    EVENT = "event"
    DEATH = "death"


@dataclass(frozen=True, slots=True)
class Instrument:
    """One line of the table of outcomes."""

    name: str
    words: tuple[str, ...]
    unit: str
    higher_is_better: bool
    scale: tuple[float, float] | None
    kind: OutcomeKind
    mid: Mid | None


@dataclass(frozen=True, slots=True)
class OutcomeWords:
    """What the words of a row say: one known instrument, several, or only the words themselves."""

    key: str
    instrument: Instrument | None
    several: tuple[str, ...]
    is_change: bool
    says_moved: bool


@lru_cache(maxsize=4096)
def read_outcome(text: str) -> OutcomeWords:
    """Read the words of an outcome; the longest known name wins, and names are not guessed."""
    plain = plain_words(text)
    found = [i for i in _instruments_in(plain) if _fits(i, plain)]
    known = found[0] if len(found) == 1 else None
    return OutcomeWords(
        key=known.name if known else _own_words(text),
        instrument=known,
        several=tuple(i.name for i in found) if len(found) > 1 else (),
        is_change=bool(_CHANGE.search(plain)),
        says_moved=bool(_MOVED.search(plain)),
    )


@cache
def instruments() -> tuple[Instrument, ...]:
    """Return the table of outcomes."""
    return tuple(_instrument(row) for row in rows_of("outcomes"))


def plain_words(text: str) -> str:
    """Lower case, one kind of dash, no brackets, '0 to 10' as '0-10'."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    dashed = re.sub(r"[\u2010-\u2015\u2212]", "-", folded)
    ranged = re.sub(r"\b0 (?:to|-) (\d+)", r"0-\1", dashed)
    return " ".join(re.sub(r"[()\[\],;:]", " ", ranged).split())


def _fits(instrument: Instrument, plain: str) -> bool:
    """A share of responders, a relative change or another unit is not the score itself."""
    if instrument.kind in (OutcomeKind.EVENT, OutcomeKind.DEATH):
        return True
    in_percent = "percent" in instrument.unit
    if _SHARE_OF_PATIENTS.search(plain) or (_RELATIVE.search(plain) and not in_percent):
        return False
    return not (instrument.unit == "litres" and re.search(r"\bml\b", plain))


def _instruments_in(plain: str) -> list[Instrument]:
    """Longest words first; what one name used up, no other can claim."""
    found: list[Instrument] = []
    for word, instrument in _vocabulary():
        pattern = rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9]|[- ](?:50|75|90|20|70)\b)"
        shorter = re.sub(pattern, " ", plain)
        if shorter != plain and instrument not in found:
            found.append(instrument)
        plain = shorter
    return found


@cache
def _vocabulary() -> tuple[tuple[str, Instrument], ...]:
    pairs = [(plain_words(word), i) for i in instruments() for word in i.words]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def _own_words(text: str) -> str:
    plain = plain_words(re.sub(r"\([^)]*\)", " ", text))
    return " ".join(_NOISE.sub(" ", plain).split()) or plain


def _instrument(row: dict[str, str]) -> Instrument:
    low, high = number(row["scale_low"]), number(row["scale_high"])
    return Instrument(
        name=row["outcome_id"],
        words=split(row["words"]),
        unit=row["unit"],
        higher_is_better=row["direction"] == "higher_better",
        scale=None if low is None or high is None else (low, high),
        kind=OutcomeKind(row["kind"]),
        mid=_mid(row),
    )


def _mid(row: dict[str, str]) -> Mid | None:
    value = number(row["mid"])
    if value is None:
        return None
    return Mid(
        value=value,
        unit=row["unit"],
        source_id=row["mid_source"],
        note="; ".join(part for part in (row["mid_note"], row["mid_verified"]) if part),
    )
