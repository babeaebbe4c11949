"""Plates as a measurement: a sample per plate, a capture per well, a value per read.

A well that overflowed, was missed or is masked has no number and says why.
"""

import re
from collections.abc import Iterator

from secretome.errors import BadInput
from secretome.instruments.measurement import (
    AttributeValue,
    Capture,
    InstrumentWarning,
    Measurement,
    Sample,
    Severity,
)
from secretome.instruments.plates.structure import Finding, PlateFile, PlateTable, Read
from secretome.instruments.values import localised, qualified, unique_ids, why_no_number

_MASKED = re.compile(r"^\*(.*)\*$")
_COMPUTED = re.compile(r"%|conc|result|avg|mean|diff|dev|\bsd\b|\bcv\b", re.IGNORECASE)
_SKIPPED = frozenset({"", "-", "--"})
_LARGEST = 1e12  # no detector counts further; anything above is damage
CONVENTIONS = (
    "absorbance in AU as printed, without path-length or blank correction unless the read is "
    "labelled so",
    "curve_concentration: as the reader software printed it, not corrected for dilution",
    "a well that was not read is left out; one that overflowed, was missed or masked is missing",
)


def measurement_of(plates: PlateFile, *, sha256: str, name: str) -> Measurement:
    """The measurement of a file; raises BadInput where no well was read."""
    samples = tuple(_samples(plates))
    if not any(one.captures for one in samples):
        do = "Export the results of endpoint reads as a plate"
        raise BadInput("no well was read", where=name, do=do)
    return Measurement(
        kind=plates.kind,
        instrument=plates.instrument,
        software=plates.software,
        sha256=sha256,
        samples=samples,
        file_warnings=tuple(_warning(one, None) for one in plates.findings),
        unused=plates.unused,
        details=plates.details,
        summary=plates.summary,
        conventions=CONVENTIONS,
    )


def _warning(one: Finding, sample: str | None) -> InstrumentWarning:
    severity = Severity.UNRELIABLE if one.blocks else Severity.CAUTION
    return InstrumentWarning(one.code, severity, one.text, sample)


def _samples(plates: PlateFile) -> Iterator[Sample]:
    for sample_id, plate in zip(
        unique_ids(one.id for one in plates.plates), plates.plates, strict=True
    ):
        captures = tuple(_captures(plate, plates.decimal))
        counts = tuple(_counts(plate, captures))
        warnings = tuple(_warning(one, sample_id) for one in _findings(captures))
        yield Sample(sample_id, captures, counts, warnings)


def _captures(plate: PlateTable, decimal: str) -> Iterator[Capture]:
    wells = dict.fromkeys(well for read in plate.reads for well in read.texts)
    for well in sorted(wells, key=_place):
        values = tuple(
            _value(read, read.texts[well], decimal)
            for read in plate.reads
            if read.texts.get(well, "") not in _SKIPPED
        )
        if values:
            notes = tuple((key, text) for key, text in plate.notes.get(well, {}).items() if text)
            yield Capture(well, values, settings=plate.settings, quality=notes)


def _place(well: str) -> tuple[int, str, int]:
    letters = well.rstrip("0123456789")
    return len(letters), letters, int(well[len(letters) :])


def _value(read: Read, text: str, decimal: str) -> AttributeValue:
    name = qualified(read.attribute, read.label)
    applied = False if read.attribute == "curve_concentration" else None
    masked = _MASKED.match(text)
    value = None if masked else localised(text, decimal)
    if value is not None and abs(value) <= _LARGEST:
        return AttributeValue(name, value, text, dilution_applied=applied)
    reason = f"masked in the reader software: {text}" if masked else why_no_number(text)
    return AttributeValue(name, None, text, dilution_applied=applied, reason=reason)


def _counts(plate: PlateTable, captures: tuple[Capture, ...]) -> Iterator[AttributeValue]:
    for read in plate.reads:
        name = qualified(read.attribute, read.label)
        known = sum(one.value(name) is not None for one in captures)
        yield AttributeValue(qualified("readings", read.label), float(known), str(known))


def _findings(captures: tuple[Capture, ...]) -> Iterator[Finding]:
    """Which wells have no number, read by read."""
    lost: dict[str, dict[str, list[str]]] = {}
    for capture in captures:
        for value in capture.attributes:
            if value.value is None:
                words = lost.setdefault(value.name, {})
                words.setdefault(_word(value), []).append(capture.id)
    for name, words in lost.items():
        for word, wells in words.items():
            text = f"{name}: {len(wells)} wells without a number ({word}): {', '.join(wells)}"
            yield Finding("plate_wells_without_number", f"{text[:240]}.")
    masked = [one.id for one in captures if _is_masked_in_group(one)]
    if masked:
        text = f"Masked in a group of the reader software: {', '.join(masked)[:160]}."
        yield Finding("plate_wells_masked_in_group", text)


def _is_masked_in_group(capture: Capture) -> bool:
    """Whether the reading itself is masked there, not a number computed from several."""
    return any(
        text.casefold() == "masked" and not _COMPUTED.search(title)
        for title, text in capture.quality
    )


def _word(value: AttributeValue) -> str:
    return "masked" if _MASKED.match(value.as_reported) else value.as_reported[:20]
