"""Does an attribute drift from lot to lot, and how much of the scatter is the donor's.

Donors are random effects where the data allow it; otherwise the answer says why they are not.
Refuses: fewer than three lots, or all lots of the same day (BadInput).
Stands on: linear mixed model by REML (statsmodels MixedLM); least squares without donors.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from secretome.errors import BadInput
from secretome.quality.random_effects import grouped_line
from secretome.units import Estimate, EstimateKind

_FEWEST_LOTS, _FEWEST_DONORS, _LEVEL = 3, 3, 0.95


@dataclass(frozen=True, slots=True)
class LotPoint:
    """One lot's result: when it was made (days since any first day), of which donor."""

    lot: str
    day: float
    value: float
    donor: str = ""


@dataclass(frozen=True, slots=True)
class Trend:
    """Change per 30 days with its interval, and where the scatter between lots comes from.

    ``donor_sd`` is None where donors could not be told from lots; ``note`` says why.
    """

    per_30_days: Estimate
    donor_sd: float | None
    lot_sd: float
    donor_share: float | None
    drifts: bool
    note: str


def trend(points: Sequence[LotPoint]) -> Trend:
    """Fit the line over lots; ``drifts`` when the interval of the slope leaves out zero."""
    days = np.array([point.day for point in points], float)
    values = np.array([point.value for point in points], float)
    if len(points) < _FEWEST_LOTS or float(np.ptp(days)) <= 0 or not np.isfinite(values).all():
        do = f"Give at least {_FEWEST_LOTS} lots of different days, each with a number"
        raise BadInput("these lots make no line", where="trend over lots", do=do)
    reason = _reason_against_donors(points)
    if not reason:
        fitted = _mixed(points, days, values)
        if fitted:
            return fitted
        reason = "The donor model did not converge on these data; donors are not told apart."
    return _ordinary(points, days, values, reason)


def _reason_against_donors(points: Sequence[LotPoint]) -> str:
    """Why no donor effect can be fitted; empty where one can."""
    lots_of = Counter(point.donor for point in points)
    if "" in lots_of:
        return f"{lots_of['']} lots name no donor, so donors are not told apart."
    if len(lots_of) < _FEWEST_DONORS:
        return f"{len(lots_of)} donors are too few to tell donors apart ({_FEWEST_DONORS} needed)."
    repeated = sum(count > 1 for count in lots_of.values())
    if repeated < 2 or len(points) < len(lots_of) + 3:
        return "Too few donors gave more than one lot, so donor and lot cannot be told apart."
    return ""


def _mixed(points: Sequence[LotPoint], days: np.ndarray, values: np.ndarray) -> Trend | None:
    donors = [point.donor for point in points]
    fit = grouped_line((days - days.mean()) / 30, values, donors)
    if fit is None:
        return None
    count, share = len(set(donors)), fit.between / (fit.between + fit.inside)
    note = f"{count} donors as random effects: {share:.0%} of the variance between lots is theirs."
    half = _t_quantile(len(points) - count - 1) * sqrt(fit.covariance[2])
    return _answer(fit.slope, half, sqrt(fit.between), sqrt(fit.inside), note, len(points))


def _ordinary(
    points: Sequence[LotPoint], days: np.ndarray, values: np.ndarray, reason: str
) -> Trend:
    months = days / 30 - float(days.mean()) / 30
    slope = float(months @ values) / float(months @ months)
    left = values - values.mean() - slope * months
    freedom = len(points) - 2
    lot_sd = sqrt(float(left @ left) / freedom)
    half = _t_quantile(freedom) * lot_sd / sqrt(float(months @ months))
    return _answer(slope, half, None, lot_sd, reason, len(points))


def _t_quantile(freedom: int) -> float:
    from scipy.stats import t as student_t

    return float(student_t.ppf((1 + _LEVEL) / 2, freedom))


def _answer(
    slope: float, half: float, donor_sd: float | None, lot_sd: float, note: str, n: int
) -> Trend:
    share = None if donor_sd is None else donor_sd**2 / (donor_sd**2 + lot_sd**2)
    ends = (slope - half, slope + half)
    per_month = Estimate(slope, *ends, _LEVEL, EstimateKind.CONFIDENCE, f"{n} lots")
    return Trend(per_month, donor_sd, lot_sd, share, not ends[0] <= 0 <= ends[1], note)
