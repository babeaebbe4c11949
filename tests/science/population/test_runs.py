"""People that are the same everywhere, quantiles in bounded memory, and runs that do not depend on
the workers.
"""

import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from secretome.errors import BadInput
from secretome.kinetics import Experiment, setup_of
from secretome.population import (
    BinnedQuantiles,
    Draws,
    Plan,
    claims_of,
    covariates_of,
    parameters_of,
    plan_for,
    raw_outputs,
    run_population,
    run_population_on_dask,
    run_population_with,
)
from secretome.population.binned import bins_of
from secretome.population.streams import normal_numbers


@pytest.fixture(autouse=True, scope="module")
def _cache(tmp_path_factory):
    patch = pytest.MonkeyPatch()
    patch.setenv("SECRETOME_CACHE", str(tmp_path_factory.mktemp("kernels")))
    yield
    patch.undo()


def plan(patients=40, **changes):
    given = Experiment("ev", "iv", 1e11, species="human", days=5)
    outputs = ("plasma", "intact_liver", "intact_body", "balance_ev", "mirna", "auc_plasma")
    times = (0.0, 0.5, 1.0, 6.0, 24.0, 72.0, 120.0)
    return replace(Plan(given, patients, 3, times, outputs), **changes)


def test_a_person_is_the_same_whoever_is_drawn_beside():
    whole = normal_numbers(5, "age", 0, 100)
    assert np.array_equal(whole[37:53], normal_numbers(5, "age", 37, 16))
    assert abs(np.corrcoef(whole, normal_numbers(5, "weight", 0, 100))[0, 1]) < 0.3


def test_the_first_people_of_a_seed_are_known_numbers():
    assert normal_numbers(1, "age", 0, 3) == pytest.approx(
        normal_numbers(1, "age", 0, 4)[:3], abs=0
    )
    people = covariates_of(setup_of(Experiment("ev", "iv", 1e9)), Draws(1, 0, 4000))
    assert 23 < np.median(people.weight_kg / (people.height_cm / 100) ** 2) < 29
    assert 0.45 < people.female.mean() < 0.55


def test_organs_stay_within_the_body_and_flows_close():
    setup = setup_of(Experiment("ev", "iv", 1e9))
    table = parameters_of(setup, Draws(2, 0, 2000))
    index = setup.model.parameter_index
    weight = covariates_of(setup, Draws(2, 0, 2000)).weight_kg
    organs = sum(table[:, i] for name, i in index.items() if name.startswith("m_"))
    assert len([n for n in index if n.startswith("m_")]) == 4
    assert np.all(organs < weight)
    flow = sum(table[:, i] for name, i in index.items() if name.startswith("q_"))
    assert 100 < np.median(flow) < 400
    assert np.all(table >= 0)


def test_binned_quantiles_are_within_two_percent():
    rng = np.random.default_rng(0)
    values = np.exp(3 * rng.standard_normal((20000, 2, 1)))
    values[:3000, 1] = 0.0
    binned = BinnedQuantiles(2, np.array([7.0]))
    for block in np.split(values, 4):
        binned.add(bins_of(block, np.array([7.0])))
    levels = (0.05, 0.5, 0.95)
    exact = np.quantile(values, levels, axis=0)
    np.testing.assert_allclose(binned.quantiles(levels), exact, rtol=0.02)
    assert binned.quantiles((0.1,))[0, 1, 0] == 0.0


def test_a_nan_is_not_counted_as_a_number():
    binned = BinnedQuantiles(1, np.array([1.0]))
    binned.add(bins_of(np.array([[[1.0]], [[np.nan]], [[1.0]]]), np.array([1.0])))
    assert binned.quantiles((0.5,))[0, 0, 0] == pytest.approx(1.0, rel=0.02)
    assert binned.counts.sum() == 2


def test_quantiles_of_a_run_are_those_of_its_raw_outputs():
    run = run_population(plan(300))
    raw, failures = raw_outputs(plan(300))
    assert not failures
    below = (raw[None, :, :, 1] < run.curve("intact_liver")[:, None, :]).mean(axis=1)
    np.testing.assert_allclose(below[:, 1:], np.tile([[0.05], [0.5], [0.95]], 6), atol=0.012)
    assert run.outcome == "complete"
    assert run.worst_balance < 1e-9


def test_results_are_the_same_bit_for_bit_on_any_number_of_workers():
    asked = plan(2500, times_h=(1.0, 24.0), outputs=("plasma", "balance_ev"), relative=1e-4)
    runs = [run_population(asked, threads=n) for n in (1, 2)]
    with ThreadPoolExecutor(2) as pool:
        runs.append(run_population_with(asked, pool.map))
    assert all(np.array_equal(runs[0].quantiles, run.quantiles) for run in runs[1:])
    assert {run.steps for run in runs} == {runs[0].steps}


def test_progress_reaches_the_end():
    seen = []
    run_population(
        plan(1500, times_h=(1.0,), outputs=("plasma",), relative=1e-3),
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen == [(1024, 1500), (1500, 1500)]


def test_single_precision_agrees_to_its_floor_and_refuses_more():
    double = run_population(plan(64))
    single = run_population(plan(64, single=True, relative=1e-5))
    np.testing.assert_allclose(
        single.curve("intact_body")[1, 1:4], double.curve("intact_body")[1, 1:4], rtol=0.02
    )
    with pytest.raises(BadInput, match="single precision cannot keep"):
        plan(1, single=True)


def test_claims_say_what_is_left_and_what_six_months_would_need():
    claims = claims_of(run_population(plan(200)))
    left = claims["share_intact"]
    assert left["1h"]["median"] > left["1d"]["median"]
    assert claims["half_life_needed_d_for_1_percent_at_180_d"] == pytest.approx(27.1, abs=0.1)
    assert claims["peak_cargo_copies_per_target_cell"]["median"] < 1
    assert claims["native_copies_per_cell_at_most"] > 1e5


def test_no_patients_is_refused():
    with pytest.raises(BadInput, match="0 patients"):
        plan(0)


class _Future:
    """Carries a pickled answer, as a cluster would."""

    def __init__(self, data):
        self.data = data

    def result(self):
        return pickle.loads(self.data)  # noqa: S301 - our own bytes


class _Cluster:
    """Sends the work through pickle and starts the tasks in reverse order."""

    def map(self, function, tasks):
        packed = pickle.dumps(function)
        answers = {t: pickle.dumps(pickle.loads(packed)(t)) for t in reversed(tasks)}  # noqa: S301
        return [_Future(answers[task]) for task in tasks]


def test_a_cluster_gets_a_plan_and_ranges_and_gives_the_same_numbers(monkeypatch):
    monkeypatch.setattr("secretome.population.runs._TASK_CHUNKS", 1)
    asked = plan(2100, times_h=(1.0, 24.0), outputs=("plasma",), relative=1e-4)
    here, there = run_population(asked), run_population_on_dask(asked, _Cluster())
    assert np.array_equal(here.quantiles, there.quantiles)
    assert there.counted == 2100


def test_a_later_session_is_seen_from_its_start_and_to_the_marks_after_it():
    course = Experiment("ev", "iv", 1e10, species="mouse", days=40, sessions_at_h=(0.0, 168.0))
    times = plan_for(course, patients=1, seed=1).times_h
    assert {168.0, 168.02, 169.0, 192.0, 888.0} <= set(times)
    assert list(times) == sorted(set(times))
