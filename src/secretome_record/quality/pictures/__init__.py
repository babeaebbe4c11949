"""What a run shows as a picture, by the kind of its file: drawn once, kept by its content."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from secretome_record.ledger.files import read_file
from secretome_record.quality.models import Run
from secretome_record.quality.pictures import curves, flow, science, sizes, temperature
from secretome_record.quality.pictures.drawing import Ink, kept_svg

__all__ = ["caption", "has_picture", "kept_svg", "run_svg", "spoken", "temperature"]

_SIZES, _FLOW, _CURVE, _TEMPERATURE = "sizes", "flow", "curve", "temperature"
_BY_KIND = {
    "nanosight": _SIZES, "zetaview": _SIZES, "fcs": _FLOW, "hobo": _TEMPERATURE,
    "fridge_tag": "",
}  # fmt: skip


def has_picture(run: Run) -> bool:
    """Whether the run's file can be shown as a picture."""
    return bool(_what(run))


def run_svg(run: Run, sample: str, ground: str) -> bytes:
    """Return the picture of one sample of the run's file."""
    assert run.file is not None, "only a run with a file has a picture"  # noqa: S101
    what = _what(run)
    about = f"{what} {run.file.sha256} {'' if what == _CURVE else sample}"
    return kept_svg(about, ground, _CHARTS[what](run, sample))


def _what(run: Run) -> str:
    if run.file is None or not run.reading:
        return ""
    found = _BY_KIND.get(run.reading.get("kind", ""))
    if found is not None:
        return found
    return _CURVE if curves.points_of(run.reading) else ""


def _data(run: Run) -> tuple[bytes, str]:
    assert run.file is not None, "only a run with a file is drawn"  # noqa: S101
    return read_file(run.file), run.file.name


def _size_chart(run: Run, sample: str) -> Callable[[Ink], dict[str, Any]]:
    return lambda ink: sizes.chart(science.distributions(*_data(run), sample), ink)


def _flow_chart(run: Run, sample: str) -> Callable[[Ink], dict[str, Any]]:
    return lambda ink: flow.chart(science.histograms(*_data(run), sample), ink)


def _curve_chart(run: Run, _sample: str) -> Callable[[Ink], dict[str, Any]]:
    curve = curves.points_of(run.reading or {}) or {"points": []}
    return lambda ink: curves.chart(curve, science.curve_through(curve), ink)


def _temperature_chart(run: Run, _sample: str) -> Callable[[Ink], dict[str, Any]]:
    lot = run.sample.lot
    limit = [(lot.product.storage_max_c, _("warmest allowed"))] if lot else []
    return lambda ink: temperature.chart(science.temperatures(*_data(run)), limit, ink)


_CHARTS = {
    _SIZES: _size_chart, _FLOW: _flow_chart, _CURVE: _curve_chart,
    _TEMPERATURE: _temperature_chart,
}  # fmt: skip


def caption(run: Run, sample: str) -> str:
    """What stands under the picture."""
    curve = curves.points_of(run.reading or {}) if _what(run) == _CURVE else None
    words = {
        _SIZES: _("Sample %(sample)s: each capture thin, their mean thick."),
        _FLOW: _("Sample %(sample)s: events by brightness, each channel on its own scale."),
        _CURVE: _("Standards of %(series)s and the curve through them; %(fit)s."),
        _TEMPERATURE: _("Every reading; above the warmest allowed it is shaded."),
    }
    fit = science.fit_words(curve) if curve else ""
    series = curve["series"] if curve else ""
    return words.get(_what(run), "") % {"sample": sample, "series": series, "fit": fit}


def spoken(run: Run, sample: str) -> str:
    """The picture in words, for whoever does not see it."""
    found = next((s for s in (run.reading or {}).get("samples", []) if s["id"] == sample), None)
    values = {a["name"]: a for a in found["attributes"]} if found else {}
    what = _what(run)
    if what == _SIZES:
        mode = values["size_mode"]["as_reported"] if "size_mode" in values else "–"
        words = _("Size distribution of sample %(sample)s; mode of each capture: %(mode)s nm.")
        return words % {"sample": sample, "mode": mode}
    if what == _FLOW:
        events = values["event_count"]["as_reported"] if "event_count" in values else "–"
        words = _("Histograms of sample %(sample)s: %(events)s events, by channel.")
        return words % {"sample": sample, "events": events}
    if what == _TEMPERATURE:
        ends = [values[n]["value"] for n in ("temperature_min", "temperature_max") if n in values]
        words = _("Temperature over time, from %(low).1f to %(high).1f °C.")
        return words % {"low": ends[0], "high": ends[-1]} if ends else ""
    return caption(run, sample)
