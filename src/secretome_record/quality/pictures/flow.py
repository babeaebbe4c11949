"""Flow cytometry: how many events at which brightness, one small chart for each channel."""

from typing import Any

from django.utils.translation import gettext as _

from secretome_record.quality.pictures.drawing import Ink


def chart(channels: list[dict[str, Any]], ink: Ink) -> dict[str, Any]:
    """Draw one histogram for each channel, each on its own scale."""
    return {"concat": [_one(channel, ink) for channel in channels], "columns": 3, "spacing": 24}


def _one(channel: dict[str, Any], ink: Ink) -> dict[str, Any]:
    pairs = zip(channel["middles"], channel["counts"], strict=True)
    title = _("power of ten") if channel["is_log"] else _("as stored")
    x = {"field": "x", "type": "quantitative", "title": title,
         "scale": {"zero": False, "nice": False}, "axis": {"tickCount": 4}}  # fmt: skip
    y = {"field": "n", "type": "quantitative", "title": _("events"), "axis": {"tickCount": 3}}
    return {
        "title": {"text": channel["channel"], "color": ink.text, "fontSize": 13, "anchor": "start",
                  "fontWeight": "normal"},
        "data": {"values": [{"x": place, "n": n} for place, n in pairs]},
        "width": 170,
        "height": 90,
        "mark": {"type": "area", "color": ink.accent, "opacity": 0.75, "interpolate": "step"},
        "encoding": {"x": x, "y": y},
    }  # fmt: skip
