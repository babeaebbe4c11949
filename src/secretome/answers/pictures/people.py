"""A hundred figures: how many are concerned, how many perhaps, how many not."""

import math
from dataclasses import dataclass

from secretome.answers.pictures.svg import FONT, picture, tag, wide, words, wrapped

_CELL_WIDTH, _CELL_HEIGHT, _PER_ROW = 17.0, 23.0, 10
_BODY = "a3.3 3.3 0 1 1 0 6.6a3.3 3.3 0 1 1 0-6.6m-5.2 18v-5.4a5.2 5.2 0 0 1 10.4 0v5.4z"
_GAP, _TOP, _LINE = 60.0, 26.0, 18.0
_WIDTH = _PER_ROW * _CELL_WIDTH


@dataclass(frozen=True, slots=True)
class Crowd:
    """One hundred people: ``value`` is the best guess, up to ``high`` may be concerned.

    ``words`` stand under the figures and say the whole range, its lower end too.
    """

    name: str
    value: int
    high: int
    words: str


def icon_array_svg(
    crowds: tuple[Crowd, ...], *, title: str, desc: str, key: tuple[str, str, str]
) -> str:
    """Draw crowds beside each other; ``key`` names the full, the half and the empty figures.

    >>> icon_array_svg((Crowd("100 people", 4, 9, "about 4 (1 to 9)"),), title="Harm",
    ...                desc="About 4 of 100", key=("harmed", "perhaps", "not harmed"))[:4]
    '<svg'
    """
    places = [index * (_WIDTH + _GAP) for index in range(len(crowds))]
    said = [wrapped(crowd.words, _WIDTH + _GAP / 2) for crowd in crowds]
    deepest = max(map(len, said))
    key_top = _TOP + _PER_ROW * _CELL_HEIGHT + 14 + deepest * _LINE
    key_parts, key_width = _key(key, key_top)
    parts = [_crowd(*one) for one in zip(crowds, places, said, strict=True)]
    width = max(places[-1] + _WIDTH + _GAP / 2, key_width)
    size = (width, key_top + _CELL_HEIGHT)
    return picture("icon-array", size=size, title=title, desc=desc, parts=[*parts, *key_parts])


def _crowd(crowd: Crowd, left: float, said: list[str]) -> str:
    below = _TOP + _PER_ROW * _CELL_HEIGHT + 14
    name = words(0.0, 14.0, crowd.name, font_weight="bold", class_="crowd-name")
    lines = [words(0.0, below + n * _LINE, text) for n, text in enumerate(said)]
    figures = [_figure(n, crowd) for n in range(100)]
    return tag("g", name, *figures, *lines, transform=f"translate({left:g} 0)")


def _figure(n: int, crowd: Crowd) -> str:
    state = "full" if n < crowd.value else "half" if n < crowd.high else "empty"
    x = n % _PER_ROW * _CELL_WIDTH + _CELL_WIDTH / 2
    y = _TOP + n // _PER_ROW * _CELL_HEIGHT
    return figure(x, y, state)


def figure(x: float, y: float, state: str) -> str:
    """Draw one person: full, half (outline with a filled lower half) or empty."""
    outline = tag(
        "path",
        d=f"M{x:g} {y:g}{_BODY}",
        class_=f"person-{state}",
        fill="currentColor" if state == "full" else "none",
        stroke="currentColor",
        stroke_width=1.0,
        stroke_opacity=0.45 if state == "empty" else 1,
    )
    return outline + (_half(x, y) if state == "half" else "")


def _half(x: float, y: float) -> str:
    """Fill the body and leave the head open."""
    body = f"M{x - 5.2:g} {y + 18:g}v-5.4a5.2 5.2 0 0 1 10.4 0v5.4z"
    return tag("path", d=body, fill="currentColor", fill_opacity=0.45, class_="person-half-body")


def _key(names: tuple[str, str, str], top: float) -> tuple[list[str], float]:
    """Write the key in one row, as wide as its words."""
    parts, x = [], 6.0
    for state, name in zip(("full", "half", "empty"), names, strict=True):
        parts.append(figure(x, top, state) + words(x + 11, top + 14, name))
        x += wide(name, FONT) + 34
    return parts, math.ceil(x - 20)
