"""A range bar: the likely range of a change, against no change and what people notice."""

from collections.abc import Callable
from dataclasses import dataclass

from secretome.answers.pictures.svg import picture, tag, wide, words

_WIDTH, _LEFT, _RIGHT, _AXIS = 480.0, 10.0, 470.0, 62.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the scale with its words."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Range:
    """What the bar shows, with every word already written.

    ``zero`` is no change; ``noticed`` the smallest change that people notice, if known.
    ``below`` and ``above`` say what lies left and right of no change.
    """

    value: Mark
    low: Mark
    high: Mark
    zero: Mark
    noticed: Mark | None
    below: str
    above: str


def range_bar_svg(shown: Range, *, title: str, desc: str) -> str:
    """Draw one bar with its scale, in the measure's own words.

    >>> bar = Range(Mark(3, "3"), Mark(1, "1"), Mark(5, "5"), Mark(0, "0: no change"), None,
    ...             "worse", "better")
    >>> range_bar_svg(bar, title="Change", desc="3 points")[:4]
    '<svg'
    """
    place = _scale(shown)
    parts = [*_axis(shown, place), *_bar(shown, place)]
    if shown.noticed:
        parts += _noticed(shown.noticed, place)
    return picture("range-bar", size=(_WIDTH, 138.0), title=title, desc=desc, parts=parts)


def _scale(shown: Range) -> Callable[[float], float]:
    marks = [shown.low.at, shown.high.at, shown.zero.at]
    marks += [shown.noticed.at] if shown.noticed else []
    low, high = min(marks), max(marks)
    pad = (high - low) * 0.16 or 1.0

    def place(at: float) -> float:
        return _LEFT + (at - low + pad) / (high - low + 2 * pad) * (_RIGHT - _LEFT)

    return place


def _axis(shown: Range, place: Callable[[float], float]) -> list[str]:
    zero = place(shown.zero.at)
    return [
        _line(_LEFT, _AXIS, _RIGHT, _AXIS, stroke_opacity=0.4),
        _line(zero, 30.0, zero, 94.0, class_="no-change"),
        words(_kept(zero, shown.zero.text), 110.0, shown.zero.text, text_anchor="middle"),
        words(_LEFT, 132.0, f"← {shown.below}", class_="side"),
        words(_RIGHT, 132.0, f"{shown.above} →", text_anchor="end", class_="side"),
    ]


def _bar(shown: Range, place: Callable[[float], float]) -> list[str]:
    low, value, high = (place(mark.at) for mark in (shown.low, shown.value, shown.high))
    band = tag(
        "rect",
        x=low, y=_AXIS - 10, width=max(high - low, 1.0), height=20.0, rx=3.0,
        fill="currentColor", fill_opacity=0.25, stroke="currentColor", class_="range",
    )  # fmt: skip
    middle = _line(value, _AXIS - 16, value, _AXIS + 16, stroke_width=3.5, class_="value")
    return [band, middle, *_labels(shown, low, value, high)]


def _labels(shown: Range, low: float, value: float, high: float) -> list[str]:
    """Write the ends under the bar's corners and the value above it; ends too close give way."""
    texts = [(value, 40.0, shown.value.text, "bold")]
    room = (wide(shown.low.text) + wide(shown.high.text)) / 2 + 8
    if high - low >= room:
        texts += [(low, 90.0, shown.low.text, "normal"), (high, 90.0, shown.high.text, "normal")]
    return [
        words(_kept(x, text), y, text, text_anchor="middle", font_weight=weight)
        for x, y, text, weight in texts
    ]


def _noticed(mark: Mark, place: Callable[[float], float]) -> list[str]:
    x = place(mark.at)
    return [
        _line(x, 22.0, x, 80.0, stroke_dasharray="4 3", class_="noticed"),
        words(_kept(x, mark.text), 15.0, mark.text, text_anchor="middle"),
    ]


def _kept(x: float, text: str) -> float:
    """Keep the middle of a text so far inside that neither end is cut."""
    half = wide(text) / 2
    return min(max(x, half + 1), _WIDTH - half - 1)


def _line(x1: float, y1: float, x2: float, y2: float, **attributes: object) -> str:
    drawn: dict[str, object] = {"stroke": "currentColor", "stroke_width": 1.5}
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, **(drawn | attributes))
