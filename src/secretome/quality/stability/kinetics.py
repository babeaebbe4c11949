"""First-order loss from the site's own data, with random levels of batches, and Arrhenius.

Refuses: to predict outside the times and temperatures that were studied, and across freezing.
Stands on: ln(share left) = -k t; ln k linear in 1/T; linear mixed model by REML (statsmodels).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, isfinite, sqrt

import numpy as np
from scipy.stats import t as student_t

from secretome.errors import BadInput, Reason, Refused
from secretome.quality.random_effects import grouped_line
from secretome.quality.stability.lines import StabilityPoint, batches_of
from secretome.units import Estimate, EstimateKind

GAS_CONSTANT = 8.3144e-3  # kJ/(mol K), as USP <1160> prints it
_ZERO_C = 273.15
_FEWEST_BATCHES, _FEWEST_TEMPERATURES, _FREEZES_C = 3, 3, 0.0


@dataclass(frozen=True, slots=True)
class FirstOrder:
    """Loss by the same share each month; spreads are on the log scale.

    ``batch_sd`` is None where batches could not be told apart; ``note`` says why.
    """

    start: float
    rate_per_month: Estimate
    batch_sd: float | None
    residual_sd: float
    months: tuple[float, float]
    covariance: tuple[float, float, float]
    freedom: int
    note: str

    def share_left(self, months: float) -> float:
        """Mean share of the start that is left."""
        return exp(-self.rate_per_month.value * months)

    def predict(self, months: float, *, level: float = 0.95) -> Estimate:
        """Prediction limits of one result of a new batch at a time inside the study.

        Raises Refused for a time beyond the data.
        """
        if not self.months[0] <= months <= self.months[1]:
            text = f"The data reach {self.months[1]:g} months; {months:g} would extrapolate."
            raise Refused("no prediction", reasons=(Reason("beyond_the_data", text),))
        first, both, second = self.covariance
        mean = first - 2 * both * months + second * months**2
        sd = sqrt(max(mean, 0.0) + (self.batch_sd or 0.0) ** 2 + self.residual_sd**2)
        reach = exp(float(student_t.ppf((1 + level) / 2, self.freedom)) * sd)
        value = self.start * self.share_left(months)
        kind, source = EstimateKind.PREDICTION, f"first-order fit, {self.note}"
        return Estimate(value, value / reach, value * reach, level, kind, source)


@dataclass(frozen=True, slots=True)
class RateAt:
    """A rate constant fitted at one temperature."""

    temperature_c: float
    rate_per_month: float


@dataclass(frozen=True, slots=True)
class Arrhenius:
    """Activation energy with its interval, and between which temperatures it may be used."""

    activation_kj_per_mol: Estimate
    intercept: float
    temperatures_c: tuple[float, float]

    def rate_per_month(self, temperature_c: float) -> float:
        """Rate at a temperature inside the studied range. Raises Refused outside."""
        low, high = self.temperatures_c
        if not low <= temperature_c <= high:
            text = f"Rates were studied from {low:g} to {high:g} °C; {temperature_c:g} is outside."
            raise Refused("no rate", reasons=(Reason("beyond_the_temperatures", text),))
        energy = self.activation_kj_per_mol.value
        return exp(self.intercept - energy / (GAS_CONSTANT * (temperature_c + _ZERO_C)))


def first_order(points: Sequence[StabilityPoint], *, level: float = 0.95) -> FirstOrder:
    """Fit the loss; three batches or more have random levels, so a new batch can be predicted.

    All batches share one rate: where they lose at different rates (``pool`` tells), it is too sure.
    Raises BadInput for results at or below zero, or at fewer than three times.
    """
    _require_points(points)
    months = np.array([point.months for point in points], float)
    logs = np.log([point.value for point in points])
    count = len(batches_of(points))
    reason = _reason_against_batches(points)
    found = None if reason else _mixed(points, months, logs)
    note = f"{count} batches as random effects"
    if found is None:
        found = _ordinary(months, logs)
        note = f"{reason or 'the random-effects fit did not converge'}; a new batch may differ more"
    start, slope, covariance, batch_sd, residual_sd, freedom = found
    if batch_sd is not None:
        freedom = count - 1
    half = float(student_t.ppf((1 + level) / 2, freedom)) * sqrt(covariance[2])
    source = f"{len(points)} results of {count} batches"
    rate = Estimate(-slope, -slope - half, -slope + half, level, EstimateKind.CONFIDENCE, source)
    span = (0.0, float(months.max()))
    flipped = (covariance[0], -covariance[1], covariance[2])
    return FirstOrder(exp(start), rate, batch_sd, residual_sd, span, flipped, freedom, note)


def arrhenius(rates: Sequence[RateAt], *, level: float = 0.95) -> Arrhenius:
    """Fit ln k against 1/T over at least three temperatures on one side of freezing.

    Raises Refused with every reason where the rates make no Arrhenius line.
    """
    reasons = tuple(_reasons_against_rates(rates))
    if reasons:
        raise Refused("no Arrhenius line", reasons=reasons)
    inverse = np.array([1 / (rate.temperature_c + _ZERO_C) for rate in rates])
    logs = np.log([rate.rate_per_month for rate in rates])
    start, slope, covariance, _, _, freedom = _ordinary(inverse, logs)
    half = float(student_t.ppf((1 + level) / 2, freedom)) * sqrt(covariance[2]) * GAS_CONSTANT
    energy, source = -slope * GAS_CONSTANT, f"rates at {len(rates)} temperatures"
    ends = (energy - half, energy + half)
    shown = Estimate(energy, *ends, level, EstimateKind.CONFIDENCE, source)
    span = [rate.temperature_c for rate in rates]
    return Arrhenius(shown, start, (min(span), max(span)))


def _reasons_against_rates(rates: Sequence[RateAt]) -> Iterator[Reason]:
    temperatures = {rate.temperature_c for rate in rates}
    if len(temperatures) < _FEWEST_TEMPERATURES:
        text = f"{len(temperatures)} temperatures; at least {_FEWEST_TEMPERATURES} are needed."
        yield Reason("too_few_temperatures", text)
    if any(rate.rate_per_month <= 0 for rate in rates):
        yield Reason("no_loss", "A rate is zero or below: nothing was lost at that temperature.")
    if temperatures and min(temperatures) < _FREEZES_C <= max(temperatures):
        text = "Frozen and liquid rates stand together; freezing changes the mechanism."
        yield Reason("across_freezing", text)


def _require_points(points: Sequence[StabilityPoint]) -> None:
    if any(not (isfinite(point.value) and point.value > 0) for point in points):
        do = "Leave censored results out and say so"
        raise BadInput("a result is not above zero", where="first-order fit", do=do)
    times = {point.months for point in points}
    if len(times) < 3 or min(times) < 0:
        do = "Give results at three times or more, none before the start"
        raise BadInput(f"{len(times)} times show no rate", where="first-order fit", do=do)


_Found = tuple[float, float, tuple[float, float, float], float | None, float, int]


def _ordinary(times: np.ndarray, logs: np.ndarray) -> _Found:
    columns = np.column_stack([np.ones_like(times), times])
    inverse = np.linalg.inv(columns.T @ columns)
    start, slope = inverse @ columns.T @ logs
    left = logs - columns @ np.array([start, slope])
    freedom = len(times) - 2
    variance = float(left @ left) / freedom
    cov = inverse * variance
    three = (float(cov[0, 0]), float(cov[0, 1]), float(cov[1, 1]))
    return float(start), float(slope), three, None, sqrt(variance), freedom


def _reason_against_batches(points: Sequence[StabilityPoint]) -> str:
    """Why batches cannot be told from their results; empty where they can."""
    each = Counter(point.batch for point in points)
    if len(each) < _FEWEST_BATCHES:
        return f"{len(each)} batches are too few for random effects"
    if sum(count > 1 for count in each.values()) < 2 or len(points) < len(each) + 3:
        return "too few batches have repeated results, so batch and result cannot be told apart"
    return ""


def _mixed(points: Sequence[StabilityPoint], months: np.ndarray, logs: np.ndarray) -> _Found | None:
    """Random level for each batch; None where it cannot be found."""
    fit = grouped_line(months, logs, [point.batch for point in points])
    if fit is None:
        return None
    spreads = (sqrt(fit.between), sqrt(fit.inside))
    return fit.intercept, fit.slope, fit.covariance, *spreads, len(points) - 2
