"""What it costs: list, travel days, what is not in it; in a trial nothing, or who allowed it."""

from collections.abc import Iterator

from secretome.answers.case import Schedule
from secretome.answers.prices import PriceLine
from secretome.answers.sections.asking import PRICES, SCHEDULE, TRAVEL, Ask, Line, Section, section


def cost_section(ask: Ask) -> Section:
    """Return the section about money."""
    price = ask.facts.price
    points = [] if price.price_list is None else [_line(ask, row) for row in price.lines]
    return section(
        ask,
        "cost",
        lead=short_cost(ask),
        lines=[*_why_unknown(ask), *_trial(ask)],
        points=points,
        after=[*_not_included(ask), *_travel(ask)],
    )


def short_cost(ask: Ask) -> Line:
    """Return the sum, or that it is unknown."""
    price = ask.facts.price
    if price.total is None or price.price_list is None:
        return ask.line("cost.unknown")
    key = "cost.zero" if price.total == 0 else "cost.total"
    total = ask.speak.write.amount(str(price.total))
    return ask.line(key, rows=(PRICES,), total=total, currency=price.price_list.currency)


def _why_unknown(ask: Ask) -> Iterator[Line]:
    price = ask.facts.price
    if price.price_list is None:
        yield ask.line("cost.no_list")
    elif price.total is None:
        open_ones = {row.item.per.value for row in price.lines if row.total is None}
        what = ", ".join(ask.speak.say(f"cost.many.{per}") for per in sorted(open_ones))
        yield ask.line("cost.no_count", what=what)


def _trial(ask: Ask) -> Iterator[Line]:
    """In a trial nothing is charged, or a named person allowed it."""
    price = ask.facts.price
    if not ask.facts.is_trial or price.price_list is None:
        return
    approved = price.price_list.charging_approved_by
    if not any(row.item.amount > 0 for row in price.lines):
        yield ask.line("cost.trial_zero")
    elif approved:
        yield ask.line("cost.trial_approved", rows=(PRICES,), by=approved)
    else:
        yield ask.line("cost.trial_refused")


def _line(ask: Ask, row: PriceLine) -> Line:
    price = ask.facts.price
    currency = price.price_list.currency if price.price_list else ""
    amount = ask.speak.write.amount(str(row.item.amount))
    said: dict[str, object] = {"item": row.item.item, "amount": amount, "currency": currency}
    if row.total is None:
        per = ask.speak.say(f"cost.per.{row.item.per.value}")
        return ask.line("cost.line_open", rows=(PRICES,), **said, per=per)
    said["total"] = ask.speak.write.amount(str(row.total))
    if row.item.per == "course":
        return ask.line("cost.line_once", rows=(PRICES,), **said)
    return ask.line("cost.line", rows=(PRICES, SCHEDULE), **said, count=row.count)


def _not_included(ask: Ask) -> Iterator[Line]:
    price = ask.facts.price
    if price.price_list is None:
        return
    left_out = price.price_list.not_included
    if not left_out:
        yield ask.line("cost.nothing_left_out")
        return
    intro = ask.line("cost.not_included", rows=(PRICES,))
    yield intro | {"text": f"{intro['text']} {'; '.join(left_out)}."}


def treatment_days(schedule: Schedule) -> int:
    """Count the days with a session; several sessions may share one."""
    between = schedule.interval_days
    if between is None or between >= 1:
        return schedule.sessions
    return int((schedule.sessions - 1) * between) + 1


def _travel(ask: Ask) -> Iterator[Line]:
    travel, schedule = ask.facts.travel, ask.facts.schedule
    if travel is None or schedule is None:
        yield ask.line("cost.travel_unknown")
        return
    sessions = treatment_days(schedule) * travel["days_per_session"]
    visits = len(schedule.visits) * travel["days_per_visit"]
    rows = (SCHEDULE, TRAVEL)
    days = sessions + visits
    yield ask.line("cost.travel", rows=rows, days=days, sessions=sessions, visits=visits)
