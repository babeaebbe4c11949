"""A certified bead read as a sample: recovery of its number and of its size.

Refuses: a certificate without an uncertainty or a source (BadInput).
Stands on: E_n = difference / root of both expanded uncertainties squared, satisfied at 1 or less
(ISO 13528, ISO/IEC 17043). The detection efficiency is stated apart and never multiplied in.
"""

from dataclasses import dataclass
from math import sqrt

from secretome.errors import BadInput, Reason
from secretome.quality.assays.result import AssayResult, positive
from secretome.units import Estimate, EstimateKind, from_log_sd, quotient

_COVERAGE = 2.0  # certificates state U with k = 2


@dataclass(frozen=True, slots=True)
class Certified:
    """One certified value with its expanded uncertainty U (k = 2) and the certificate's number."""

    value: float
    expanded: float
    certificate: str

    def __post_init__(self) -> None:
        """Refuse a certificate that certifies nothing."""
        positive(self.value, where="certified value")
        positive(self.expanded, where="certified uncertainty")
        if not self.certificate.strip():
            do = "Name the certificate"
            raise BadInput("nobody certified the bead", where="bead", do=do)

    @property
    def estimate(self) -> Estimate:
        """The certified value as an interval of about 95 %."""
        sd = self.expanded / _COVERAGE / self.value
        source = f"certificate {self.certificate}"
        return from_log_sd(self.value, sd, level=0.95, kind=EstimateKind.CONFIDENCE, source=source)


@dataclass(frozen=True, slots=True)
class BeadCheck:
    """Recovery in per cent with its interval, the E_n of the size, and every reason against."""

    recovery: AssayResult
    size_score: float
    reasons: tuple[Reason, ...]

    @property
    def passed(self) -> bool:
        """Whether the instrument may be used; the check does not change any sample's number."""
        return not self.reasons


def bead_check(
    *,
    concentration: Estimate,
    size_nm: Estimate,
    certified_concentration: Certified,
    certified_size_nm: Certified,
    allowed_pct: tuple[float, float] = (80.0, 120.0),
) -> BeadCheck:
    """Hold a bead's reading against its certificate."""
    source = f"bead against {certified_concentration.certificate}"
    share = quotient(concentration, certified_concentration.estimate, source=source).scaled(100)
    score = size_score(size_nm, certified_size_nm)
    reasons = []
    if not allowed_pct[0] <= share.value <= allowed_pct[1]:
        text = f"{share.value:.0f} % of the certified number, {allowed_pct[0]:g} to "
        reasons.append(Reason("bead_recovery", f"{text}{allowed_pct[1]:g} % are allowed."))
    if score > 1:
        text = f"Size {size_nm.value:.4g} nm against {certified_size_nm.value:.4g} nm certified: "
        reasons.append(Reason("bead_size", f"{text}E_n is {score:.2f}, above 1."))
    recovery = AssayResult("recovery[bead]", share.value, share)
    return BeadCheck(recovery, score, tuple(reasons))


def size_score(size_nm: Estimate, certified: Certified) -> float:
    """E_n: distance in units of both uncertainties."""
    own = (size_nm.high - size_nm.low) / 2
    return abs(size_nm.value - certified.value) / sqrt(own**2 + certified.expanded**2)


@dataclass(frozen=True, slots=True)
class StatedApart:
    """A result as measured, and beside it what it would be under a named detection efficiency.

    Only ``measured`` is judged: an efficiency is a property of bead and instrument, and EV scatter
    less light than the bead it was measured with.
    """

    measured: Estimate
    efficiency: Estimate
    corrected: Estimate


def detection_efficiency_apart(measured: Estimate, efficiency: Estimate) -> StatedApart:
    """State what a detection efficiency (a share, 0 to 1) would make of a concentration."""
    if not 0 < efficiency.value <= 1:
        do = "Write 60 % as 0.6"
        raise BadInput(f"{efficiency.value:g} is no share", where="detection efficiency", do=do)
    source = f"{measured.source}, corrected for {efficiency.source}"
    return StatedApart(measured, efficiency, quotient(measured, efficiency, source=source))
