"""What a plan would cost: amounts added as written, in one currency, or the reason why unknown."""

from dataclasses import dataclass
from decimal import Decimal

from secretome.answers.case import Per, PriceItem, PriceList, Schedule
from secretome.answers.currencies import CURRENCIES


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One line of the bill; ``total`` is None where the count is unknown."""

    item: PriceItem
    count: int | None
    total: Decimal | None


@dataclass(frozen=True, slots=True)
class Price:
    """The bill of a course; ``reason`` says why a missing total is missing."""

    price_list: PriceList | None
    lines: tuple[PriceLine, ...]
    total: Decimal | None
    reason: str | None


def price_of(
    prices: PriceList | None, schedule: Schedule | None, *, vials_per_session: int | None
) -> Price:
    """Add up the course; nothing is converted and nothing is rounded."""
    if prices is None:
        return Price(None, (), None, "No price list was given.")
    counts = _counts(schedule, vials_per_session)
    lines = tuple(_line(item, counts[item.per]) for item in prices.items)
    totals = [line.total for line in lines]
    if any(total is None for total in totals):
        lacking = ", ".join(sorted({f"{x.item.per}s" for x in lines if x.total is None}))
        return Price(prices, lines, None, f"The number of {lacking} is not known.")
    places = Decimal(1).scaleb(-CURRENCIES[prices.currency])
    total = sum((total for total in totals if total is not None), Decimal(0))
    return Price(prices, lines, total.quantize(places), None)


def _counts(schedule: Schedule | None, vials_per_session: int | None) -> dict[Per, int | None]:
    sessions = None if schedule is None else schedule.sessions
    vials = None if sessions is None or vials_per_session is None else sessions * vials_per_session
    visits = None if schedule is None else len(schedule.visits)
    return {Per.COURSE: 1, Per.SESSION: sessions, Per.VIAL: vials, Per.VISIT: visits}


def _line(item: PriceItem, count: int | None) -> PriceLine:
    return PriceLine(item, count, None if count is None else item.amount * count)
