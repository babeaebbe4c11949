"""Standards read back on their own curve, the range that may be reported, and unknowns on it.

Refuses: a plate without a usable standard curve (errors.Refused with every reason).
Stands on: ICH M10 for ligand binding assays: a level is met when its mean is within 20 % of nominal
(25 % at the lowest and highest) and its CV within 20 % (25 %); at least 75 % and six levels.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, sqrt

import numpy as np

from secretome.errors import BadInput, Reason, Refused
from secretome.quality.assays.curve_fit import FittedCurve
from secretome.quality.assays.curve_models import gradient, slope_by_log
from secretome.quality.assays.intervals import confidence, t_factor
from secretome.quality.assays.result import AssayResult, numbers_of, positive
from secretome.units import Estimate


@dataclass(frozen=True, slots=True)
class CurveRule:
    """What a standard curve must meet; the defaults are ICH M10."""

    inner_pct: float = 20.0
    end_pct: float = 25.0
    share_met: float = 0.75
    fewest_levels: int = 6


ICH_M10 = CurveRule()


@dataclass(frozen=True, slots=True)
class LevelReadBack:
    """One standard level read back: recovery and CV in per cent; None beyond the curve."""

    nominal: float
    found: float | None
    recovery_pct: float | None
    cv_pct: float | None
    met: bool


@dataclass(frozen=True, slots=True)
class StandardCurve:
    """A fitted curve with its levels, its reportable range and every reason against its use."""

    fit: FittedCurve
    levels: tuple[LevelReadBack, ...]
    lloq: float | None
    uloq: float | None
    reasons: tuple[Reason, ...]

    @property
    def is_valid(self) -> bool:
        """Whether samples may be read on it."""
        return not self.reasons


def standard_curve(fit: FittedCurve, *, rule: CurveRule = ICH_M10) -> StandardCurve:
    """Read every level back; the range runs from the lowest to the highest level that is met."""
    nominal = sorted({one.concentration for one in fit.standards if one.concentration > 0})
    ends = (nominal[0], nominal[-1]) if nominal else ()
    levels = tuple(
        _read_level(fit, level, rule.end_pct if level in ends else rule.inner_pct)
        for level in nominal
    )
    met = [one.nominal for one in levels if one.met]
    lloq, uloq = (met[0], met[-1]) if met else (None, None)
    return StandardCurve(fit, levels, lloq, uloq, tuple(_reasons(levels, rule)))


def read_unknown(
    standards: StandardCurve,
    responses: Sequence[float],
    attribute: str,
    *,
    dilution: float = 1.0,
    dilution_sd: float = 0.0,
    level: float = 0.95,
) -> AssayResult:
    """Concentration of the undiluted sample; outside the range it is only a bound.

    The interval holds the error of the curve and of the readings, and the dilution's relative SD.
    Raises Refused where the curve itself must not be used.
    """
    if standards.reasons or standards.lloq is None or standards.uloq is None:
        raise Refused("no number from this curve", reasons=standards.reasons)
    readings = numbers_of(responses, where="wells")
    positive(dilution, where="dilution factor")
    side = _side(standards, sum(readings) / len(readings))
    if side:
        bound = (standards.lloq if side == "<" else standards.uloq) * dilution
        word = "Below the lowest" if side == "<" else "Above the highest"
        why = f"{word} standard that was met; the true value lies beyond."
        return AssayResult(attribute, bound, None, why, side)
    found = inverse_estimate(
        standards.fit, readings, level=level, extra_sd=dilution_sd,
        source=f"{standards.fit.curve.model} curve, {len(readings)} wells, dilution {dilution:g}",
    ).scaled(dilution)  # fmt: skip
    return AssayResult(attribute, found.value, found)


def inverse_estimate(
    fit: FittedCurve,
    responses: Sequence[float],
    *,
    source: str,
    level: float = 0.95,
    extra_sd: float = 0.0,
) -> Estimate:
    """Concentration of readings on a curve with its interval, in the unit of the standards.

    Raises BadInput where the mean reading lies beyond the curve.
    """
    mean = sum(responses) / len(responses)
    value = fit.curve.concentration(mean)
    if value is None or value <= 0:
        do = "Dilute the sample into the range"
        raise BadInput("the reading lies beyond the curve", where=source, do=do)
    by_log = _log_error(fit, value, mean, len(responses))
    half = t_factor(level, fit.freedom) * sqrt(by_log**2 + extra_sd**2)
    if fit.curve.model.is_polynomial:
        low, high = value * max(0.0, 1 - half), value * (1 + half)
    else:
        factor = exp(min(half, 300.0))
        low, high = value / factor, value * factor
    return confidence(value, (low, high), level, source)


def _log_error(fit: FittedCurve, value: float, mean: float, repeats: int) -> float:
    """Relative standard error of a concentration read back (delta method)."""
    slope = slope_by_log(fit.curve, value)
    by_curve = gradient(fit.curve.model, np.asarray(fit.curve.values), np.asarray([value]))[0]
    covariance = np.asarray(fit.covariance)
    variance = fit.reading_variance(mean) / repeats + float(by_curve @ covariance @ by_curve)
    return sqrt(variance) / abs(slope) if slope else 1e3


def _side(standards: StandardCurve, mean: float) -> str:
    """Which end of the range a mean reading lies beyond: by response, so that a flat end counts."""
    curve = standards.fit.curve
    low, high = (float(curve.response(end)) for end in (standards.lloq or 0, standards.uloq or 0))
    rises = high >= low
    if mean < low if rises else mean > low:
        return "<"
    return ">" if (mean > high if rises else mean < high) else ""


def _read_level(fit: FittedCurve, nominal: float, allowed_pct: float) -> LevelReadBack:
    readings = [one.response for one in fit.standards if one.concentration == nominal]
    each = [fit.curve.concentration(y) for y in readings]
    found = [value for value in each if value is not None]
    if len(found) < len(readings):
        return LevelReadBack(nominal, None, None, None, met=False)
    mean = sum(found) / len(found)
    recovery = 100 * mean / nominal
    cv = 100 * float(np.std(found, ddof=1)) / mean if len(found) > 1 and mean > 0 else None
    met = abs(recovery - 100) <= allowed_pct and (cv is None or cv <= allowed_pct)
    return LevelReadBack(nominal, mean, recovery, cv, met)


def _reasons(levels: tuple[LevelReadBack, ...], rule: CurveRule) -> list[Reason]:
    met = [one for one in levels if one.met]
    found = []
    if len(met) < rule.fewest_levels:
        text = f"{len(met)} standard levels are met; at least {rule.fewest_levels} are needed."
        found.append(Reason("too_few_levels", text))
    if len(met) < rule.share_met * len(levels):
        missed = ", ".join(f"{one.nominal:g}" for one in levels if not one.met)
        text = f"{len(met)} of {len(levels)} standard levels are met; not met: {missed}."
        found.append(Reason("levels_not_met", text))
    return found
