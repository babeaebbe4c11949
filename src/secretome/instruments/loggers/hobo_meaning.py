"""A HOBO export as a measurement: one sample, one capture per channel with its readings."""

from collections.abc import Iterator

from secretome.errors import BadInput
from secretome.instruments.loggers.hobo import AGAIN, Channel, Log, read_log
from secretome.instruments.loggers.moments import is_even, steps
from secretome.instruments.loggers.statistics import is_possible, summarised
from secretome.instruments.measurement import (
    AttributeValue,
    Capture,
    InstrumentWarning,
    Measurement,
    Sample,
    Severity,
    TimeSeries,
)
from secretome.instruments.values import qualified, unique_ids

CONVENTIONS = (
    "temperatures in degrees Celsius, converted where the file is in Fahrenheit",
    "mean_kinetic_temperature: equal weight for each reading, dH/R 10000 K (USP 1079.2); "
    "not meaningful for frozen goods",
    "rows that carry an event and no reading are no readings",
)


def read(data: bytes, *, sha256: str, name: str) -> Measurement:
    """Read one logger export; raises BadInput where it is damaged or can mean two things."""
    log = read_log(data, name=name)
    sample_id = log.serial or log.title.removeprefix("Plot Title:").strip() or "logger"
    captures = tuple(_captures(log, name))
    attributes = (*(value for one in captures for value in one.attributes), *_interval(log))
    sample = Sample(sample_id, captures, attributes, tuple(_warnings(log, sample_id)))
    return Measurement(
        kind="hobo",
        instrument="HOBO logger",
        software="HOBOware",
        sha256=sha256,
        samples=(sample,),
        unused=log.unused,
        details=tuple(_details(log)),
        summary=tuple(("event", text) for text in log.events),
        conventions=CONVENTIONS,
    )


def _captures(log: Log, name: str) -> Iterator[Capture]:
    """Channels with their own name where several have the same title."""
    ids = list(unique_ids(channel.title.partition(" (")[0] for channel in log.channels))
    is_alone = sum(channel.unit != "%" for channel in log.channels) == 1
    times = tuple(f"{moment.isoformat()}{log.zone}" for moment in log.moments)
    for capture_id, channel in zip(ids, log.channels, strict=True):
        if channel.unit == "%":
            yield _humidity(capture_id, channel, times)
        else:
            suffix = "" if is_alone else qualified("", capture_id)
            yield _temperature(capture_id, channel, times, suffix, name)


def _temperature(
    capture_id: str, channel: Channel, times: tuple[str, ...], suffix: str, name: str
) -> Capture:
    values = tuple(_celsius(value, channel.unit) for value in channel.values)
    known = [value for value in values if value is not None]
    if not all(map(is_possible, known)):
        raise BadInput("a temperature is impossible", where=f"{name}, {channel.title}", do=AGAIN)
    return Capture(
        capture_id,
        tuple(summarised(known, suffix)),
        settings=(("title", channel.title), ("unit as printed", channel.unit)),
        series=TimeSeries("temperature", times, values),
    )


def _celsius(value: float | None, unit: str) -> float | None:
    if value is None or unit == "C":
        return value
    return (value - 32) * 5 / 9


def _humidity(capture_id: str, channel: Channel, times: tuple[str, ...]) -> Capture:
    known = [value for value in channel.values if value is not None]
    mean = sum(known) / len(known) if known else None
    reason = None if known else "there is no reading"
    value = AttributeValue("relative_humidity", mean, "", n=len(known), reason=reason)
    series = TimeSeries("relative_humidity", times, channel.values)
    return Capture(capture_id, (value,), (("title", channel.title),), series=series)


def _interval(log: Log) -> Iterator[AttributeValue]:
    if len(log.moments) > 1 and is_even(log.moments):
        seconds = steps(log.moments)[0].total_seconds()
        yield AttributeValue("logging_interval", seconds / 3600, f"{seconds:g} s")


def _warnings(log: Log, sample: str) -> Iterator[InstrumentWarning]:
    if not log.zone:
        text = "The file states no time zone: times are local to a clock nobody named."
        yield InstrumentWarning("logger_zone_not_stated", Severity.CAUTION, text, sample)
    if not log.has_end:
        text = "The mark for the end of the file is missing: readings may be lost."
        yield InstrumentWarning("logger_end_missing", Severity.UNRELIABLE, text, sample)
    if not is_even(log.moments):
        text = "The readings are not evenly spaced: some may be missing."
        yield InstrumentWarning("logger_gaps", Severity.CAUTION, text, sample)
    if any("Bad Battery" in event for event in log.events):
        text = "The logger marked a bad battery."
        yield InstrumentWarning("logger_bad_battery", Severity.CAUTION, text, sample)
    for channel in log.channels:
        lost = [text for text, value in zip(channel.texts, channel.values, strict=True)
                if value is None]  # fmt: skip
        if lost:
            shown = f"{channel.title.partition(' (')[0]}: {len(lost)} rows carry no number"
            words = sorted({text for text in lost if text})
            text = f"{shown} ({', '.join(words)[:80] or 'empty'})."
            yield InstrumentWarning("logger_missing_readings", Severity.CAUTION, text, sample)


def _details(log: Log) -> Iterator[tuple[str, str]]:
    yield "title", log.title
    yield "time zone", log.zone or "not stated"
    yield "date order", log.date_order
    yield "decimal sign", log.decimal
    yield "first reading", f"{log.moments[0].isoformat()}{log.zone}"
    yield "last reading", f"{log.moments[-1].isoformat()}{log.zone}"
    yield "encoding", log.encoding
