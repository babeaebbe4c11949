"""AMICI on the benchmark model: compiled once into build/benchmarks, then run patient by patient.

Its solver's own clock is what is compared (``solver_seconds``); the call from Python takes longer.
"""

from pathlib import Path

import numpy as np
from facts_model import benchmark_model, benchmark_times

NAME = "facts_model_amici"
FOLDER = Path(__file__).parent.parent / "build" / "benchmarks" / NAME


def compile_model(sbml: str) -> None:
    """Generate and compile the C++ model when it is not there yet; some minutes, once."""
    from amici import SbmlImporter

    if list(FOLDER.glob("**/*.so")):
        return
    importer = SbmlImporter(sbml, from_file=False)
    importer.sbml2amici(
        NAME, FOLDER, compute_conservation_laws=False, generate_sensitivity_code=False
    )


class AmiciRun:
    """Simulates one patient; ``solver_seconds`` adds up what the C++ solver itself took."""

    def __init__(self) -> None:
        """Load the compiled model and find its parameters and states by name."""
        import amici
        from amici.sim import sundials

        model = benchmark_model()
        self.run = sundials.run_simulation
        self.model = amici.import_model_module(NAME, FOLDER).get_model()
        self.model.set_timepoints(benchmark_times())
        self.solver = self.model.create_solver()
        self.solver.set_max_steps(1_000_000)
        states = list(self.model.get_state_ids())
        self.picked = [states.index(output.name) for output in model.outputs]
        self.order = [model.parameter_index.get(n) for n in self.model.get_free_parameter_ids()]
        self.base = np.array(self.model.get_free_parameters())
        self.solver_seconds = 0.0

    def __call__(self, parameters: np.ndarray, tolerance: float) -> np.ndarray:
        """Outputs of one patient, axes (t times, o outputs)."""
        self.solver.set_relative_tolerance(tolerance)
        self.solver.set_absolute_tolerance(tolerance * 1e-4)
        values = self.base.copy()
        for place, column in enumerate(self.order):
            if column is not None:
                values[place] = parameters[column]
        self.model.set_free_parameters(values)
        found = self.run(self.model, self.solver)
        self.solver_seconds += float(found["cpu_time"]) / 1e3
        return np.asarray(found["x"])[:, self.picked]
