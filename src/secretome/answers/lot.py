"""From an instrument file and a person's statement to the measurement that a dose is drawn from."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isclose
from typing import TYPE_CHECKING

from secretome.answers.stated import Statement
from secretome.dosing import ErrorPart, LotMeasurement, MeasurementNote
from secretome.errors import Reason, Refused
from secretome.instruments import InstrumentWarning, Measurement, Sample
from secretome.units import Estimate, Kind

if TYPE_CHECKING:
    from secretome.quality import Dilution

_ATTRIBUTE = "particle_concentration"
_ASKED_ELSEWHERE = frozenset({"dilution_not_recorded", "dilution_unknown"})
_FEWEST_REPEATED = 3  # three equal values in the same order are no chance any more
_CAPTURES_REMEDY = "measure more captures, each from its own dilution"
_DILUTION_REMEDY = "repeat the dilution in independent steps, by weight"


@dataclass(frozen=True, slots=True)
class LotFile:
    """An instrument file under the name a person knows it by."""

    name: str
    measurement: Measurement


def measure_lot(lot: LotFile, *, statement: Statement, level: float = 0.95) -> LotMeasurement:
    """Take the lot's concentration from its file, or every reason why it cannot be taken.

    Raises BadInput when the statement names a sample that the file does not hold.
    """
    sample = _chosen(lot.measurement, statement)
    if not _is_counted(lot.measurement, sample):
        return _not_counted(lot, sample)
    dilution = _stated_dilution(statement)
    noted = lot.measurement.file_warnings
    return LotMeasurement(
        kind=Kind.PARTICLE_CONCENTRATION,
        concentration=_with_dilution_error(_concentration(sample, dilution, level), statement),
        source=f"{lot.name}, SHA-256 {lot.measurement.sha256}",
        sample=sample.id if sample else None,
        samples_in_file=len(lot.measurement.samples),
        dilution=_dilution_text(lot.measurement, sample, statement),
        dilution_relative_sd=_dilution_sd(statement),
        absent=_reasons_against(sample, dilution),
        warnings=tuple(_note(w) for w in (*noted, *(sample.warnings if sample else ()))),
        parts=_parts(sample, statement),
    )


def _chosen(measurement: Measurement, statement: Statement) -> Sample | None:
    if statement.sample is None and len(measurement.samples) != 1:
        return None
    return measurement.sample(statement.sample)


def _is_counted(measurement: Measurement, sample: Sample | None) -> bool:
    """Whether the lot's sample, or any that may be it, was measured as particles per volume."""
    samples = (sample,) if sample else measurement.samples
    return any(
        value.name == _ATTRIBUTE
        for one in samples
        for value in (*one.attributes, *(v for c in one.captures for v in c.attributes))
    )


def _not_counted(lot: LotFile, sample: Sample | None) -> LotMeasurement:
    """The one reason that settles it; a dilution or a sample would change nothing."""
    text = (
        f"{lot.name} holds no particle concentration, the one number that a dose is drawn from"
        " here. Give the export of a particle counter (NTA, or a table of results)."
    )
    return LotMeasurement(
        kind=Kind.PARTICLE_CONCENTRATION,
        concentration=None,
        source=f"{lot.name}, SHA-256 {lot.measurement.sha256}",
        sample=sample.id if sample else None,
        samples_in_file=len(lot.measurement.samples),
        absent=(Reason("no_particle_concentration", text),),
        is_counted=False,
    )


def _stated_dilution(statement: Statement) -> "Dilution | None":
    if statement.dilution is None:
        return None
    from secretome.quality import Dilution  # late: the statistics take a second to load

    return Dilution(
        statement.dilution,
        by=statement.by or "",
        reason=statement.reason or "",
        relative_sd=_dilution_sd(statement) or 0.0,
    )


def _concentration(
    sample: Sample | None, dilution: "Dilution | None", level: float
) -> Estimate | None:
    if sample is None:
        return None
    from secretome.quality import concentration_estimate

    if any(_slips(sample, dilution)):
        return None
    try:
        return concentration_estimate(sample, dilution=dilution, level=level)
    except Refused:
        return None


def _with_dilution_error(found: Estimate | None, statement: Statement) -> Estimate | None:
    """The error of a factor that a person stated is in the estimate already."""
    if found is None or statement.dilution is not None:
        return found
    from secretome.quality import with_dilution_error

    return with_dilution_error(found, _dilution_sd(statement))


def _reasons_against(sample: Sample | None, dilution: "Dilution | None") -> tuple[Reason, ...]:
    """Every reason against the number but those that the dose asks for by itself."""
    if sample is None:
        return ()
    from secretome.quality import reasons_against_estimate

    reasons = reasons_against_estimate(sample, dilution=dilution)
    asked = (reason for reason in reasons if reason.code not in _ASKED_ELSEWHERE)
    return (*asked, *_slips(sample, dilution))


def _slips(sample: Sample, dilution: "Dilution | None") -> Iterator[Reason]:
    """A stated dilution against the one that the file names, and a table copied below itself."""
    named = sample.dilution_factor
    if dilution is not None and named and not isclose(dilution.factor, named, rel_tol=1e-6):
        text = (
            f"The file names a dilution of {named:g}, stated was {dilution.factor:g}:"
            f" {max(named / dilution.factor, dilution.factor / named):g}-fold apart."
        )
        yield Reason("dilution_contradicts_file", text)
    every = (capture.value(_ATTRIBUTE) for capture in sample.captures)
    seen = [value for value in every if value is not None]
    half = len(seen) // 2
    if half >= _FEWEST_REPEATED and len(seen) == 2 * half and seen[:half] == seen[half:]:
        text = f"The last {half} captures repeat the first {half} to the digit: a doubled table."
        yield Reason("captures_repeat", text)


def _dilution_text(
    measurement: Measurement, sample: Sample | None, statement: Statement
) -> str | None:
    """Say how the dilution is known: by a person, or because the file applied it."""
    if statement.dilution is not None:
        return f"{statement.dilution:g}, stated by {statement.by}: {statement.reason}"
    samples = (sample,) if sample else measurement.samples
    found = [s.attribute(_ATTRIBUTE) for s in samples]
    if not found or not all(value is not None and value.dilution_applied for value in found):
        return None
    factors = sorted({f"{s.dilution_factor:g}" for s in samples if s.dilution_factor})
    return f"{', '.join(factors) or 'a factor'}, recorded and applied in the file"


def _dilution_sd(statement: Statement) -> float | None:
    return None if statement.dilution_sd_pct is None else statement.dilution_sd_pct / 100


def _parts(sample: Sample | None, statement: Statement) -> tuple[ErrorPart, ...]:
    """Relative errors of the mean: captures against each other, and the dilution."""
    value = sample.attribute(_ATTRIBUTE) if sample else None
    if value is None or not value.value or value.sd is None:
        return ()
    repeats = value.sd / value.value / value.n**0.5
    return (
        ErrorPart("the repeated captures", repeats, _CAPTURES_REMEDY),
        ErrorPart("the dilution", _dilution_sd(statement) or 0.0, _DILUTION_REMEDY),
    )


def _note(warning: InstrumentWarning) -> MeasurementNote:
    return MeasurementNote(warning.code, warning.text, blocks=warning.severity.blocks)
