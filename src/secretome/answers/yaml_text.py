"""YAML as people write it for a case: plain values with the line each one stands on.

Refuses: text that is not YAML, a key given twice, anchors and aliases, more than a megabyte,
more values than a person writes, and nesting, before any of it is built.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

import yaml
from yaml.events import CollectionEndEvent, CollectionStartEvent
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from secretome.errors import BadInput

MAX_BYTES = 1_000_000
_DEEPEST = 20
_MOST_EVENTS = 20_000  # the schema of a case holds a tenth of it
_INTEGER = re.compile(r"[-+]?[0-9]+")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_IN_FULL = "Write the value out in full."
_WORDS = {"null": None, "~": None, "": None, "true": True, "false": False}

Path = tuple[str | int, ...]


class ReportedNumber(float):
    """A number that remembers the text it was written as: money and doses need the digits."""

    text: str

    def __new__(cls, text: str) -> Self:
        """Keep the text beside the number."""
        number = super().__new__(cls, text)
        number.text = text
        return number


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """The values of a YAML text, and the line of each path in it."""

    data: Any
    lines: dict[Path, int]

    def line_of(self, path: Path) -> int:
        """Return the line of a path, or of its nearest parent."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_yaml(text: str, *, where: str) -> YamlDocument:
    """Read one YAML document; raises BadInput with the line where it cannot be read.

    Only true, false, numbers and null are special: NO is a country and 2026-01-31 stays text.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise BadInput("the file is larger than 1 MB", where=where, do="A case is a short file.")
    lines: dict[Path, int] = {}
    try:
        _refuse_odd_shapes(text, where)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        data = None if node is None else _value(node, (), lines, where)
    except yaml.YAMLError as error:
        raise _not_yaml(error, where) from None
    return YamlDocument(data, lines)


def exact(value: float | str) -> Decimal:
    """Return the number as it was written, digit for digit."""
    return Decimal(getattr(value, "text", str(value)))


def _refuse_odd_shapes(text: str, where: str) -> None:
    """Read event by event: what is nested without end is refused where it goes too deep."""
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=yaml.SafeLoader)):
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        for against, what, do in (
            (getattr(event, "anchor", None), "anchors and aliases are not read", _IN_FULL),
            (depth > _DEEPEST, "it is nested too deeply", "Write a flat case."),
            (count > _MOST_EVENTS, "it holds too many values", "A case is a short file."),
        ):
            if against:
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise BadInput(what, where=f"{where}, line {line}", do=do)


def _value(node: Node, path: Path, lines: dict[Path, int], where: str) -> Any:
    lines[path] = node.start_mark.line + 1
    if isinstance(node, MappingNode):
        return _mapping(node, path, lines, where)
    if isinstance(node, SequenceNode):
        return [_value(part, (*path, i), lines, where) for i, part in enumerate(node.value)]
    return _scalar(node)


def _mapping(node: MappingNode, path: Path, lines: dict[Path, int], where: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value) if isinstance(key_node, ScalarNode) else "?"
        if key in found:
            place = f"{where}, line {key_node.start_mark.line + 1}"
            raise BadInput(f"'{key}' is given twice", where=place, do="Keep one of them.")
        found[key] = _value(value_node, (*path, key), lines, where)
    return found


def _scalar(node: Node) -> Any:
    text = str(node.value)
    if getattr(node, "style", None) is not None:
        return text
    if text.casefold() in _WORDS:
        return _WORDS[text.casefold()]
    if _INTEGER.fullmatch(text) and len(text) < 19:
        return int(text)
    return ReportedNumber(text) if _NUMBER.fullmatch(text) else text


def _not_yaml(error: yaml.YAMLError, where: str) -> BadInput:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "it is not text"
    place = where if mark is None else f"{where}, line {mark.line + 1}, column {mark.column + 1}"
    return BadInput(f"this is not YAML ({problem})", where=place, do="Mend that line.")
