"""The walk through the posterior: right where the answer is known, honest about its own length."""

import sys

import numpy as np
import pytest

from secretome.errors import MissingExtra
from secretome.population.calibration import sorted_out
from secretome.population.posterior import stored
from secretome.population.predictions import read_rows
from secretome.population.qualification import packaged_rows
from secretome.population.sampling import Walk, problem_of, walk, walk_document

MEAN, SD = np.array([1.0, -2.0]), np.array([0.5, 2.0])


def known_density(points):
    return -0.5 * np.sum(((points - MEAN) / SD) ** 2, axis=1)


def started(seed, walkers=16):
    return np.random.default_rng(seed).normal(size=(walkers, 2))


def walked(**more):
    settings = {"steps": 1200, "burn": 200, "seed": 3, **more}
    return walk(known_density, ("a", "b"), [started(1), started(2)], **settings)


def test_a_walk_finds_a_posterior_that_is_known():
    found = walked()
    assert found.draws.mean(axis=0) == pytest.approx(MEAN, abs=0.25)
    assert found.draws.std(axis=0) == pytest.approx(SD, rel=0.15)
    assert found.agreement().max() < 1.05
    assert 200 < found.effective().min() < found.draws.shape[0]
    assert 0.1 < found.acceptance < 0.9


def test_the_same_seed_gives_the_same_walk():
    first, second, other = walked(steps=60, burn=10), walked(steps=60, burn=10), walked(seed=4)
    assert np.array_equal(first.chain, second.chain)
    assert first.chain[0, -1, 0, 0] != other.chain[0, -1, 0, 0]


def test_ensembles_that_disagree_are_told_by_r_hat():
    apart = np.random.default_rng(5).normal(size=(2, 100, 8, 1))
    apart[1] += 3.0
    assert Walk(("a",), apart, 0.3, np.ones((2, 1))).agreement()[0] > 1.5


def test_without_the_library_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "emcee", None)
    with pytest.raises(MissingExtra, match="calibration"):
        walked()


def test_the_density_of_the_shared_rows_prefers_what_the_walk_found(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRETOME_CACHE", str(tmp_path))
    useful, _ = sorted_out(read_rows(packaged_rows()), 7)
    rows = [one for one in useful if one.study in {"EV01", "EV04"}]
    problem = problem_of(rows, ("ext_mac_liver", "ext_mac_spleen"), seed=7, count=60)
    center = np.array([[problem.center[key] for key in problem.keys]])
    found = problem.log_density(np.concatenate([center, center + 3, center + 50]))
    assert found[0] > found[1]
    assert found[2] == -np.inf
    document = walk_document(walk_of(problem), problem)
    assert {"r_hat", "effective_draws", "shift"} <= document["parameters"][0].keys()


def walk_of(problem):
    starts = [
        np.array([problem.center[k] for k in problem.keys]) + 0.1 * started(n, 8) for n in (1, 2)
    ]
    return walk(problem.log_density, problem.keys, starts, steps=4, burn=0, seed=1)


def test_the_stored_walk_is_long_enough_to_be_believed():
    told = stored()["walk"]
    assert told["largest_r_hat"] < 1.05
    assert told["least_effective_draws"] > 400
    assert told["ensembles"] >= 2
    assert set(stored()["by_sampler"]["keys"]) <= {row["key"] for row in told["parameters"]}
