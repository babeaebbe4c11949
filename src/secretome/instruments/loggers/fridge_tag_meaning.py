"""A Fridge-tag report as a measurement: one sample, one capture per day.

The device keeps no single readings: means are means of the daily averages.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from secretome.errors import BadInput
from secretome.instruments.loggers.fridge_tag import AGAIN, Report, read_report
from secretome.instruments.loggers.statistics import is_possible, summarised
from secretome.instruments.measurement import (
    AttributeValue,
    Capture,
    InstrumentWarning,
    Measurement,
    Sample,
    Severity,
)
from secretome.instruments.tables import number
from secretome.instruments.values import qualified, why_no_number

_DAY = {"temperature_min": "Min T", "temperature_max": "Max T", "temperature_mean": "Avrg T"}
_DATE = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
CONVENTIONS = (
    "temperature_mean, mean_kinetic_temperature: over daily averages, for the device keeps no "
    "single readings; the mean kinetic temperature is then too low rather than too high",
    "time_above_limit, time_below_limit: minutes counted by the device, summed over the days",
)


def read(data: bytes, *, sha256: str, name: str) -> Measurement:
    """Read one report; raises BadInput where it is damaged or cut off."""
    report = read_report(data, name=name)
    limits = tuple(_limits(report))
    days = [key for key in report.children("Hist") if key.isdigit()]
    captures = tuple(_day(report, key, limits) for key in days)
    if not captures:
        raise BadInput("the report holds no day", where=name, do=AGAIN)
    _require_days_in_a_row([capture.id for capture in captures], name)
    serial = report.text("Conf", "Serial") or "device"
    attributes = tuple(_attributes(captures, limits))
    sample = Sample(serial, captures, attributes, tuple(_warnings(captures, limits, serial)))
    return Measurement(
        kind="fridge_tag",
        instrument=report.text("Device"),
        software=report.text("Fw Vers"),
        sha256=sha256,
        samples=(sample,),
        unused=tuple(_unused(report)),
        details=tuple(_details(report)),
        conventions=CONVENTIONS,
    )


def _limits(report: Report) -> Iterator[tuple[str, str, str]]:
    """Each alarm: its number, the attribute it counts for, and its limit in words."""
    unit = report.text("Conf", "Temp unit") or "C"
    for key in report.children("Conf", "Alarm"):
        low = key == "0"  # the first alarm is the low one
        limit = report.text("Conf", "Alarm", key, "T AL")
        sign = "<" if low else ">"
        yield key, "time_below_limit" if low else "time_above_limit", f"{sign} {limit} {unit}"


def _celsius(report: Report, text: str) -> float | None:
    value = number(text)
    is_fahrenheit = report.text("Conf", "Temp unit").upper() == "F"
    return (value - 32) * 5 / 9 if value is not None and is_fahrenheit else value


def _day(report: Report, key: str, limits: Sequence[tuple[str, str, str]]) -> Capture:
    path = ("Hist", key)
    day = report.text(*path, "Date")
    where = f"{report.name}, day {key}"
    if not _DATE.match(day):
        raise BadInput(f"the date {day[:20]!r} is damaged", where=where, do=AGAIN)
    attributes: list[AttributeValue] = []
    for name, title in _DAY.items():
        text = report.text(*path, title)
        value = _celsius(report, text)
        if not text or (value is not None and not is_possible(value)):
            raise BadInput(f"{title} is missing or damaged", where=where, do=AGAIN)
        reason = None if value is not None else why_no_number(text)
        attributes.append(AttributeValue(name, value, text, reason=reason))
    known = [value.value for value in attributes if value.value is not None]
    if len(known) == len(_DAY) and not known[0] <= known[2] <= known[1]:
        raise BadInput("the average lies outside of the extremes", where=where, do=AGAIN)
    attributes.extend(_alarm(report, path, alarm) for alarm in limits)
    return Capture(day, tuple(attributes), quality=tuple(_events(report, path)))


def _alarm(report: Report, path: tuple[str, ...], alarm: tuple[str, str, str]) -> AttributeValue:
    key, name, limit = alarm
    text = report.text(*path, "Alarm", key, "t Acc")
    minutes = number(text)
    if minutes is None or not 0 <= minutes <= 24 * 60:
        where = f"{report.name}, day {path[-1]}"
        raise BadInput("the minutes of an alarm are damaged", where=where, do=AGAIN)
    return AttributeValue(qualified(name, limit), minutes / 60, f"{text} min")


def _events(report: Report, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for title in ("Min T", "Max T"):
        yield f"time of {title}", report.text(*path, f"TS {title}")
    yield "sensor timeout min", report.text(*path, "Int Sensor timeout", "t AccST")
    yield "events", report.text(*path, "Events")


def _require_days_in_a_row(days: Sequence[str], name: str) -> None:
    try:
        found = [date.fromisoformat(day) for day in days]
    except ValueError as fault:
        raise BadInput("a date is damaged", where=name, do=AGAIN) from fault
    if any(early <= late for early, late in pairwise(found)):
        raise BadInput("the days do not run from new to old", where=name, do=AGAIN)


def _attributes(
    captures: Sequence[Capture], limits: Sequence[tuple[str, str, str]]
) -> Iterator[AttributeValue]:
    days = {name: _known(captures, name) for name in _DAY}
    extremes = {
        "temperature_min": min(days["temperature_min"], default=None),
        "temperature_max": max(days["temperature_max"], default=None),
    }
    for value in summarised(days["temperature_mean"]):
        if value.name in extremes:
            found = extremes[value.name]
            reason = None if found is not None else "no day has a value"
            count = len(days[value.name])
            yield AttributeValue(value.name, found, "", n=count, reason=reason)
        else:
            yield value
    for _, name, limit in limits:
        total = sum(capture.value(qualified(name, limit)) or 0.0 for capture in captures)
        minutes = f"{total * 60:.0f} min"
        yield AttributeValue(qualified(name, limit), total, minutes, n=len(captures))


def _known(captures: Sequence[Capture], name: str) -> list[float]:
    found = (capture.value(name) for capture in captures)
    return [value for value in found if value is not None]


def _warnings(
    captures: Sequence[Capture], limits: Sequence[tuple[str, str, str]], sample: str
) -> Iterator[InstrumentWarning]:
    for _, name, limit in limits:
        days = [one for one in captures if (one.value(qualified(name, limit)) or 0) > 0]
        if days:
            text = f"Time outside of the limit ({limit}) on {len(days)} of {len(captures)} days."
            code = "logger_low_alarm" if name == "time_below_limit" else "logger_high_alarm"
            yield InstrumentWarning(code, Severity.CAUTION, text, sample)
    gaps = [one.id for one in captures if any(one.value(name) is None for name in _DAY)]
    if gaps:
        text = f"Days without a temperature: {', '.join(gaps)[:160]}."
        yield InstrumentWarning("logger_missing_readings", Severity.CAUTION, text, sample)
    lost = [one for one in captures if (number(dict(one.quality)["sensor timeout min"]) or 0) > 0]
    if lost:
        text = f"The sensor timed out on {len(lost)} days."
        yield InstrumentWarning("logger_sensor_timeout", Severity.CAUTION, text, sample)
    text = "Daily summaries only: what happened within a day is not in the report."
    yield InstrumentWarning("logger_daily_summaries", Severity.NOTE, text, sample)


def _details(report: Report) -> Iterator[tuple[str, str]]:
    for path in (("Conf", "Serial"), ("Hist", "TS Actv"), ("Hist", "TS Report Creation")):
        yield path[-1], report.text(*path)
    for key in report.children("Conf", "Alarm"):
        limit, delay = (report.text("Conf", "Alarm", key, one) for one in ("T AL", "t AL"))
        yield f"alarm {key}", f"{limit} for {delay} min"
    yield "signature", report.text("Sig")
    yield "encoding", report.encoding


def _unused(report: Report) -> Iterator[str]:
    yield "certificate (kept in the file; its signature is not verified)"
    for key in report.children("Conf"):
        if key not in {"Serial", "Alarm", "Temp unit"}:
            yield f"Conf / {key}"
