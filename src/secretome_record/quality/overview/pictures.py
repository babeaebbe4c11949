"""Two pictures: an attribute lot by lot with its limits, and results by the age of the lot."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from secretome_record.quality.overview.science.lots import Chart, LotNumber
from secretome_record.quality.overview.science.stability import AgedNumber
from secretome_record.quality.pictures.drawing import Ink

# Drawn anew when a drawing here changes.
EDITION = "overview 2"
_MOST_NAMED, _LARGE = 24, 1e5


def control_chart(
    lots: Sequence[LotNumber], chart: Chart | None, limits: Sequence[tuple[float, str]],
    title: str, ink: Ink,
) -> dict[str, Any]:  # fmt: skip
    """Each lot a dot; the centre and three SD as thin rules, the specification as named ones."""
    shown = [one for one in lots if one.value is not None]
    hit = {one.run for one in chart.reading.hits if one.rejects} if chart else set()
    values = [{"lot": n.lot, "v": n.value, "out": n.lot in hit} for n in shown]
    order = [n.lot for n in lots if n.value is not None or n.bound is not None]
    labels = {"labelAngle": -60, "labelLimit": 90} if len(order) <= _MOST_NAMED else {
        "labels": False, "ticks": False
    }  # fmt: skip
    across = {"field": "lot", "type": "ordinal", "sort": order, "title": _("Lots, oldest first"),
              "axis": labels}  # fmt: skip
    bounds = [{"lot": n.lot, "v": n.bound} for n in lots if n.bound is not None]
    up = _up(title, [value["v"] for value in values])
    colour = {"condition": {"test": "datum.out", "value": ink.limit}, "value": ink.accent}
    layers: list[dict[str, Any]] = [*_control_lines(chart, ink), *_named(limits, ink)]
    layers += [
        _layer(values, {"type": "line", "color": ink.quiet, "strokeWidth": 1}, x=across, y=up),
        _layer(values, {"type": "point", "filled": True, "size": 70, "opacity": 1},
               x=across, y=up, color=colour),
        _layer(bounds, {"type": "point", "shape": "triangle-down", "size": 70,
                        "color": ink.quiet}, x=across, y=up),
    ]  # fmt: skip
    return {"layer": layers}


def stability_chart(
    numbers: Sequence[AgedNumber], lines: Sequence[dict[str, Any]],
    limits: Sequence[tuple[float, str]], title: str, ink: Ink,
) -> dict[str, Any]:  # fmt: skip
    """Results by age; the fitted lines with their bounds; the limits of the specification."""
    last = max([1.0, *(n.months for n in numbers)])
    months = {"field": "m", "type": "quantitative", "title": _("Age of the lot (months)"),
              "scale": {"domain": [0, last * 1.05], "nice": False},
              "axis": {"tickCount": 6, "grid": False}}  # fmt: skip
    values = [{"m": n.months, "v": n.value, "lot": n.lot} for n in numbers]
    sizes = [n.value for n in numbers]
    up = _up(title, sizes)
    apart = {"field": "lot"}
    band = {"type": "area", "color": ink.accent, "opacity": 0.14}
    layers: list[dict[str, Any]] = [*_named(limits, ink)]
    if lines:
        layers += [
            _layer(lines, band, x=months, y=_up(title, sizes, "low"), y2={"field": "high"},
                   detail=apart),
            _layer(lines, {"type": "line", "color": ink.accent, "strokeWidth": 1.5},
                   x=months, y=up, detail=apart),
        ]  # fmt: skip
    shape = {"field": "lot", "type": "nominal", "legend": None}
    points = {"type": "point", "color": ink.text, "size": 60, "opacity": 0.9}
    layers.append(_layer(values, points, x=months, y=up, shape=shape))
    return {"layer": layers}


def _layer(values: Any, mark: dict[str, Any], **encoding: Any) -> dict[str, Any]:
    return {"data": {"values": list(values)}, "mark": mark, "encoding": encoding}


def _up(title: str, values: Iterable[float], field: str = "v") -> dict[str, Any]:
    large = max((abs(value) for value in values), default=0.0) >= _LARGE
    return {"field": field, "type": "quantitative", "title": title,
            "scale": {"zero": False, "nice": True},
            "axis": {"format": ".1e"} if large else {}}  # fmt: skip


def _control_lines(chart: Chart | None, ink: Ink) -> list[dict[str, Any]]:
    if chart is None:
        return []
    low, high = chart.limits.at(3)
    rows = [(chart.limits.centre, []), (low, [2, 3]), (high, [2, 3])]
    rules = [
        _layer([{}], {"type": "rule", "color": ink.quiet, "strokeDash": dash}, y={"datum": value})
        for value, dash in rows
    ]
    return [
        *rules,
        _name(high, _("mean + 3 SD"), ink.quiet),
        _name(low, _("mean − 3 SD"), ink.quiet),
    ]


def _named(limits: Sequence[tuple[float, str]], ink: Ink) -> list[dict[str, Any]]:
    rules = [
        _layer([{}], {"type": "rule", "color": ink.limit, "strokeDash": [5, 3]}, y={"datum": value})
        for value, _words in limits
    ]
    return [*rules, *(_name(value, words, ink.limit, "left") for value, words in limits)]


def _name(value: float, words: str, colour: str, side: str = "right") -> dict[str, Any]:
    mark = {"type": "text", "color": colour, "align": side, "baseline": "bottom", "fontSize": 12,
            "dx": 4 if side == "left" else -4, "dy": -3, "text": words}  # fmt: skip
    place = {"value": 0} if side == "left" else {"value": "width"}
    return _layer([{}], mark, y={"datum": value}, x=place)
