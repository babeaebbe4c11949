"""Gen5 text exports: pairs, a layout, and matrices whose rows end with the name of a read.

Refuses: an export without a matrix of a read, a matrix that is cut off.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from secretome.errors import BadInput
from secretome.instruments.measurement import Measurement
from secretome.instruments.plates.meaning import measurement_of
from secretome.instruments.plates.structure import (
    Finding,
    PlateFile,
    PlateTable,
    Read,
    columns_of,
    require_whole,
    signal_of,
)
from secretome.instruments.tables import Row, decode, plain_rows
from secretome.instruments.values import decimal_sign

AGAIN = "Export the plate again from Gen5, with its results as a matrix"
_LETTERS = re.compile(r"^[A-Z]{1,2}$")
_PLATE = "Plate Number"
_WAVELENGTHS = re.compile(r"[0-9]{3,4}(?:[,/][0-9]{3,4})*")
_CONCENTRATION = re.compile(r"^\[?conc", re.IGNORECASE)
_STATISTICS = re.compile(r"^(?:mean|count|std|cv|min|max|name|sum)\b", re.IGNORECASE)
_LAYOUT = frozenset({"well id", "conc/dil", "name", "sample id"})


@dataclass
class _Matrix:
    """One matrix while it is read: its title, its letters, and texts per label and well."""

    title: str
    line: int
    columns: int
    letters: list[str] = field(default_factory=list)
    texts: dict[str, dict[str, str]] = field(default_factory=dict)


def read(data: bytes, *, sha256: str, name: str) -> Measurement:
    """Read one export; raises BadInput where it is damaged or holds no endpoint read."""
    text, encoding = decode(data, name=name, may_be_wide=True)
    lines = plain_rows(text)
    starts = [place for place, row in enumerate(lines) if row.key.rstrip(":") == _PLATE]
    if not starts:
        raise BadInput("there is no line 'Plate Number'", where=name, do=AGAIN)
    parts = [lines[a:b] for a, b in zip(starts, [*starts[1:], len(lines)], strict=True)]
    pairs = tuple(_pairs(lines[: starts[0]]))
    found = [_plate(part, name) for part in parts]
    cells = (text for plate, _, _ in found for one in plate.reads for text in one.texts.values())
    file = PlateFile(
        kind="gen5",
        instrument=dict(found[0][0].settings).get("Reader Type", "") or "BioTek reader",
        software=f"Gen5 {dict(pairs).get('Software Version', '')}".strip(),
        plates=tuple(plate for plate, _, _ in found),
        decimal=decimal_sign(cells, where=name, may_group=False),
        details=(*pairs, *found[0][0].settings, ("encoding", encoding)),
        summary=tuple(pair for _, pairs_of, _ in found for pair in pairs_of),
        unused=tuple(line for _, _, unused in found for line in unused),
        findings=tuple(_findings(found[0][0])),
    )
    return measurement_of(file, sha256=sha256, name=name)


def _pairs(lines: Sequence[Row]) -> Iterator[tuple[str, str]]:
    for row in lines:
        texts = [cell for cell in row.cells[1:] if cell]
        if row.key and len(texts) == 1:
            yield row.key.rstrip(":"), texts[0]


def _plate(part: Sequence[Row], name: str) -> tuple[PlateTable, list[tuple[str, str]], list[str]]:
    """One plate with its printed curves and the lines that nothing used."""
    matrices = list(_matrices(part, name))
    first = min((matrix.line for matrix in matrices), default=part[-1].line)
    settings = tuple(_pairs([row for row in part if row.line < first]))
    procedure = _steps([row for row in part if row.line < first])
    reads: list[Read] = []
    notes: dict[str, dict[str, str]] = {}
    unused: list[str] = []
    for matrix in matrices:
        for label, texts in matrix.texts.items():
            kind = _kind(label, matrix.title, procedure)
            if kind == "note":
                for well, text in texts.items():
                    notes.setdefault(well, {})[label] = text
            elif kind:
                reads.append(Read(kind, label, texts))
            else:
                unused.append(f"{matrix.title}, rows {label}")
    if not reads:
        raise BadInput("there is no matrix of a read", where=name, do=AGAIN)
    plate_id = dict(settings).get(_PLATE, "") or "plate"
    return PlateTable(plate_id, tuple(reads), notes, settings), list(_curves(part)), unused


def _kind(label: str, title: str, procedure: Sequence[str]) -> str:
    """What rows of this label are: a note, an attribute, or nothing that is used."""
    if label.casefold() in _LAYOUT or title == "Layout":
        return "note"
    if _CONCENTRATION.match(label):
        return "curve_concentration"
    name = _step_name(label)
    is_read = _WAVELENGTHS.search(label) or any(name and name in one for one in procedure)
    if _STATISTICS.match(label) or not is_read:
        return ""
    return _signal(label, procedure)


def _signal(label: str, procedure: Sequence[str]) -> str:
    """The signal of the step that has the label's name or wavelengths; of all steps otherwise."""
    name = _step_name(label)
    waves = set(re.findall(r"[0-9]{3,4}", label.partition(":")[2] or label))
    named = [one for one in procedure if name and name in one]
    fitting = [one for one in procedure if waves and waves <= set(re.findall(r"[0-9]{3,4}", one))]
    signals = {signal_of(one) for one in named or fitting or procedure} - {"optical_signal"}
    return signals.pop() if len(signals) == 1 else "optical_signal"


