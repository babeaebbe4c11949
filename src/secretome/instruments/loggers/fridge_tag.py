"""Berlinger Fridge-tag reports: indented keys to nested pairs, newest day first.

Refuses: a report without its certificate and signature (cut off), a day without its numbers.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from secretome.errors import BadInput
from secretome.instruments.tables import decode

AGAIN = "Copy the text report again from the device"
_PAIRS = re.compile(r",\s*(?=[A-Za-z][A-Za-z ]*:)")
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Report:
    """Every pair of the report under the path of keys that leads to it."""

    name: str
    encoding: str
    pairs: dict[tuple[str, ...], str]

    def text(self, *path: str) -> str:
        """The value at a path; empty where there is none."""
        return self.pairs.get(path, "")

    def children(self, *path: str) -> tuple[str, ...]:
        """Keys directly below a path, in the order of the file."""
        depth = len(path)
        below = (key[depth] for key in self.pairs if key[:depth] == path and len(key) > depth)
        return tuple(dict.fromkeys(below))


def read_report(data: bytes, *, name: str) -> Report:
    """Read one report; raises BadInput where a key stands twice or the end is missing."""
    text, encoding = decode(data, name=name)
    pairs: dict[tuple[str, ...], str] = {}
    for path, value in _pairs(text, name):
        if path in pairs:
            what = f"{' / '.join(path)} stands twice: two reports are merged"
            raise BadInput(what, where=name, do=AGAIN)
        pairs[path] = value
    if ("Sig",) not in pairs or not any(path[0] == "Cert" for path in pairs):
        what = "certificate and signature are missing: the report is cut off"
        raise BadInput(what, where=name, do=AGAIN)
    return Report(name, encoding, pairs)


def _pairs(text: str, name: str) -> Iterator[tuple[tuple[str, ...], str]]:
    stack: list[tuple[int, str]] = []
    for line_number, line in enumerate(text.replace("\r", "").split("\n"), 1):
        if not line.strip():
            continue
        indent = len(line) - len(line.lstrip(" \t"))
        while stack and stack[-1][0] >= indent:
            stack.pop()
        parts = _PAIRS.split(line.strip())
        if ":" not in line or len(stack) > _DEEPEST:
            where = f"{name}, line {line_number}"
            raise BadInput(f"{line.strip()[:40]!r} is no key and value", where=where, do=AGAIN)
        for part in parts:
            key, _, value = part.partition(":")
            yield (*(one for _, one in stack), key.strip()), value.strip()
        stack.append((indent, parts[0].partition(":")[0].strip()))
