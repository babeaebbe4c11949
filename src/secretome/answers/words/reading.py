"""How old a reader must be to follow a text: a formula for each language, both over school years.

English: Flesch-Kincaid grade. German: first Vienna formula for plain prose (Wiener
Sachtextformel). A school year begins at the age of its number plus five; its middle is taken.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from secretome.errors import BadInput

READING_AGE_LIMIT = 12.5
"""The middle of the seventh school year: a text above it is not for patients."""

_SENTENCE_END = re.compile(r"(?<=[.!?:;])\s+|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,\u202f]\d+)*")
_VOWELS = {"en": re.compile(r"[aeiouy]+"), "de": re.compile(r"[aeiouyäöüáéèê]+")}
_SILENT = re.compile(r"(?<=[^aeiouy])(es|ed|e)$")
_SOUNDED = re.compile(r"([^aeiouy]l|[td])(e|es|ed)$|([sxz]|[cs]h|[cg])es$")
_DIPHTHONGS = re.compile(r"ie|ei|ai|au|eu|äu|ee|aa|oo")


@dataclass(frozen=True, slots=True)
class Counts:
    """What the formulas count in a text."""

    sentences: int
    words: int
    syllables: int
    many_syllables: int
    long: int
    one_syllable: int


def reading_age(text: str | Iterable[str], language: str) -> float:
    """Return the age in years at which a text is read with ease; 0 for a text without words.

    A list is read as one sentence or more in each of its parts.
    """
    formula = _FORMULAS.get(language)
    if formula is None:
        known = ", ".join(_FORMULAS)
        what = f"no reading formula for the language '{language[:20]}'"
        raise BadInput(what, where="language", do=f"Take one of: {known}.")
    counts = count(text if isinstance(text, str) else "\n".join(text), language)
    return round(formula(counts) + 5.5, 1) if counts.words else 0.0


def count(text: str, language: str) -> Counts:
    """Count sentences, words and syllables; a number is a word of one syllable."""
    sentences = [found for part in _SENTENCE_END.split(text) if (found := _WORD.findall(part))]
    words = [word for found in sentences for word in found]
    sizes = [syllables(word, language) for word in words]
    return Counts(
        sentences=len(sentences),
        words=len(words),
        syllables=sum(sizes),
        many_syllables=sum(size >= 3 for size in sizes),
        long=sum(len(word) > 6 for word in words),
        one_syllable=sum(size == 1 for size in sizes),
    )


def syllables(word: str, language: str) -> int:
    """Count the syllables of a word by its groups of vowels; at least one."""
    low = word.casefold() if language == "en" else word.lower()
    if language == "en":
        return max(len(_VOWELS["en"].findall(_without_silent(low))), 1)
    return max(sum(_in_group(group) for group in _VOWELS["de"].findall(low)), 1)


def _without_silent(word: str) -> str:
    return word if _SOUNDED.search(word) else _SILENT.sub("", word)


def _in_group(group: str) -> int:
    """A pair such as "ei" is one sound; other vowels beside each other are sounds of their own."""
    return len(_DIPHTHONGS.sub("-", group))


def _flesch_kincaid(c: Counts) -> float:
    return 0.39 * c.words / c.sentences + 11.8 * c.syllables / c.words - 15.59


def _vienna(c: Counts) -> float:
    per_hundred = 100 / c.words
    return (
        0.1935 * c.many_syllables * per_hundred
        + 0.1672 * c.words / c.sentences
        + 0.1297 * c.long * per_hundred
        - 0.0327 * c.one_syllable * per_hundred
        - 0.875
    )


_FORMULAS: dict[str, Callable[[Counts], float]] = {"en": _flesch_kincaid, "de": _vienna}
