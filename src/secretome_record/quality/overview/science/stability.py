"""Shelf life of a product from the results of its samples, by the age of the lot."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from secretome.quality import (
    Extrapolation,
    Limits,
    ShelfLife,
    StabilityPoint,
    StoredAt,
    reasons_against_claim,
    shelf_life,
)
from secretome_record.quality.overview.science.asking import Answer, asked

DAYS_OF_A_MONTH = 365.25 / 12
FEWEST_TIMES = 3
_FROZEN_BELOW_C, _COLD_UP_TO_C = -10.0, 8.0


@dataclass(frozen=True, slots=True)
class AgedNumber:
    """One result of one lot at an age in months."""

    lot: str
    months: float
    value: float


def followed(numbers: Sequence[AgedNumber]) -> tuple[list[AgedNumber], dict[str, int]]:
    """The numbers of lots seen at three times or more; the others with how many times."""
    times: dict[str, set[float]] = defaultdict(set)
    for one in numbers:
        times[one.lot].add(one.months)
    short = {lot: len(seen) for lot, seen in times.items() if len(seen) < FEWEST_TIMES}
    return [one for one in numbers if one.lot not in short], short


def shelf_life_of(
    numbers: Sequence[AgedNumber],
    low: float | None,
    high: float | None,
    storage_max_c: float,
    *,
    bounds: int = 0,
) -> Answer[ShelfLife]:
    """The shelf life by ICH Q1E; a biological product is dated by its own real time alone.

    ``bounds`` results are known only as "<" or ">": the others alone are a chosen few.
    """
    if bounds:
        words = _("%(n)d results are reported as a bound. A line through the others alone would be "
                  "wrong, so none is drawn.")  # fmt: skip
        return Answer(None, words % {"n": bounds})
    if not numbers:
        words = _("No lot was seen at three ages. ICH Q1E asks for three lots, each followed over "
                  "time: take samples of lots as they age.")  # fmt: skip
        return Answer(None, words)
    points = [StabilityPoint(n.lot, n.months, n.value) for n in numbers]
    reach = Extrapolation(_stored_at(storage_max_c), biological=True)
    return asked(lambda: shelf_life(points, Limits(low, high), extrapolation=reach))


def against_claim(found: ShelfLife, days: int) -> list[str]:
    """Why the shelf life that the product names is not carried by these data."""
    return [reason.text for reason in reasons_against_claim(found, days / DAYS_OF_A_MONTH)]


def lines_of(
    found: ShelfLife, last: float, *, two_sided: bool, steps: int = 24
) -> list[dict[str, float | str]]:
    """The fitted lines with their bounds over time, for a picture."""
    confidence = 0.975 if two_sided else 0.95
    return [
        {
            "lot": line.batch, "m": m, "v": line.at(m),
            "low": line.bound(m, upper=False, confidence=confidence),
            "high": line.bound(m, upper=True, confidence=confidence),
        }
        for line in found.pooling.lines
        for m in (last * step / steps for step in range(steps + 1))
    ]  # fmt: skip


def _stored_at(max_c: float) -> StoredAt:
    if max_c <= _FROZEN_BELOW_C:
        return StoredAt.FROZEN
    return StoredAt.REFRIGERATED if max_c <= _COLD_UP_TO_C else StoredAt.ROOM
