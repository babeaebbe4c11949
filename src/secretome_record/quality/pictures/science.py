"""What the pictures of a file ask the science: distributions, readings, histograms, curves."""

from contextlib import suppress
from datetime import datetime
from math import log10
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from secretome.errors import BadInput
from secretome.instruments.fcs import read_data_sets
from secretome.quality.assays.curve_fit import Standard, fit_curve
from secretome.quality.assays.curve_models import CurveModel
from secretome.quality.assays.lines import straight_line
from secretome_record.quality.science import chosen_sample, measurement_of

# Channels that hold a clock or a count and no light.
_NO_LIGHT = ("TIME", "HDR", "EVENT", "WIDTH")
_MOST_CHANNELS, _BINS, _LOG_ABOVE = 9, 96, 1000.0


def distributions(data: bytes, name: str, sample: str) -> list[dict[str, Any]]:
    """Return the size distributions of one sample, capture by capture, for a picture."""
    found = chosen_sample(measurement_of(data, name), sample)
    return [{"capture": c.id, **c.distribution.as_dict()} for c in found.captures if c.distribution]


def temperatures(data: bytes, name: str) -> list[tuple[datetime, float]]:
    """Return the temperature readings of a logger's file in order, for a picture."""
    series = [
        c.series
        for sample in measurement_of(data, name).samples
        for c in sample.captures
        if c.series is not None and c.series.attribute == "temperature"
    ]
    pairs = [pair for one in series for pair in zip(one.times, one.values, strict=True)]
    return sorted((datetime.fromisoformat(at), value) for at, value in pairs if value is not None)


def histograms(data: bytes, name: str, sample: str) -> list[dict[str, Any]]:
    """Return how many events lie where, channel by channel, for a picture."""
    names = [one.id for one in measurement_of(data, name).samples]
    found = read_data_sets(data, name=name)[names.index(sample)]
    light = [
        place
        for place, channel in enumerate(found.channels)
        if not channel.name.upper().startswith(_NO_LIGHT)
    ]
    return [
        {"channel": found.channels[p].name, **_histogram(found.events[:, p])}
        for p in light[:_MOST_CHANNELS]
    ]


def _histogram(events: np.ndarray) -> dict[str, Any]:
    values = events.astype(float)
    values = values[np.isfinite(values)]
    is_log = values.size > 0 and float(values.max()) > _LOG_ABOVE
    # What is not above zero has no logarithm; it is gathered at the lowest place shown.
    shown = np.log10(np.maximum(values, 1.0)) if is_log else values
    # A few events far outside would press all others into one column; they count at the edge.
    low, high = np.quantile(shown, [0.001, 0.999]) if shown.size else (0.0, 1.0)
    counts, edges = np.histogram(np.clip(shown, low, high), bins=_BINS)
    middles = (edges[:-1] + edges[1:]) / 2
    return {"middles": middles.tolist(), "counts": counts.tolist(), "is_log": is_log}


def curve_through(curve: dict[str, Any]) -> list[tuple[float, float]]:
    """Return the line through the standards of a curve; empty where none can be fitted."""
    fit = _fit(curve)
    standards = [p["x"] for p in curve["points"] if p["is_standard"]]
    if fit is None:
        return []
    grid = np.geomspace(min(standards), max(standards), 60)
    return list(zip(grid.tolist(), fit[0](grid).tolist(), strict=True))


def fit_words(curve: dict[str, Any]) -> str:
    """Say what was fitted and how well."""
    fit = _fit(curve)
    return fit[1] if fit else _("no curve could be fitted")


def _fit(curve: dict[str, Any]) -> tuple[Any, str] | None:
    points = [(p["x"], p["y"]) for p in curve["points"] if p["is_standard"]]
    if curve.get("is_pcr"):
        line = straight_line([log10(x) for x, _y in points], [y for _x, y in points])
        words = _("slope %(slope).2f cycles for each power of ten") % {"slope": line.slope}
        return lambda x: line.intercept + line.slope * np.log10(x), words
    for model in (CurveModel.FOUR, CurveModel.LINEAR):
        with suppress(BadInput):
            fitted = fit_curve([Standard(x, y) for x, y in points], model)
            words = _("%(model)s fit, R² %(r).4f") % {"model": model.value, "r": fitted.r_squared}
            return fitted.curve.response, words
    return None
