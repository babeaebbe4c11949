"""Tables as CSV that a spreadsheet cannot mistake for formulas."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.http import StreamingHttpResponse

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_PLAIN_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?")
_BYTE_ORDER_MARK = "\ufeff"


class _Echo:
    """A file that hands back each line instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def csv_cell(value: object) -> str | int | float:
    """One cell: text that would start a formula gets an apostrophe, numbers stay numbers.

    Text stays text, so codes keep their leading zeros; it is written in quotes.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    text = str(value)
    if isinstance(value, Decimal) or _PLAIN_NUMBER.fullmatch(text):
        return text
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS_A_FORMULA) else text


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The lines of the table, one at a time, so that a long one needs no memory."""
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_NONNUMERIC)
    yield _BYTE_ORDER_MARK + writer.writerow([csv_cell(name) for name in header])
    for row in rows:
        yield writer.writerow([csv_cell(value) for value in row])


def csv_response(
    name: str, header: Sequence[str], rows: Iterable[Sequence[object]]
) -> StreamingHttpResponse:
    """The table as a download named `name`.csv."""
    answer = StreamingHttpResponse(csv_lines(header, rows), content_type="text/csv; charset=utf-8")
    plain_name = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.") or "table"
    answer["Content-Disposition"] = f'attachment; filename="{plain_name}.csv"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
