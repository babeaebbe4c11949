"""Reads the numbers people type: kept as typed, refused in a sentence when they are unclear."""

import re
from dataclasses import dataclass

from secretome_record.ledger.refusal import Reason, refuse

_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")
_WITH_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+")
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one reading as written, with their unit; an absent limit is empty."""

    low_text: str
    high_text: str
    unit: str

    @property
    def low(self) -> float | None:
        """The lower limit as a number."""
        return read_number(self.low_text, "lower limit") if self.low_text else None

    @property
    def high(self) -> float | None:
        """The upper limit as a number."""
        return read_number(self.high_text, "upper limit") if self.high_text else None

    @property
    def words(self) -> str:
        """The limits in words: ``90 to 100 %``, ``at least 90 %``."""
        unit = f" {self.unit}" if self.unit else ""
        if self.low_text and self.high_text:
            return f"{self.low_text} to {self.high_text}{unit}"
        if self.low_text:
            return f"at least {self.low_text}{unit}"
        return f"at most {self.high_text}{unit}" if self.high_text else "no limit"


def read_number(text: str, what: str) -> float:
    """Return the number in ``text``.

    Raises Refusal with one sentence for a decimal comma, a number with a mark, or other text.
    """
    plain = text.strip()
    if _NUMBER.fullmatch(plain) and len(plain) <= _LONGEST:
        number = float(plain)
        if abs(number) != float("inf"):
            return number
    raise refuse("as_read", _sentence(plain, what))


def reasons_against_number(text: str, what: str) -> tuple[Reason, ...]:
    """List what is wrong with ``text`` as a number: nothing, or one sentence."""
    plain = text.strip()
    if _NUMBER.fullmatch(plain) and len(plain) <= _LONGEST and abs(float(plain)) != float("inf"):
        return ()
    return (Reason("as_read", _sentence(plain, what)),)


def is_outside(value: float, limits: Limits) -> bool:
    """Say whether the value lies beyond a limit; a value on the limit is inside."""
    low, high = limits.low, limits.high
    return (low is not None and value < low) or (high is not None and value > high)


def _sentence(text: str, what: str) -> str:
    if not text:
        return f"The {what} is missing. Write the number as the instrument shows it."
    if _WITH_COMMA.fullmatch(text):
        return (
            f"The {what} '{text[:_LONGEST]}' has a comma. "
            f"Write {text[:_LONGEST].replace(',', '.')} with a point if that is meant."
        )
    if text[0] in "<>≤≥~":
        return (
            f"The {what} '{text[:_LONGEST]}' is a bound, not a reading. "
            "Write the number that was read, or raise a deviation if there is none."
        )
    return (
        f"The {what} '{text[:_LONGEST]}' is not a plain number. "
        "Write digits with a decimal point, for example 12.5."
    )
