"""What makes a published row no observation at all, so that it is neither predicted nor scored."""

import re
from collections.abc import Iterator
from math import isfinite

from secretome.kinetics.tables import Row

_SMALLEST, _LARGEST = 1e-15, 1e15  # no reading of an animal or a person is written beyond
_LOST_EXPONENT = re.compile(r"[x×]\s*10(\d+)\b")
_NOT_ONE_WHOLE = re.compile(
    r"control|change|differ|fold|relative|increase|decrease|baseline|versus|initial|first reading"
)
# Counting finds 103 % of a dose now and then; beyond usual limits of a recovery it is no share.
_MOST_COUNTED_PCT = 120.0


def row_faults(row: Row) -> list[str]:
    """Every reason why the row cannot be an observation; none for a sound row."""
    return [*_of_dose(row), *_of_spread(row), *_of_value(row)]


def _of_dose(row: Row) -> Iterator[str]:
    text = row.get("dose", "").strip()
    lost = _LOST_EXPONENT.search(text.lower())
    if lost:
        yield f"the dose '{text[:40]}' lost the sign of its exponent; write 10^{lost.group(1)}"
    if re.match(r"[-−]\s*\d", text):
        yield f"a dose of '{text[:40]}' is below zero"


def _of_spread(row: Row) -> Iterator[str]:
    sd, n = _number(row.get("sd", "")), _number(row.get("n", ""))
    if sd is not None and sd < 0:
        yield f"a standard deviation of {sd:g} is below zero"
    if n is not None and n < 1:
        yield f"{n:g} subjects observed nothing"


def _of_value(row: Row) -> Iterator[str]:
    value = _number(row.get("value", "").strip().lstrip("<>≤≥="))
    if value is None:
        return
    unit, quantity = row.get("unit", "").strip().lower(), row.get("quantity", "").lower()
    compared = bool(_NOT_ONE_WHOLE.search(f"{quantity} {unit}"))
    if value and not _SMALLEST < abs(value) < _LARGEST:
        yield f"{value:g} {unit} is beyond anything that can be observed"
    elif value < 0 and not compared:
        yield f"{value:g} {unit} is below zero"
    elif value > _most(unit) and not compared:
        yield f"{value:g} {unit} is more than the whole"


def _most(unit: str) -> float:
    """The whole that a share is of; without limit for what is no share."""
    if unit in {"yes/no", "yes_no"}:
        return 1.0
    counted = re.match(r"of (\d+)", unit)
    if counted:
        return float(counted.group(1))
    plain = re.sub(r"\s", "", unit)
    is_share = re.match(r"%|percent", plain) and not re.search(r"[/*·]|_per_|\bper\b", plain)
    return _MOST_COUNTED_PCT if is_share else float("inf")


def _number(text: str) -> float | None:
    try:
        value = float(text.strip())
    except ValueError:
        return None
    return value if isfinite(value) else None
