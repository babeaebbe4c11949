"""The stock room's door into the science: a logger's file becomes readings on a clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from secretome.errors import BadInput
from secretome.instruments import Measurement, read
from secretome_record.ledger.refusal import refuse
from secretome_record.stock.exposure import Reading

_LOGGERS = frozenset({"hobo", "fridge_tag"})
SYNTHETIC = "synthetic_file"


@dataclass(frozen=True, slots=True)
class TemperatureRecord:
    """What a logger recorded: readings in order, its warnings, and on which clock it ran."""

    kind: str
    logger: str
    readings: tuple[Reading, ...]
    warnings: tuple[dict[str, Any], ...]
    is_daily: bool
    clock: str

    @property
    def is_synthetic(self) -> bool:
        """Whether the file says that it is made up."""
        return any(w["code"] == SYNTHETIC for w in self.warnings)


def read_temperature_file(data: bytes, name: str, *, zone: str) -> TemperatureRecord:
    """Return the readings of a logger; ``zone`` is the clock where the file states none.

    Raises Refusal with one sentence for any other file, and for one of less than two readings.
    """
    try:
        measurement = read(data, name=name)
    except BadInput as error:
        raise refuse("file", _sentence(error)) from error
    if measurement.kind not in _LOGGERS:
        words = _("%(name)s is no temperature record. Export the logger's readings as text.")
        raise refuse("file", words % {"name": name})
    readings = tuple(_readings(measurement, ZoneInfo(zone)))
    if len(readings) < 2:
        words = _("%(name)s holds fewer than two temperature readings: it tells of no time.")
        raise refuse("file", words % {"name": name})
    sample = measurement.samples[0]
    return TemperatureRecord(
        measurement.kind, sample.id, readings, tuple(w.as_dict() for w in measurement.warnings),
        is_daily=not _series(measurement),
        clock=_("as the file states") if _has_zone(measurement) else zone,
    )  # fmt: skip


def _series(measurement: Measurement) -> list[Any]:
    return [
        capture.series
        for sample in measurement.samples
        for capture in sample.captures
        if capture.series is not None and capture.series.attribute == "temperature"
    ]


def _has_zone(measurement: Measurement) -> bool:
    series = _series(measurement)
    return bool(series) and datetime.fromisoformat(series[0].times[0]).tzinfo is not None


def _readings(measurement: Measurement, zone: ZoneInfo) -> Iterator[Reading]:
    """In the order of time: the warmest probe at each moment, or of each day its warmest."""
    series = _series(measurement)
    if not series:
        days = [capture for sample in measurement.samples for capture in sample.captures]
        for capture in sorted(days, key=lambda day: day.id):
            yield from _day(capture, zone)
        return
    warmest: dict[datetime, float] = {}
    for one in series:
        for text, celsius in zip(one.times, one.values, strict=True):
            if celsius is not None:
                at = _on_clock(text, zone)
                warmest[at] = max(celsius, warmest.get(at, celsius))
    for at in sorted(warmest):
        yield Reading(at, warmest[at])


def _day(capture: Any, zone: ZoneInfo) -> Iterator[Reading]:
    warmest = capture.value("temperature_max")
    if warmest is None:
        return
    start = _on_clock(capture.id, zone)
    yield Reading(start, warmest)
    yield Reading(start + timedelta(days=1), warmest)


def _on_clock(text: str, zone: ZoneInfo) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _sentence(error: BadInput) -> str:
    text = f"{error.where}: {error.what}. {error.do}"
    return text if text.endswith((".", "?")) else f"{text}."
