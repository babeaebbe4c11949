"""Counts as a measurement: a sample per record, its numbers held against each other.

A cell that says ERROR, or is censored, has no number.
"""

import re
from collections.abc import Iterator

from secretome.errors import BadInput
from secretome.instruments.cells.structure import CountFile, Record
from secretome.instruments.measurement import (
    AttributeValue,
    Capture,
    InstrumentWarning,
    Measurement,
    Sample,
    Severity,
)
from secretome.instruments.values import localised, measured, unique_ids

_DILUTED = frozenset({"cell_concentration", "viable_cell_concentration", "dead_cell_concentration"})
_FINE = frozenset({"", "ok", "completed", "done"})
_SLACK_PCT = 1.0  # beyond rounding of the printed numbers
_END_MISSING = InstrumentWarning(
    "cells_end_missing",
    Severity.UNRELIABLE,
    "The closing mark of the file is missing: it was cut off or changed after export.",
)
CONVENTIONS = (
    "cell_concentration, viable_cell_concentration: cells per mL of the sample as printed",
    "diameters in nanometres",
)


def measurement_of(counts: CountFile, *, sha256: str, name: str) -> Measurement:
    """The measurement of a file; raises BadInput where it holds no count."""
    if not counts.records:
        raise BadInput("the file holds no count", where=name, do="Export the results again")
    ids = unique_ids(one.sample for one in counts.records)
    return Measurement(
        kind=counts.kind,
        instrument=counts.instrument,
        software=counts.software,
        sha256=sha256,
        samples=tuple(
            _sample(counts, one, sample_id)
            for sample_id, one in zip(ids, counts.records, strict=True)
        ),
        file_warnings=() if counts.has_end else (_END_MISSING,),
        unused=counts.unused,
        details=counts.details,
        summary=counts.summary,
        conventions=CONVENTIONS,
    )


def _sample(counts: CountFile, one: Record, sample_id: str) -> Sample:
    attributes = tuple(_attributes(counts, one))
    capture = Capture(
        one.capture or sample_id,
        attributes,
        settings=tuple(pair for pair in one.settings if pair[1]),
        quality=(("status", one.status),) if one.status else (),
    )
    factor = localised(one.dilution, counts.decimal)
    warnings = tuple(
        InstrumentWarning(code, severity, text, sample_id)
        for code, severity, text in _findings(counts, one, attributes)
    )
    return Sample(sample_id, (capture,), attributes, warnings, factor)


def _attributes(counts: CountFile, one: Record) -> Iterator[AttributeValue]:
    for name, text in one.texts.items():
        scale = counts.scales.get(name, 1.0)
        applied = one.is_dilution_applied if name in _DILUTED else None
        value = measured(name, text, scale=scale, decimal=counts.decimal, applied=applied)
        if name == "viability" and value.value is not None and value.value > 100:
            value = AttributeValue(name, None, text, reason=f"{text} % is no share of cells")
        yield value


def _findings(
    counts: CountFile, one: Record, attributes: tuple[AttributeValue, ...]
) -> Iterator[tuple[str, Severity, str]]:
    lost = [value.name for value in attributes if value.value is None and value.as_reported]
    if lost:
        text = f"No number for {', '.join(lost)}."
        yield "cells_missing_numbers", Severity.CAUTION, text
    if one.status.casefold() not in _FINE:
        yield "cells_status", Severity.CAUTION, f"The counter says: {one.status[:120]}."
    factor = localised(one.dilution, counts.decimal)
    if one.is_dilution_applied is None and factor != 1:
        text = f"Dilution {one.dilution or 'not stated'}: nothing tells whether it was applied."
        yield "cells_dilution_unclear", Severity.UNRELIABLE, text
    if _disagrees({value.name: value for value in attributes}):
        text = "Viability does not agree with the viable and the total concentration."
        yield "cells_print_disagrees", Severity.UNRELIABLE, text


def _disagrees(values: dict[str, AttributeValue]) -> bool:
    """Whether viable over total is another share than the one printed, beyond rounding."""
    names = ("viability", "viable_cell_concentration", "cell_concentration")
    if any(name not in values or values[name].value is None for name in names):
        return False
    share, viable, total = (values[name].value or 0.0 for name in names)
    if not total:
        return bool(viable)
    steps = [_step(values[name]) for name in names[1:]]
    slack = 100 * (steps[0] + steps[1]) / total + _SLACK_PCT
    return abs(100 * viable / total - share) > slack


def _step(value: AttributeValue) -> float:
    """How far a printed number can lie from the true one, in canonical units."""
    found = re.match(r"^[^.,eE]*(?:[.,]([0-9]+))?(?:[eE]([+-]?[0-9]+))?$", value.as_reported)
    printed = localised(value.as_reported.replace(",", ".")) or 0.0
    if not found or not printed or not value.value:
        return 0.0
    decimals, power = len(found[1] or ""), int(found[2] or 0)
    return 10.0 ** (power - decimals) * value.value / printed
