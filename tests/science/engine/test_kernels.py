"""The compiled kernel against closed forms, the pivoting reference, and itself."""

import numpy as np
import pytest

from factories.small_models import saturable, saturable_values, two_pools
from secretome.engine.ensemble import Tolerance, run_chunks, run_ensemble
from secretome.engine.kernels import load_kernel
from secretome.engine.reference import ReferenceSolver, outputs_of, parameter_row, parameter_table
from secretome.engine.schedule import Infusion, schedule_of

TIMES = np.array([0.0, 0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 24.0])


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("kernels")


def drip(model, hours=0.5):
    return schedule_of(model, [Infusion("drip", 0.0, hours, 1.0 / hours)], horizon_h=24.0)


def subjects(model, count):
    values = [saturable_values(model, 0.7 + 0.05 * i) for i in range(count)]
    return parameter_table(model, values)


def test_a_linear_model_follows_its_closed_form(cache):
    model = two_pools()
    kernel = load_kernel(model, cache_dir=cache)
    values = {"k_in": 0.8, "k_out": 0.0, "k_deg": 0.3, "dose": 10.0}
    run = run_ensemble(
        kernel, parameter_table(model, [values]), drip(model), TIMES, Tolerance(1e-9, 1e-12)
    )
    late = TIMES[TIMES >= 0.5]
    at_end = 10.0 / 0.5 / 0.8 * (1 - np.exp(-0.8 * 0.5))
    expected = at_end * np.exp(-0.8 * (late - 0.5))
    np.testing.assert_allclose(run.outputs[0, TIMES >= 0.5, 0], expected, rtol=1e-7)


def test_everything_that_entered_is_still_somewhere(cache):
    model = two_pools()
    values = {"k_in": 5.0, "k_out": 1.0, "k_deg": 3.0, "dose": 10.0}
    run = run_ensemble(
        load_kernel(model, cache_dir=cache),
        parameter_table(model, [values]),
        drip(model),
        TIMES,
        Tolerance(1e-3, 1e-6),
    )
    assert np.abs(run.outputs[0, 3:, 2] - 10.0).max() < 1e-11


@pytest.mark.parametrize(
    ("lanes", "single", "bound"), [(None, False, 2e-6), (4, False, 2e-6), (None, True, 2e-4)]
)
def test_the_kernel_agrees_with_the_pivoting_reference(cache, lanes, single, bound):
    model = saturable()
    kernel = load_kernel(model, lanes=lanes, single=single, cache_dir=cache)
    parameters, schedule = subjects(model, 11), drip(model)
    tolerance = Tolerance(1e-5 if single else 1e-7, 1e-9)
    run = run_ensemble(kernel, parameters, schedule, TIMES, tolerance)
    solver = ReferenceSolver(model)
    for i in (0, 7, 10):
        states = solver.solve(parameters[i], schedule, TIMES, rtol=1e-9, atol=1e-12).states
        expected = outputs_of(model, states)
        assert np.abs(run.outputs[i] - expected).max() < bound * np.abs(expected).max()
    assert run.outcome == "complete"


def test_the_error_falls_as_fast_as_the_tolerance(cache):
    model = saturable()
    kernel = load_kernel(model, cache_dir=cache)
    parameters, schedule = subjects(model, 8), drip(model)
    exact = run_ensemble(kernel, parameters, schedule, TIMES, Tolerance(1e-12, 1e-15)).outputs
    errors, steps = [], []
    for relative in (1e-4, 1e-6, 1e-8):
        run = run_ensemble(
            kernel, parameters, schedule, TIMES, Tolerance(relative, relative * 1e-4)
        )
        errors.append(np.abs(run.outputs - exact).max())
        steps.append(run.steps)
    order = -np.log(errors[2] / errors[1]) / np.log(steps[2] / steps[1])
    assert errors[0] > 10 * errors[1] > 100 * errors[2]
    assert order > 4.0


def test_a_kernel_comes_back_from_the_cache_and_a_damaged_one_is_made_again(tmp_path):
    model = two_pools()
    assert not load_kernel(model, cache_dir=tmp_path).from_cache
    assert load_kernel(model, cache_dir=tmp_path).from_cache
    (file,) = tmp_path.glob("*.kernel")
    file.write_bytes(file.read_bytes()[:-7])
    assert not load_kernel(model, cache_dir=tmp_path).from_cache


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")
    assert not load_kernel(two_pools(), cache_dir=blocked).from_cache


def test_the_numbers_do_not_depend_on_the_threads(cache):
    model = saturable()
    kernel = load_kernel(model, cache_dir=cache)
    parameters, schedule = subjects(model, 64), drip(model)
    blocks = [parameters[i : i + 16] for i in range(0, 64, 16)]
    runs = {
        threads: np.concatenate(
            [
                run.outputs
                for run in run_chunks(
                    kernel, ((b, schedule, TIMES, Tolerance()) for b in blocks), threads=threads
                )
            ]
        )
        for threads in (1, 2, 3)
    }
    assert np.array_equal(runs[1], runs[2])
    assert np.array_equal(runs[1], runs[3])


def test_a_lane_with_a_broken_number_is_reported_and_its_neighbours_are_not_harmed(cache):
    model = saturable()
    kernel = load_kernel(model, cache_dir=cache)
    parameters, schedule = subjects(model, 8), drip(model)
    good = run_ensemble(kernel, parameters, schedule, TIMES, Tolerance()).outputs
    parameters[3, 0] = np.nan
    run = run_ensemble(kernel, parameters, schedule, TIMES, Tolerance())
    assert run.outcome == "partial"
    assert [failure.subject for failure in run.failures] == [3]
    assert np.isnan(run.outputs[3]).all()
    others = [0, 1, 2, 4, 5, 6, 7]
    np.testing.assert_allclose(run.outputs[others], good[others], rtol=1e-4, atol=1e-6)


def test_a_subject_that_the_kernel_cannot_finish_is_answered_by_the_reference(cache):
    model = saturable()
    kernel = load_kernel(model, cache_dir=cache)
    parameters, schedule = subjects(model, 1), drip(model)
    run = run_ensemble(kernel, parameters, schedule, TIMES, Tolerance(max_steps=5))
    assert run.outcome == "rescued"
    assert run.failures[0].answered_by == "reference"
    expected = run_ensemble(kernel, parameters, schedule, TIMES, Tolerance()).outputs
    np.testing.assert_allclose(run.outputs, expected, rtol=1e-3, atol=1e-4)


def test_a_row_of_the_model_is_read_by_name():
    model = two_pools()
    row = parameter_row(model, {"dose": 4.0, "k_in": 1.0, "k_out": 2.0, "k_deg": 3.0})
    assert row.tolist() == [1.0, 2.0, 3.0, 4.0]
