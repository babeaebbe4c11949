"""Reactions as a measurement: a capture per well and target, a sample per sample name.

A reaction without amplification has no Cq: it is never 40, never 0, and never averaged.
"""

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
from secretome.instruments.qpcr.curves import curve_samples
from secretome.instruments.qpcr.structure import Plate, Reaction, Task
from secretome.instruments.values import gathered, localised, qualified, why_no_number

_MOST_CYCLES = 100
_OMITTED = "left out in the instrument software"
CONVENTIONS = (
    "cq: as printed; reactions without amplification are missing and do not enter means",
    "curve_slope, curve_intercept, curve_r_squared, amplification_efficiency: least squares of Cq "
    "on log10 of the stated amounts in this file, the printed numbers beside them",
)


def measurement_of(plate: Plate, *, sha256: str, name: str) -> Measurement:
    """The measurement of a plate; raises BadInput where it holds no reaction."""
    if not plate.reactions:
        do = "Export the results with their Cq column"
        raise BadInput("there is no reaction in the file", where=name, do=do)
    samples = (*_samples(plate), *curve_samples(plate))
    return Measurement(
        kind=plate.kind,
        instrument=plate.instrument,
        software=plate.software,
        sha256=sha256,
        samples=samples,
        file_warnings=tuple(
            InstrumentWarning(one.code, Severity.CAUTION, one.text) for one in plate.findings
        ),
        unused=plate.unused,
        details=plate.details,
        conventions=CONVENTIONS,
    )


def _samples(plate: Plate) -> Iterator[Sample]:
    grouped: dict[str, list[Reaction]] = {}
    for one in plate.reactions:
        grouped.setdefault(_sample_name(one), []).append(one)
    for sample_id, reactions in grouped.items():
        captures = tuple(_capture(plate, one) for one in reactions)
        values = gathered(value for capture in captures for value in capture.attributes)
        warnings = tuple(_warnings(plate, sample_id, reactions, captures))
        yield Sample(sample_id, captures, values, warnings)


def _sample_name(one: Reaction) -> str:
    """The name, or where there is none the task: nameless wells of other tasks never mix."""
    if one.sample.strip():
        return one.sample.strip()
    return f"not named ({one.task})"


def _capture(plate: Plate, one: Reaction) -> Capture:
    values = [_cq(plate, one)]
    if plate.has_printed_quantities:
        values.append(_quantity(plate, one))
    return Capture(
        id=f"{one.well} {one.target}".strip(),
        attributes=tuple(values),
        settings=(("well", one.well), ("target", one.target), ("task", str(one.task))),
        quality=tuple((key, text) for key, text in one.notes if text),
    )


def _cq(plate: Plate, one: Reaction) -> AttributeValue:
    value, reason = localised(one.cq, plate.decimal), None
    if one.is_omitted:
        value, reason = None, _OMITTED
    elif value is None:
        reason = f"not detected: {why_no_number(one.cq)}"
    elif value < 0 or (plate.limit_cycles is not None and value >= plate.limit_cycles):
        value, reason = None, f"not detected: {one.cq} stands for the limit of cycles"
    elif not 0 < value <= _MOST_CYCLES:
        value, reason = None, f"{one.cq} is no number of cycles"
    return AttributeValue(qualified("cq", one.target), value, one.cq, reason=reason)


def _quantity(plate: Plate, one: Reaction) -> AttributeValue:
    value = None if one.is_omitted else localised(one.quantity, plate.decimal)
    reason = None
    if value is None or value < 0:
        value, reason = None, _OMITTED if one.is_omitted else why_no_number(one.quantity)
    name = qualified("curve_quantity", one.target)
    return AttributeValue(name, value, one.quantity, dilution_applied=False, reason=reason)


def _warnings(
    plate: Plate, sample: str, reactions: Sequence[Reaction], captures: Sequence[Capture]
) -> Iterator[InstrumentWarning]:
    detected = [capture.attributes[0].value is not None for capture in captures]
    missing = detected.count(False)
    is_blank = all(one.task is Task.NO_TEMPLATE for one in reactions)
    if is_blank and any(detected):
        text = f"{detected.count(True)} of {len(detected)} reactions without template amplified."
        yield InstrumentWarning("qpcr_no_template_amplified", Severity.CAUTION, text, sample)
    elif missing and not is_blank:
        text = f"{missing} of {len(detected)} reactions have no Cq; they are censored, not 40."
        yield InstrumentWarning("qpcr_not_detected", Severity.NOTE, text, sample)
    omitted = [one.well for one in reactions if one.is_omitted]
    if omitted:
        text = f"Left out in the instrument software: {', '.join(omitted)[:120]}."
        yield InstrumentWarning("qpcr_omitted", Severity.CAUTION, text, sample)
    issues = sorted(
        {text for one in reactions for key, text in one.notes if key == "issues"} - {""}
    )
    if issues:
        text = f"The software printed: {'; '.join(issues)[:200]}."
        yield InstrumentWarning("qpcr_quality_issue", Severity.CAUTION, text, sample)
