"""Runs many subjects: chunks of lanes over threads, failures looked at one by one and reported."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from secretome.engine.kernels import Kernel
from secretome.engine.reference import ReferenceSolver, outputs_of
from secretome.engine.schedule import Schedule
from secretome.errors import BadInput

Floats = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Relative tolerance, and the absolute one of each state (or one for all)."""

    relative: float = 1e-6
    absolute: float | tuple[float, ...] = 1e-10
    max_steps: int = 200_000


@dataclass(frozen=True, slots=True)
class Failure:
    """A subject whose lane failed, how it was answered in the end, and why if it was not."""

    subject: int
    answered_by: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Ensemble:
    """Outputs with axes (n subjects, t times, o outputs), step counts and every failure."""

    outputs: Floats
    steps: int
    rejected: int
    failures: tuple[Failure, ...] = ()

    @property
    def outcome(self) -> str:
        """``complete``, ``rescued`` (all answered, some by the slower ways) or ``partial``."""
        if not self.failures:
            return "complete"
        return "rescued" if all(f.answered_by for f in self.failures) else "partial"


def run_ensemble(
    kernel: Kernel, parameters: Floats, schedule: Schedule, times_h: Floats, tolerance: Tolerance
) -> Ensemble:
    """Simulate the rows of ``parameters`` in order, on this thread.

    Lanes of one group share their steps, so a result depends on who shares the group: keep chunks
    fixed by index. A group that fails is run again subject by subject, then by the pivoting
    reference; what still fails is NaN.
    """
    parameters = _require_rows(kernel, parameters)
    outputs, counts, failed = _integrate(kernel, parameters, schedule, times_h, tolerance)
    if not failed.any():
        return Ensemble(outputs, int(counts[0]), int(counts[1]))
    failures = []
    for group in np.flatnonzero(failed):
        first = int(group) * kernel.lanes
        for subject in range(first, min(first + kernel.lanes, len(parameters))):
            row, failure = _alone(kernel, parameters[subject], schedule, times_h, tolerance)
            outputs[subject] = row
            if failure is not None:
                failures.append(replace(failure, subject=subject))
    return Ensemble(outputs, int(counts[0]), int(counts[1]), tuple(failures))


def run_chunks(
    kernel: Kernel, chunks: Iterator[tuple[Floats, Schedule, Floats, Tolerance]], *, threads: int
) -> Iterator[Ensemble]:
    """Run chunks on threads and hand them back in their own order, with a bounded number in
    flight.
    """
    if threads < 1:
        raise BadInput(f"{threads} threads", where="threads", do="Give one or more")
    if threads == 1:
        for chunk in chunks:
            yield run_ensemble(kernel, *chunk)
        return
    waiting: list[Future[Ensemble]] = []
    with ThreadPoolExecutor(threads) as pool:
        for chunk in chunks:
            waiting.append(pool.submit(run_ensemble, kernel, *chunk))
            if len(waiting) > threads:
                yield waiting.pop(0).result()
        for future in waiting:
            yield future.result()


def _integrate(
    kernel: Kernel, parameters: Floats, schedule: Schedule, times_h: Floats, tolerance: Tolerance
) -> tuple[Floats, NDArray[np.int64], NDArray[np.uint8]]:
    subjects = len(parameters)
    groups = -(-subjects // kernel.lanes)
    kind = np.float32 if kernel.single else np.float64
    outputs = np.full((subjects, len(times_h), len(kernel.model.outputs)), np.nan, kind)
    counts, failed = np.zeros(2, np.int64), np.zeros(groups, np.uint8)
    size = len(kernel.model.species)
    absolute = np.array(np.broadcast_to(tolerance.absolute, (size,)), np.float64)
    edges, levels = np.ascontiguousarray(schedule.edges_h), np.ascontiguousarray(schedule.levels)
    times = np.ascontiguousarray(times_h, np.float64)
    kernel.integrate(
        _work_space(kernel),
        parameters.ctypes.data,
        subjects,
        0,
        groups,
        edges.ctypes.data,
        levels.ctypes.data,
        len(levels),
        times.ctypes.data,
        len(times),
        tolerance.relative,
        absolute.ctypes.data,
        outputs.ctypes.data,
        counts.ctypes.data,
        failed.ctypes.data,
        tolerance.max_steps,
    )
    return outputs, counts, failed


_local = threading.local()


def _work_space(kernel: Kernel) -> int:
    """Address of this thread's work space, cleared and aligned to 128 bytes."""
    space = getattr(_local, "space", None)
    if space is None or space.size < kernel.work_bytes + 128:
        space = _local.space = np.zeros(kernel.work_bytes + 128, np.uint8)
    space[:] = 0
    return space.ctypes.data + (-space.ctypes.data) % 128


def _alone(
    kernel: Kernel, parameters: Floats, schedule: Schedule, times_h: Floats, tolerance: Tolerance
) -> tuple[Floats, Failure | None]:
    """One subject by itself: same kernel first, then SciPy with pivoting; None when the kernel
    succeeds.
    """
    outputs, _, failed = _integrate(
        kernel, parameters[None, :].copy(), schedule, times_h, tolerance
    )
    if not failed[0] and np.isfinite(outputs).all():
        return outputs[0], None
    reason = "the compiled kernel found no step that keeps the tolerance"
    if not np.isfinite(parameters).all():
        return outputs[0] * np.nan, Failure(0, None, "a parameter is not a finite number")
    run = ReferenceSolver(kernel.model).solve(
        parameters, schedule, times_h, rtol=tolerance.relative, atol=np.asarray(tolerance.absolute)
    )
    if run.failure is None and np.isfinite(run.states).all():
        return outputs_of(kernel.model, run.states), Failure(0, "reference", reason)
    return outputs[0] * np.nan, Failure(0, None, f"{reason}; the reference says: {run.failure}")


def _require_rows(kernel: Kernel, parameters: Floats) -> Floats:
    rows = np.ascontiguousarray(parameters, np.float64)
    if rows.ndim != 2 or rows.shape[1] != len(kernel.model.parameters) or not len(rows):
        what = f"parameters have shape {rows.shape}"
        do = f"Give at least one row of {len(kernel.model.parameters)} numbers"
        raise BadInput(what, where=f"model {kernel.model.name}", do=do)
    return rows
