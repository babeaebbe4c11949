"""How well a process fits its limits, and how much of the limits the measurement itself uses up.

Refuses: fewer than two results, limits of no width, degrees of freedom below one (BadInput).
Stands on: NIST/SEMATECH e-Handbook 6.1.6 (Cp, Cpk and their confidence limits).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev

from scipy.stats import chi2

from secretome.errors import BadInput
from secretome.quality.verdict import Limits
from secretome.units import Estimate, EstimateKind, two_sided_z

_SPREAD = 6.0  # six standard deviations: 99.73 % of a normal process
_GOOD_SHARE, _USABLE_SHARE = 0.1, 0.3  # AIAG measurement systems analysis (recall)


@dataclass(frozen=True, slots=True)
class Capability:
    """Cp and Cpk with their intervals; ``cp`` is None where the limits have one side only."""

    cp: Estimate | None
    cpk: Estimate
    mean: float
    sd: float
    n: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToleranceShare:
    """Share of the limits' width that six measurement SDs take, and what that means."""

    share: Estimate
    usable: bool
    text: str


def capability(values: Sequence[float], limits: Limits, *, level: float = 0.95) -> Capability:
    """Cp and Cpk of single results against limits; the SD is that of all values, lots included."""
    if len(values) < 2:
        do = "Give at least two results; twenty or more make the interval useful"
        raise BadInput(f"{len(values)} results show no spread", where="capability", do=do)
    mean, sd = fmean(values), stdev(values)
    if sd <= 0:
        raise BadInput("the results do not differ", where="capability", do="Give more digits")
    return capability_of(mean, sd, len(values), limits, level=level)


def capability_of(
    mean: float, sd: float, n: int, limits: Limits, *, level: float = 0.95
) -> Capability:
    """Cp and Cpk from the mean and SD of ``n`` results."""
    source = f"{n} results"
    sides = [(mean - limits.low) / (3 * sd)] if limits.low is not None else []
    sides += [(limits.high - mean) / (3 * sd)] if limits.high is not None else []
    half = two_sided_z(level) * sqrt(1 / (9 * n) + min(sides) ** 2 / (2 * (n - 1)))
    cpk = Estimate(
        min(sides), min(sides) - half, min(sides) + half, level, EstimateKind.CONFIDENCE, source
    )
    cp = _cp(sd, n, limits, level, source)
    return Capability(cp, cpk, mean, sd, n, tuple(_notes(cp, n)))


def precision_to_tolerance(
    measurement_sd: float, limits: Limits, *, freedom: int, level: float = 0.95
) -> ToleranceShare:
    """Six measurement SDs over the width of the limits; its interval comes from the SD's own.

    Raises BadInput for one-sided limits: they have no width.
    """
    if limits.low is None or limits.high is None or limits.high <= limits.low:
        do = "Give a lowest and a highest value"
        raise BadInput("the limits have no width", where="precision to tolerance", do=do)
    if freedom < 1 or measurement_sd <= 0:
        do = "Give the SD of repeats and how many degrees of freedom it has"
        raise BadInput("the SD has no repeats behind it", where="precision to tolerance", do=do)
    value = _SPREAD * measurement_sd / (limits.high - limits.low)
    low, high = (value * sqrt(freedom / q) for q in _chi2_ends(freedom, level))
    source = f"SD with {freedom} degrees of freedom"
    share = Estimate(value, low, high, level, EstimateKind.CONFIDENCE, source)
    return ToleranceShare(share, share.high <= _USABLE_SHARE, _meaning(share))


def _meaning(share: Estimate) -> str:
    taken = (
        f"The measurement takes {share.value:.0%} of the limits ({share.low:.0%}-{share.high:.0%})"
    )
    if share.high <= _GOOD_SHARE:
        return f"{taken}: good."
    if share.high <= _USABLE_SHARE:
        return f"{taken}: usable."
    if share.low > _USABLE_SHARE:
        return f"{taken}: these limits cannot be judged with this method."
    return f"{taken}: more repeats must show whether the method is good enough."


def _cp(sd: float, n: int, limits: Limits, level: float, source: str) -> Estimate | None:
    if limits.low is None or limits.high is None:
        return None
    value = (limits.high - limits.low) / (_SPREAD * sd)
    high, low = (value * sqrt(q / (n - 1)) for q in _chi2_ends(n - 1, level))
    return Estimate(value, low, high, level, EstimateKind.CONFIDENCE, source)


def _chi2_ends(freedom: int, level: float) -> tuple[float, float]:
    """Upper and lower chi-square quantile, in this order."""
    tail = (1 - level) / 2
    return float(chi2.ppf(1 - tail, freedom)), float(chi2.ppf(tail, freedom))


def _notes(cp: Estimate | None, n: int) -> list[str]:
    notes = [] if cp else ["The limits have one side; Cp needs two."]
    if n < 20:
        notes.append(f"{n} results: the interval is wide; 20 or more are customary.")
    return notes
