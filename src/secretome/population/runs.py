"""Runs a population through an experiment: chunks fixed by index, reduced as they finish, the same
on any number of workers.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from secretome.engine import (
    Ensemble,
    Failure,
    Kernel,
    Tolerance,
    load_kernel,
    require_ascending,
    run_ensemble,
    with_outputs,
)
from secretome.errors import BadInput
from secretome.kinetics import Experiment, Setup, setup_of, tolerances
from secretome.population.binned import BinnedQuantiles, bins_of
from secretome.population.patients import Draws, parameters_of
from secretome.population.posterior import keys_of, posterior_for

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]

CHUNK = 1024  # patients; part of what a result means, because lanes share their steps
MOST_PATIENTS = 100_000_000  # hours on a cluster; one more digit would be a slip of the hand
_TASK_CHUNKS = 20  # a cluster task holds some twenty thousand patients
SINGLE_FLOOR = 1e-5


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run: everything a worker needs, small enough to ship."""

    experiment: Experiment
    patients: int
    seed: int
    times_h: tuple[float, ...]
    outputs: tuple[str, ...]
    relative: float = 1e-6
    single: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot be run."""
        if self.patients < 1:
            raise BadInput(
                f"{self.patients} patients", where="population", do="Ask for at least one"
            )
        if self.patients > MOST_PATIENTS:
            what = f"{self.patients} patients are more than {MOST_PATIENTS}, the most of one run"
            do = "Ask for fewer; from some thousand on the curves hardly move"
            raise BadInput(what, where="population", do=do)
        require_ascending(self.times_h)
        if self.single and self.relative < SINGLE_FLOOR:
            what = f"single precision cannot keep a tolerance of {self.relative:g}"
            raise BadInput(
                what, where="precision", do=f"Use {SINGLE_FLOOR:g} or more, or double precision"
            )


@dataclass(frozen=True, slots=True)
class PopulationRun:
    """Quantiles of every output, axes (q levels, t times, o outputs), and what happened on the
    way.
    """

    plan: Plan
    levels: tuple[float, ...]
    quantiles: Floats
    counted: int
    steps: int
    rejected: int
    failures: tuple[Failure, ...]
    worst_balance: float | None

    @property
    def outcome(self) -> str:
        """``complete``, ``rescued`` (all answered, some by the slower ways) or ``partial``."""
        if not self.failures:
            return "complete"
        return "rescued" if all(failure.answered_by for failure in self.failures) else "partial"

    def curve(self, output: str) -> Floats:
        """Quantiles of one output over time, axes (q levels, t times)."""
        return self.quantiles[:, :, self.plan.outputs.index(output)]


@dataclass(slots=True)
class _Tally:
    """What is known of the patients counted so far."""

    quantiles: BinnedQuantiles
    steps: int = 0
    rejected: int = 0
    failures: tuple[Failure, ...] = ()
    worst_balance: float = 0.0

    def take(self, chunk: "_Chunk") -> None:
        """Count one chunk."""
        self.quantiles.add(chunk.bins)
        self._note(chunk.steps, chunk.rejected, chunk.failures, chunk.worst_balance)

    def merge(self, other: "_Tally") -> None:
        """Add what another worker counted."""
        self.quantiles.merge(other.quantiles)
        self._note(other.steps, other.rejected, other.failures, other.worst_balance)

    def _note(self, steps: int, rejected: int, failures: tuple[Failure, ...], worst: float) -> None:
        self.steps += steps
        self.rejected += rejected
        self.failures += failures
        self.worst_balance = max(self.worst_balance, worst)


@dataclass(frozen=True, slots=True)
class _Chunk:
    bins: NDArray[np.int16]
    steps: int
    rejected: int
    failures: tuple[Failure, ...]
    worst_balance: float


def run_population(
    plan: Plan,
    *,
    threads: int = 1,
    levels: tuple[float, ...] = (0.05, 0.5, 0.95),
    progress: Progress | None = None,
) -> PopulationRun:
    """Simulate on this machine, on ``threads`` threads."""
    total = _empty(plan)
    done = 0
    for chunk in _chunks(plan, range(_chunk_count(plan)), threads):
        total.take(chunk)
        done = min(done + CHUNK, plan.patients)
        if progress is not None:
            progress(done, plan.patients)
    return _finished(plan, total, levels)


def run_population_with(
    plan: Plan,
    map_tasks: Callable[[Callable[[range], _Tally], Sequence[range]], Iterable[_Tally]],
    *,
    levels: tuple[float, ...] = (0.05, 0.5, 0.95),
    progress: Progress | None = None,
) -> PopulationRun:
    """Simulate wherever ``map_tasks`` runs things: it gets a function and index ranges and answers
    in their order.

    For Dask: ``lambda f, tasks: (x.result() for x in client.map(f, tasks))``. Only the plan and
    the ranges travel out, only counts come back.
    """
    chunks = _chunk_count(plan)
    tasks = [range(i, min(i + _TASK_CHUNKS, chunks)) for i in range(0, chunks, _TASK_CHUNKS)]
    total = _empty(plan)
    for task, part in zip(tasks, map_tasks(partial(_run_task, plan), tasks), strict=True):
        total.merge(part)
        if progress is not None:
            progress(min(task.stop * CHUNK, plan.patients), plan.patients)
    return _finished(plan, total, levels)


def raw_outputs(plan: Plan, *, setup: Setup | None = None) -> tuple[Floats, tuple[Failure, ...]]:
    """All outputs of a small population, axes (n patients, t times, o outputs)."""
    ready = setup or setup_of(plan.experiment)
    kernel = _kernel(plan, ready)
    found, failures = [], []
    for chunk in range(_chunk_count(plan)):
        ensemble = _simulate(plan, ready, kernel, chunk)
        found.append(np.asarray(ensemble.outputs, np.float64))
        failures += _numbered(ensemble.failures, chunk)
    return np.concatenate(found), tuple(failures)


def _run_task(plan: Plan, chunks: range) -> _Tally:
    total = _empty(plan)
    for chunk in _chunks(plan, chunks, 1):
        total.take(chunk)
    return total


def _chunks(plan: Plan, chunks: range, threads: int) -> Iterator[_Chunk]:
    """Reduced chunks in index order, with a bounded number in flight."""
    if threads < 1:
        raise BadInput(f"{threads} threads", where="threads", do="Give one or more")
    setup = setup_of(plan.experiment)
    kernel = _kernel(plan, setup)
    work = partial(_reduced, plan, setup, kernel)
    if threads == 1:
        yield from map(work, chunks)
        return
    waiting: list[Future[_Chunk]] = []
    with ThreadPoolExecutor(threads) as pool:
        for chunk in chunks:
            waiting.append(pool.submit(work, chunk))
            if len(waiting) > threads:
                yield waiting.pop(0).result()
        for future in waiting:
            yield future.result()


def _reduced(plan: Plan, setup: Setup, kernel: Kernel, chunk: int) -> _Chunk:
    ensemble = _simulate(plan, setup, kernel, chunk)
    scales = _scales(plan, setup)
    bins = bins_of(ensemble.outputs, scales)
    balances = [i for i, name in enumerate(plan.outputs) if name.startswith("balance_")]
    shares = np.abs(ensemble.outputs[:, :, balances]) / scales[balances]
    worst = float(np.nanmax(shares, initial=0.0))
    failures = tuple(_numbered(ensemble.failures, chunk))
    return _Chunk(bins, ensemble.steps, ensemble.rejected, failures, worst)


def _simulate(plan: Plan, setup: Setup, kernel: Kernel, chunk: int) -> Ensemble:
    first = chunk * CHUNK
    draws = Draws(plan.seed, first, min(CHUNK, plan.patients - first))
    tolerance = Tolerance(plan.relative, tolerances(setup, plan.relative))
    times = np.asarray(plan.times_h, np.float64)
    table = calibrated_parameters(setup, draws)
    return run_ensemble(kernel, table, setup.schedule, times, tolerance)


def calibrated_parameters(setup: Setup, draws: Draws) -> Floats:
    """The parameter table with what the shared studies taught; axes (n persons, p parameters)."""
    learned = posterior_for(None).drawn(draws.seed, draws.count, first=draws.first)
    keys = {symbol: key for symbol, key in keys_of(setup, "").items() if key in learned}
    if not keys:
        return parameters_of(setup, draws)
    matrix = np.stack([learned[key] for key in keys.values()], axis=1)
    return parameters_of(setup, draws, correlated=matrix, correlated_names=tuple(keys))


def _kernel(plan: Plan, setup: Setup) -> Kernel:
    return load_kernel(with_outputs(setup.model, plan.outputs), single=plan.single)


def _numbered(failures: Iterable[Failure], chunk: int) -> list[Failure]:
    return [Failure(f.subject + chunk * CHUNK, f.answered_by, f.reason) for f in failures]


def _chunk_count(plan: Plan) -> int:
    return -(-plan.patients // CHUNK)


def _scales(plan: Plan, setup: Setup) -> Floats:
    units = {output.name: output.unit for output in setup.model.outputs}
    return np.array([setup.scales[units[name]] for name in plan.outputs])


def _empty(plan: Plan) -> _Tally:
    return _Tally(BinnedQuantiles(len(plan.times_h), _scales(plan, setup_of(plan.experiment))))


def _finished(plan: Plan, total: _Tally, levels: tuple[float, ...]) -> PopulationRun:
    return PopulationRun(
        plan,
        levels,
        total.quantiles.quantiles(levels),
        total.quantiles.subjects,
        total.steps,
        total.rejected,
        total.failures,
        total.worst_balance if any(n.startswith("balance_") for n in plan.outputs) else None,
    )
