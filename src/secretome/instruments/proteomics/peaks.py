"""PEAKS matches (``DB search psm``): spectra, peptides and accessions per source file.

Several accessions joined by a colon share their spectra. Refuses: a row that is cut off.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from secretome.errors import BadInput
from secretome.instruments.measurement import AttributeValue, Capture, Measurement, Sample
from secretome.instruments.tables import Row, Titled, decode, require_last_line_end, rows, titled
from secretome.instruments.values import counted, qualified

AGAIN = "Export the matches again from PEAKS"
_MODIFICATION = re.compile(r"\([^()]*\)")
_DECOY = re.compile(r"^#?(?:DECOY|REV)", re.IGNORECASE)
_NEEDED = ("Peptide", "-10lgP", "Accession")
CONVENTIONS = (
    "peptides: sequences without modifications; peptide_forms: with them",
    "spectrum_count: matches that point to an accession, also where others share them",
    "matches that point to decoys only are left out",
)


def read(data: bytes, *, sha256: str, name: str) -> Measurement:
    """Read one table of matches; raises BadInput where it is damaged or cut off."""
    text, encoding = decode(data, name=name)
    require_last_line_end(text, name=name)
    found = [row for row in rows(text, name=name) if not row.is_blank]
    table, _ = titled(found, *_NEEDED, name=name)
    short = next((row for row in table.rows if len(row.cells) != len(table.titles)), None)
    if short is not None:
        where = f"{name}, line {short.line}"
        raise BadInput("a row is cut off or damaged", where=where, do=AGAIN)
    kept = [row for row in table.rows if not _is_decoy(table, row)]
    grouped: dict[str, list[Row]] = {}
    for row in kept:
        grouped.setdefault(table.cell(row, "Source File") or "all matches", []).append(row)
    return Measurement(
        kind="peaks",
        instrument="mass spectrometer",
        software="PEAKS",
        sha256=sha256,
        samples=tuple(_sample(table, sample, group) for sample, group in grouped.items()),
        unused=tuple(f"column {title}" for title in table.others(*_NEEDED, "Source File")),
        details=(("encoding", encoding),),
        summary=tuple(_summary(table, kept)),
        conventions=CONVENTIONS,
    )


def _summary(table: Titled, kept: Sequence[Row]) -> Iterator[tuple[str, str]]:
    yield "matches in the file", str(len(table.rows))
    yield "matches to decoys only", str(len(table.rows) - len(kept))
    yield "matches without accession", str(sum(not _accessions(table, row) for row in kept))


def _is_decoy(table: Titled, row: Row) -> bool:
    return bool(table.cell(row, "Accession")) and not _accessions(table, row)


def _accessions(table: Titled, row: Row) -> list[str]:
    """First part of each accession, ``P02788`` of ``P02788|TRFL_HUMAN``; decoys left out."""
    parts = (part.partition("|")[0].strip() for part in table.cell(row, "Accession").split(":"))
    return [part for part in parts if part and not _DECOY.match(part)]


def _sample(table: Titled, sample: str, group: Sequence[Row]) -> Sample:
    values = tuple(_attributes(table, group))
    return Sample(sample, (Capture(sample, values[:4]),), values)


def _attributes(table: Titled, group: Sequence[Row]) -> Iterator[AttributeValue]:
    forms = {table.cell(row, "Peptide") for row in group}
    counts = Counter(one for row in group for one in dict.fromkeys(_accessions(table, row)))
    yield counted("spectrum_matches", len(group))
    yield counted("peptides", len({_MODIFICATION.sub("", form) for form in forms}))
    yield counted("peptide_forms", len(forms))
    yield counted("protein_accessions", len(counts))
    for accession, count in counts.most_common():
        yield counted(qualified("spectrum_count", accession), count)
