"""The size distribution of a sample: each capture thin, their mean thick."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from secretome_record.quality.pictures.drawing import Ink

_SHOWN_PER_CURVE = 250


def chart(curves: list[dict[str, Any]], ink: Ink) -> dict[str, Any]:
    """Draw the captures and their mean."""
    size = {"field": "nm", "type": "quantitative", "title": _("Diameter (nm)"),
            "scale": {"domain": [0, _last_shown(curves)], "nice": False}}  # fmt: skip
    title = _("Particles per mL and nm, as measured")
    count = {"field": "n", "type": "quantitative", "title": title, "axis": {"format": ".1e"}}
    return {
        "layer": [
            {
                "data": {"values": list(_points(curves))},
                "mark": {"type": "line", "strokeWidth": 1, "color": ink.quiet, "opacity": 0.55},
                "encoding": {"x": size, "y": count, "detail": {"field": "c"}},
            },
            {
                "data": {"values": list(_mean(curves))},
                "mark": {"type": "line", "strokeWidth": 2.5, "color": ink.accent},
                "encoding": {"x": size, "y": count},
            },
        ],
    }


def _last_shown(curves: list[dict[str, Any]]) -> float:
    """Leave the empty end of the scale out: past the size below which 99.8 % lie."""
    ends = [0.0]
    for curve in curves:
        total, so_far = sum(curve["particles_per_ml"]) or 1.0, 0.0
        for nm, n in zip(curve["bin_centres_nm"], curve["particles_per_ml"], strict=True):
            so_far += n
            if so_far >= 0.998 * total:
                ends.append(nm)
                break
    return max(ends) * 1.1 or 1000.0


def _points(curves: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    last = _last_shown(curves)
    for curve in curves:
        for nm, n in _thinned(curve["bin_centres_nm"], curve["particles_per_ml"], last):
            yield {"nm": nm, "n": n, "c": curve["capture"]}


def _mean(curves: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    if not curves:
        return
    centres = curves[0]["bin_centres_nm"]
    if any(curve["bin_centres_nm"] != centres for curve in curves):
        return
    columns = zip(*(curve["particles_per_ml"] for curve in curves), strict=True)
    means = [sum(column) / len(curves) for column in columns]
    for nm, n in _thinned(centres, means, _last_shown(curves)):
        yield {"nm": nm, "n": n}


def _thinned(
    centres: Iterable[float], numbers: Iterable[float], last: float
) -> Iterable[tuple[float, float]]:
    pairs = [pair for pair in zip(centres, numbers, strict=True) if pair[0] <= last]
    step = max(len(pairs) // _SHOWN_PER_CURVE, 1)
    return pairs[::step]
