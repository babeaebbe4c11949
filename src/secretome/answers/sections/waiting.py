"""How long it takes: sessions and check-ups, own cells by the records, donor cells by the stock."""

from collections.abc import Iterator

from secretome.answers.plan_documents import FOLLOW_UP_WEEKS, duration_weeks
from secretome.answers.sections.asking import (
    RECORDS,
    SCHEDULE,
    STOCK,
    Ask,
    Line,
    Section,
    line,
    section,
)


def time_section(ask: Ask) -> Section:
    """Return the section about time."""
    points = [*_own(ask), *_donor(ask)]
    after = [*_short_follow_up(ask), ask.line("time.lasts")]
    return section(ask, "time", lead=short_time(ask), lines=_weeks(ask), points=points, after=after)


def short_time(ask: Ask) -> Line:
    """Return the number of sessions, or that nobody knows how many are needed."""
    schedule = ask.facts.schedule
    if schedule is None:
        return ask.line("time.unknown")
    if schedule.sessions == 1:
        return ask.line("time.once", rows=(SCHEDULE,), n=1)
    a_day = 1 / schedule.interval_days if schedule.interval_days else 0
    if a_day > 1 and a_day == round(a_day):
        said = {"n": schedule.sessions, "times": _short(ask, a_day)}
        return ask.line("time.sessions_a_day", rows=(SCHEDULE,), **said)
    days = _short(ask, schedule.interval_days or 0)
    return ask.line("time.sessions", rows=(SCHEDULE,), n=schedule.sessions, days=days)


def own_days(ask: Ask) -> tuple[str, str, str] | None:
    """Return the days until a lot of own cells is ready, written: value, low, high."""
    days = (ask.facts.own_cells or {}).get("days")
    return None if not days else (_days(ask, "value"), _days(ask, "low"), _days(ask, "high"))


def _weeks(ask: Ask) -> Iterator[Line]:
    weeks = duration_weeks(ask.facts.schedule)
    if weeks:
        yield ask.line("time.weeks", rows=(SCHEDULE,), weeks=_short(ask, weeks))


def _own(ask: Ask) -> Iterator[Line]:
    days, own = own_days(ask), ask.facts.own_cells
    if own is None or days is None:
        yield ask.line("time.own_unknown", rows=(RECORDS,) if own else ())
    else:
        value, low, high = days
        said = ask.speak.counted("time.own", own["lots"], days=value, low=low, high=high)
        yield line(said, (RECORDS,))
    if own and own.get("failed"):
        rows = (RECORDS,)
        yield ask.line("time.own_failed", rows=rows, failed=own["failed"], n=own["lots"])


def _donor(ask: Ask) -> Iterator[Line]:
    stock = ask.facts.donor_stock
    if stock is None:
        yield ask.line("time.donor_unknown")
        return
    if not stock["vials"]:
        yield ask.line("time.donor_none", rows=(STOCK,))
        return
    parts = [ask.speak.counted("time.donor", stock["vials"])]
    needed, rows = vials_needed(ask), [STOCK]
    if needed:
        parts.append(ask.speak.say("time.donor_needed", needed=needed))
        rows.append(SCHEDULE)
        if needed > stock["vials"]:
            parts.append(ask.speak.say("time.donor_short"))
    yield line(" ".join(parts), rows)


def vials_needed(ask: Ask) -> int | None:
    """Return how many vials the whole course takes, if that is known."""
    schedule, each = ask.facts.schedule, ask.facts.vials_per_session
    return schedule.sessions * each if schedule and each else None


def _short_follow_up(ask: Ask) -> Iterator[Line]:
    weeks = duration_weeks(ask.facts.schedule)
    if weeks is not None and weeks < FOLLOW_UP_WEEKS:
        yield ask.line("time.short_follow_up")


def _days(ask: Ask, name: str) -> str:
    return ask.speak.write.number((ask.facts.own_cells or {})["days"][name])


def _short(ask: Ask, value: float) -> str:
    decimals = next((n for n in (0, 1) if round(value, n) == round(value, 2)), 2)
    return ask.speak.write.number(value, decimals)
