"""Which parameter drives which output, and which parameters no shared study could move."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from secretome.engine import Tolerance, load_kernel, run_ensemble, with_outputs
from secretome.errors import BadInput, MissingExtra
from secretome.kinetics import Experiment, Setup, setup_of, tolerances
from secretome.population.patients import Draws, parameters_of
from secretome.population.posterior import keys_of, posterior_for

Floats = NDArray[np.float64]

_REACH = 1.645  # standard deviations either way: the 90 % interval of the prior


@dataclass(frozen=True, slots=True)
class Effect:
    """Mean size and spread of a parameter's elementary effects on the log of an output (Morris)."""

    parameter: str
    mean_size: float
    spread: float


def morris(
    experiment: Experiment, output: str, time_h: float, *, trajectories: int = 10, seed: int = 1
) -> tuple[Effect, ...]:
    """Parameters by how much they move an output at a time, largest first; sampling by SALib."""
    try:
        sample = import_module("SALib.sample.morris")
        analyse = import_module("SALib.analyze.morris")
    except ImportError as error:
        raise MissingExtra("the sensitivity library (SALib)", extra="sensitivity") from error
    setup = setup_of(experiment)
    names = _movable(setup)
    bounds = [[-_REACH, _REACH]] * len(names)
    problem = {"num_vars": len(names), "names": names, "bounds": bounds}
    points = sample.sample(problem, trajectories, seed=seed)
    values = np.log(np.maximum(_at_points(setup, names, points, output, time_h), 1e-30))
    found = analyse.analyze(problem, points, values, seed=seed)
    rows = zip(names, found["mu_star"], found["sigma"], strict=True)
    effects = [Effect(name, float(size), float(spread)) for name, size, spread in rows]
    return tuple(sorted(effects, key=lambda effect: -effect.mean_size))


def _movable(setup: Setup) -> list[str]:
    used = {"study_clearance", "label_clearance", "cells_per_litre", *setup.model.parameter_index}
    return [s for s, prior in setup.priors.items() if prior.scale != "fixed" and s in used]


def _at_points(
    setup: Setup, names: Sequence[str], points: Floats, output: str, time_h: float
) -> Floats:
    """The output for each row of ``points`` (prior standard deviations) in one same body."""
    known = {output.name for output in setup.model.outputs if output.terms}
    if output not in known:
        raise BadInput(
            f"no output '{output}'", where="sensitivity", do="Use an output of the model"
        )
    priors = [setup.priors[name] for name in names]
    inner = np.array([p.center for p in priors]) + points * np.array([p.spread for p in priors])
    draws = Draws(0, 0, 1)
    rows = [
        parameters_of(setup, draws, correlated=row[None, :], correlated_names=tuple(names))
        for row in inner
    ]
    kernel = load_kernel(with_outputs(setup.model, [output]))
    run = run_ensemble(
        kernel,
        np.concatenate(rows),
        setup.schedule,
        np.array([time_h]),
        Tolerance(1e-6, tolerances(setup, 1e-6)),
    )
    return np.asarray(run.outputs[:, 0, 0], np.float64)


def identifiability_warnings(experiment: Experiment) -> list[str]:
    """One sentence for each parameter in use that rests on its prior alone."""
    setup = setup_of(experiment)
    moved, keys = set(posterior_for(None).keys), keys_of(setup, "")
    return [
        f"{name} rests on its prior alone ({setup.priors[name].source or 'no source'})"
        for name in _movable(setup)
        if keys.get(name, name) not in moved
    ]


def sensitivity_document(effects: Sequence[Effect], *, largest: int = 15) -> list[dict[str, Any]]:
    """The largest effects, ready for JSON."""
    return [
        {"parameter": e.parameter, "mean_size": e.mean_size, "spread": e.spread}
        for e in effects[:largest]
    ]
