"""Events of every data set in an FCS file as one array each, in the numbers of the file.

Refuses: events that are not all there, layouts that no cytometer of today writes.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from secretome.errors import BadInput
from secretome.instruments.fcs.header import AGAIN, Segments, read_keywords, read_segments, whole
from secretome.instruments.fcs.layout import Channel, decoded, read_channels

MOST_DATA_SETS = 500
_PADDING_BYTES = 16  # a check sum and blanks may follow the last segment


@dataclass(frozen=True, slots=True)
class DataSet:
    """One acquisition: ``events`` has a row per event and a column per channel, not linearised."""

    version: str
    keywords: Mapping[str, str]
    channels: tuple[Channel, ...]
    events: np.ndarray
    segments: Segments
    announces_more: bool = False


def read_data_sets(data: bytes, *, name: str = "the given bytes") -> tuple[DataSet, ...]:
    """Every data set in the order of the file; raises BadInput where one is damaged or cut off."""
    found: list[DataSet] = []
    start = 0
    while True:
        one, following = _data_set(data, start, name)
        found.append(one)
        if not following or one.announces_more:
            return tuple(found)
        if len(found) >= MOST_DATA_SETS:
            what = f"it holds more than {MOST_DATA_SETS} data sets"
            raise BadInput(what, where=name, do="Export fewer into one file")
        start += following


def _data_set(data: bytes, start: int, name: str) -> tuple[DataSet, int]:
    segments = read_segments(data, start, name=name)
    keywords = read_keywords(data, start, segments, name=name)
    channels = read_channels(keywords, name=name)
    first, count = _placed(data, start, segments, keywords, channels, name)
    following = whole(keywords.get("$NEXTDATA", "")) or 0
    ends = len(data) - start - following
    if following and ends < 0:
        raise BadInput("a further data set is announced and missing", where=name, do=AGAIN)
    is_missing = bool(following) and ends <= _PADDING_BYTES
    events = decoded(data, start + first, count, channels, keywords, name=name)
    one = DataSet(segments.version, keywords, channels, events, segments, is_missing)
    return one, following


def _placed(
    data: bytes,
    start: int,
    segments: Segments,
    keywords: Mapping[str, str],
    channels: tuple[Channel, ...],
    name: str,
) -> tuple[int, int]:
    """First byte of the events and their number; the header counts unless it is blank or wrong."""
    stated = (whole(keywords.get(key, "")) or 0 for key in ("$BEGINDATA", "$ENDDATA"))
    places = [pair for pair in (segments.data, tuple(stated)) if 58 <= pair[0] <= pair[1]]
    event_bytes = sum(channel.bits for channel in channels) // 8
    total = whole(keywords.get("$TOT", ""))
    if total == 0 or (total is None and not places):
        return 58, 0
    if not places:
        raise BadInput("nothing says where the events begin", where=name, do=AGAIN)
    fitting = [pair for pair in places if total is None or _fits(pair, event_bytes, total)]
    if not fitting:
        held = (places[0][1] - places[0][0] + 1) // event_bytes
        what = f"the file says {total} events, its DATA segment holds {held}"
        raise BadInput(what, where=name, do=AGAIN)
    first, last = fitting[0]
    count = (last - first + 1) // event_bytes if total is None else total
    if start + first + count * event_bytes > len(data):
        raise BadInput("events are missing: the file is cut off", where=name, do=AGAIN)
    return first, count


def _fits(pair: tuple[int, ...], event_bytes: int, total: int) -> bool:
    """Whether the segment is as long as $TOT says; many files are off by one byte."""
    span_bytes = pair[1] - pair[0] + 1
    return total in {(span_bytes + slack) // event_bytes for slack in (-1, 0, 1)}
