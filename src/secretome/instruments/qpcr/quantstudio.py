"""QuantStudio, ViiA 7 and StepOne text exports: starred pairs and bracketed tables.

Refuses: no results, two exports in one file, a table that is cut off.
"""

import re
from collections.abc import Iterator, Sequence

from secretome.errors import BadInput
from secretome.instruments.measurement import Measurement
from secretome.instruments.qpcr.meaning import measurement_of
from secretome.instruments.qpcr.structure import Findings, Plate, Reaction, task_of
from secretome.instruments.tables import (
    Row,
    Titled,
    decode,
    plain_rows,
    require_whole_last_row,
    titled,
)
from secretome.instruments.values import decimal_sign

CQ_TITLES = ("CT", "Cq", "Crt", "Cycle Threshold")
_AGAIN = "Export the results again from the instrument software"
_SECTION = re.compile(r"^\[(.+)\]$")
_WELL = re.compile(r"^(?:[0-9]+(?:\.0)?|[A-Z]{1,2}[0-9]{1,2})$")
_PAIR = re.compile(r"^\*\s*(.+?)\s*=\s*(.*)$")
_USED = ("Well", "Well Position", "Omit", "Sample Name", "Sample", "Target Name", "Target", "Task",
         "Quantity", "Reporter", "Amp Status", "Result Quality Issues", *CQ_TITLES)  # fmt: skip


def read(data: bytes, *, sha256: str, name: str) -> Measurement:
    """Read one text export; raises BadInput where it has no results or is damaged."""
    text, encoding = decode(data, name=name)
    lines = plain_rows(latin_titles(text))
    pairs = dict(_pairs(lines))
    sections = dict(_sections(lines, name))
    if "Results" not in sections:
        raise BadInput("there is no section [Results]", where=name, do=_AGAIN)
    table, _ = titled(sections["Results"], "Well", name=f"{name}, [Results]")
    plate = plate_of(
        table,
        kind="quantstudio",
        pairs=(*pairs.items(), ("encoding", encoding)),
        unread=tuple(f"[{title}]" for title in sections if title != "Results"),
        name=name,
    )
    return measurement_of(plate, sha256=sha256, name=name)


def latin_titles(text: str) -> str:
    """The export writes some of its Ct with a Cyrillic letter; titles are searched in Latin."""
    return text.replace("Cт", "Ct").replace("CТ", "CT")


def _pairs(lines: Sequence[Row]) -> Iterator[tuple[str, str]]:
    for row in lines:
        found = _PAIR.match(" ".join(row.cells).strip())
        if found:
            yield found[1], found[2]


def _sections(lines: Sequence[Row], name: str) -> Iterator[tuple[str, list[Row]]]:
    starts = [place for place, row in enumerate(lines) if _SECTION.match(row.key)]
    titles = [lines[place].key[1:-1].strip() for place in starts]
    twice = next((title for title in titles if titles.count(title) > 1), None)
    if twice:
        raise BadInput(f"section [{twice}] stands twice: merged files", where=name, do=_AGAIN)
    for title, start, end in zip(titles, starts, [*starts[1:], len(lines)], strict=False):
        yield title, [row for row in lines[start + 1 : end] if not row.is_blank]


def plate_of(
    table: Titled,
    *,
    kind: str,
    pairs: Sequence[tuple[str, str]],
    unread: Sequence[str],
    name: str,
) -> Plate:
    """The plate behind a table of results, the same for text and workbook."""
    if table.place(*CQ_TITLES) is None:
        raise BadInput("the results have no Ct or Cq column", where=name, do=_AGAIN)
    body = tuple(row for row in table.rows if _WELL.match(table.cell(row, "Well")))
    require_whole_last_row(body, name=name)
    cycles = [table.cell(row, *CQ_TITLES) for row in body]
    stated = dict(pairs)
    return Plate(
        kind=kind,
        instrument=stated.get("Instrument Type", "") or "real-time PCR system",
        software=stated.get("Software Name and Version", ""),
        reactions=tuple(_reaction(table, row) for row in body),
        decimal=decimal_sign(cycles, where=f"{name}, Cq", may_group=False),
        details=tuple((key, text) for key, text in pairs if text),
        unused=(*unread, *(f"column {title}" for title in table.others(*_USED))),
        findings=tuple(_findings(pairs)),
        has_printed_quantities=any(table.cell(row, "Quantity") for row in body),
    )


def _reaction(table: Titled, row: Row) -> Reaction:
    well = table.cell(row, "Well Position") or table.cell(row, "Well").removesuffix(".0")
    task = task_of(table.cell(row, "Task"))
    return Reaction(
        well=well,
        sample=table.cell(row, "Sample Name", "Sample"),
        target=table.cell(row, "Target Name", "Target"),
        task=task,
        cq=table.cell(row, *CQ_TITLES),
        quantity=table.cell(row, "Quantity"),
        is_omitted=table.cell(row, "Omit").casefold() == "true",
        notes=(
            ("reporter", table.cell(row, "Reporter")),
            ("amp status", table.cell(row, "Amp Status")),
            ("issues", table.cell(row, "Result Quality Issues")),
        ),
    )


def _findings(pairs: Sequence[tuple[str, str]]) -> Iterator[Findings]:
    expired = [
        key.removeprefix("Calibration").removesuffix("is expired").strip()
        for key, text in pairs
        if key.endswith("is expired") and text.casefold() == "yes"
    ]
    if expired:
        text = f"Calibrations that had expired: {', '.join(expired)}."
        yield Findings("qpcr_calibration_expired", text)
