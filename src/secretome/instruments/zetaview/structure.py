"""The linear size table of a ZetaView export, checked against the logarithmic copy behind it.

Refuses: a table that is cut off, has a gap, or does not agree with its own copy.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

from secretome.errors import BadInput
from secretome.instruments.tables import Row
from secretome.instruments.values import decimal_sign
from secretome.instruments.zetaview.reader import AGAIN, Document

_LINE = re.compile(r"^(?:-?[0-9]+(?:[.,][0-9]+)?E[+-]?[0-9]{1,2}(?:\t|$)){5}\t*$")
_MARK = -1.0  # one row of -1 parts the linear from the logarithmic rows
_ROUNDING = 0.0006  # sizes are printed with four digits
_SAME_TOTAL = 0.005  # the copy has the same total within 0.007 % in real exports
_LARGEST_PER_ML = 1e18
_LEAST_ROWS = 10


@dataclass(frozen=True, slots=True)
class SizeTable:
    """Linear bins of equal width; ``traces`` and ``per_ml`` are empty without valid traces.

    ``is_proportional``: all bins allow one concentration per trace, as in every real export.
    """

    decimal: str
    step_nm: float = 0.0
    centres_nm: tuple[float, ...] = ()
    traces: tuple[float, ...] = ()
    per_ml: tuple[float, ...] = ()
    log_rows: int = 0
    is_proportional: bool = True


def read_size_table(document: Document) -> SizeTable:
    """The linear rows as numbers; raises BadInput unless the whole table is there."""
    decimal = _decimal(document)
    rows = [_numbers(row, decimal, document.name) for row in document.table]
    marks = [place for place, row in enumerate(rows) if row[0] == _MARK]
    if len(marks) != 1:
        what = "the size table is cut off: no row of -1 closes its linear part"
        raise BadInput(what, where=document.name, do=AGAIN)
    linear, copy = rows[: marks[0]], rows[marks[0] + 1 :]
    if not linear and not copy:
        return SizeTable(decimal)
    step, centres = _axis(linear, document.name)
    _require_same_total(linear, copy, centres[-1], document.name)
    traces, printed = (tuple(row[place] for row in linear) for place in (1, 2))
    per_trace = _per_trace(traces, printed)
    per_ml = printed if per_trace is None else tuple(count * per_trace for count in traces)
    is_proportional = per_trace is not None
    return SizeTable(decimal, step, centres, traces, per_ml, len(copy), is_proportional)


def _per_trace(traces: tuple[float, ...], printed: tuple[float, ...]) -> float | None:
    """Concentration of one trace: the middle of what all bins, printed with four digits, allow.

    None where no single one fits, for then the bins contradict each other.
    """
    pairs = [(count, value) for count, value in zip(traces, printed, strict=True) if count or value]
    if not pairs or any(not count or not value for count, value in pairs):
        return None if pairs else 0.0
    half_digit = [0.5 * 10.0 ** (floor(log10(value)) - 3) for _, value in pairs]
    lows = [(v - half) / count for (count, v), half in zip(pairs, half_digit, strict=True)]
    highs = [(v + half) / count for (count, v), half in zip(pairs, half_digit, strict=True)]
    low, high = max(lows), min(highs)
    return (low + high) / 2 if low <= high * (1 + 1e-9) else None


def _decimal(document: Document) -> str:
    """Exponent numbers never part thousands, so a comma there is a decimal sign."""
    cells = [cell for row in document.table[:50] for cell in row.cells]
    where = f"{document.name}, size table"
    return decimal_sign(cells, where=where, may_group=False)


def _numbers(row: Row, decimal: str, name: str) -> list[float]:
    where = f"{name}, line {row.line}"
    if not _LINE.match("\t".join(row.cells)):
        raise BadInput("a row of the size table is cut off or damaged", where=where, do=AGAIN)
    values = [float(cell.replace(decimal, ".")) for cell in row.cells[:5]]
    if values[0] != _MARK and not 0 <= min(values) <= max(values[:3]) <= _LARGEST_PER_ML:
        raise BadInput("a size bin holds an impossible number", where=where, do=AGAIN)
    return values


def _axis(linear: Sequence[list[float]], name: str) -> tuple[float, tuple[float, ...]]:
    """Step and centres rebuilt from the first two sizes: later ones are rounded in print."""
    if len(linear) < _LEAST_ROWS:
        raise BadInput("the size table is cut off", where=name, do=AGAIN)
    first = linear[0][0]
    step = linear[1][0] - first
    centres = tuple(first + step * place for place in range(len(linear)))
    apart = [abs(row[0] - want) for row, want in zip(linear, centres, strict=True)]
    if step <= 0 or any(a > _ROUNDING * c for a, c in zip(apart, centres, strict=True)):
        raise BadInput("bins are missing or stand twice in the size table", where=name, do=AGAIN)
    return step, centres


def _require_same_total(
    linear: Sequence[list[float]], copy: Sequence[list[float]], last_nm: float, name: str
) -> None:
    """The logarithmic rows repeat the linear ones: together they would double the number."""
    totals = [sum(row[2] for row in part) for part in (linear, copy)]
    if not copy or copy[-1][0] < last_nm * (1 - _ROUNDING):
        raise BadInput("the size table is cut off", where=name, do=AGAIN)
    if abs(totals[0] - totals[1]) > _SAME_TOTAL * max(totals):
        what = "the linear and the logarithmic size table have different totals"
        raise BadInput(what, where=name, do=AGAIN)
