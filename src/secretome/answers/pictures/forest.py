"""A forest plot: each study with its interval and weight, the pooled result, and who stayed out."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from secretome.answers.pictures.svg import picture, tag, wide, words, wrapped

_ROW, _TOP, _PLOT_LEFT, _PLOT_WIDTH = 26.0, 34.0, 210.0, 260.0
_PLOT_RIGHT = _PLOT_LEFT + _PLOT_WIDTH
_NUMBERS, _WIDTH, _SMALL = _PLOT_RIGHT + 16, 720.0, 12.0


@dataclass(frozen=True, slots=True)
class ForestLine:
    """One row: numbers where there are any, else ``why_not`` says why it stayed out."""

    label: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    weight_pct: float | None = None
    why_not: str | None = None
    text: str = ""
    pooled: bool = False


@dataclass(frozen=True, slots=True)
class Plot:
    """What stands around the rows; a ratio is drawn on a log scale around one."""

    title: str
    desc: str
    zero: float
    below: str
    above: str
    log: bool = False
    prediction: tuple[float, float] | None = None
    left_out: str = "Not in the pool"


def forest_svg(lines: tuple[ForestLine, ...], plot: Plot) -> str:
    """Draw the rows that entered, the pooled diamond, and a list of the rows that did not.

    >>> forest_svg((ForestLine("A", 1.0, 0.5, 1.5, 100.0, text="1.0"),),
    ...            Plot("Pain", "One study", 0.0, "worse", "better"))[:4]
    '<svg'
    """
    drawn = [line for line in lines if line.why_not is None]
    place = _scale(drawn, plot)
    rows = [_row(n, line, place, plot) for n, line in enumerate(drawn)]
    bottom = _TOP + len(drawn) * _ROW
    others, height = _left_out([line for line in lines if line.why_not], plot, bottom + 72)
    frame = _frame(place(plot.zero), bottom, plot) if drawn else []
    size = (_WIDTH, height)
    parts = [*frame, *rows, *others]
    return picture("forest", size=size, title=plot.title, desc=plot.desc, parts=parts)


def _scale(drawn: list[ForestLine], plot: Plot) -> Callable[[float], float]:
    turn: Callable[[float], float] = math.log if plot.log else float
    ends = [turn(x) for line in drawn for x in (line.low, line.high) if x is not None]
    ends += [turn(plot.zero), *map(turn, plot.prediction or ())]
    low, high = min(ends), max(ends)
    pad = (high - low) * 0.06 or 1.0

    def place(x: float) -> float:
        return _PLOT_LEFT + (turn(x) - low + pad) / (high - low + 2 * pad) * _PLOT_WIDTH

    return place


def _frame(zero: float, bottom: float, plot: Plot) -> list[str]:
    return [
        _line(zero, _TOP - 8, zero, bottom + 4, stroke_opacity=0.6, class_="no-change"),
        _line(_PLOT_LEFT, bottom + 4, _PLOT_RIGHT, bottom + 4, stroke_opacity=0.4),
        words(zero, 18.0, f"{plot.zero:g}", text_anchor="middle", font_size=_SMALL),
        words(_PLOT_LEFT, bottom + 22, f"← {plot.below}", font_size=_SMALL),
        words(_PLOT_RIGHT, bottom + 38, f"{plot.above} →", text_anchor="end", font_size=_SMALL),
    ]


def _row(n: int, line: ForestLine, place: Callable[[float], float], plot: Plot) -> str:
    y = _TOP + n * _ROW + _ROW / 2
    weight = "bold" if line.pooled else "normal"
    name = words(0.0, y + 4, _fitted(line.label), font_weight=weight)
    numbers = words(_NUMBERS, y + 4, line.text, font_weight=weight)
    return tag("g", name, _mark(y, line, place, plot), numbers, class_="forest-row")


def _mark(y: float, line: ForestLine, place: Callable[[float], float], plot: Plot) -> str:
    if line.value is None or line.low is None or line.high is None:
        return ""
    low, value, high = place(line.low), place(line.value), place(line.high)
    if line.pooled:
        return _prediction(y, place, plot) + _diamond(y, low, value, high)
    side = 5 + 7 * math.sqrt((line.weight_pct or 0) / 100)
    box = tag(
        "rect",
        x=value - side / 2, y=y - side / 2, width=side, height=side,
        fill="currentColor", class_="study",
    )  # fmt: skip
    return _line(low, y, high, y, class_="interval") + box


def _diamond(y: float, low: float, value: float, high: float) -> str:
    points = f"{low:.2f},{y:g} {value:.2f},{y - 8:g} {high:.2f},{y:g} {value:.2f},{y + 8:g}"
    return tag("polygon", points=points, fill="currentColor", class_="pooled")


def _prediction(y: float, place: Callable[[float], float], plot: Plot) -> str:
    if plot.prediction is None:
        return ""
    low, high = map(place, plot.prediction)
    return _line(low, y, high, y, stroke_dasharray="3 3", class_="prediction")


def _left_out(lines: list[ForestLine], plot: Plot, top: float) -> tuple[list[str], float]:
    if not lines:
        return [], top - 24
    parts = [words(0.0, top, plot.left_out, font_weight="bold")]
    y = top + 20
    for line in lines:
        parts.append(words(0.0, y, _fitted(line.label)))
        for part in wrapped(line.why_not or "", _WIDTH - _PLOT_LEFT, _SMALL):
            parts.append(words(_PLOT_LEFT, y, part, font_size=_SMALL))
            y += 16
        y += 6
    return parts, y


def _fitted(label: str) -> str:
    """Cut a label that is too long for its column; the table beside the plot has it whole."""
    room = _PLOT_LEFT - 10
    if wide(label) <= room:
        return label
    return label[: int(room / wide("x")) - 1].rstrip() + "…"


def _line(x1: float, y1: float, x2: float, y2: float, **attributes: object) -> str:
    drawn: dict[str, object] = {"stroke": "currentColor", "stroke_width": 1.5}
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, **(drawn | attributes))
