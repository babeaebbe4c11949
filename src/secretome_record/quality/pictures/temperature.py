"""A temperature record with its limits; the time above a limit is shaded and named."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from secretome_record.quality.pictures.drawing import Ink


def chart(
    readings: Sequence[tuple[datetime, float]],
    limits: Sequence[tuple[float, str]],
    ink: Ink,
    *,
    clock: str = "",
) -> dict[str, Any]:
    """Draw the readings as a line, each limit as a rule with its name.

    Moments are shown as they stand in the readings, whatever the clock of the server.
    """
    values = [{"t": f"{at:%Y-%m-%dT%H:%M:%S}Z", "c": celsius} for at, celsius in readings]
    time = {"field": "t", "type": "temporal", "title": clock or None, "scale": {"type": "utc"},
            "axis": {"labelExpr": _LABEL, "tickCount": 6, "labelOverlap": True}}  # fmt: skip
    warmth = {"field": "c", "type": "quantitative", "title": _("Temperature (°C)"),
              "scale": {"zero": False, "nice": True}}  # fmt: skip
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": values},
            "mark": {"type": "line", "color": ink.accent, "strokeWidth": 1.5},
            "encoding": {"x": time, "y": warmth},
        }
    ]
    for limit_c, name in limits:
        layers += _limit(limit_c, name, values, time, warmth, ink)
    return {"layer": layers}


_LABEL = "utcFormat(datum.value, '%d %b %H:%M')"


def _limit(
    limit_c: float, name: str, values: list[dict[str, Any]], time: Any, warmth: Any, ink: Ink
) -> list[dict[str, Any]]:
    datum = {"datum": limit_c}
    above = [value if value["c"] > limit_c else {**value, "c": limit_c} for value in values]
    return [
        {
            "data": {"values": [{**value, "from": limit_c} for value in above]},
            "mark": {"type": "area", "color": ink.limit, "opacity": 0.22},
            "encoding": {"x": time, "y": warmth, "y2": {"field": "from"}},
        },
        {
            "data": {"values": [{}]},
            "mark": {"type": "rule", "color": ink.limit, "strokeDash": [5, 3]},
            "encoding": {"y": datum},
        },
        {
            "data": {"values": [{}]},
            "mark": {"type": "text", "color": ink.limit, "align": "right", "baseline": "bottom",
                     "dx": -4, "dy": -3, "fontSize": 12, "text": name},
            "encoding": {"y": datum, "x": {"value": "width"}},
        },
    ]  # fmt: skip