def _step_name(label: str) -> str:
    """``Glow`` of ``Glow:Lum`` and of ``Blank Glow:Lum``."""
    return label.removeprefix("Blank ").partition(":")[0]


def _steps(rows: Sequence[Row]) -> list[str]:
    """Each step ``Read`` of the procedure as one text, with the lines below it."""
    steps: list[str] = []
    for row in rows:
        text = " ".join(cell for cell in row.cells if cell)
        if row.key == "Read":
            steps.append(text)
        elif steps and not row.key:
            steps[-1] += f" {text}"
    return steps


def _matrices(part: Sequence[Row], name: str) -> Iterator[_Matrix]:
    """Every matrix: a row of column numbers, then lettered rows, each with its further rows."""
    title, current, letter = "", None, ""
    for row in part:
        columns = columns_of([cell for cell in row.cells[1:] if cell]) if not row.key else 0
        if columns:
            current, letter = _Matrix(title, row.line, columns), ""
            yield current
        elif row.is_blank:
            if current:
                _require_end(current, name)
            current = None
        elif current is not None:
            letter = _letter(row, letter, current, name)
            _take(current, row, letter, name)
        elif row.key:
            title = row.key
    if current:
        _require_end(current, name)


def _letter(row: Row, before: str, matrix: _Matrix, name: str) -> str:
    if _LETTERS.match(row.key):
        matrix.letters.append(row.key)
        return row.key
    if row.key or not before:
        where = f"{name}, line {row.line}"
        raise BadInput("a row of a matrix has no letter", where=where, do=AGAIN)
    return before


def _take(matrix: _Matrix, row: Row, letter: str, name: str) -> None:
    """One printed row: a cell per column, then the label."""
    label = row.cells[matrix.columns + 1] if len(row.cells) > matrix.columns + 1 else ""
    if not label:
        where = f"{name}, line {row.line}"
        raise BadInput("a row of a matrix is cut off", where=where, do=AGAIN)
    texts = matrix.texts.setdefault(label, {})
    for column in range(1, matrix.columns + 1):
        texts[f"{letter}{column}"] = row.cells[column]


def _require_end(matrix: _Matrix, name: str) -> None:
    where = f"{name}, matrix at line {matrix.line}"
    require_whole(matrix.letters, matrix.columns, where=where, do=AGAIN)
    counts = {len(texts) for texts in matrix.texts.values()}
    if len(counts) > 1:
        raise BadInput("some rows of a matrix are missing", where=where, do=AGAIN)


def _curves(part: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """The printed curves: a row of titles that begins with ``Curve Name``, then one row each."""
    titles: tuple[str, ...] = ()
    for row in part:
        if row.key == "Curve Name":
            titles = row.cells
        elif titles and row.key:
            for title, text in zip(titles[1:], row.cells[1:], strict=False):
                yield f"curve {row.key}.{title}", text
        else:
            titles = ()


def _findings(plate: PlateTable) -> Iterator[Finding]:
    settings = dict(plate.settings)
    if "simulat" in settings.get("Reading Type", "").casefold():
        text = "The reading is a simulation of the software: no instrument measured it."
        yield Finding("plate_simulated", text, blocks=True)
    elif settings.get("Reading Type", "").casefold() in {"manual", "file"}:
        text = f"Reading type {settings['Reading Type']}: the numbers were entered, not read."
        yield Finding("plate_not_read_by_instrument", text)
