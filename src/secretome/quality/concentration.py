"""EV concentration of one sample with its interval, the dilution applied exactly once.

Refuses: with every reason at once (errors.Refused) where the number must not be used.
Stands on: GUM (JCGM 100:2008) for adding variances and for the effective degrees of freedom.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp, isfinite, sqrt

from scipy.stats import t as student_t

from secretome.errors import BadInput, Reason, Refused
from secretome.instruments import AttributeValue, Sample
from secretome.units import Estimate, EstimateKind, from_log_sd

FEWEST_CAPTURES = 3
_CONCENTRATION = "particle_concentration"
_COUNTED = ("valid_tracks", "traces")


@dataclass(frozen=True, slots=True)
class Dilution:
    """A dilution factor that the file does not know, stated by a named person for a reason.

    ``relative_sd`` is the factor's own relative standard deviation (pipetting), 0.02 for 2 %.
    """

    factor: float
    by: str
    reason: str
    relative_sd: float = 0.0

    def __post_init__(self) -> None:
        """Refuse a factor that is none and a statement nobody made."""
        if not (isfinite(self.factor) and 1 <= self.factor <= 1e9):
            do = "Give how many times the sample was diluted, 1 for undiluted"
            raise BadInput(f"{self.factor:g} is no dilution factor", where="dilution", do=do)
        if not (isfinite(self.relative_sd) and 0 <= self.relative_sd < 1):
            do = "Write 2 % as 0.02"
            what = f"{self.relative_sd:g} is no relative error"
            raise BadInput(what, where="dilution", do=do)
        if not (self.by.strip() and self.reason.strip()):
            do = "Name the person and the reason"
            raise BadInput("nobody stands for the factor", where="dilution", do=do)


def concentration_estimate(
    sample: Sample, *, dilution: Dilution | None, level: float = 0.95
) -> Estimate:
    """Particles per millilitre of the undiluted sample, with a confidence interval of the mean.

    The relative variance of the mean is the larger of replicate variance / n and 1 / tracks (the
    replicates already contain the counting error, so it is a floor), plus the dilution's own.
    Raises Refused with all reasons where the number must not be used.
    """
    reasons = reasons_against_estimate(sample, dilution=dilution)
    if reasons:
        raise Refused(f"no concentration for sample {sample.id}", reasons=reasons)
    factor = dilution.factor if dilution else 1.0
    values = _capture_values(sample)
    mean = sum(values) / len(values)
    measured_sd = sqrt(max(_replicate_variance(values, mean), 1 / _tracks(sample)))
    dilution_sd = dilution.relative_sd if dilution else 0.0
    total_sd = sqrt(measured_sd**2 + dilution_sd**2)
    freedom = (len(values) - 1) * (total_sd / measured_sd) ** 4
    spread = exp(float(student_t.ppf((1 + level) / 2, freedom)) * total_sd)
    value = mean * factor
    source = _source(sample, len(values), dilution)
    return Estimate(value, value / spread, value * spread, level, EstimateKind.CONFIDENCE, source)


def with_dilution_error(found: Estimate, relative_sd: float | None) -> Estimate:
    """A dilution that the file applied has an error too, where a person states one."""
    if not relative_sd:
        return found
    whole = sqrt(found.log_sd**2 + relative_sd**2)
    source = f"{found.source}, dilution error {relative_sd:.1%} stated"
    return from_log_sd(found.value, whole, level=found.level, kind=found.kind, source=source)


def reasons_against_estimate(sample: Sample, *, dilution: Dilution | None) -> tuple[Reason, ...]:
    """Every reason why this sample's concentration must not be used; empty when it may."""
    blocking = (warning for warning in sample.warnings if warning.severity.blocks)
    return (
        *(Reason(warning.code, warning.text) for warning in blocking),
        *_reasons_of_count(sample),
        *_reasons_of_dilution(sample.attribute(_CONCENTRATION), dilution),
    )


def _reasons_of_count(sample: Sample) -> Iterator[Reason]:
    values = _capture_values(sample)
    if len(values) < FEWEST_CAPTURES:
        text = f"{len(values)} captures with a result; at least {FEWEST_CAPTURES} are needed"
        yield Reason("too_few_captures", f"Sample {sample.id} has {text}.")
    if any(value <= 0 for value in values):
        yield Reason("no_particles", f"Sample {sample.id} has a capture without particles.")
    if not _tracks(sample):
        text = "does not say how many particles were counted, so its error is unknown"
        yield Reason("counting_error_unknown", f"Sample {sample.id} {text}.")


def _reasons_of_dilution(
    value: AttributeValue | None, dilution: Dilution | None
) -> Iterator[Reason]:
    if value is None:
        yield Reason("no_concentration", "The file holds no particle concentration.")
    elif value.dilution_applied and dilution is not None:
        text = "The file's concentration is already multiplied by its dilution; state none."
        yield Reason("dilution_already_applied", text)
    elif value.dilution_applied is False and dilution is None:
        text = "The file did not record the dilution; a named person must state it."
        yield Reason("dilution_not_recorded", text)
    elif value.dilution_applied is None:
        yield Reason("dilution_unknown", "Nothing says whether the dilution was applied.")


def _capture_values(sample: Sample) -> list[float]:
    found = (capture.value(_CONCENTRATION) for capture in sample.captures)
    return [value for value in found if value is not None]


def _tracks(sample: Sample) -> float:
    """Particles counted over the captures that have a concentration."""
    used = [one for one in sample.captures if one.value(_CONCENTRATION) is not None]
    return max(sum(one.value(name) or 0 for one in used) for name in _COUNTED)


def _replicate_variance(values: list[float], mean: float) -> float:
    """Relative variance of the mean."""
    squares = sum((value - mean) ** 2 for value in values)
    return squares / (len(values) - 1) / len(values) / mean**2


def _source(sample: Sample, n: int, dilution: Dilution | None) -> str:
    stated = "dilution applied in the file"
    if dilution:
        stated = f"dilution {dilution.factor:g} stated by {dilution.by} ({dilution.reason})"
    return f"sample {sample.id}, {n} captures, {_tracks(sample):.0f} tracks, {stated}"
