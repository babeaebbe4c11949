"""An FCS file as a measurement: one sample per data set, one median per channel.

The events themselves come from ``secretome.instruments.fcs.read_data_sets``.
"""

import re
from collections.abc import Iterator

import numpy as np

from secretome.instruments.fcs.events import DataSet, read_data_sets
from secretome.instruments.fcs.header import whole
from secretome.instruments.measurement import (
    AttributeValue,
    Capture,
    InstrumentWarning,
    Measurement,
    Sample,
    Severity,
)
from secretome.instruments.values import counted, qualified, unique_ids

NANOLITRES_PER_ML = 1e6
_NAMES = ("$SMNO", "TUBE NAME", "SAMPLE ID", "$SRC", "$FIL")
_DETAILS = ("$CYT", "$CYTSN", "$DATE", "$BTIM", "$ETIM", "$OP", "$INST", "$FIL", "$TIMESTEP")
_OFFSETS = re.compile(r"^\$(?:BEGIN|END|NEXTDATA|BYTEORD|DATATYPE|MODE|PAR$|TOT$)")
_BLOCK_EVENTS = 65536
CONVENTIONS = (
    "channel_median: median over all events of the stored numbers, not linearised, not compensated",
    "integers are masked by the range of their channel ($PnR)",
    "offsets: those of the header, of the keywords where the header is blank",
)


def read(data: bytes, *, sha256: str, name: str) -> Measurement:
    """Read every data set of one file; raises BadInput where one is damaged or cut off."""
    data_sets = read_data_sets(data, name=name)
    first = data_sets[0].keywords
    return Measurement(
        kind="fcs",
        instrument=first.get("$CYT", "") or "flow cytometer",
        software=first.get("CREATOR", "") or first.get("$SYS", ""),
        sha256=sha256,
        samples=tuple(_samples(data_sets)),
        file_warnings=tuple(_file_warnings(data_sets)),
        unused=tuple(_unused(data_sets)),
        details=(("version", data_sets[0].version), *_details(data_sets[0])),
        conventions=CONVENTIONS,
    )


def _samples(data_sets: tuple[DataSet, ...]) -> Iterator[Sample]:
    ids = unique_ids(_name(one, place) for place, one in enumerate(data_sets, 1))
    for sample_id, one in zip(ids, data_sets, strict=True):
        attributes = tuple(_attributes(one))
        capture = Capture(sample_id, attributes, settings=tuple(_settings(one)))
        yield Sample(sample_id, (capture,), attributes, tuple(_warnings(one, sample_id)))


def _name(one: DataSet, place: int) -> str:
    known = (one.keywords.get(key, "") for key in _NAMES)
    return next((text for text in known if text.strip()), f"data set {place}")[:200]


def _attributes(one: DataSet) -> Iterator[AttributeValue]:
    yield counted("event_count", len(one.events))
    if "$VOL" in one.keywords:
        yield _volume(one)
    names = unique_ids(channel.name for channel in one.channels)
    for channel, median in zip(names, _medians(one.events), strict=True):
        yield _median(qualified("channel_median", channel), median, len(one.events))


def _volume(one: DataSet) -> AttributeValue:
    """The unit of $VOL is fixed since version 3.1 only."""
    text = one.keywords["$VOL"]
    nanolitres = whole(text)
    if one.version != "FCS3.1" or nanolitres is None:
        reason = f"$VOL without a known unit in {one.version}"
        return AttributeValue("acquired_volume", None, text, reason=reason)
    return AttributeValue("acquired_volume", nanolitres / NANOLITRES_PER_ML, f"{text} nL")


def _medians(events: np.ndarray) -> list[float]:
    if not len(events):
        return [float("nan")] * events.shape[1]
    columns = np.empty(events.shape[::-1], dtype=events.dtype.newbyteorder("="))
    for start in range(0, len(events), _BLOCK_EVENTS):  # in blocks that stay in the cache
        columns[:, start : start + _BLOCK_EVENTS] = events[start : start + _BLOCK_EVENTS].T
    return [_middle(column) for column in columns]


def _middle(column: np.ndarray) -> float:
    """Median in double precision; not a number where any event is none (those sort last)."""
    half = len(column) // 2
    column.partition(half)
    upper = float(column[half])
    if not np.isfinite(column[half:].max()):
        return float("nan")
    return upper if len(column) % 2 else (float(column[:half].max()) + upper) / 2


def _median(name: str, median: float, events: int) -> AttributeValue:
    if not np.isfinite(median) or abs(median) > 1e300:
        reason = "there are no events" if not events else "some events hold no number"
        return AttributeValue(name, None, "", n=events, reason=reason)
    return AttributeValue(name, median, "", n=events)


def _settings(one: DataSet) -> Iterator[tuple[str, str]]:
    for key, text in one.keywords.items():
        if text and not _OFFSETS.match(key):
            yield key, text


def _details(one: DataSet) -> Iterator[tuple[str, str]]:
    for key in _DETAILS:
        if one.keywords.get(key):
            yield key, one.keywords[key]


def _warnings(one: DataSet, sample: str) -> Iterator[InstrumentWarning]:
    if not len(one.events):
        text = "The data set holds no event."
        yield InstrumentWarning("fcs_no_events", Severity.UNRELIABLE, text, sample)
    lost = whole(one.keywords.get("$ABRT", "")) or 0
    if lost > 0.05 * max(len(one.events), 1):
        text = f"{lost} events were aborted by the electronics: the counts are too low."
        yield InstrumentWarning("fcs_events_aborted", Severity.CAUTION, text, sample)
    if one.announces_more:
        text = "A further data set is announced behind this one and is not in the file."
        yield InstrumentWarning("fcs_next_set_missing", Severity.UNRELIABLE, text, sample)


def _file_warnings(data_sets: tuple[DataSet, ...]) -> Iterator[InstrumentWarning]:
    if len(data_sets) > 1:
        counts = ", ".join(str(len(one.events)) for one in data_sets)
        text = f"The file holds {len(data_sets)} data sets of {counts} events. Name the one meant."
        yield InstrumentWarning("fcs_several_sets", Severity.CAUTION, text)


def _unused(data_sets: tuple[DataSet, ...]) -> Iterator[str]:
    for place, one in enumerate(data_sets, 1):
        if one.segments.analysis[1]:
            yield f"data set {place}: ANALYSIS segment"
        if any(key in one.keywords for key in ("SPILL", "$SPILLOVER", "$SPILL")):
            yield f"data set {place}: compensation matrix (kept as a setting, not applied)"
