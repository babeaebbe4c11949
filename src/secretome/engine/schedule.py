"""When the inputs are on: infusions cut the time into pieces on which every input is constant."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from secretome.engine.description import Model
from secretome.errors import BadInput


@dataclass(frozen=True, slots=True)
class Infusion:
    """An input held at ``level`` from ``start_h`` for ``duration_h``."""

    input: str
    start_h: float
    duration_h: float
    level: float


@dataclass(frozen=True, slots=True)
class Schedule:
    """Edges in hours (s + 1 of them) and the inputs on each piece, axes (s pieces, u inputs)."""

    edges_h: NDArray[np.float64]
    levels: NDArray[np.float64]


def schedule_of(model: Model, infusions: Iterable[Infusion], *, horizon_h: float) -> Schedule:
    """The pieces of constant inputs from zero to ``horizon_h``; infusions that overlap add up."""
    given = tuple(infusions)
    for infusion in given:
        _require_possible(infusion, model)
    if not horizon_h > 0:
        raise BadInput(
            f"the horizon is {horizon_h} h", where="schedule", do="Give a time above zero"
        )
    cuts = {0.0, float(horizon_h)}
    for infusion in given:
        cuts |= {infusion.start_h, infusion.start_h + infusion.duration_h}
    edges = np.array(sorted(cut for cut in cuts if cut <= horizon_h))
    levels = np.zeros((len(edges) - 1, len(model.inputs)))
    for infusion in given:
        end = infusion.start_h + infusion.duration_h
        on = (edges[:-1] >= infusion.start_h) & (edges[:-1] < end)
        levels[on, model.input_index[infusion.input]] += infusion.level
    return Schedule(edges, levels)


def even_times(horizon_h: float, count: int) -> NDArray[np.float64]:
    """``count`` times from zero to the horizon, denser at the start, for curves that look right."""
    early = np.concatenate([[0.0], np.geomspace(min(0.02, horizon_h / 4), horizon_h, count - 1)])
    return np.unique(early)


def require_ascending(times_h: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
    """The times as an array; refused when they are not rising and not negative."""
    times = np.asarray(times_h, dtype=np.float64)
    if times.size == 0 or times[0] < 0 or np.any(np.diff(times) <= 0):
        raise BadInput(
            "output times must rise from zero",
            where="output times",
            do="Sort them and drop doubles",
        )
    return times


def _require_possible(infusion: Infusion, model: Model) -> None:
    where = f"dose into {infusion.input}"
    if infusion.input not in model.input_index:
        known = ", ".join(sorted(model.input_index))
        raise BadInput("the model has no such way in", where=where, do=f"Use one of: {known}")
    if not infusion.duration_h > 0 or infusion.start_h < 0 or not infusion.level >= 0:
        raise BadInput(
            f"start {infusion.start_h} h, duration {infusion.duration_h} h, level {infusion.level}",
            where=where,
            do="Give a start from zero, a duration above zero and a level from zero",
        )
