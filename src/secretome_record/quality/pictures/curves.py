"""A standard curve: the standards, what was read from it, and the fit through the standards."""

from typing import Any

from django.utils.translation import gettext as _

from secretome_record.quality.pictures.drawing import Ink


def points_of(reading: dict[str, Any]) -> dict[str, Any] | None:
    """The standards in a stored reading, by target or read; nothing where the file marks none."""
    captures = [c for sample in reading.get("samples", []) for c in sample["captures"]]
    found = [p for capture in captures for p in (_pcr_point(capture) or _plate_point(capture))]
    standards = [p for p in found if p["is_standard"]]
    first = standards[0]["series"] if standards else ""
    shown = [p for p in found if p["series"] == first]
    if len({p["x"] for p in shown if p["is_standard"]}) < 3:
        return None
    return {"series": first, "is_pcr": shown[0]["is_pcr"], "points": shown}


def _pcr_point(capture: dict[str, Any]) -> list[dict[str, Any]]:
    values = {a["name"]: a["value"] for a in capture["attributes"]}
    points = []
    for name, quantity in values.items():
        if not name.startswith("curve_quantity[") or not quantity:
            continue
        target = name.removeprefix("curve_quantity[").removesuffix("]")
        cq = values.get(f"cq[{target}]")
        if cq is not None:
            is_standard = capture["settings"].get("task") == "standard"
            points.append(_point(target, quantity, cq, is_standard=is_standard, is_pcr=True))
    return points


def _plate_point(capture: dict[str, Any]) -> list[dict[str, Any]]:
    nominal = _nominal(capture["quality"])
    signals = [a for a in capture["attributes"] if a["name"].startswith("absorbance[")]
    if nominal is None or not signals or signals[0]["value"] is None:
        return []
    series = signals[0]["name"].removeprefix("absorbance[").removesuffix("]")
    return [_point(series, nominal, signals[0]["value"], is_standard=True, is_pcr=False)]


def _nominal(quality: dict[str, str]) -> float | None:
    """The concentration a plate's layout gives a standard; of an unknown it gives a dilution."""
    well = quality.get("Well ID", "")
    text = quality.get("Conc/Dil", "") if well.upper().startswith("STD") else ""
    text = text or (quality.get("Conc", "") if "BackCalcConc" in quality else "")
    try:
        found = float(text)
    except ValueError:
        return None
    return found if found > 0 else None


def _point(series: str, x: float, y: float, *, is_standard: bool, is_pcr: bool) -> dict[str, Any]:
    return {"series": series, "x": x, "y": y, "is_standard": is_standard, "is_pcr": is_pcr,
            "what": _("standard") if is_standard else _("sample")}  # fmt: skip


def chart(curve: dict[str, Any], line: list[tuple[float, float]], ink: Ink) -> dict[str, Any]:
    """Draw the standards filled, the samples open, and the line through the standards."""
    name = _("Quantity") if curve["is_pcr"] else _("Concentration, as the layout states it")
    signal = _("Cq (cycles)") if curve["is_pcr"] else _("Absorbance %(read)s")
    x = {"field": "x", "type": "quantitative", "title": name, "scale": {"type": "log"},
         "axis": {"tickCount": 5, "labelOverlap": True}}  # fmt: skip
    y = {"field": "y", "type": "quantitative", "title": signal % {"read": curve["series"]}
         if not curve["is_pcr"] else signal, "scale": {"zero": not curve["is_pcr"]}}  # fmt: skip
    shape = {"field": "what", "type": "nominal", "title": None}
    return {
        "layer": [
            {
                "data": {"values": [{"x": a, "y": b} for a, b in line]},
                "mark": {"type": "line", "color": ink.quiet, "strokeWidth": 1.5},
                "encoding": {"x": x, "y": y},
            },
            {
                "data": {"values": curve["points"]},
                "mark": {
                    "type": "point",
                    "size": 55,
                    "color": ink.accent,
                    "filled": False,
                    "strokeWidth": 1.8,
                },
                "encoding": {"x": x, "y": y, "shape": shape},
            },
        ]
    }
