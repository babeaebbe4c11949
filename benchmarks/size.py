"""Time, memory and start of large populations: python benchmarks/size.py [PATIENTS]"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from facts_model import benchmark_model, benchmark_patients, benchmark_schedule, benchmark_times

from secretome.engine import Tolerance, load_kernel, run_chunks
from secretome.kinetics import Experiment
from secretome.population import BinnedQuantiles, plan_for, run_population
from secretome.population.binned import bins_of

CHUNK, CORES = 1024, 2


def main() -> None:
    """Print the numbers that the issue asks for, each with what it was measured on."""
    patients = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    start_times()
    facts_model_run(patients)
    whole_body_run(patients)


def start_times() -> None:
    """A process from nothing to the first result of eight patients, without and with a cache."""
    text = """
import sys
from pathlib import Path
from facts_model import *
from secretome.engine import *
m = benchmark_model()
k = load_kernel(m, cache_dir=Path(sys.argv[1]))
p, s, t = benchmark_patients(m, 8), benchmark_schedule(m), benchmark_times()
run_ensemble(k, p, s, t, Tolerance())
"""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("cold", "warm"):
            start = time.perf_counter()
            subprocess.run(
                [sys.executable, "-c", text, folder], check=True, cwd=Path(__file__).parent
            )
            print(f"{name} start to first result: {time.perf_counter() - start:.2f} s")


def facts_model_run(patients: int) -> None:
    """57 states, 199 times, 10 outputs, rtol 1e-6, reduced to quantiles on the fly."""
    model = benchmark_model()
    kernel, schedule, times = load_kernel(model), benchmark_schedule(model), benchmark_times()
    scales = np.ones(len(model.outputs))
    reduced = BinnedQuantiles(len(times), scales)

    def chunks() -> Iterator[Any]:
        for first in range(0, patients, CHUNK):
            count = min(CHUNK, patients - first)
            table = benchmark_patients(model, count, seed=first)
            yield table, schedule, times, Tolerance(1e-6, 1e-10)

    start = time.perf_counter()
    for run in run_chunks(kernel, chunks(), threads=CORES):
        reduced.add(bins_of(run.outputs, scales))
    tell("facts' model", patients, time.perf_counter() - start)


def whole_body_run(patients: int) -> None:
    """The whole body after a vein injection, 30 days, as ``secretome simulate`` runs it."""
    plan = plan_for(Experiment("ev", "iv", 1e11, days=30), patients=patients, seed=1)
    start = time.perf_counter()
    run = run_population(plan, threads=CORES)
    tell(f"whole body, {len(plan.outputs)} outputs", patients, time.perf_counter() - start)
    print(f"  outcome {run.outcome}, worst balance {run.worst_balance:.1e} of a dose")


def tell(what: str, patients: int, seconds: float) -> None:
    """One line; memory is the most this process has held so far."""
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{what}: {patients} patients in {seconds:.1f} s, {memory:.2f} GB at most")


if __name__ == "__main__":
    main()
