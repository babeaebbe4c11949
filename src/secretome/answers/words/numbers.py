"""Numbers, money and days as a language writes them; the digits are the same in every language."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

_GROUP = "\u202f"  # a narrow space that does not break: neither a comma nor a point in any language
_NUMBER = re.compile(rf"\d+(?:{_GROUP}\d{{3}})*(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Writer:
    """How one language writes numbers and days."""

    point: str
    months: tuple[str, ...]
    day_form: str

    def number(self, value: float, decimals: int = 0) -> str:
        """Write a number with so many decimals."""
        return self._written(f"{value:.{decimals}f}")

    def amount(self, text: str) -> str:
        """Write an amount of money; every digit of its text stays."""
        return self._written(f"{Decimal(text):f}")

    def day(self, iso: str) -> str:
        """Write a day in words."""
        day = date.fromisoformat(iso)
        return self.day_form.format(day=day.day, month=self.months[day.month - 1], year=day.year)

    def _written(self, plain: str) -> str:
        sign = "−" if plain.startswith("-") and float(plain) != 0 else ""
        whole, _, rest = plain.lstrip("-").partition(".")
        grouped = f"{int(whole):,}".replace(",", _GROUP) if len(whole) > 4 else whole
        return sign + grouped + (self.point + rest if rest else "")


def decimals_of(*values: float) -> int:
    """Return how many decimals tell these values apart: two digits of their spread."""
    spread = max(values) - min(values) or abs(values[0]) or 1.0
    return min(max(1 - math.floor(math.log10(spread)), 0), 6)


def in_hundred(share: Mapping[str, float]) -> tuple[int, int, int]:
    """Return a share as people of 100: the nearest number, and bounds that never look narrower."""
    low, high = math.floor(share["low"] * 100 + 1e-9), math.ceil(share["high"] * 100 - 1e-9)
    return min(max(round(share["value"] * 100), low), high), max(low, 0), min(high, 100)


def numbers_in(text: str, point: str) -> tuple[Decimal, ...]:
    """Return every number of a text in order, whatever sign its language writes for the point."""
    found = (hit.replace(_GROUP, "").replace(point, ".") for hit in _NUMBER.findall(text))
    return tuple(Decimal(number.replace(",", ".")) for number in found)
