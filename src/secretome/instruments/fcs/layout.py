"""How one FCS event is packed: channels, widths, byte order, ranges; and the array it makes.

Refuses: ASCII data, histograms, bits that are no whole bytes, mixed byte orders.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from secretome.errors import BadInput
from secretome.instruments.fcs.header import AGAIN, whole
from secretome.instruments.tables import number

MOST_CHANNELS = 4096
_FLOAT_BITS = {"F": 32, "D": 64}
_PLAIN_BITS = frozenset({8, 16, 32, 64})


@dataclass(frozen=True, slots=True)
class Channel:
    """One parameter: short name ($PnN), label ($PnS), width, and for integers the mask of $PnR."""

    name: str
    label: str
    bits: int
    mask: int | None


def read_channels(keywords: Mapping[str, str], *, name: str) -> tuple[Channel, ...]:
    """The channels in order; raises BadInput for a layout that is not read."""
    _require_known_layout(keywords, name)
    count = whole(keywords["$PAR"]) or 0
    if not 0 < count <= MOST_CHANNELS:
        raise BadInput(f"$PAR is {keywords['$PAR']!r}", where=name, do=AGAIN)
    return tuple(_channel(keywords, place, name) for place in range(1, count + 1))


def _require_known_layout(keywords: Mapping[str, str], name: str) -> None:
    if keywords.get("$MODE", "L").upper() != "L":
        what = f"$MODE is {keywords['$MODE']!r}, not a list of events"
        raise BadInput(what, where=name, do="Export list mode data")
    if keywords["$DATATYPE"].upper() not in {"I", "F", "D"}:
        what = f"$DATATYPE {keywords['$DATATYPE']!r} is not read"
        raise BadInput(what, where=name, do="Export events as I, F or D")
    if _order(keywords) is None:
        what = f"$BYTEORD {keywords['$BYTEORD']!r} is not read"
        raise BadInput(what, where=name, do="Export with bytes in one direction")


def _order(keywords: Mapping[str, str]) -> str | None:
    """Sign of numpy for the byte order; None for a mixed one."""
    places = [whole(part) for part in keywords["$BYTEORD"].split(",")]
    ascending = list(range(1, len(places) + 1))
    if places == ascending:
        return "<"
    return ">" if places == ascending[::-1] else None


def _channel(keywords: Mapping[str, str], place: int, name: str) -> Channel:
    kind = keywords["$DATATYPE"].upper()
    bits = whole(keywords.get(f"$P{place}B", ""))
    wanted = _FLOAT_BITS.get(kind, bits)
    if not bits or bits % 8 or bits > 64 or bits != wanted:
        what = f"$P{place}B is {keywords.get(f'$P{place}B', '')!r} for data of type {kind}"
        raise BadInput(what, where=name, do=AGAIN)
    mask = _mask(keywords.get(f"$P{place}R", ""), bits) if kind == "I" else None
    short = keywords.get(f"$P{place}N", "") or f"P{place}"
    return Channel(short, keywords.get(f"$P{place}S", ""), bits, mask)


def _mask(text: str, bits: int) -> int | None:
    """Bits above the range of the channel carry no signal; None where the range uses all."""
    limit = number(text.strip())
    if limit is None or limit < 1 or limit >= 2**bits:
        return None
    return (1 << max(int(np.ceil(limit)) - 1, 0).bit_length()) - 1


def decoded(
    data: bytes,
    first: int,
    count: int,
    channels: tuple[Channel, ...],
    keywords: Mapping[str, str],
    *,
    name: str,
) -> np.ndarray:
    """Rows of events; a view of the file's bytes wherever its layout allows one."""
    order, kind = _order(keywords) or "<", keywords["$DATATYPE"].upper()
    widths = {channel.bits for channel in channels}
    try:
        if kind in _FLOAT_BITS:
            return _view(data, first, count, len(channels), f"{order}f{_FLOAT_BITS[kind] // 8}")
        if len(widths) == 1 and widths <= _PLAIN_BITS:
            plain = _view(data, first, count, len(channels), f"{order}u{widths.pop() // 8}")
            return _masked(plain, channels)
        return _assembled(data, first, count, channels, order)
    except (ValueError, OverflowError) as fault:
        raise BadInput("the events cannot be laid out", where=name, do=AGAIN) from fault


def _view(data: bytes, first: int, count: int, width: int, kind: str) -> np.ndarray:
    flat = np.frombuffer(data, dtype=kind, count=count * width, offset=first)
    return flat.reshape(count, width)


def _masked(events: np.ndarray, channels: tuple[Channel, ...]) -> np.ndarray:
    if all(channel.mask is None for channel in channels):
        return events
    everything = int(np.iinfo(events.dtype).max)
    masks = [everything if one.mask is None else one.mask for one in channels]
    return np.bitwise_and(events, np.array(masks, dtype=events.dtype.newbyteorder("=")))


def _assembled(
    data: bytes, first: int, count: int, channels: tuple[Channel, ...], order: str
) -> np.ndarray:
    """Integers of 24 bits or of several widths in one event, put together byte by byte."""
    width = sum(channel.bits for channel in channels) // 8
    raw = _view(data, first, count, width, "u1")
    kind = np.uint64 if max(channel.bits for channel in channels) > 32 else np.uint32
    events = np.zeros((count, len(channels)), dtype=kind)
    at = 0
    for column, channel in enumerate(channels):
        size = channel.bits // 8
        for byte in range(size):
            shift = 8 * (byte if order == "<" else size - 1 - byte)
            events[:, column] |= np.left_shift(raw[:, at + byte].astype(kind), shift, dtype=kind)
        at += size
    return _masked(events, channels)
