"""A table of results as a measurement, by its mapping: endotoxin, sterility, protein, anything.

A censored result stays censored, a word stays a word; neither becomes a number.
"""

from collections.abc import Iterator, Sequence

from secretome.errors import BadInput
from secretome.instruments.generic.mapping import Column, Mapping, mapping_by_titles
from secretome.instruments.measurement import (
    AttributeValue,
    Capture,
    InstrumentWarning,
    Measurement,
    Sample,
    Severity,
)
from secretome.instruments.tables import Row, Titled, decode, require_whole_last_row, rows, titled
from secretome.instruments.values import bound_in, decimal_sign, gathered, localised, why_no_number
from secretome.units import Kind, attribute, convert

AGAIN = "Give one line of titles and one line per result, with a comma, semicolon or tab between"
_WORD = "a word is the result, it stands as reported"
_DELIMITERS = ("\t", ";", ",")


def looks_like_results(text: str) -> bool:
    """Whether the first line that is no comment holds titles of the vocabulary and a sample."""
    lines = [line for line in text.split("\n") if line.strip() and not line.startswith("#")]
    return bool(lines) and any(_by_title(lines[0], sign) for sign in _DELIMITERS)


def _by_title(line: str, delimiter: str) -> Mapping | None:
    return mapping_by_titles(tuple(cell.strip(' \r"') for cell in line.split(delimiter)))


def read(data: bytes, *, sha256: str, name: str, mapping: Mapping | None = None) -> Measurement:
    """Read a table by its mapping, or by titles that say what they are."""
    text, encoding = decode(data, name=name)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    comments = [line.lstrip("# ") for line in lines if line.startswith("#")]
    kept = [line for line in lines if line.strip() and not line.startswith("#")]
    if len(kept) < 2:
        raise BadInput("the table holds no result", where=name, do=AGAIN)
    delimiter = (mapping.delimiter if mapping else "") or _delimiter(kept[0], mapping)
    used = mapping or _by_title(kept[0], delimiter)
    if used is None:
        raise BadInput("no title is of the vocabulary", where=name, do="Give a mapping")
    found = rows("\n".join(kept), name=name, delimiter=delimiter)
    table, _ = titled(found, used.sample, *used.columns, name=name)
    require_whole_last_row(found, name=name)
    decimal = _decimal(table, used, name)
    return Measurement(
        kind="results_table",
        instrument=used.instrument or "not stated",
        software="",
        sha256=sha256,
        samples=tuple(_samples(table, used, decimal, name)),
        file_warnings=(_by_hand(mapping is not None),),
        unused=tuple(_unused(table, used)),
        details=(("encoding", encoding), *(("comment", line) for line in comments if line)),
    )


def _by_hand(is_mapped: bool) -> InstrumentWarning:  # noqa: FBT001
    how = "a mapping" if is_mapped else "the titles of its columns"
    text = f"The meaning of the columns was stated by a person, through {how}."
    return InstrumentWarning("results_table_stated", Severity.NOTE, text)


def _delimiter(line: str, mapping: Mapping | None) -> str:
    wanted = {mapping.sample, *mapping.columns} if mapping else set()
    for sign in _DELIMITERS:
        cells = {cell.strip(' "') for cell in line.split(sign)}
        if wanted <= cells if wanted else _by_title(line, sign):
            return sign
    return ","


def _decimal(table: Titled, used: Mapping, name: str) -> str:
    titles = [title for title, column in used.columns.items() if not _is_word(column)]
    cells = (table.cell(row, title).lstrip("<>≤≥ ") for row in table.rows for title in titles)
    return decimal_sign(cells, where=name)


def _is_word(column: Column) -> bool:
    return attribute(column.attribute).kind is Kind.QUALITATIVE


def _samples(table: Titled, used: Mapping, decimal: str, name: str) -> Iterator[Sample]:
    grouped: dict[str, list[Capture]] = {}
    for place, row in enumerate(table.rows, 1):
        sample = table.cell(row, used.sample)
        if not sample:
            where = f"{name}, row {place}"
            raise BadInput("a result names no sample", where=where, do=AGAIN)
        values = tuple(_value(table.cell(row, title), column, decimal)
                       for title, column in used.columns.items())  # fmt: skip
        label = table.cell(row, used.capture) if used.capture else ""
        captures = grouped.setdefault(sample, [])
        captures.append(Capture(label or str(len(captures) + 1), values, _others(table, row, used)))
    for sample, captures in grouped.items():
        values = gathered(value for one in captures for value in one.attributes)
        yield Sample(sample, tuple(captures), values)


def _others(table: Titled, row: Row, used: Mapping) -> tuple[tuple[str, str], ...]:
    known = {used.sample, used.capture, *used.columns}
    pairs = ((title, table.cell(row, title)) for title in table.titles if title not in known)
    return tuple((title, text) for title, text in pairs if title and text)


def _value(text: str, column: Column, decimal: str) -> AttributeValue:
    applied = column.dilution_applied
    if _is_word(column):
        reason = _WORD if text.strip() else why_no_number(text)
        return AttributeValue(column.attribute, None, text, reason=reason)
    value = localised(text, decimal)
    if value is None:
        reason = why_no_number(text)
        comparator, bound = bound_in(text, decimal)
        bound = None if bound is None else _converted(bound, column)
        return AttributeValue(
            column.attribute, None, text, dilution_applied=applied, reason=reason,
            comparator=comparator, bound=bound,
        )  # fmt: skip
    shown = f"{text} {column.unit}".strip()
    number = _converted(value, column)
    return AttributeValue(column.attribute, number, shown, dilution_applied=applied)


def _converted(value: float, column: Column) -> float:
    known = attribute(column.attribute)
    if column.unit and known.printed_unit is None:
        return convert(value, column.unit, known.kind)
    return value


def _unused(table: Titled, used: Mapping) -> Sequence[str]:
    left = table.others(used.sample, used.capture, *used.columns)
    return [f"column {title} (kept as a setting)" for title in left]
