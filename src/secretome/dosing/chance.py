"""The chance of giving too much or too little, from the error of concentration and recovery."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import log
from statistics import NormalDist

from secretome.dosing.request import DoseRequest, ErrorPart
from secretome.dosing.targets import needs_factor, usable_concentration
from secretome.units import Estimate, two_sided_z

_RECOVERY_REMEDY = "measure the recovery after thaw and device again, with more repeats"
_FACTOR_REMEDY = "measure particles and protein of this lot again, with more repeats"
_WHOLE_REMEDY = "measure the concentration again, with more independent repeats"


@dataclass(frozen=True, slots=True)
class Spread:
    """Relative error of the given dose (log scale), and the independent parts it is made of."""

    log_sd: float
    parts: tuple[ErrorPart, ...]


def spread_of(request: DoseRequest) -> Spread | None:
    """Error of concentration and recovery together; None while there is no usable concentration."""
    concentration = usable_concentration(request)
    if concentration is None or concentration.low <= 0:
        return None
    recovery_sd = _wider_log_sd(request.recovery) if request.recovery else 0.0
    recovery = ErrorPart("the recovery", recovery_sd, _RECOVERY_REMEDY)
    log_sd = (concentration.log_sd**2 + recovery_sd**2) ** 0.5
    return Spread(log_sd, (*_concentration_parts(request, concentration), recovery))


def errors_left_out(request: DoseRequest) -> tuple[str, ...]:
    """Errors that nobody stated: the spread leaves them out and is then only a lowest value."""
    recovery, found = request.recovery, []
    if request.measured.dilution_relative_sd is None:
        found.append("the dilution")
    if recovery is None or recovery.low == recovery.high:
        found.append("the recovery")
    return tuple(found)


def _wider_log_sd(share: Estimate) -> float:
    """By the wider side: an interval cut off at a recovery of 1 would look too sure."""
    reach = max(log(share.value / share.low), log(share.high / share.value))
    return reach / two_sided_z(share.level)


def _concentration_parts(request: DoseRequest, concentration: Estimate) -> Iterator[ErrorPart]:
    """The stated parts, stretched to the whole: few repeats widen an interval beyond their SD."""
    factor, own = request.lot_factor, concentration.log_sd
    if factor is not None and needs_factor(request):
        yield ErrorPart("the lot's factor", factor.particles_per_ug.log_sd, _FACTOR_REMEDY)
        own = max(own**2 - factor.particles_per_ug.log_sd**2, 0.0) ** 0.5
    stated = sum(part.log_sd**2 for part in request.measured.parts) ** 0.5
    if not stated:
        yield ErrorPart("the concentration", own, _WHOLE_REMEDY)
        return
    for part in request.measured.parts:
        yield replace(part, log_sd=part.log_sd * own / stated)


def chance_of_missing(log_sd: float, *, tolerance_pct: float) -> float:
    """Chance that the given dose is off by more than the tolerance, for a lognormal error."""
    if log_sd == 0:
        return 0.0
    share = tolerance_pct / 100
    normal = NormalDist()
    return normal.cdf(log(1 - share) / log_sd) + 1 - normal.cdf(log(1 + share) / log_sd)
