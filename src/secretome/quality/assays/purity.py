"""Particles per microgram of protein, with the errors of both.

Refuses: an estimate that is not above zero (BadInput).
Stands on: variances add on the log scale (default) or Fieller's theorem; classes after Webber and
Clayton (2013, 10.3402/jev.v2i0.19861), thresholds known from secondary reading only.
"""

from dataclasses import dataclass
from enum import StrEnum

from secretome.quality.assays.intervals import confidence, fieller, symmetric_sd
from secretome.quality.assays.result import AssayResult, positive
from secretome.units import Estimate, quotient, two_sided_z

_NAME = "particles_per_ug_protein"


class Purity(StrEnum):
    """The published classes; between them the paper names none."""

    HIGH = "high"  # above 3e10
    BETWEEN = "between the published classes"
    LOW = "low"  # 2e9 to 2e10
    IMPURE = "impure"  # below 1.5e9
    CANNOT_TELL = "cannot tell"  # the interval reaches into more than one


@dataclass(frozen=True, slots=True)
class PurityClass:
    """One published class and its ends in particles per microgram."""

    name: Purity
    low: float
    high: float


PURITY_CLASSES = (
    PurityClass(Purity.IMPURE, 0.0, 1.5e9),
    PurityClass(Purity.BETWEEN, 1.5e9, 2e9),
    PurityClass(Purity.LOW, 2e9, 2e10),
    PurityClass(Purity.BETWEEN, 2e10, 3e10),
    PurityClass(Purity.HIGH, 3e10, float("inf")),
)


def particles_per_ug(
    particles_per_ml: Estimate, protein_ug_per_ml: Estimate, *, by_fieller: bool = False
) -> AssayResult:
    """Purity ratio of one sample; both numbers must be of the same undiluted sample."""
    positive(particles_per_ml.value, where="particle concentration")
    positive(protein_ug_per_ml.value, where="protein concentration")
    source = f"{particles_per_ml.source} over {protein_ug_per_ml.source}"
    if not by_fieller and particles_per_ml.low > 0 and protein_ug_per_ml.low > 0:
        found = quotient(particles_per_ml, protein_ug_per_ml, source=source)
        return AssayResult(_NAME, found.value, found)
    value = particles_per_ml.value / protein_ug_per_ml.value
    ends = fieller(
        (particles_per_ml.value, symmetric_sd(particles_per_ml)),
        (protein_ug_per_ml.value, symmetric_sd(protein_ug_per_ml)),
        covariance=0.0,
        quantile=two_sided_z(particles_per_ml.level),
    )
    if ends is None:
        why = "The protein cannot be told from zero, so the ratio has no upper end."
        return AssayResult(_NAME, value, None, why)
    return AssayResult(_NAME, value, confidence(value, ends, particles_per_ml.level, source))


def particles_per_ug_above(particles_per_ml: Estimate, protein_below: float) -> AssayResult:
    """Purity where the protein is only known to be less than a bound: the ratio is "greater"."""
    bound = particles_per_ml.low / positive(protein_below, where="protein bound")
    why = f"Protein is below {protein_below:g} ug/mL; lower end of the particles over that bound."
    return AssayResult(_NAME, bound, None, why, ">")


def purity_class(ratio: Estimate) -> Purity:
    """The published class that holds the whole interval."""
    for one in PURITY_CLASSES:
        if one.low <= ratio.low and ratio.high <= one.high:
            return one.name
    return Purity.CANNOT_TELL
