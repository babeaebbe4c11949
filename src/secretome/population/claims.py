"""What people say of such treatments, as numbers: what is left, what six months would need, cells
against secretome.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log2
from typing import Any

import numpy as np

from secretome.kinetics import Experiment, priors
from secretome.population.runs import PopulationRun

MARKS_H = {"1h": 1.0, "1d": 24.0, "30d": 720.0, "180d": 4320.0}
NATIVE_COPIES_PER_CELL = 110 * 60 / 0.035  # fastest native synthesis over its loss, at balance
_CULTURE_H = 48.0


def marks_within(horizon_h: float) -> dict[str, float]:
    """The times of the persistence claims that the horizon reaches."""
    return {name: hours for name, hours in MARKS_H.items() if hours <= horizon_h}


def remaining(
    run: PopulationRun, output: str, *, since_h: float = 0.0
) -> dict[str, dict[str, float]]:
    """Share of one session's dose left at the marks after ``since_h``, as median and 90 % band."""
    dose, times = run.plan.experiment.dose, np.asarray(run.plan.times_h)
    found = {}
    for name, hours in marks_within(run.plan.experiment.horizon_h - since_h).items():
        at = int(np.argmin(np.abs(times - since_h - hours)))
        low, middle, high = (float(value) / dose for value in run.curve(output)[:, at])
        found[name] = {"median": middle, "p05": low, "p95": high}
    return found


def half_life_needed_d(days: float, share: float) -> float:
    """Half-life in days at which ``share`` of a dose is left after ``days``."""
    return days / log2(1 / share)


def producer_cells(given: Experiment) -> float:
    """Cells that make this dose: those given, or those that secrete the particles in two days of
    culture.
    """
    if given.product == "cells":
        return given.dose
    return given.dose / (priors(given.species)["secretion"].value * _CULTURE_H)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One product's vesicle exposure against another's, per session's dose."""

    exposure_ratio: float
    dose_for_equal_exposure: float


def compare(run: PopulationRun, other: PopulationRun) -> Comparison:
    """Median plasma exposure of ``run`` over that of ``other``; and the other's dose that would
    equal it.
    """
    ours, theirs = (float(r.curve("auc_plasma")[1, -1]) for r in (run, other))
    ratio = ours / theirs if theirs > 0 else float("inf")
    return Comparison(ratio, other.plan.experiment.dose * ratio)


def claims_of(run: PopulationRun) -> Mapping[str, Any]:
    """Every claim as an output of this run."""
    given = run.plan.experiment
    left = "alive_body" if given.product == "cells" else "intact_body"
    copies = run.curve("mirna")[:, :].max(axis=1)
    return {
        "share_intact": remaining(run, left),
        "half_life_needed_d_for_1_percent_at_180_d": half_life_needed_d(180, 0.01),
        "half_life_needed_d_for_10_percent_at_180_d": half_life_needed_d(180, 0.10),
        "half_life_seen_h": half_life_seen_h(run, left),
        "producer_cells": producer_cells(given),
        "plasma_exposure_particle_h_per_l": _band(run.curve("auc_plasma")[:, -1]),
        "peak_cargo_copies_per_target_cell": _band(copies),
        "native_copies_per_cell_at_most": NATIVE_COPIES_PER_CELL,
    }


def half_life_seen_h(run: PopulationRun, output: str) -> float | None:
    """Half-life of the median over the last halving that the curve shows; None when it does not
    fall by half.
    """
    times, curve = np.asarray(run.plan.times_h), run.curve(output)[1]
    peak = int(np.argmax(curve))
    falling = np.flatnonzero((curve[peak:] > 0) & (curve[peak:] < 0.5 * curve[peak])) + peak
    if len(falling) < 2:
        return None
    last = falling[curve[falling] > 1e-12 * curve[peak]]
    if len(last) < 2:
        return None
    first, end = last[max(0, len(last) - 6)], last[-1]
    fall = log2(curve[first] / curve[end])
    return float((times[end] - times[first]) / fall) if fall > 0.05 else None


def _band(values: Any) -> dict[str, float]:
    return {"median": float(values[1]), "p05": float(values[0]), "p95": float(values[2])}
