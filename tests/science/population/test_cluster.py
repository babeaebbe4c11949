"""The same population on a real cluster of two worker processes: the same bits."""

import os
import warnings

import numpy as np
import pytest

from secretome.kinetics import Experiment
from secretome.population import Plan, run_population, run_population_on_dask


@pytest.fixture
def client(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRETOME_CACHE", str(tmp_path / "kernels"))
    with warnings.catch_warnings():
        # the library's own use of its event loop and sockets warns on some Python versions
        warnings.simplefilter("ignore")
        from distributed import Client, LocalCluster

        settings = {"n_workers": 2, "threads_per_worker": 1, "processes": True}
        with (
            LocalCluster(
                **settings, dashboard_address=None, local_directory=str(tmp_path)
            ) as cluster,
            Client(cluster) as client,
        ):
            yield client


def test_two_worker_processes_give_the_same_bits_as_this_one(client, monkeypatch):
    monkeypatch.setattr("secretome.population.runs._TASK_CHUNKS", 1)
    experiment = Experiment("ev", "iv", 1e10, species="mouse", days=1)
    outputs = ("plasma", "intact_liver", "balance_ev")
    plan = Plan(experiment, 2500, 5, (1.0, 24.0), outputs, relative=1e-4)
    seen = []
    there = run_population_on_dask(plan, client, progress=lambda done, _: seen.append(done))
    here = run_population(plan)
    assert np.array_equal(here.quantiles, there.quantiles)
    assert (here.steps, here.rejected, here.counted) == (there.steps, there.rejected, there.counted)
    assert here.worst_balance == there.worst_balance < 1e-9
    assert seen == [1024, 2048, 2500]
    assert len(set(client.run(os.getpid).values()) - {os.getpid()}) == 2
