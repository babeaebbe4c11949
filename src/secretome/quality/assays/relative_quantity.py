"""Relative quantity of a target between two samples, with each reaction's own efficiency.

Refuses: a reference gene that was not detected in every well (errors.Refused).
Stands on: Pfaffl (2001, 10.1093/nar/29.9.e45); with both factors 2 it is 2^-(delta delta Cq).
"""

from dataclasses import dataclass
from math import exp, log, sqrt

from secretome.errors import Reason, Refused
from secretome.quality.assays.amplification import AmplificationCurve
from secretome.quality.assays.intervals import confidence, mean_and_error, t_factor
from secretome.quality.assays.nondetects import CqReads
from secretome.quality.assays.result import AssayResult
from secretome.units import Estimate, two_sided_z


@dataclass(frozen=True, slots=True)
class Factor:
    """How many times a cycle multiplies, and the standard error of its logarithm."""

    value: float
    log_error: float = 0.0


PERFECT = Factor(2.0)


@dataclass(frozen=True, slots=True)
class Pair:
    """One target in the sample and in the calibrator, with its factor."""

    sample: CqReads
    calibrator: CqReads
    factor: Factor = PERFECT


def factor_of(curve: AmplificationCurve) -> Factor:
    """The factor of a standard curve with its error."""
    z = two_sided_z(curve.slope.level)
    error = (curve.slope.high - curve.slope.low) / 2 / z / curve.slope.value**2 * log(10)
    return Factor(curve.factor, error)


def relative_quantity(target: Pair, reference: Pair, *, level: float = 0.95) -> AssayResult:
    """Target in the sample over the calibrator, each against the reference.

    A target with non-detects on one side gives a bound, on both sides nothing.
    """
    name = f"relative_quantity[{target.sample.target}]"
    lost = [one for one in (reference.sample, reference.calibrator) if one.not_detected]
    if lost:
        text = f"{reference.sample.target} was not detected in every well."
        raise Refused("no reference to divide by", reasons=(Reason("no_reference", text),))
    missing = (bool(target.sample.not_detected), bool(target.calibrator.not_detected))
    ratio, parts = _log_ratio(target, reference)
    if all(missing):
        return AssayResult(name, None, None, "Non-detects in sample and calibrator.")
    if any(missing):
        why = "Some wells of the target were not detected; the cutoff stands in for them."
        return AssayResult(name, exp(ratio), None, why, "<" if missing[0] else ">")
    if any(freedom < 1 for _, freedom in parts):
        return AssayResult(name, exp(ratio), None, "A single well: nobody knows the scatter.")
    found = _interval(ratio, target, reference, parts, level)
    return AssayResult(name, exp(ratio), found)


def _log_ratio(target: Pair, reference: Pair) -> tuple[float, list[tuple[float, int]]]:
    """The log ratio; and each reading's share of its variance with its degrees of freedom."""
    ratio, parts = 0.0, []
    for pair, sign in ((target, 1), (reference, -1)):
        scale = log(pair.factor.value)
        ratio += sign * scale * (_mean(pair.calibrator) - _mean(pair.sample))
        for reads in (pair.sample, pair.calibrator):
            n = len(reads.detected)
            error = mean_and_error(reads.detected)[1] if n > 1 else 0.0
            parts.append(((scale * error) ** 2, n - 1))
    return ratio, parts


def _mean(reads: CqReads) -> float:
    """Mean with the cutoff for each non-detect; used for numbers only where it makes a bound."""
    return (sum(reads.detected) + reads.not_detected * reads.cutoff) / reads.wells


def _interval(
    ratio: float, target: Pair, reference: Pair, parts: list[tuple[float, int]], level: float
) -> Estimate:
    """Readings by Student with Welch's degrees of freedom, the factors' own errors added."""
    readings = sum(part for part, _ in parts)
    freedom = readings**2 / sum(part**2 / own for part, own in parts) if readings else parts[0][1]
    factors = sum(
        ((_mean(pair.calibrator) - _mean(pair.sample)) * pair.factor.log_error) ** 2
        for pair in (target, reference)
    )
    half = sqrt(t_factor(level, freedom) ** 2 * readings + two_sided_z(level) ** 2 * factors)
    value, spread = exp(ratio), exp(min(half, 300.0))
    source = f"{target.sample.target} against {reference.sample.target}"
    return confidence(value, (value / spread, value * spread), level, source)
