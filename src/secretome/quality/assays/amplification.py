"""Efficiency and linearity of a PCR standard curve, and quantities read on it.

Refuses: fewer than three levels, a curve that does not fall (BadInput).
Stands on: Cq on log10 quantity; efficiency 10^(-1/slope) - 1, 90 to 110 % and R² of at least 0.98
(usual); lack of fit by the F test of repeats (Draper and Smith).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log10, sqrt

import numpy as np
from scipy.stats import f as f_distribution

from secretome.errors import BadInput, Reason
from secretome.quality.assays.intervals import confidence, t_factor
from secretome.quality.assays.lines import straight_line
from secretome.quality.assays.nondetects import cycles_of
from secretome.quality.assays.result import AssayResult, positive
from secretome.units import Estimate

FEWEST_LEVELS = 3
EFFICIENCY_PCT = (90.0, 110.0)
FEWEST_R_SQUARED = 0.98
FLATTEST = -0.2  # slope of a curve that hardly falls: its efficiency means nothing
_WIDEST_LOG = 30.0  # powers of ten beyond which nothing is meant


@dataclass(frozen=True, slots=True)
class Amplified:
    """One standard well: copies (or ng, or dilution) and its Cq."""

    quantity: float
    cq: float


@dataclass(frozen=True, slots=True)
class AmplificationCurve:
    """A fitted standard curve; ``lack_of_fit_p`` is None where no level was repeated."""

    target: str
    slope: Estimate
    intercept: float
    r_squared: float
    residual_sd: float
    freedom: int
    mean_log: float
    sum_squares_log: float
    lack_of_fit_p: float | None
    efficiency: AssayResult

    @property
    def factor(self) -> float:
        """How many times a cycle multiplies; 2 is perfect."""
        return float(10 ** (-1 / self.slope.value))


def amplification_curve(
    target: str, wells: Sequence[Amplified], *, level: float = 0.95
) -> AmplificationCurve:
    """Fit the standard curve. What speaks against it is listed in the efficiency's ``invalid``."""
    x = np.asarray([log10(positive(one.quantity, where="standard")) for one in wells])
    y = np.asarray(cycles_of([one.cq for one in wells], where="Cq of standards"))
    if len(set(x.tolist())) < FEWEST_LEVELS or len(x) <= FEWEST_LEVELS - 1:
        do = "Add levels to the standard curve"
        raise BadInput("fewer than three levels", where=target, do=do)
    line = straight_line(x.tolist(), y.tolist())
    if line.slope > FLATTEST:
        do = "Check which standard is which"
        raise BadInput("more standard gives no earlier Cq", where=target, do=do)
    source = f"{target}, {len(x)} wells, {len(set(x.tolist()))} levels"
    found = line.slope_estimate(level, source)
    left = float(np.sum((y - line.intercept - line.slope * x) ** 2))
    p = _lack_of_fit(x, y, left)
    return AmplificationCurve(
        target=target,
        slope=found,
        intercept=line.intercept,
        r_squared=line.r**2,
        residual_sd=sqrt(left / line.freedom),
        freedom=line.freedom,
        mean_log=float(x.mean()),
        sum_squares_log=float(np.sum((x - x.mean()) ** 2)),
        lack_of_fit_p=p,
        efficiency=_efficiency(target, found, line.r**2, p),
    )


def quantity_on_curve(
    curve: AmplificationCurve, cqs: Sequence[float], *, level: float = 0.95
) -> AssayResult:
    """Quantity of repeats of one sample, in the unit of the standards, with the curve's error."""
    values = cycles_of(cqs, where=f"Cq of {curve.target}")
    mean, slope = sum(values) / len(values), curve.slope.value
    at = (mean - curve.intercept) / slope
    wells = curve.freedom + 2
    away = (at - curve.mean_log) ** 2 / curve.sum_squares_log
    error = curve.residual_sd / abs(slope) * sqrt(1 / len(values) + 1 / wells + away)
    half = t_factor(level, curve.freedom) * error
    name, invalid = f"curve_quantity[{curve.target}]", curve.efficiency.invalid
    if abs(at) + half > _WIDEST_LOG:
        why = "The Cq lies too far from the standards to be read on them."
        return AssayResult(name, None, None, why, invalid=invalid)
    value, source = 10**at, f"{len(values)} wells on the curve of {curve.target}"
    found = confidence(value, (value / 10**half, value * 10**half), level, source)
    return AssayResult(name, value, found, invalid=invalid)


def _efficiency(
    target: str, slope: Estimate, r_squared: float, lack_of_fit_p: float | None
) -> AssayResult:
    name = f"amplification_efficiency[{target}]"
    value = _efficiency_pct(slope.value)
    invalid = tuple(_reasons(value, r_squared, lack_of_fit_p))
    if slope.high > FLATTEST:
        why = "The interval of the slope reaches a flat curve, so the efficiency has no end."
        return AssayResult(name, value, None, why, invalid=invalid)
    ends = (_efficiency_pct(slope.low), _efficiency_pct(slope.high))
    found = confidence(value, ends, slope.level, slope.source)
    return AssayResult(name, value, found, invalid=invalid)


def _efficiency_pct(slope: float) -> float:
    return 100 * float(np.expm1(-np.log(10) / slope))


def _reasons(efficiency: float, r_squared: float, lack_of_fit_p: float | None) -> Iterator[Reason]:
    low, high = EFFICIENCY_PCT
    if not low <= efficiency <= high:
        text = f"The efficiency is {efficiency:.1f} %; {low:g} to {high:g} % are allowed."
        yield Reason("pcr_efficiency", text)
    if r_squared < FEWEST_R_SQUARED:
        text = f"R² is {r_squared:.3f}; at least {FEWEST_R_SQUARED:g} is asked."
        yield Reason("pcr_r_squared", text)
    if lack_of_fit_p is not None and lack_of_fit_p < 0.01:
        text = f"The standards bend away from a line (lack of fit p {lack_of_fit_p:.2g})."
        yield Reason("pcr_not_linear", text)


def _lack_of_fit(x: np.ndarray, y: np.ndarray, left: float) -> float | None:
    """Chance of so much bend if the line were true; the scatter is that of repeated levels."""
    levels = sorted(set(x.tolist()))
    pure_freedom = len(x) - len(levels)
    pure = sum(float(np.sum((y[x == one] - y[x == one].mean()) ** 2)) for one in levels)
    if not pure_freedom or not pure:
        return None
    statistic = ((left - pure) / (len(levels) - 2)) / (pure / pure_freedom)
    return float(f_distribution.sf(statistic, len(levels) - 2, pure_freedom))
