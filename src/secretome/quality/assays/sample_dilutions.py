"""One sample read at several dilutions: whether it runs parallel to the standard, and its mean.

Refuses: fewer than three dilutions inside the range (the result then says so).
Stands on: ICH M10: CV of the dilution-corrected values within 30 %; the slope of log corrected
value on log dilution is 0 for a parallel sample.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log, sqrt

from secretome.errors import Reason
from secretome.quality.assays.intervals import confidence, mean_and_error, t_factor
from secretome.quality.assays.lines import straight_line
from secretome.quality.assays.result import AssayResult
from secretome.units import Estimate

FEWEST = 3
MOST_CV_PCT = 30.0


@dataclass(frozen=True, slots=True)
class SampleDilutions:
    """The mean over the dilutions inside the range, the slope, and the CV in per cent."""

    result: AssayResult
    slope: Estimate | None
    cv_pct: float | None


def over_dilutions(
    results: Mapping[float, AssayResult], *, most_cv_pct: float = MOST_CV_PCT, level: float = 0.95
) -> SampleDilutions:
    """Combine dilution-corrected results (dilution -> result); bounds are left out, never used.

    The number is the geometric mean with its interval between dilutions.
    """
    name = next(iter(results.values())).attribute
    inside = {
        factor: one.value
        for factor, one in sorted(results.items())
        if one.value is not None and one.value > 0 and not one.is_censored and one.is_valid
    }
    if len(inside) < FEWEST:
        return SampleDilutions(_alone(name, results, len(inside)), None, None)
    logs = tuple(log(value) for value in inside.values())
    mean, error = mean_and_error(logs)
    cv = 100 * sqrt(exp(error**2 * len(logs)) - 1)
    source = f"{len(inside)} dilutions"
    line = straight_line([log(factor) for factor in inside], logs)
    slope = line.slope_estimate(level, source)
    spread = exp(t_factor(level, len(logs) - 1) * error)
    found = confidence(exp(mean), (exp(mean) / spread, exp(mean) * spread), level, source)
    invalid = ()
    if cv > most_cv_pct:
        text = f"The dilutions differ by a CV of {cv:.0f} %; at most {most_cv_pct:g} % is allowed."
        invalid = (Reason("not_parallel", text),)
    return SampleDilutions(AssayResult(name, exp(mean), found, invalid=invalid), slope, cv)


def _alone(name: str, results: Mapping[float, AssayResult], inside: int) -> AssayResult:
    """With one or two dilutions inside, the least diluted one stands; with none, a bound."""
    usable = [one for _, one in sorted(results.items()) if one.is_valid]
    note = Reason("parallelism_unknown", f"{inside} dilutions in range; {FEWEST} show parallelism.")
    numbers = [one for one in usable if not one.is_censored and one.estimate]
    if numbers:
        return AssayResult(name, numbers[0].value, numbers[0].estimate, notes=(note,))
    below = [one.value for one in usable if one.comparator == "<" and one.value is not None]
    above = [one.value for one in usable if one.comparator == ">" and one.value is not None]
    if below:
        return AssayResult(name, min(below), None, "Below the range at every dilution.", "<")
    if above:
        return AssayResult(name, max(above), None, "Above the range at every dilution.", ">")
    return AssayResult(name, None, None, "No dilution gave a usable result.")
