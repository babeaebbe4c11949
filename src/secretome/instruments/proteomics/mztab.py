"""mzTab 1.0 results: metadata, proteins, peptides and matches, one line type each.

``null`` is missing. Refuses: a line whose width is not that of its header (cut off), merged files.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from secretome.errors import BadInput
from secretome.instruments.measurement import AttributeValue, Capture, Measurement, Sample
from secretome.instruments.tables import (
    Row,
    decode,
    number,
    plain_rows,
    require_last_line_end,
)
from secretome.instruments.values import counted, qualified, why_no_number

AGAIN = "Export the mzTab file again"
_HEADERS = {"PRT": "PRH", "PEP": "PEH", "PSM": "PSH", "SML": "SMH"}
_DECOY = "opt_global_cv_MS:1002217_decoy_peptide"
_ABUNDANCE = "protein_abundance_study_variable["
_EVERYTHING = "all samples"
CONVENTIONS = (
    "protein_groups: proteins listed in the file",
    "peptides: sequences of the listed peptides or matches, decoys left out",
    "null is missing",
)


def read(data: bytes, *, sha256: str, name: str) -> Measurement:
    """Read one file; raises BadInput where it is damaged or cut off."""
    text, encoding = decode(data, name=name)
    require_last_line_end(text, name=name)
    lines = [row for row in plain_rows(text) if not row.is_blank]
    metadata = [row.cells for row in lines if row.key == "MTD" and len(row.cells) > 2]
    if sum(cells[1] == "mzTab-version" for cells in metadata) != 1:
        raise BadInput("several files stand in one", where=name, do=AGAIN)
    stated = {cells[1]: " ".join(cells[2:]) for cells in metadata}
    tables = {kind: _table(lines, kind, name) for kind in _HEADERS}
    return Measurement(
        kind="mztab",
        instrument=stated.get("instrument[1]-name", "") or "mass spectrometer",
        software=stated.get("software[1]", ""),
        sha256=sha256,
        samples=(_whole(tables), *_study_variables(tables["PRT"], stated)),
        unused=tuple(_unused(tables, lines)),
        details=(*stated.items(), ("encoding", encoding)),
        summary=tuple(_summary(tables)),
        conventions=CONVENTIONS,
    )


def _table(lines: Sequence[Row], kind: str, name: str) -> list[dict[str, str]]:
    """Lines of one type as titled cells."""
    heads = [row for row in lines if row.key == _HEADERS[kind]]
    body = [row for row in lines if row.key == kind]
    if len(heads) > 1 or (body and not heads):
        raise BadInput(f"{_HEADERS[kind]} stands {len(heads)} times", where=name, do=AGAIN)
    for row in body:
        if len(row.cells) != len(heads[0].cells):
            where = f"{name}, line {row.line}"
            raise BadInput("a line is cut off or damaged", where=where, do=AGAIN)
    return [dict(zip(heads[0].cells, row.cells, strict=True)) for row in body]


def _whole(tables: dict[str, list[dict[str, str]]]) -> Sample:
    values = tuple(_attributes(tables))
    return Sample(_EVERYTHING, (Capture(_EVERYTHING, values[:4]),), values)


def _attributes(tables: dict[str, list[dict[str, str]]]) -> Iterator[AttributeValue]:
    matches, proteins = tables["PSM"], tables["PRT"]
    listed = tables["PEP"] or [one for one in matches if one.get(_DECOY) != "1"]
    counts = Counter(one.get("accession", "") for one in matches)
    yield counted("protein_groups", len(proteins))
    yield counted("spectrum_matches", len(matches))
    yield counted("peptides", len({one.get("sequence", "") for one in listed} - {"", "null"}))
    yield counted("protein_accessions", len({one.get("accession", "") for one in proteins}))
    for accession, count in counts.most_common():
        if accession not in {"", "null"}:
            yield counted(qualified("spectrum_count", accession), count)


def _study_variables(
    proteins: Sequence[dict[str, str]], stated: dict[str, str]
) -> Iterator[Sample]:
    """One sample per study variable with abundances."""
    columns = [title for title in (proteins[0] if proteins else ()) if title.startswith(_ABUNDANCE)]
    for column in columns:
        place = column.removeprefix(_ABUNDANCE).rstrip("]")
        sample = stated.get(f"study_variable[{place}]-description", "") or f"study variable {place}"
        values = tuple(_abundance(one, column) for one in proteins)
        found = counted("protein_groups", sum(value.value is not None for value in values))
        yield Sample(sample, (Capture(sample, (found,)),), (found, *values))


def _abundance(one: dict[str, str], column: str) -> AttributeValue:
    name = qualified("protein_intensity", one.get("accession", ""))
    text = one[column]
    value = number(text)
    if value is None or value < 0:
        return AttributeValue(name, None, text, reason=why_no_number(text))
    return AttributeValue(name, value, text)


def _summary(tables: dict[str, list[dict[str, str]]]) -> Iterator[tuple[str, str]]:
    for kind, table in tables.items():
        yield f"{kind} lines", str(len(table))
    decoys = sum(one.get(_DECOY) == "1" for one in tables["PSM"])
    yield "matches marked as decoys", str(decoys)


def _unused(tables: dict[str, list[dict[str, str]]], lines: Sequence[Row]) -> Iterator[str]:
    comments = sum(row.key == "COM" for row in lines)
    if comments:
        yield f"{comments} comments"
    if tables["SML"]:
        yield f"{len(tables['SML'])} small molecules"
    used = {"accession", "sequence", _DECOY}
    for kind, table in tables.items():
        titles = [one for one in (table[0] if table else ()) if one not in {*used, _HEADERS[kind]}]
        left = [one for one in titles if not one.startswith(_ABUNDANCE)]
        yield from (f"{kind} column {title}" for title in left[:40])
        if len(left) > 40:
            yield f"{kind}: {len(left) - 40} more columns"
