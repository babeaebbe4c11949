"""The error that all programs are held to, and the solution they are held against."""

import tempfile
from functools import cache
from pathlib import Path

import numpy as np
from facts_model import benchmark_model, benchmark_patients, benchmark_schedule, benchmark_times

from secretome.engine import Tolerance, load_kernel, run_ensemble

PATIENTS = 64


@cache
def reference() -> np.ndarray:
    """Outputs of the first 64 patients at rtol 1e-12; tests hold it against a pivoting solver."""
    model = benchmark_model()
    kernel = load_kernel(model, cache_dir=Path(tempfile.gettempdir()) / "secretome-benchmark")
    patients = benchmark_patients(model, PATIENTS)
    tolerance = Tolerance(1e-12, 1e-15)
    return run_ensemble(
        kernel, patients, benchmark_schedule(model), benchmark_times(), tolerance
    ).outputs


def worst_error(found: np.ndarray, exact: np.ndarray, floor: float = 1e-4) -> float:
    """Largest error over patients, times and outputs, relative to the value plus a floor of its
    peak.
    """
    peak = np.abs(exact).max(axis=1, keepdims=True)
    return float((np.abs(found - exact) / (np.abs(exact) + floor * peak + 1e-12)).max())
