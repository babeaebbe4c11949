"""Cells as attribute values: a number, or the reason why there is none, never a made-up zero."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from math import fsum, sqrt
from statistics import fmean

from secretome.errors import BadInput
from secretome.instruments.measurement import AttributeValue, InstrumentWarning, Severity
from secretome.instruments.tables import number

_BRACKETS = str.maketrans("[]", "()")
_LONGEST_QUALIFIER = 80
_LONGEST_SHOWN = 40
EMPTY = "the cell is empty"
_CENSORED = re.compile(r"^\s*(<=|>=|[<>≤≥])(.*)$", re.DOTALL)
_PLAIN = {"≤": "<=", "≥": ">="}
_GROUPED = re.compile(
    r"^[+-]?[0-9]{1,3}(?:([, \u00a0\u202f'’])[0-9]{3})(?:\1[0-9]{3})*(?:\.[0-9]+)?$"
)
_SWAPPED = str.maketrans(".,", ",.")


@lru_cache(maxsize=16384)
def qualified(name: str, qualifier: str) -> str:
    """``cq`` and ``RNase P`` give ``cq[RNase P]``; brackets inside become round."""
    inside = " ".join(qualifier.translate(_BRACKETS).split())
    return f"{name}[{inside[:_LONGEST_QUALIFIER] or 'not named'}]"


def why_no_number(text: str) -> str:
    """The reason for which a cell is no number."""
    shown = text.strip()[:_LONGEST_SHOWN]
    if not shown:
        return EMPTY
    return f"censored: {shown}" if _CENSORED.match(shown) else f"the file prints {shown!r}"


def measured(
    name: str,
    text: str,
    *,
    scale: float = 1.0,
    decimal: str = ".",
    may_be_negative: bool = False,
    applied: bool | None = None,
) -> AttributeValue:
    """A cell as a value of this attribute, times ``scale``; anything but a number is missing."""
    value = localised(text, decimal)
    reason = None if value is not None else why_no_number(text)
    if value is not None and value < 0 and not may_be_negative:
        value, reason = None, f"{text.strip()[:_LONGEST_SHOWN]} is below zero and cannot be"
    scaled = None if value is None else value * scale
    comparator, bound = bound_in(text, decimal) if reason else ("", None)
    return AttributeValue(
        name, scaled, text.strip(), dilution_applied=applied, reason=reason,
        comparator=comparator, bound=None if bound is None else bound * scale,
    )  # fmt: skip


def bound_in(text: str, decimal: str = ".") -> tuple[str, float | None]:
    """The comparator and the number of a cell such as ``<0.05``; nothing for any other cell.

    A number below zero bounds no quantity; such a cell is only a missing number.
    """
    found = _CENSORED.match(text)
    bound = localised(found[2], decimal) if found else None
    if found is None or bound is None or bound < 0:
        return "", None
    return _PLAIN.get(found[1], found[1]), bound


def localised(text: str, decimal: str = ".") -> float | None:
    """The number in a cell with this decimal sign; the other sign or blanks may part thousands."""
    bare = text.strip()
    if decimal == ",":
        bare = bare.translate(_SWAPPED)
    if _GROUPED.match(bare):
        bare = re.sub(r"[^0-9.+-]", "", bare)
    return number(bare)


def decimal_sign(texts: Iterable[str], *, where: str, may_group: bool = True) -> str:
    """The decimal sign that the cells prove.

    ``may_group``: a comma may also part thousands, so ``1,234`` alone proves nothing.
    Raises BadInput where cells prove both signs, or all of them can mean two things.
    """
    proofs = {_sign(text.strip(), may_group=may_group) for text in texts} - {None}
    if {".", ","} <= proofs:
        do = "Export the file again with one decimal sign"
        raise BadInput("numbers have both decimal signs", where=where, do=do)
    if "?" in proofs and not proofs & {".", ","}:
        do = "Export the file again with a decimal point"
        raise BadInput("the comma can be a decimal sign or part thousands", where=where, do=do)
    return "," if "," in proofs else "."


def _sign(text: str, *, may_group: bool) -> str | None:
    """Which sign one cell proves: a point, a comma, '?' where it is either, None without any."""
    if not re.match(r"^[+-]?[0-9][0-9.,]*(?:[eE][+-]?[0-9]+)?$", text) or not re.search(
        r"[.,]", text
    ):
        return None
    if "." in text and "," in text:
        return "." if text.rindex(".") > text.rindex(",") else ","
    if "." in text:
        return "." if text.count(".") == 1 else ","
    grouped = re.match(r"^[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+$", text) is not None
    if text.count(",") > 1:
        return "."
    return "?" if grouped and may_group else ","


def mean_value(name: str, parts: Iterable[AttributeValue]) -> AttributeValue:
    """Mean and SD over values of one attribute; missing ones do not count as zero."""
    listed = list(parts)
    if len(listed) == 1 and (listed[0].value is not None or listed[0].comparator):
        return listed[0]
    values = [part.value for part in listed if part.value is not None]
    applied = {part.dilution_applied for part in listed}
    shown = "; ".join(part.as_reported for part in listed)
    common = applied.pop() if len(applied) == 1 else None
    if any(part.comparator for part in listed):
        return _bounded_mean(AttributeValue(name, None, shown, None, 0, common, "censored"), listed)
    return AttributeValue(
        name,
        fmean(values) if values else None,
        shown,
        sd=sample_sd(values),
        n=len(values),
        dilution_applied=common,
        reason=None if values else _shared_reason(listed),
    )


def _bounded_mean(empty: AttributeValue, parts: list[AttributeValue]) -> AttributeValue:
    """A mean over bounds is a bound itself; over bounds of both kinds nothing can be said.

    Leaving the bounds out would shift the mean: over 0.1 and >5 it is at least 2.55, not 0.1.
    """
    ends = [part.value if part.value is not None else part.bound for part in parts]
    known = [end for end in ends if end is not None]
    signs = {part.comparator for part in parts} - {""}
    sides = {sign[0] for sign in signs}
    if len(sides) > 1:
        return replace(empty, reason=f"bounds on both sides: {empty.as_reported}")
    side = sides.pop()
    return replace(
        empty,
        n=len(known),
        reason=f"censored: {empty.as_reported}",
        comparator=side if side in signs else f"{side}=",
        bound=fmean(known),
    )


def _shared_reason(parts: list[AttributeValue]) -> str:
    reasons = {part.reason for part in parts if part.reason}
    return reasons.pop() if len(reasons) == 1 else "no reading has a value"


def sample_sd(values: Sequence[float]) -> float | None:
    """SD with n - 1; None for fewer than two values; much faster than ``statistics.stdev``."""
    if len(values) < 2:
        return None
    mean = fmean(values)
    return sqrt(fsum((value - mean) ** 2 for value in values) / (len(values) - 1))


def gathered(parts: Iterable[AttributeValue]) -> tuple[AttributeValue, ...]:
    """One mean per attribute name, in the order in which the names first occur."""
    by_name: dict[str, list[AttributeValue]] = {}
    for part in parts:
        by_name.setdefault(part.name, []).append(part)
    return tuple(mean_value(name, listed) for name, listed in by_name.items())


def counted(name: str, count: int) -> AttributeValue:
    """A count made by the reader itself."""
    return AttributeValue(name, float(count), str(count))


def unproven(kind: str, what: str) -> InstrumentWarning:
    """Say that no real file of this kind was read in the tests."""
    text = f"The reader of {what} is proven on synthetic files only: compare with the printout."
    return InstrumentWarning(f"{kind}_reader_not_proven", Severity.CAUTION, text)


def unique_ids(ids: Iterable[str]) -> Iterator[str]:
    """The same names, with a counter where one stands again: ``A``, ``A (2)``."""
    seen: dict[str, int] = {}
    for one in ids:
        name = one.strip() or "not named"
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name} ({seen[name]})"
