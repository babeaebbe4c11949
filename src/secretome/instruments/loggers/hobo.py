"""HOBOware exports: rows of readings and events, in any separator, decimal sign and date order.

Refuses: no temperature channel, numbers that no sensor reads, dates that stay ambiguous.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from secretome.errors import BadInput
from secretome.instruments.loggers.moments import in_order
from secretome.instruments.tables import Row, decode, rows
from secretome.instruments.values import decimal_sign, localised

AGAIN = "Export the readings again from HOBOware"
_DATE = re.compile(r"^(?:Date|Datum|Fecha|Data|Dato)\b", re.IGNORECASE)
_TIME = re.compile(r"^(?:Time|Čas|Zeit|Uhrzeit|Hora|Heure)\b", re.IGNORECASE)
_ZONE = re.compile(r"GMT\s*([+-][0-9]{2}):?([0-9]{2})")
_TEMPERATURE = re.compile(r"^(?:Temp|Teplota|T\b)[^(]*?[°º*]?\s*([CF])\b", re.IGNORECASE)
_HUMIDITY = re.compile(r"^RH\b[^(]*%", re.IGNORECASE)
_END = "End Of File"
_SERIAL = re.compile(r"LGR S/N:\s*([0-9A-Za-z-]+)")


@dataclass(frozen=True, slots=True)
class Channel:
    """One measured column: its title, its unit letter (C, F or %), a text per reading row."""

    title: str
    unit: str
    texts: tuple[str, ...]
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Log:
    """A logger's export: moments of all reading rows and the channels, events left aside."""

    title: str
    serial: str
    zone: str
    date_order: str
    decimal: str
    moments: tuple[datetime, ...]
    channels: tuple[Channel, ...]
    events: tuple[str, ...]
    unused: tuple[str, ...]
    encoding: str
    has_end: bool = True


def looks_like_hobo(text: str) -> bool:
    """Whether a text opens as an export of HOBOware does."""
    head = "\n".join(text.split("\n")[:3])
    is_marked = "Plot Title" in head or "LGR S/N" in head or "GMT" in head
    return is_marked and any(_DATE.match(cell) for cell in re.split(r"[\",;\t\n]+", head))


def read_log(data: bytes, *, name: str) -> Log:
    """Read one export; raises BadInput where it is damaged or can mean two things."""
    text, encoding = decode(data, name=name)
    above, header, below = _parted(text, name)
    date_columns = _date_columns(header, name)
    measured = [place for place, title in enumerate(header.cells) if _unit(title)]
    if not any(_TEMPERATURE.match(header.cells[place]) for place in measured):
        raise BadInput("there is no temperature column", where=name, do=AGAIN)
    readings = [row for row in below if any(_cell(row, place) for place in measured)]
    if not readings:
        raise BadInput("there is no reading", where=name, do=AGAIN)
    _require_end(below, name)
    texts = [" ".join(_cell(row, place) for place in date_columns) for row in readings]
    moments, order = in_order(texts, where=f"{name}, dates")
    channels, decimal = _channels(header, readings, measured, name)
    return Log(
        title="; ".join(cell for row in above for cell in row.cells if cell),
        serial=_first(_SERIAL, header.cells),
        zone=_zone(header.cells),
        date_order=order,
        decimal=decimal,
        moments=moments,
        channels=channels,
        events=tuple(_events(header, below, {*measured, *date_columns})),
        unused=tuple(_unused(header, {*measured, *date_columns})),
        encoding=encoding,
        has_end=_has_end(header, below),
    )


def _parted(text: str, name: str) -> tuple[Sequence[Row], Row, Sequence[Row]]:
    """Lines above, the header with the dates, lines below; the separator is the header's own."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for place, line in enumerate(lines[:5]):
        delimiter = _separator(line)
        if any(_DATE.match(cell.strip(' "')) for cell in line.split(delimiter)):
            above = tuple(Row(at, (one.strip(' "'),)) for at, one in enumerate(lines[:place], 1))
            found = rows("\n".join(lines[place:]), name=name, delimiter=delimiter)
            kept = [Row(row.line + place, row.cells) for row in found if not row.is_blank]
            return above, kept[0], kept[1:]
    raise BadInput("there is no header with a date column", where=name, do=AGAIN)


def _separator(line: str) -> str:
    """What parts the cells of a line, outside of quotes."""
    bare = re.sub(r'"[^"]*"', "", line)
    return next((sign for sign in "\t;" if sign in bare), ",")


def _date_columns(header: Row, name: str) -> tuple[int, ...]:
    """The column of date and time, or the two of them."""
    dates = [place for place, title in enumerate(header.cells) if _DATE.match(title)]
    times = [place for place, title in enumerate(header.cells) if _TIME.match(title)]
    if len(dates) != 1 or len(times) > 1:
        raise BadInput("there is not one date column but several", where=name, do=AGAIN)
    return (*dates, *times)


def _require_end(below: Sequence[Row], name: str) -> None:
    """A short last row proves a cut."""
    if below and len(below[-1].cells) < min(len(row.cells) for row in below[:-1] or below):
        raise BadInput("its end is missing: the file is cut off", where=name, do=AGAIN)


def _has_end(header: Row, below: Sequence[Row]) -> bool:
    """Whether the mark stands in the column for the end of the file, where there is one."""
    ends = [place for place, title in enumerate(header.cells) if title.startswith(_END)]
    return not ends or any(_cell(row, place) for row in below for place in ends)


def _cell(row: Row, place: int) -> str:
    return row.cells[place] if place < len(row.cells) else ""


def _unit(title: str) -> str:
    found = _TEMPERATURE.match(title)
    return found[1].upper() if found else "%" if _HUMIDITY.match(title) else ""


def _channels(
    header: Row, readings: Sequence[Row], measured: Sequence[int], name: str
) -> tuple[tuple[Channel, ...], str]:
    cells = (_cell(row, place) for row in readings for place in measured)
    decimal = decimal_sign(cells, where=name, may_group=False)
    found = []
    for place in measured:
        texts = tuple(_cell(row, place) for row in readings)
        values = tuple(localised(text, decimal) for text in texts)
        found.append(Channel(header.cells[place], _unit(header.cells[place]), texts, values))
    return tuple(found), decimal


def _zone(titles: Sequence[str]) -> str:
    found = next((match for match in map(_ZONE.search, titles) if match), None)
    return f"{found[1]}:{found[2]}" if found else ""


def _first(pattern: re.Pattern[str], texts: Sequence[str]) -> str:
    return next((match[1] for match in map(pattern.search, texts) if match), "")


def _events(header: Row, below: Sequence[Row], used: set[int]) -> Iterator[str]:
    """Marks such as ``Host Connected``, which may stand on a reading row or on one of their own."""
    for row in below:
        for place, text in enumerate(row.cells):
            if text and place not in used and place < len(header.cells) and _is_mark(text):
                title = header.cells[place].partition(" (")[0]
                yield f"{title}: line {row.line}"


def _is_mark(text: str) -> bool:
    return not text[0].isdigit() and not text.startswith("-")


def _unused(header: Row, used: set[int]) -> Iterator[str]:
    for place, title in enumerate(header.cells):
        if place not in used and title and title != "#":
            yield f"column {title}"
