"""Walks through the posterior of the parameters that the shared studies can move, with emcee."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from secretome.errors import MissingExtra
from secretome.population.calibration import (
    IDENTIFIED,
    SHIFTED,
    Observation,
    inner_draws,
    observations_of,
    sorted_out,
)
from secretome.population.patients import Draws
from secretome.population.posterior import Posterior, keys_of
from secretome.population.predictions import Asked, groups_of, predict
from secretome.population.streams import normal_numbers

Floats = NDArray[np.float64]

_PRIOR_REACH = 6.0  # standard deviations beyond which nothing is tried


@dataclass(frozen=True, slots=True)
class MiddlePersons(Draws):
    """Persons who are all the reference person, so that only the parameters differ."""

    def normal(self, name: str) -> Floats:
        """Zeros."""
        return np.zeros(self.count)

    def uniform(self, name: str) -> Floats:
        """Halves."""
        return np.full(self.count, 0.5)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is sampled: ``keys`` on their normal scales, the rows they answer, what else varies."""

    asked: Sequence[Asked]
    keys: tuple[str, ...]
    center: Mapping[str, float]
    spread: Mapping[str, float]
    observed: tuple[Observation, ...]
    sd: Floats

    def log_density(self, points: Floats) -> Floats:
        """Log prior plus log likelihood, axes (n points, k keys); one ensemble run for all."""
        z = (points - self._of(self.center)) / self._of(self.spread)
        inside = np.all(np.abs(z) < _PRIOR_REACH, axis=1)
        found = np.where(inside, -0.5 * np.sum(z * z, axis=1), -np.inf)
        if inside.any():
            gap = (self._predicted(points[inside]) - self._target()) / self.sd
            likely = -0.5 * np.sum(gap * gap, axis=1)
            found[inside] += np.where(np.isfinite(likely), likely, -np.inf)
        return found

    def _of(self, by_key: Mapping[str, float]) -> Floats:
        return np.array([by_key[key] for key in self.keys])

    def _target(self) -> Floats:
        return np.array([one.value for one in self.observed])

    def _predicted(self, points: Floats) -> Floats:
        count = len(points)
        values = {key: np.full(count, middle) for key, middle in self.center.items()}
        values |= dict(zip(self.keys, points.T, strict=True))
        persons = MiddlePersons(0, 0, count)
        everyone = {one.study: values for one in self.asked}
        answers = predict(self.asked, everyone, count=count, persons=persons)
        return np.stack([inner_draws(answers, one.row) for one in self.observed], axis=1)


def problem_of(asked: Sequence[Asked], keys: Sequence[str], *, seed: int, count: int) -> Problem:
    """Rows as the likelihood sees them: what is not sampled widens each row's error."""
    center, spread = _priors(asked)
    still = {key: np.full(count, center[key]) for key in keys}
    still |= {
        key: center[key] + spread[key] * normal_numbers(seed, f"rest {key}", 0, count)
        for key in center
        if key not in still
    }
    answers = predict(asked, {one.study: still for one in asked}, seed=seed, count=count)
    observed = tuple(observations_of(asked, answers))
    rest = np.array([inner_draws(answers, one.row).std() for one in observed])
    sd = np.hypot(rest, np.array([one.sd for one in observed]))
    return Problem(asked, tuple(keys), center, spread, observed, sd)


def _priors(asked: Sequence[Asked]) -> tuple[dict[str, float], dict[str, float]]:
    center: dict[str, float] = {}
    spread: dict[str, float] = {}
    for group in groups_of(asked):
        setup = group.setup()
        for symbol, key in keys_of(setup, group.study).items():
            center[key] = setup.priors[symbol].center
            spread[key] = setup.priors[symbol].spread
    return center, spread


@dataclass(frozen=True, slots=True)
class Walk:
    """What the walkers found, axes (e ensembles, s steps, w walkers, k keys), after the start was
    cut off; ``memory`` is the autocorrelation time in steps, axes (e ensembles, k keys).
    """

    keys: tuple[str, ...]
    chain: Floats
    acceptance: float
    memory: Floats

    @property
    def draws(self) -> Floats:
        """All kept points in one row each."""
        return self.chain.reshape(-1, len(self.keys))

    def effective(self) -> Floats:
        """Independent draws that the walk is worth, by key."""
        steps, walkers = self.chain.shape[1:3]
        return np.sum(steps * walkers / np.maximum(self.memory, 1.0), axis=0)

    def agreement(self) -> Floats:
        """Split R-hat between the halves of ensembles that never met, by key; 1 when they agree."""
        half = self.chain.shape[1] // 2
        halves = [one[a : a + half] for one in self.chain for a in (0, half)]
        parts = np.stack([part.reshape(-1, len(self.keys)) for part in halves])
        within = parts.var(axis=1, ddof=1).mean(axis=0)
        return np.sqrt(1 + parts.mean(axis=1).var(axis=0, ddof=1) / within)


