"""The generated programs say the same as the flux list read line by line."""

import numpy as np
import pytest

from factories.small_models import saturable, saturable_values, two_pools
from secretome.engine.description import Flux, Model, reachable
from secretome.engine.expressions import Graph, evaluate
from secretome.engine.programs import programs_of
from secretome.engine.reference import ReferenceSolver, parameter_row, run_program
from secretome.errors import BadInput


@pytest.fixture
def case(rng):
    model = saturable()
    parameters = parameter_row(model, saturable_values(model))
    return model, rng.uniform(0.1, 3.0, len(model.species)), parameters, np.array([2.0])


@pytest.fixture
def rng():
    return np.random.default_rng(7)


def constants_and_slopes(model, state, parameters, inputs):
    programs = programs_of(model)
    arrays = {"y": state, "p": parameters, "u": inputs}
    arrays |= run_program(programs.constants, arrays, programs.sizes)
    arrays |= run_program(programs.slopes, arrays, programs.sizes)
    return programs, arrays


def dense_jacobian(model, state, parameters, inputs):
    solver = ReferenceSolver(model)
    columns = []
    for i in range(len(state)):
        step = np.zeros_like(state)
        step[i] = 1e-6 * max(1.0, abs(state[i]))
        up, down = (solver.slopes(state + sign * step, parameters, inputs) for sign in (1, -1))
        columns.append((up - down) / (2 * step[i]))
    return np.array(columns).T


def test_the_generated_slopes_equal_the_sum_of_the_fluxes(case):
    _programs, arrays = constants_and_slopes(*case)
    model, state, parameters, inputs = case
    expected = ReferenceSolver(model).slopes(state, parameters, inputs)
    np.testing.assert_allclose(arrays["F"], expected, rtol=1e-12, atol=1e-12)


def test_the_sparse_factors_solve_the_newton_matrix(case, rng):
    programs, arrays = constants_and_slopes(*case)
    model, state, parameters, inputs = case
    step = 0.03
    arrays |= {"hg": step} | run_program(programs.factors, arrays | {"hg": step}, programs.sizes)
    matrix = np.eye(len(state)) - step * dense_jacobian(model, state, parameters, inputs)
    right = rng.normal(size=len(state))
    arrays |= {"X": right, "R": np.zeros(programs.sizes["R"])}
    solved = run_program(programs.chain, arrays, programs.sizes)["X"]
    np.testing.assert_allclose(matrix @ solved, right, rtol=1e-5, atol=1e-6)


def test_a_remainder_is_what_the_flux_differs_from_its_tangent(case, rng):
    programs, arrays = constants_and_slopes(*case)
    model, state, parameters, inputs = case
    moved = state + rng.uniform(0, 0.5, len(state))
    picked = list(programs.nonlinear_states)
    arrays |= {"U": moved[picked], "Z": state[picked]}
    remainders = run_program(programs.remainders, arrays, programs.sizes)["R"]
    solver = ReferenceSolver(model)
    tangent = dense_jacobian(model, state, parameters, inputs) @ (moved - state)
    expected = (
        solver.slopes(moved, parameters, inputs)
        - solver.slopes(state, parameters, inputs)
        - tangent
    )
    spread = np.zeros(len(state))
    nonlinear = [flux for flux in model.fluxes if flux.name.startswith(("take", "calm", "alarm"))]
    for value, flux in zip(remainders, nonlinear, strict=True):
        for name, weight in flux.change.items():
            spread[model.species_index[name]] += weight * value
    np.testing.assert_allclose(spread, expected, atol=1e-5)


def test_a_division_is_differentiated_exactly():
    graph = Graph()
    leaves = {"x": graph.node("y", 0), "k": graph.node("p", 0)}
    slope = graph.slope(graph.read("3*x/(k+x**2)", leaves), 0)
    from secretome.engine.programs import Program

    program = Program(tuple(graph.nodes), (("y", 0, slope),))
    got = run_program(program, {"y": [2.0], "p": [5.0]}, {"y": 1})["y"][0]
    assert got == pytest.approx((3 * (5 + 4) - 3 * 2 * 4) / 81)


def test_an_expression_with_a_function_call_is_refused():
    with pytest.raises(BadInput, match="not part of a rate law"):
        evaluate("exp(x)", {"x": 1.0})


def test_a_flux_with_an_unknown_name_is_refused():
    model = two_pools()
    with pytest.raises(BadInput, match="unknown names k_oops"):
        Model(
            model.name,
            model.species,
            model.parameters,
            model.inputs,
            (*model.fluxes, Flux("bad", "k_oops*blood", {"blood": -1})),
            model.outputs,
        )


def test_states_that_no_dose_can_reach_are_left_out():
    model = two_pools()
    assert len(reachable(model, inputs=["drip"]).species) == 3
    assert len(reachable(model, inputs=[]).fluxes) == 0
