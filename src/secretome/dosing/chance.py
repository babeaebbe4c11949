"""The chance of giving too much or too little, from the error of concentration and recovery."""

from dataclasses import dataclass
from math import log
from statistics import NormalDist

from secretome.dosing.request import DoseRequest, ErrorPart
from secretome.dosing.targets import usable_concentration

_RECOVERY_REMEDY = "measure the recovery after thaw and device again, with more repeats"
_WHOLE_REMEDY = "measure the concentration again, with more independent repeats"


@dataclass(frozen=True, slots=True)
class Spread:
    """Relative error of the given dose (log scale), and the part of it that weighs most."""

    log_sd: float
    largest: ErrorPart


def spread_of(request: DoseRequest) -> Spread | None:
    """Error of concentration and recovery together; None while there is no usable concentration."""
    concentration = usable_concentration(request)
    if concentration is None or concentration.low <= 0:
        return None
    recovery_sd = request.recovery.log_sd if request.recovery else 0.0
    parts = request.measured.parts or (
        ErrorPart("concentration", concentration.log_sd, _WHOLE_REMEDY),
    )
    every = (*parts, ErrorPart("recovery", recovery_sd, _RECOVERY_REMEDY))
    log_sd = (concentration.log_sd**2 + recovery_sd**2) ** 0.5
    return Spread(log_sd, max(every, key=lambda part: part.log_sd))


def chance_of_missing(log_sd: float, *, tolerance_pct: float) -> float:
    """Chance that the given dose is off by more than the tolerance, for a lognormal error."""
    if log_sd == 0:
        return 0.0
    share = tolerance_pct / 100
    normal = NormalDist()
    return normal.cdf(log(1 - share) / log_sd) + 1 - normal.cdf(log(1 + share) / log_sd)