def walk(
    log_density: Callable[[Floats], Floats],
    keys: Sequence[str],
    starts: Sequence[Floats],
    *,
    steps: int,
    burn: int,
    seed: int,
    tell: Callable[[str], None] = lambda _: None,
) -> Walk:
    """Send an ensemble of walkers from each start, axes (w walkers, k keys); cut ``burn`` steps."""
    try:
        emcee = import_module("emcee")
    except ImportError as error:
        raise MissingExtra("the sampler (emcee)", extra="calibration") from error
    moves = [(emcee.moves.DEMove(), 0.8), (emcee.moves.DESnookerMove(), 0.2)]
    chains, accepted, memory = [], [], []
    for number, start in enumerate(starts):
        sampler = emcee.EnsembleSampler(
            len(start), start.shape[1], log_density, vectorize=True, moves=moves
        )
        generator = np.random.RandomState(seed + number)
        state = emcee.State(start, random_state=generator.get_state())
        for step, _ in enumerate(sampler.sample(state, iterations=steps), 1):
            if step % 250 == 0:
                tell(f"ensemble {number + 1} of {len(starts)}: {step} of {steps} steps")
        chains.append(sampler.get_chain(discard=burn))
        accepted.append(sampler.acceptance_fraction.mean())
        memory.append(emcee.autocorr.integrated_time(chains[-1], tol=0))
    return Walk(tuple(keys), np.stack(chains), float(np.mean(accepted)), np.stack(memory))


def with_walk(
    record: Mapping[str, Any],
    asked: Sequence[Asked],
    *,
    seed: int = 7,
    walkers: int = 64,
    steps: int = 2000,
    burn: int = 500,
    tell: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """The calibration record with what the walk found laid beside the smoother's posterior."""
    useful, _ = sorted_out(asked, seed)
    told = {row["key"]: row for row in record["diagnostics"]}
    keys = [k for k, row in told.items() if _is_moved(row["shift"], row["spread_ratio"])]
    problem = problem_of(useful, keys, seed=seed, count=400)
    unmoved = {"shift": 0.0, "spread_ratio": 1.0}
    # one ensemble starts where the smoother ended, the other from the priors
    starts = [
        np.stack([_starting_points(problem, k, row(k), walkers, seed) for k in keys], axis=1)
        for row in (told.__getitem__, lambda _: unmoved)
    ]
    found = walk(problem.log_density, keys, starts, steps=steps, burn=burn, seed=seed, tell=tell)
    document = walk_document(found, problem)
    shared = [
        i
        for i, row in enumerate(document["parameters"])
        if not row["key"].endswith(":study_clearance")
        and _is_moved(row["shift"], row["spread_ratio"])
    ]
    chosen = found.draws[:, shared]
    posterior = Posterior(
        tuple(keys[i] for i in shared), chosen.mean(axis=0), np.atleast_2d(np.cov(chosen.T))
    )
    return {**record, "walk": document, "by_sampler": posterior.as_dict()}


def _is_moved(shift: float, spread_ratio: float) -> bool:
    return spread_ratio < IDENTIFIED or abs(shift) > SHIFTED


def _starting_points(
    problem: Problem, key: str, row: Mapping[str, Any], walkers: int, seed: int
) -> Floats:
    noise = normal_numbers(seed, f"start {key}", 0, walkers)
    return problem.center[key] + problem.spread[key] * (row["shift"] + row["spread_ratio"] * noise)


def walk_document(found: Walk, problem: Problem) -> dict[str, Any]:
    """The walk ready for JSON: settings, diagnostics and the posterior by key."""
    draws = found.draws
    rows = []
    for i, key in enumerate(found.keys):
        center, spread = problem.center[key], problem.spread[key]
        low, middle, high = np.quantile(draws[:, i], (0.05, 0.5, 0.95))
        rows.append(
            {
                "key": key,
                "shift": round(float((draws[:, i].mean() - center) / spread), 3),
                "spread_ratio": round(float(draws[:, i].std() / spread), 3),
                "p05": round(float(low), 4),
                "median": round(float(middle), 4),
                "p95": round(float(high), 4),
                "r_hat": round(float(found.agreement()[i]), 4),
                "effective_draws": round(float(found.effective()[i])),
            }
        )
    ensembles, steps, walkers, _ = found.chain.shape
    return {
        "method": "affine-invariant ensemble sampler (emcee), differential-evolution moves",
        "ensembles": ensembles,
        "walkers": walkers,
        "steps_kept": steps,
        "acceptance": round(found.acceptance, 3),
        "largest_r_hat": max(row["r_hat"] for row in rows),
        "least_effective_draws": min(row["effective_draws"] for row in rows),
        "rows": len(problem.observed),
        "parameters": rows,
    }
