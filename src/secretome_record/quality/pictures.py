"""The size distribution of a run as SVG, drawn once for each file, sample and ground."""

from collections.abc import Iterable
from typing import Any

import vl_convert
from django.conf import settings
from django.utils.translation import gettext as _

from secretome_record.ledger.files import read_file
from secretome_record.ledger.science import sha256_hex
from secretome_record.quality import science
from secretome_record.quality.models import Run

_INK = {"light": ("#1c2327", "#5b6a70", "#0b5563", "#b8c4c8"),
        "dark": ("#e6ecee", "#9fb0b6", "#5cc3d6", "#4a5a60")}  # fmt: skip
_SHOWN_PER_CURVE = 250


def distribution_svg(run: Run, sample: str, ground: str) -> bytes:
    """Return the picture of one sample: each capture thin, their mean thick."""
    assert run.file is not None, "only a run with a file has a picture"  # noqa: S101
    name = sha256_hex(f"{run.file.sha256} {sample} {ground} 1")
    path = settings.SECRETOME_FILES / "pictures" / f"{name}.svg"
    if not path.exists():
        curves = science.distributions(read_file(run.file), run.file.name, sample)
        drawn = vl_convert.vegalite_to_svg(_chart(curves, ground)).encode()
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(drawn)
        part.replace(path)
    return path.read_bytes()


def _chart(curves: list[dict[str, Any]], ground: str) -> dict[str, Any]:
    ink, quiet, accent, thin = _INK[ground]
    axis = {"labelColor": quiet, "titleColor": ink, "gridColor": thin, "gridOpacity": 0.35,
            "domainColor": quiet, "tickColor": quiet, "labelFontSize": 12, "titleFontSize": 13,
            "titleFontWeight": "normal"}  # fmt: skip
    size = {"field": "nm", "type": "quantitative", "title": _("Diameter (nm)"),
            "scale": {"domain": [0, _last_shown(curves)], "nice": False}}  # fmt: skip
    title = _("Particles per mL and nm, as measured")
    count = {"field": "n", "type": "quantitative", "title": title, "axis": {"format": ".1e"}}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": "transparent",
        "width": 620,
        "height": 240,
        "config": {"axis": axis, "view": {"stroke": None}, "font": "sans-serif"},
        "layer": [
            {
                "data": {"values": list(_points(curves))},
                "mark": {"type": "line", "strokeWidth": 1, "color": quiet, "opacity": 0.55},
                "encoding": {"x": size, "y": count, "detail": {"field": "c"}},
            },
            {
                "data": {"values": list(_mean(curves))},
                "mark": {"type": "line", "strokeWidth": 2.5, "color": accent},
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


def spoken(run: Run, sample: str) -> str:
    """The picture in words, for whoever does not see it."""
    found = next((s for s in (run.reading or {}).get("samples", []) if s["id"] == sample), None)
    values = {a["name"]: a["as_reported"] for a in found["attributes"]} if found else {}
    return _("Size distribution of sample %(sample)s; mode of each capture: %(mode)s nm.") % {
        "sample": sample, "mode": values.get("size_mode", "–")
    }  # fmt: skip
