"""A ZetaView size export as a measurement; the dilution stands in the header only.

Values are computed from the linear bins; the printed text stands beside them.
"""

from collections.abc import Iterator

from secretome.instruments.measurement import (
    AttributeValue,
    Capture,
    Measurement,
    Sample,
    SizeDistribution,
)
from secretome.instruments.sizes import SizeStatistics, size_statistics
from secretome.instruments.values import localised, measured
from secretome.instruments.zetaview.quality import file_warnings, sample_warnings
from secretome.instruments.zetaview.reader import Document, read_document
from secretome.instruments.zetaview.structure import SizeTable, read_size_table

_NO_TRACES = "no valid traces"
_DETAILS = ("Experiment", "Operator", "Sample", "Date", "Time", "ZetaView S/N", "SOP", "Remarks")
_PRINTED = {
    "size_median": "Median Number (D50)",
    "size_median_by_volume": "Median Volume (D50)",
}
CONVENTIONS = (
    "particle_concentration: diluted_particle_concentration times the dilution of the header",
    "diluted_particle_concentration: traces times one concentration per trace",
    "size_d10, size_d50, size_d90: cumulative curve linear inside each bin, edges half a bin away",
    "size_median: as printed, which takes each listed size as the upper edge of its bin",
    "the logarithmic rows repeat the linear ones and are never added",
)


def read(data: bytes, *, sha256: str, name: str) -> Measurement:
    """Read one size export; raises BadInput where it is damaged or contradicts itself."""
    document = read_document(data, name=name)
    table = read_size_table(document)
    return Measurement(
        kind="zetaview",
        instrument="ZetaView",
        software=document.text("Software"),
        sha256=sha256,
        samples=(_sample(document, table),),
        file_warnings=file_warnings(document),
        unused=tuple(_unused(document, table)),
        details=(*_details(document), ("encoding", document.encoding)),
        conventions=CONVENTIONS,
    )


def _sample(document: Document, table: SizeTable) -> Sample:
    sample_id = document.text("Sample") or document.text("Experiment") or "not named"
    statistics = size_statistics(table.centres_nm, table.per_ml, table.step_nm)
    attributes = tuple(_attributes(document, table, statistics))
    factor = _dilution(document, table)
    capture = Capture(
        id=document.text("Experiment") or sample_id,
        attributes=attributes,
        settings=tuple(_settings(document)),
        distribution=SizeDistribution(table.centres_nm, table.per_ml) if table.per_ml else None,
    )
    warnings = sample_warnings(document, table, sample_id)
    return Sample(sample_id, (capture,), attributes, warnings, factor)


def _dilution(document: Document, table: SizeTable) -> float | None:
    factor = localised(document.text("Dilution"), table.decimal)
    return factor if factor is not None and factor > 0 else None


def _attributes(
    document: Document, table: SizeTable, statistics: SizeStatistics
) -> Iterator[AttributeValue]:
    factor = _dilution(document, table)
    measured_per_ml = statistics.total_per_ml if statistics.sizes_nm else None
    yield _concentration("particle_concentration", measured_per_ml, factor or 1.0, factor)
    yield _concentration("diluted_particle_concentration", measured_per_ml, 1.0, None)
    for name in ("mean", "mode", "sd", "d10", "d50", "d90"):
        value = statistics.sizes_nm[f"size_{name}"] if statistics.sizes_nm else None
        reason = None if value is not None else _NO_TRACES
        yield AttributeValue(f"size_{name}", value, "", reason=reason)
    for name, key in _PRINTED.items():
        yield _printed_size(name, document.text(key), table)
    yield measured("traces", document.text("Number of Traces").partition(" ")[0])
    particles = document.text("Average Number of Particles")
    yield measured("particles_per_frame", particles, decimal=table.decimal)


def _concentration(
    name: str, measured_per_ml: float | None, factor: float, recorded: float | None
) -> AttributeValue:
    """The text as reported says what was multiplied, for the file prints no total."""
    if measured_per_ml is None:
        return AttributeValue(name, None, "", dilution_applied=False, reason=_NO_TRACES)
    text = f"{measured_per_ml:.6g} in the bins"
    shown = text if recorded is None else f"{text}, dilution {recorded:g}"
    is_applied = recorded is not None
    return AttributeValue(name, measured_per_ml * factor, shown, dilution_applied=is_applied)


def _printed_size(name: str, text: str, table: SizeTable) -> AttributeValue:
    """Medians are printed as 0 where nothing was traced: missing, not zero."""
    if not table.traces:
        return AttributeValue(name, None, text, reason=_NO_TRACES)
    return measured(name, text, decimal=table.decimal)


def _details(document: Document) -> Iterator[tuple[str, str]]:
    for key in _DETAILS:
        if document.text(key):
            yield key, document.text(key)


def _settings(document: Document) -> Iterator[tuple[str, str]]:
    yield from ((key, text) for key, text in document.pairs if key not in _DETAILS and text)


def _unused(document: Document, table: SizeTable) -> Iterator[str]:
    yield from (f"size table, column {title}" for title in document.columns[3:] if title)
    if table.log_rows:
        yield f"size table, {table.log_rows} logarithmic rows (the same data again)"
