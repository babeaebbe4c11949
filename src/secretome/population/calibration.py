"""Lets the shared studies move the parameters: an iterated ensemble smoother, for all studies and
without each in turn.

Stands on: Emerick and Reynolds, Computers & Geosciences 55:3 (2013), ensemble smoother with
multiple data assimilation.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from secretome.population.posterior import Posterior, keys_of, prior_draws
from secretome.population.predictions import ASSAY_SD_LOG, MODEL_SD_LOG, Asked, groups_of, predict
from secretome.population.quantities import Answer
from secretome.population.streams import normal_numbers

Floats = NDArray[np.float64]

ROUNDS = 4
_CONFLICT = 3.0  # prior predictive standard deviations
IDENTIFIED = 0.9  # posterior over prior spread below which a parameter counts as moved
SHIFTED = 0.3  # prior spreads; a parameter shifted further counts as moved too


@dataclass(frozen=True, slots=True)
class Observation:
    """One number of one row, on the log scale (logit for shares), with its standard deviation."""

    row: int
    value: float
    sd: float


def observations_of(
    asked: Sequence[Asked], answers: Mapping[int, Answer | str]
) -> list[Observation]:
    """The rows that can teach: plain numbers above zero and shares, with a prediction."""
    found = []
    for i, one in enumerate(asked):
        answer = answers[i]
        if isinstance(answer, str) or answer.kind not in {"number", "share"}:
            continue
        value = _positive(one)
        if value is not None:
            sd = np.hypot(np.hypot(ASSAY_SD_LOG, MODEL_SD_LOG), _relative_sd(one, value))
            found.append(Observation(i, float(_inner(np.array(value), answer.kind)), float(sd)))
    return found


def _positive(one: Asked) -> float | None:
    try:
        value = float(one.row["value"])
    except ValueError:
        return None
    return value if value > 0 else None


def _relative_sd(one: Asked, value: float) -> float:
    try:
        return float(one.row.get("sd") or 0.0) / value
    except ValueError:
        return 0.0


def _inner(values: Floats, kind: str) -> Floats:
    values = np.maximum(values, 1e-30)
    if kind == "share":
        share = np.clip(values / 100, 1e-6, 1 - 1e-6)
        return np.log(share / (1 - share))
    return np.log(values)


@dataclass(frozen=True, slots=True)
class Fit:
    """The movable parameters after the data, and how far each moved; arrays follow ``keys``."""

    keys: tuple[str, ...]
    draws: Floats
    prior_mean: Floats
    prior_spread: Floats
    misfit: tuple[float, ...]

    def posterior(self) -> Posterior:
        """The part that moved, as a normal distribution."""
        moved = self.moved()
        chosen = self.draws[:, moved]
        keys = tuple(key for key, flag in zip(self.keys, moved, strict=True) if flag)
        return Posterior(keys, chosen.mean(axis=0), np.atleast_2d(np.cov(chosen.T)))

    def moved(self) -> NDArray[np.bool_]:
        """Which shared parameters the data moved or narrowed; a study's own effect is nobody
        else's.
        """
        shrunk = self.draws.std(axis=0) / self.prior_spread < IDENTIFIED
        shifted = np.abs(self.draws.mean(axis=0) - self.prior_mean) / self.prior_spread > SHIFTED
        shared = np.array([not key.endswith(":study_clearance") for key in self.keys])
        return (shrunk | shifted) & shared

    def diagnostics(self) -> list[dict[str, Any]]:
        """For each movable parameter: its key, shift in prior spreads, and posterior over prior
        spread.
        """
        shift = (self.draws.mean(axis=0) - self.prior_mean) / self.prior_spread
        ratio = self.draws.std(axis=0) / self.prior_spread
        return [
            {"key": key, "shift": round(float(a), 2), "spread_ratio": round(float(b), 2)}
            for key, a, b in zip(self.keys, shift, ratio, strict=True)
        ]


def fit(asked: Sequence[Asked], *, seed: int = 7, count: int = 400, rounds: int = ROUNDS) -> Fit:
    """Move the parameters towards the rows of ``asked`` in ``rounds`` equal shares of the
    information.
    """
    draws, mean, spread = _starting_draws(asked, seed, count)
    keys = tuple(draws)
    misfit = []
    for round_ in range(rounds + 1):
        values = {one.study: draws for one in asked}
        answers = predict(asked, values, seed=seed, count=count)
        observed = observations_of(asked, answers)
        predicted = np.stack([inner_draws(answers, o.row) for o in observed], axis=1)
        target, sd = (np.array([getattr(o, name) for o in observed]) for name in ("value", "sd"))
        misfit.append(float(np.sqrt(np.mean(((np.median(predicted, axis=0) - target) / sd) ** 2))))
        if round_ == rounds:
            break
        noise = np.stack(
            [normal_numbers(seed, f"data {round_} {o.row}", 0, count) for o in observed], axis=1
        )
        matrix = np.stack([draws[key] for key in keys], axis=1)
        moved = assimilate(matrix, predicted, target, sd, noise, rounds)
        draws = dict(zip(keys, moved.T, strict=True))
    matrix = np.stack([draws[key] for key in keys], axis=1)
    return Fit(keys, matrix, mean, spread, tuple(misfit))


def assimilate(
    parameters: Floats, predicted: Floats, target: Floats, sd: Floats, noise: Floats, rounds: int
) -> Floats:
    """One round: axes (n draws, k parameters), (n draws, d data). Weak correlations, likely
    chance, are not used.
    """
    count = len(parameters)
    deviations = parameters - parameters.mean(axis=0)
    answers = predicted - predicted.mean(axis=0)
    cross = deviations.T @ answers / (count - 1)
    spread = np.outer(deviations.std(axis=0), answers.std(axis=0)) + 1e-300
    cross = np.where(np.abs(cross / spread) > 3 / np.sqrt(count), cross, 0.0)
    within = answers.T @ answers / (count - 1) + rounds * np.diag(sd**2)
    gap = target + np.sqrt(rounds) * sd * noise - predicted
    return parameters + np.linalg.solve(within, gap.T).T @ cross.T


def _starting_draws(
    asked: Sequence[Asked], seed: int, count: int
) -> tuple[dict[str, Floats], Floats, Floats]:
    draws: dict[str, Floats] = {}
    centers: dict[str, tuple[float, float]] = {}
    for group in groups_of(asked):
        setup = group.setup()
        keys = keys_of(setup, group.study)
        draws |= prior_draws(setup, keys, seed, count)
        centers |= {
            key: (setup.priors[s].center, setup.priors[s].spread) for s, key in keys.items()
        }
    order = [centers[key] for key in draws]
    return draws, np.array([c for c, _ in order]), np.array([s for _, s in order])


def calibrate(
    asked: Sequence[Asked],
    *,
    seed: int = 7,
    count: int = 400,
    tell: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """The calibration file's content: all studies together, and without each study in turn."""
    useful, conflicting = sorted_out(asked, seed)
    studies = sorted({one.study for one in useful})
    whole = fit(useful, seed=seed, count=count)
    tell(f"all {len(useful)} rows: misfit {whole.misfit[0]:.2f} to {whole.misfit[-1]:.2f}")
    without = {}
    for study in studies:
        rest = [one for one in useful if one.study != study]
        left = fit(rest, seed=seed, count=count)
        without[study] = left.posterior().as_dict()
        tell(f"without {study}: misfit {left.misfit[-1]:.2f}")
    return {
        "method": "ensemble smoother with multiple data assimilation",
        "rounds": ROUNDS,
        "draws": count,
        "seed": seed,
        "rows": len(useful),
        "studies": studies,
        "conflicting": [
            f"{one.study}: {one.row['tissue']}, {one.row['quantity']}" for one in conflicting
        ],
        "misfit_by_round": list(whole.misfit),
        "diagnostics": whole.diagnostics(),
        "all": whole.posterior().as_dict(),
        "without": without,
    }


def inner_draws(answers: Mapping[int, Answer | str], row: int) -> Floats:
    """The draws of an answered row on the scale on which they are compared."""
    answer = answers[row]
    if isinstance(answer, str):
        raise TypeError(answer)
    return _inner(answer.draws, answer.kind)


def sorted_out(asked: Sequence[Asked], seed: int) -> tuple[list[Asked], list[Asked]]:
    """Rows to learn from, and rows so far from anything the priors allow that they show a missing
    mechanism.
    """
    answers = predict(asked, {}, seed=seed, count=128)
    useful, conflicting = [], []
    for one in observations_of(asked, answers):
        predicted = inner_draws(answers, one.row)
        gap = abs(float(np.median(predicted)) - one.value) / np.hypot(predicted.std(), one.sd)
        (useful if gap < _CONFLICT else conflicting).append(asked[one.row])
    return useful, conflicting
