"""Dates whose order nobody states: the one order in which the readings step evenly forward.

Refuses: texts that are no dates, an order that stays ambiguous, a word for the half of the day
that is not known.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from secretome.errors import BadInput

_MOMENT = re.compile(
    r"^([0-9]{1,4})[./\- ]{1,2}([0-9]{1,2})[./\- ]{1,2}([0-9]{1,4})\.?[ T]+"
    r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]+)?)?\s*(\D*)$"
)
_WORD_FIRST = re.compile(r"^(\D+?)\s*([0-9]{1,2}:.*)$")
_MORNING = frozenset(
    {"am", "a.m.", "a. m.", "dop.", "dop", "vorm.", "vorm", "πμ", "π.μ.", "上午", "오전", "午前"}
)
_AFTERNOON = frozenset(
    {"pm", "p.m.", "p. m.", "odp.", "odp", "nachm.", "nachm", "μμ", "μ.μ.", "下午", "오후", "午後"}
)
# where year, month and day stand
_ORDERS = {"ymd": (0, 1, 2), "mdy": (2, 0, 1), "dmy": (2, 1, 0)}
_AGAIN = "Export with year-month-day dates (ISO 8601)"


def in_order(texts: Sequence[str], *, where: str) -> tuple[tuple[datetime, ...], str]:
    """The moments of all readings and the order of their dates, proved by an even step.

    Raises BadInput where no order or more than one fits.
    """
    fields = [_fields(text, where) for text in texts]
    found = {order: _moments(fields, places) for order, places in _ORDERS.items()}
    forward = {order: moments for order, moments in found.items() if _is_forward(moments)}
    even = {order: moments for order, moments in forward.items() if is_even(moments)}
    fitting = even or forward
    distinct = {moments for moments in fitting.values() if moments is not None}
    if not distinct:
        raise BadInput("the dates do not run forward in any order", where=where, do=_AGAIN)
    if len(distinct) > 1:
        what = f"the order of dates like {texts[0]!r} is ambiguous ({', '.join(fitting)})"
        raise BadInput(what, where=where, do=_AGAIN)
    order = next(iter(fitting))
    return distinct.pop(), order


def is_even(moments: Iterable[datetime] | None) -> bool:
    """Whether all steps are the same."""
    return moments is not None and len(set(steps(moments))) <= 1


def steps(moments: Iterable[datetime]) -> list[timedelta]:
    """Times between neighbours."""
    listed = list(moments)
    return [late - early for early, late in pairwise(listed)]


def _is_forward(moments: Sequence[datetime] | None) -> bool:
    return moments is not None and all(step > timedelta(0) for step in steps(moments))


def _fields(text: str, where: str) -> tuple[tuple[str, str, str], tuple[int, int, int]]:
    found = _MOMENT.match(_word_last(text.strip()))
    if not found:
        raise BadInput(f"{text[:40]!r} is no date and time", where=where, do=_AGAIN)
    hour, minute, second = (int(part or 0) for part in found.groups()[3:6])
    hour = _hour(hour, found[7].strip().casefold(), text, where)
    if hour > 23 or minute > 59 or second > 59:
        raise BadInput(f"{text[:40]!r} is no time of a day", where=where, do=_AGAIN)
    return (found[1], found[2], found[3]), (hour, minute, second)


def _word_last(text: str) -> str:
    """Some locales write the half of the day before the time."""
    day, _, rest = text.partition(" ")
    before = _WORD_FIRST.match(rest)
    return f"{day} {before[2]} {before[1]}" if before else text


def _hour(hour: int, word: str, text: str, where: str) -> int:
    if not word:
        return hour
    if word not in _MORNING | _AFTERNOON or not 1 <= hour <= 12:
        what = f"{text[:40]!r} has an unknown half of the day"
        raise BadInput(what, where=where, do="Export with times of 24 hours")
    return hour % 12 + (12 if word in _AFTERNOON else 0)


def _moments(
    fields: Sequence[tuple[tuple[str, str, str], tuple[int, int, int]]],
    places: tuple[int, int, int],
) -> tuple[datetime, ...] | None:
    """All moments under one order, or None where one of them is no date."""
    moments = []
    for date_parts, clock in fields:
        year, month, day = (date_parts[place] for place in places)
        if len(year) not in {2, 4} or len(month) > 2 or len(day) > 2:
            return None
        full_year = int(year) if len(year) == 4 else 2000 + int(year)
        try:
            moments.append(datetime(full_year, int(month), int(day), *clock))  # noqa: DTZ001 - local
        except ValueError:
            return None
    return tuple(moments)
