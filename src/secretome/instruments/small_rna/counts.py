"""Tables of read counts, features down and libraries across.

Refuses: counts that are no whole numbers, a row that is cut off, a feature that stands twice.
"""

import re
from collections.abc import Iterator, Sequence

from secretome.errors import BadInput
from secretome.instruments.measurement import (
    AttributeValue,
    Capture,
    InstrumentWarning,
    Measurement,
    Sample,
    Severity,
)
from secretome.instruments.tables import Row, decode, require_last_line_end, rows
from secretome.instruments.values import counted, qualified, unique_ids, unproven

AGAIN = "Export the table of counts again"
_COLUMNS_OF_FEATURECOUNTS = ("Geneid", "Chr", "Start", "End", "Strand", "Length")
_NAME_TITLES = frozenset(
    {"", "geneid", "gene_id", "gene", "mirna", "feature", "feature_id", "id", "name", "#mirna"}
)
_RNA = re.compile(r"mir|let-?7|pirna|piR|trna|snor|rrna|y_rna|ens[a-z]*[0-9]{6}|rn[0-9]", re.I)
_WHOLE = re.compile(r"^[0-9]{1,15}(?:\.0+)?$")
_SUFFIX = re.compile(r"(?:[._](?:sorted|aligned|dedup))*\.(?:bam|sam|cram)$", re.IGNORECASE)
_SYNTHETIC = re.compile(r"\bSYNTHETIC\b")
CONVENTIONS = (
    "library_size: reads assigned to the features of the table",
    "detected_features: features with at least one read; read_count lists these only",
)


def looks_like_counts(text: str) -> bool:
    """Whether the whole lines at the beginning are features by libraries of whole numbers."""
    if text.startswith("# Program:featureCounts"):
        return True
    lines = [line.strip("\r") for line in text.split("\n")[:-1] if line and line[0] != "#"][:25]
    delimiter = "\t" if lines and "\t" in lines[0] else ","
    cells = [[cell.strip().strip('"') for cell in line.split(delimiter)] for line in lines]
    if len(cells) < 3 or len(cells[0]) < 2 or cells[0][0].casefold() not in _NAME_TITLES:
        return False
    body = cells[1:]
    are_whole = all(map(_WHOLE.match, (cell for row in body for cell in row[1:])))
    are_rna = sum(bool(_RNA.search(row[0])) for row in body) > len(body) / 2
    return are_whole and are_rna and len({len(row) for row in body}) == 1


def read(data: bytes, *, sha256: str, name: str) -> Measurement:
    """Read one table; raises BadInput where it is damaged or cut off."""
    text, encoding = decode(data, name=name)
    comments = [line for line in text.split("\n") if line.startswith("#")][:5]
    if sum(line.startswith("# Program:") for line in comments) > 1 or "\n# Program:" in text:
        raise BadInput("several tables stand in one file", where=name, do=AGAIN)
    require_last_line_end(text, name=name)
    header, *below = _lines(text, name)
    first = len(_COLUMNS_OF_FEATURECOUNTS) if header.key == "Geneid" else 1
    _require_whole(header, below, first, name)
    libraries = list(unique_ids(_library(title) for title in header.cells[first:]))
    return Measurement(
        kind="read_counts",
        instrument="sequencer",
        software=comments[0].lstrip("# ") if comments else "",
        sha256=sha256,
        samples=tuple(_sample(library, place, below)
                      for place, library in enumerate(libraries, first)),
        file_warnings=tuple(_warnings(" ".join(comments))),
        unused=tuple(f"column {title}" for title in header.cells[1:first]),
        details=(("encoding", encoding), ("features", str(len(below)))),
        conventions=CONVENTIONS,
    )  # fmt: skip


def _lines(text: str, name: str) -> list[Row]:
    kept = "\n".join(line for line in text.split("\n") if not line.startswith("# "))
    delimiter = "\t" if "\t" in kept.partition("\n")[0] else ","
    found = [row for row in rows(kept, name=name, delimiter=delimiter) if not row.is_blank]
    if len(found) < 2:
        raise BadInput("the table holds no feature", where=name, do=AGAIN)
    return found


def _require_whole(header: Row, below: Sequence[Row], first: int, name: str) -> None:
    if len(header.cells) <= first:
        raise BadInput("the table names no library", where=name, do=AGAIN)
    for row in below:
        counts = row.cells[first:]
        is_whole = len(row.cells) == len(header.cells) and all(map(_WHOLE.match, counts))
        if not row.key or not is_whole:
            where = f"{name}, line {row.line}"
            raise BadInput("a row is cut off or holds no whole counts", where=where, do=AGAIN)
    features = [row.key for row in below]
    if len(set(features)) < len(features):
        raise BadInput("a feature stands twice: merged tables", where=name, do=AGAIN)


def _library(title: str) -> str:
    """The library behind a path to its alignment."""
    return _SUFFIX.sub("", title.replace("\\", "/").rpartition("/")[2])


def _sample(library: str, place: int, below: Sequence[Row]) -> Sample:
    counts = [(row.key, int(float(row.cells[place]))) for row in below]
    found = [(feature, count) for feature, count in counts if count]
    totals = (
        counted("library_size", sum(count for _, count in counts)),
        counted("detected_features", len(found)),
    )
    return Sample(library, (Capture(library, totals),), (*totals, *_reads(found)))


def _reads(found: Sequence[tuple[str, int]]) -> Iterator[AttributeValue]:
    for feature, count in found:
        yield counted(qualified("read_count", feature), count)


def _warnings(comments: str) -> Iterator[InstrumentWarning]:
    yield unproven("read_counts", "tables of read counts")
    if _SYNTHETIC.search(comments):
        text = "The file says that it is synthetic: no sequencer made it."
        yield InstrumentWarning("synthetic_file", Severity.NOTE, text)
