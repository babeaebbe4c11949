"""Words of a text in one comparable form, each with its place in the text as it was given."""

import re
import unicodedata
from dataclasses import dataclass

_PIECE = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*|[,;:.!?()\[\]–—]|%", re.UNICODE)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_SHORT = {"can't": ("can", "not"), "cannot": ("can", "not"), "won't": ("will", "not")}
_MARKS = {"[": "(", "]": ")", "–": "—"}
BREAKS = frozenset(",;:.!?()—")


@dataclass(frozen=True, slots=True)
class Word:
    """One word or mark in comparable form, and where it stands."""

    text: str
    start: int
    end: int


def words_of(text: str) -> tuple[Word, ...]:
    """Lower-case words without accents, hyphens and possessives; marks that divide a sentence."""
    hidden = {match.start() for match in _INVISIBLE.finditer(text)}
    plain, places = _without(text, hidden)
    found: list[Word] = []
    for piece in _PIECE.finditer(plain):
        start, end = places[piece.start()], places[piece.end() - 1] + 1
        found += [Word(form, start, end) for form in _forms(piece.group())]
    return tuple(found)


def _without(text: str, hidden: set[int]) -> tuple[str, list[int]]:
    """Leave out what nobody sees; each letter that stays keeps its place."""
    places = [index for index in range(len(text)) if index not in hidden]
    return "".join(text[index] for index in places), places


def _forms(piece: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKD", piece.replace("’", "'").replace("ʼ", "'")).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    if plain == "%":
        return ("percent",)
    if plain in _SHORT:
        return _SHORT[plain]
    if plain.endswith("n't"):
        return (plain.removesuffix("n't"), "not")
    return (_MARKS.get(plain, plain.partition("'")[0]),)
