"""A hundred figures: how many are concerned, how many perhaps, how many not."""

import math
from dataclasses import dataclass

from secretome.answers.pictures.svg import FONT, picture, tag, wide, words, wrapped

_CELL_WIDTH, _CELL_HEIGHT, _PER_ROW = 17.0, 25.0, 10
_BODY = "a3.5 3.5 0 1 1 0 7a3.5 3.5 0 1 1 0-7m-5.5 19.5v-6a5.5 5.5 0 0 1 11 0v6z"
_GAP, _TOP, _LINE = 36.0, 26.0, 18.0
_WIDTH = _PER_ROW * _CELL_WIDTH


@dataclass(frozen=True, slots=True)
class Crowd:
    """One hundred people: ``low`` are surely concerned, up to ``high`` perhaps.

    ``value`` is the best guess and stands under the figures in words.
    """

    name: str
    value: int
    low: int
    high: int
    words: str


def icon_array_svg(
    crowds: tuple[Crowd, ...], *, title: str, desc: str, key: tuple[str, str, str]
) -> str:
    """Draw crowds beside each other; ``key`` names the full, the half and the empty figures.

    >>> icon_array_svg((Crowd("100 people", 4, 1, 9, "about 4"),), title="Harm",
    ...                desc="About 4 of 100", key=("harmed", "perhaps", "not harmed"))[:4]
    '<svg'
    """
    places = [index * (_WIDTH + _GAP) for index in range(len(crowds))]
    said = [wrapped(crowd.words, _WIDTH + _GAP / 2) for crowd in crowds]
    deepest = max(map(len, said))
    key_top = _TOP + _PER_ROW * _CELL_HEIGHT + 14 + deepest * _LINE + 14
    key_parts, key_width = _key(key, key_top)
    parts = [_crowd(*one) for one in zip(crowds, places, said, strict=True)]
    width = max(places[-1] + _WIDTH + _GAP / 2, key_width)
    size = (width, key_top + len(key) * (_LINE + 6))
    return picture("icon-array", size=size, title=title, desc=desc, parts=[*parts, *key_parts])


def _crowd(crowd: Crowd, left: float, said: list[str]) -> str:
    below = _TOP + _PER_ROW * _CELL_HEIGHT + 14
    name = words(0.0, 14.0, crowd.name, font_weight="bold", class_="crowd-name")
    lines = [words(0.0, below + n * _LINE, text) for n, text in enumerate(said)]
    figures = [_figure(n, crowd) for n in range(100)]
    return tag("g", name, *figures, *lines, transform=f"translate({left:g} 0)")


def _figure(n: int, crowd: Crowd) -> str:
    state = "full" if n < crowd.low else "half" if n < crowd.high else "empty"
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
    body = f"M{x - 5.5:g} {y + 19.5:g}v-6a5.5 5.5 0 0 1 11 0v6z"
    return tag("path", d=body, fill="currentColor", fill_opacity=0.45, class_="person-half-body")


def _key(names: tuple[str, str, str], top: float) -> tuple[list[str], float]:
    rows = []
    for n, (state, name) in enumerate(zip(("full", "half", "empty"), names, strict=True)):
        y = top + n * (_LINE + 6)
        rows.append(figure(8.0, y, state) + words(24.0, y + 15, name))
    return rows, math.ceil(24 + max(wide(name, FONT) for name in names))
