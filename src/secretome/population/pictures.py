"""Draws a simulation: curves with bands by place, as SVG or PNG."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from secretome.errors import BadInput, MissingExtra

_FLOOR = 1e-7
_SHOWN = ("blood", "liver", "spleen", "lung", "kidney", "bone", "brain", "site", "body")


def draw_simulation(document: Mapping[str, Any], path: Path) -> None:
    """Write the picture of a simulation document; the ending says SVG or PNG."""
    require_drawable(path)
    path.write_bytes(picture_of(document, png=path.suffix.lower() == ".png"))


def require_drawable(path: Path) -> None:
    """Refuse a name whose ending is no picture that can be drawn, or whose folder is missing."""
    kind = path.suffix.lower()
    if kind not in {".svg", ".png"}:
        do = "End the file's name in .svg or .png"
        raise BadInput(f"cannot draw '{kind or path.name}'", where="plot", do=do)
    require_folder(path)


def require_folder(path: Path) -> None:
    """Refuse a file whose folder is missing, before anything is computed for it."""
    if not path.parent.is_dir():
        do = "Make it first, or check the path"
        raise BadInput(f"there is no folder '{path.parent}'", where=str(path), do=do)


def picture_of(document: Mapping[str, Any], *, png: bool = False) -> bytes:
    """The picture as bytes."""
    try:
        import vl_convert
    except ImportError as error:
        raise MissingExtra("the picture maker (vl-convert)", extra="documents") from error
    spec = chart_of(document)
    if png:
        return bytes(vl_convert.vegalite_to_png(spec, scale=2))
    return str(vl_convert.vegalite_to_svg(spec)).encode()


def chart_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """The chart as a Vega-Lite description: one small panel a place, one colour a product."""
    rows = _rows(document, document["product"])
    if "versus" in document:
        rows += _rows(document["versus"], f"{document['versus']['product']} (versus)")
    title = (
        f"{document['product']} by {document['route']}, "
        f"{document['dose']:.3g} {document['dose_unit']}, "
        f"{document['species']}, {document['patients']} virtual subjects: median and 90 % band"
    )
    x = {"field": "day", "type": "quantitative", "title": "days"}
    scale = {"type": "log", "domain": [_FLOOR, 2], "clamp": True}
    y = {"field": "median", "type": "quantitative", "scale": scale, "title": "share of one dose"}
    color = {"field": "product", "type": "nominal", "title": "product"}
    band = {
        "mark": {"type": "area", "opacity": 0.25},
        "encoding": {
            "x": x,
            "y": {**y, "field": "p05"},
            "y2": {"field": "p95"},
            "color": color,
        },
    }
    line = {
        "mark": {"type": "line", "strokeWidth": 2},
        "encoding": {"x": x, "y": y, "color": color},
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": {"text": title, "subtitle": document["notice"]},
        "data": {"values": rows},
        "facet": {"field": "place", "type": "nominal", "title": None, "sort": list(_SHOWN)},
        "columns": 3,
        "spec": {"width": 220, "height": 150, "layer": [band, line]},
        "config": {"view": {"stroke": None}},
    }


def _rows(document: Mapping[str, Any], product: str) -> list[dict[str, Any]]:
    rows = []
    for place in _SHOWN:
        curve = document["tissues"].get(place)
        if curve is None or not _worth_showing(curve["p95"]):
            continue
        for t, middle, low, high in zip(
            curve["t_h"], curve["median"], curve["p05"], curve["p95"], strict=True
        ):
            rows.append(
                {
                    "place": place,
                    "product": product,
                    "day": t / 24,
                    "median": max(middle, _FLOOR),
                    "p05": max(low, _FLOOR),
                    "p95": max(high, _FLOOR),
                }
            )
    return rows


def _worth_showing(values: Sequence[float]) -> bool:
    return max(values) > 10 * _FLOOR
