"""Geometry of the small pictures: interval bars, sparklines, rows of figures."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

BAR_WIDTH, BAR_HEIGHT = 240.0, 28.0
SPARK_WIDTH, SPARK_HEIGHT = 120.0, 28.0
CELL_WIDTH, CELL_HEIGHT = 16, 22
_BODY = "a3 3 0 1 1 0 6a3 3 0 1 1 0-6m-5 17v-5a5 5 0 0 1 10 0v5z"


@dataclass(frozen=True, slots=True)
class Measure:
    """What an interval bar shows: a value, its interval, the limits and the guard band."""

    value: float | None
    low: float | None = None
    high: float | None = None
    lower: float | None = None
    upper: float | None = None
    guard: float = 0.0
    log: bool = False
    censored: bool = False

    @property
    def points(self) -> list[float]:
        """Every number that must lie inside the picture."""
        marks = (self.value, self.low, self.high, self.lower, self.upper)
        return [float(mark) for mark in marks if mark is not None]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch along the bar, in picture units."""

    start: float
    width: float

    @property
    def end(self) -> float:
        """Where the stretch ends."""
        return round(self.start + self.width, 2)


@dataclass(frozen=True, slots=True)
class Bar:
    """The finished geometry of one interval bar."""

    allowed: Span | None
    interval: Span | None
    guards: tuple[Span, ...]
    limits: tuple[float, ...]
    value: float | None
    outside: bool


def interval_bar(measure: Measure) -> Bar:
    """Place value, interval, limits and guard band on one scale."""
    place = _scale(measure)
    lower, upper = measure.lower, measure.upper
    return Bar(
        allowed=_allowed(measure, place),
        interval=_interval(measure, place),
        guards=_guards(measure, place),
        limits=tuple(place(limit) for limit in (lower, upper) if limit is not None),
        value=None if measure.value is None else place(float(measure.value)),
        outside=_is_outside(measure),
    )


def _is_outside(measure: Measure) -> bool:
    if measure.value is None:
        return False
    below = measure.lower is not None and measure.value < measure.lower
    above = measure.upper is not None and measure.value > measure.upper
    return below or above


def _scale(measure: Measure) -> Callable[[float], float]:
    points = measure.points or [0.0, 1.0]
    is_log = measure.log and min(points) > 0
    turn: Callable[[float], float] = math.log10 if is_log else float
    turned = [turn(point) for point in points]
    start, end = min(turned), max(turned)
    if measure.lower is None and not is_log:
        start = min(start, 0.0)
    pad = (end - start) * 0.12 or abs(end) * 0.12 or 1.0
    left = start if (measure.lower is None and start == 0.0) else start - pad
    width = end + pad - left

    def place(number: float) -> float:
        if is_log and number <= 0:
            return 0.0
        share = (turn(number) - left) / width
        return round(min(max(share, 0.0), 1.0) * BAR_WIDTH, 2)

    return place


def _allowed(measure: Measure, place: Callable[[float], float]) -> Span | None:
    if measure.lower is None and measure.upper is None:
        return None
    start = 0.0 if measure.lower is None else place(measure.lower)
    end = BAR_WIDTH if measure.upper is None else place(measure.upper)
    return _span(start, end)


def _interval(measure: Measure, place: Callable[[float], float]) -> Span | None:
    if measure.censored and measure.value is not None:
        return _span(0.0, place(measure.value))
    if measure.low is None or measure.high is None:
        return None
    return _span(place(measure.low), place(measure.high))


def _guards(measure: Measure, place: Callable[[float], float]) -> tuple[Span, ...]:
    if not measure.guard:
        return ()
    spans = []
    if measure.lower is not None:
        spans.append(_span(place(measure.lower), place(measure.lower + measure.guard)))
    if measure.upper is not None:
        spans.append(_span(place(measure.upper - measure.guard), place(measure.upper)))
    return tuple(spans)


def _span(start: float, end: float) -> Span:
    return Span(round(start, 2), round(max(end - start, 0.0), 2))


@dataclass(frozen=True, slots=True)
class Spark:
    """The finished geometry of one sparkline."""

    lines: tuple[str, ...]
    dots: tuple[tuple[float, float], ...]
    last: tuple[float, float] | None
    limits: tuple[float, ...]


def sparkline(
    values: Sequence[float | None], *, lower: float | None = None, upper: float | None = None
) -> Spark:
    """Place a history of values; a missing value breaks the line."""
    known = [float(value) for value in values if value is not None]
    limits = [float(limit) for limit in (lower, upper) if limit is not None]
    if not known:
        return Spark((), (), None, ())
    bottom, top = min(known + limits), max(known + limits)
    reach = (top - bottom) or 1.0
    step = (SPARK_WIDTH - 8) / max(len(values) - 1, 1)

    def height(value: float) -> float:
        return round(SPARK_HEIGHT - 4 - (value - bottom) / reach * (SPARK_HEIGHT - 8), 2)

    spots = [
        None if value is None else (round(4 + index * step, 2), height(float(value)))
        for index, value in enumerate(values)
    ]
    dots = tuple(spot for spot in spots if spot is not None)
    return Spark(_lines(spots), dots, dots[-1], tuple(height(limit) for limit in limits))


def _lines(spots: Sequence[tuple[float, float] | None]) -> tuple[str, ...]:
    runs: list[list[str]] = [[]]
    for spot in spots:
        if spot is None:
            runs.append([])
        else:
            runs[-1].append(f"{spot[0]},{spot[1]}")
    return tuple(" ".join(run) for run in runs if len(run) > 1)


@dataclass(frozen=True, slots=True)
class Crowd:
    """Two outlines, filled and empty, of a crowd of equal figures."""

    filled: str
    empty: str
    width: int
    height: int


def crowd(count: int, of: int = 100, *, per_row: int = 10) -> Crowd:
    """Draw `of` figures in rows, the first `count` of them filled."""
    count = min(max(count, 0), of)
    figures = [
        f"M{index % per_row * CELL_WIDTH + 8} {index // per_row * CELL_HEIGHT + 2}{_BODY}"
        for index in range(of)
    ]
    rows = math.ceil(of / per_row)
    return Crowd(
        filled="".join(figures[:count]),
        empty="".join(figures[count:]),
        width=per_row * CELL_WIDTH,
        height=rows * CELL_HEIGHT,
    )
