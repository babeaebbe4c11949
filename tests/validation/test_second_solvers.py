"""The body written as SBML and simulated by other people's programs."""

import importlib
import locale
from types import ModuleType

import libsbml
import numpy as np
import pytest
import roadrunner

from secretome.engine import (
    Tolerance,
    load_kernel,
    run_ensemble,
    sbml_text,
    with_outputs,
)
from secretome.kinetics import Experiment, Setup, setup_of, tolerances

CASES = [("ev", "iv", "mouse"), ("cells", "iv", "mouse"), ("ev", "inhalation", "human")]
STATES = ("plasma", "intact_liver", "label_spleen", "mirna")
CELL_STATES = ("alive_lung", "cellmark_liver", "plasma")


def case_of(product: str, route: str, species: str) -> tuple[Setup, dict[str, float]]:
    setup = setup_of(Experiment(product, route, 1e6, species=species, days=2, duration_h=0.5))
    values = {**setup.body.parameters(), **{s: p.value for s, p in setup.priors.items()}}
    values |= setup.fixed | {"n_cells": 1e8, "sol_dose": 0.0}
    return setup, {name: values[name] for name in setup.model.parameter_index}


def own_curves(setup: Setup, values: dict[str, float], times: np.ndarray, names: tuple[str, ...]):
    kernel = load_kernel(with_outputs(setup.model, names))
    table = np.array([list(values.values())])
    tolerance = Tolerance(1e-9, tolerances(setup, 1e-9))
    return run_ensemble(kernel, table, setup.schedule, times, tolerance).outputs[0]


def summed(states: dict[str, np.ndarray], setup: Setup, names: tuple[str, ...]) -> np.ndarray:
    outputs = {output.name: output.terms for output in setup.model.outputs}
    return np.stack(
        [sum(w * states[s] for s, w in outputs[name].items()) for name in names], axis=1
    )


def largest_gap(found: np.ndarray, expected: np.ndarray) -> float:
    return float((np.abs(found - expected) / np.abs(expected).max(axis=0)).max())


@pytest.mark.parametrize(("product", "route", "species"), CASES)
def test_libroadrunner_agrees(product, route, species):
    setup, values = case_of(product, route, species)
    names = CELL_STATES if product == "cells" else STATES
    runner = roadrunner.RoadRunner(sbml_text(setup.model, values, setup.schedule))
    runner.integrator.relative_tolerance = 1e-9
    runner.integrator.absolute_tolerance = 1e-9
    runner.integrator.maximum_num_steps = 100_000
    states = [row.name for row in setup.model.species]
    runner.timeCourseSelections = ["time", *states]
    rows = np.asarray(runner.simulate(0, 48, 97))
    found = summed(dict(zip(states, rows[:, 1:].T, strict=True)), setup, names)
    assert largest_gap(found, own_curves(setup, values, rows[:, 0], names)) < 1e-5


@pytest.fixture
def basico() -> ModuleType:
    """Bring COPASI in, and take back the locale of the whole process that it sets to `C`."""
    before = locale.setlocale(locale.LC_ALL)
    module = importlib.import_module("basico")
    locale.setlocale(locale.LC_ALL, before)
    return module


@pytest.mark.parametrize(("product", "route", "species"), CASES[:1])
def test_copasi_agrees(basico, product, route, species):
    setup, values = case_of(product, route, species)
    times = np.linspace(0, 48, 49)
    model = basico.load_model_from_string(sbml_text(setup.model, values, setup.schedule))
    frame = basico.run_time_course(
        values=list(times),
        r_tol=1e-9,
        a_tol=1e-9,
        model=model,
        method="deterministic",
        max_steps=1_000_000,
    )
    states = {row.name: frame[row.meaning].to_numpy() for row in setup.model.species}
    found = summed(states, setup, STATES)
    assert largest_gap(found, own_curves(setup, values, times, STATES)) < 1e-5


def test_the_sbml_is_valid_in_the_eyes_of_its_own_library():
    setup, values = case_of("ev", "joint", "rat")
    document = libsbml.readSBMLFromString(sbml_text(setup.model, values, setup.schedule))
    document.setConsistencyChecks(libsbml.LIBSBML_CAT_UNITS_CONSISTENCY, False)
    document.checkConsistency()
    severe = [
        document.getError(i).getMessage()
        for i in range(document.getNumErrors())
        if document.getError(i).getSeverity() >= libsbml.LIBSBML_SEV_ERROR
    ]
    assert severe == []
