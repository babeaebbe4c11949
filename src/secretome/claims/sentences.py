"""Where a text's sentences begin and end, and what stands before each that it leans on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LINE = re.compile(r"[^\n\f]+")
_END = re.compile(r"[.!?…]+[\"'”’»)\]*_]*(?=\s|$)")
_SHORT = re.compile(r"(?:\b(?:e\.g|i\.e|dr|prof|approx|vs|fig|mr|mrs|etc|ca)|\b[A-Za-z])\.$", re.I)
_BULLET = re.compile(r"\s*(?:[-*+•–·▪◦✓✔]|\d{1,2}[.)])\s+")
_NOTHING = re.compile(r"[\s>#*_\-–—=|•·]*")
_LONGEST = 1500
_FULL_LINE = 60


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence or item of a list, with its place and what it leans on.

    ``heading`` is the line that opened the list; ``question`` the question just before.
    """

    text: str
    start: int
    heading: str = ""
    question: str = ""

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return self.start + len(self.text)

    @property
    def is_question(self) -> bool:
        """Whether it ends in a question mark."""
        return self.text.rstrip("\"'”’»)]*_ ").endswith("?")


def sentences_of(text: str) -> Iterator[Sentence]:
    """Every sentence in order; an item of a list leans on its heading, an answer on a question."""
    heading = question = ""
    for start, line, is_item, is_wrapped in _blocks(text):
        if not is_item and not is_wrapped:
            heading = ""
        for begin, end in _cuts(line):
            sentence = Sentence(line[begin:end], start + begin, heading, question)
            yield sentence
            question = sentence.text if sentence.is_question else ""
        if line.rstrip(" *_").endswith(":"):
            heading, question = line, ""


def _blocks(text: str) -> Iterator[tuple[int, str, bool, bool]]:
    """Paragraphs: lines that run on are one block, items of lists are blocks of their own."""
    begin = end = -1
    is_item = False
    for match in _LINE.finditer(text):
        line = match.group()
        if not _NOTHING.sub("", line, count=1).strip():
            continue
        bullet = _BULLET.match(line)
        runs_on = begin >= 0 and not bullet and _runs_on(text, begin, end, match.start())
        if runs_on:
            end = match.end()
            continue
        if begin >= 0:
            yield begin, text[begin:end], is_item, False
        begin, end = match.start() + (bullet.end() if bullet else 0), match.end()
        is_item = bool(bullet)
    if begin >= 0:
        yield begin, text[begin:end], is_item, False


def _runs_on(text: str, begin: int, end: int, start: int) -> bool:
    """Whether a line goes on with the sentence of the one before."""
    before, between = text[begin:end].rstrip(), text[end:start]
    if between.count("\n") > 1 or before.lstrip().startswith("#") or "\f" in between:
        return False
    if before.endswith(":") or text[start : start + 1] in "#|>":
        return False
    following = text[start:].lstrip()[:1]
    is_full = len(before) - before.rfind("\n") > _FULL_LINE
    return following.islower() or following in "(\"'0123456789" or is_full


def _cuts(block: str) -> Iterator[tuple[int, int]]:
    """Begin and end of each sentence in a block."""
    begin = 0
    for match in _END.finditer(block):
        if _SHORT.search(block[max(begin, match.end() - 9) : match.end()]) and match.end() < len(
            block
        ):
            continue
        yield from _trimmed(block, begin, match.end())
        begin = match.end()
    yield from _trimmed(block, begin, len(block))


def _trimmed(block: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    piece = block[begin:end]
    lead = len(piece) - len(piece[len(_NOTHING.match(piece).group()) :]) if piece else 0  # type: ignore[union-attr]
    begin += lead
    while end > begin and block[end - 1].isspace():
        end -= 1
    for at in range(begin, end, _LONGEST):
        yield at, min(at + _LONGEST, end)
