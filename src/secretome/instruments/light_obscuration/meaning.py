"""A light-obscuration report as a measurement: a capture per run, the printed average on top."""

from collections.abc import Iterator
from statistics import fmean

from secretome.instruments.light_obscuration.structure import Report, Run, read_report
from secretome.instruments.measurement import (
    AttributeValue,
    Capture,
    InstrumentWarning,
    Measurement,
    Sample,
    Severity,
)
from secretome.instruments.values import decimal_sign, localised, measured, qualified
from secretome.instruments.workbooks import open_workbook

_SAMPLE = ("Probe", "Sample", "Sample Name", "Probenname")
_VERDICTS = ("PASSED", "FAILED", "BESTANDEN")
_UNSIGNED = "1800"  # the date of a signature that was never given
_TOLERANCE = 0.02
CONVENTIONS = (
    "subvisible_particles: cumulative, at or above the size, per mL as the report averages them",
    "runs that the software discarded stay in the captures and out of the average",
)


def read(data: bytes, *, sha256: str, name: str) -> Measurement:
    """Read one report; raises BadInput where it is damaged."""
    book = open_workbook(data, name=name)
    report = read_report(book.rows(book.sheets[0]), name=name)
    return Measurement(
        kind="hiac",
        instrument="HIAC",
        software=report.title,
        sha256=sha256,
        samples=(_sample(report, name),),
        unused=tuple(f"sheet {one}" for one in book.sheets[1:]),
        details=report.pairs,
        summary=tuple(("below the table", text) for text in report.below if text),
        conventions=CONVENTIONS,
    )


def _sample(report: Report, name: str) -> Sample:
    stated = dict(report.pairs)
    sample_id = next((stated[key] for key in _SAMPLE if stated.get(key)), "sample")
    factor = localised(stated.get("Dilution Factor", ""))
    applied = True if factor == 1 else None
    cells = (cell for run in report.runs for line in run.lines for cell in line)
    decimal = decimal_sign(cells, where=name, may_group=False)
    captures = tuple(_capture(run, report, decimal, applied)
                     for run in report.runs if not run.is_average)  # fmt: skip
    average = next((run for run in report.runs if run.is_average), None)
    values = tuple(_values(average, decimal, applied)) if average else tuple(_computed(captures))
    warnings = tuple(
        InstrumentWarning(code, severity, text, sample_id)
        for code, severity, text in _findings(report, captures, values, factor)
    )
    return Sample(sample_id, captures, values, warnings, factor)


def _capture(run: Run, report: Report, decimal: str, applied: bool | None) -> Capture:  # noqa: FBT001
    state = "discarded" if run.name in report.discarded else "kept"
    return Capture(run.name, tuple(_values(run, decimal, applied)), quality=(("state", state),))


def _values(run: Run, decimal: str, applied: bool | None) -> Iterator[AttributeValue]:  # noqa: FBT001
    for size, count, per_ml in run.lines:
        label = f">= {size} um"
        named = qualified("subvisible_particles", label)
        yield measured(named, per_ml, decimal=decimal, applied=applied)
        yield measured(qualified("subvisible_particle_count", label), count, decimal=decimal)


def _computed(captures: tuple[Capture, ...]) -> Iterator[AttributeValue]:
    """Means over the runs that count, where the report prints none."""
    kept = [one for one in captures if dict(one.quality)["state"] == "kept"]
    for value in captures[0].attributes:
        found = [one.value(value.name) for one in kept]
        known = [number for number in found if number is not None]
        reason = None if known else "no run counts"
        mean = fmean(known) if known else None
        applied = value.dilution_applied
        yield AttributeValue(value.name, mean, "", n=len(known), dilution_applied=applied,
                             reason=reason)  # fmt: skip


def _findings(
    report: Report,
    captures: tuple[Capture, ...],
    values: tuple[AttributeValue, ...],
    factor: float | None,
) -> Iterator[tuple[str, Severity, str]]:
    if report.discarded:
        text = f"Discarded by the software: {', '.join(report.discarded)}."
        yield "hiac_run_discarded", Severity.NOTE, text
    if factor != 1:
        text = "The dilution factor is not 1 and nothing tells whether it was applied."
        yield "hiac_dilution_unclear", Severity.UNRELIABLE, text
    if any(_UNSIGNED in text for text in report.below):
        yield "hiac_not_signed", Severity.CAUTION, "A signature carries the date of none (1800)."
    verdicts = [text for text in report.below if text.upper().endswith(_VERDICTS)]
    if any(text.upper().endswith("FAILED") for text in verdicts):
        yield "hiac_failed", Severity.CAUTION, f"The report says: {verdicts[0][:80]}."
    means = {value.name: value.value for value in _computed(captures)}
    apart = [value.name for value in values if _is_apart(value.value, means.get(value.name))]
    if apart:
        text = f"The printed average is not the mean of the runs kept: {', '.join(apart)[:120]}."
        yield "hiac_average_disagrees", Severity.CAUTION, text


def _is_apart(printed: float | None, computed: float | None) -> bool:
    if printed is None or computed is None:
        return False
    return abs(printed - computed) > max(1.0, _TOLERANCE * max(printed, computed))
