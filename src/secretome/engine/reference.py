"""The readable second path: the same description run flux by flux with NumPy and solved by SciPy
with pivoting.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from secretome.engine.description import Model
from secretome.engine.expressions import evaluate
from secretome.engine.programs import Program
from secretome.engine.schedule import Schedule

Floats = NDArray[np.float64]


def initial_state(model: Model, parameters: Floats) -> Floats:
    """The state at time zero; axes (c states)."""
    values = dict(zip(model.parameter_index, parameters, strict=True))
    return np.array([evaluate(row.initial, values) for row in model.species], dtype=np.float64)


def run_program(
    program: Program, arrays: Mapping[str, Any], sizes: Mapping[str, int]
) -> dict[str, Floats]:
    """A generated program carried out instruction by instruction; what it stores comes back by
    array name.
    """
    values: dict[int, Any] = {}
    for number in program.needed():
        values[number] = _carried_out(program.nodes[number], values, arrays)
    stored: dict[str, Floats] = {}
    for array, index, node in program.stores:
        size = sizes.get("y" if array in "FX" else array, 1)
        stored.setdefault(array, np.zeros(size))[index] = values[node]
    return stored


_CARRY: Mapping[str, Callable[..., Any]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "neg": lambda a: -a,
    "rcp": lambda a: 1.0 / a,
    "fma": lambda a, b, c: c + a * b,
    "fnma": lambda a, b, c: c - a * b,
}


def _carried_out(
    instruction: tuple[Any, ...], values: Mapping[int, Any], arrays: Mapping[str, Any]
) -> Any:
    operation, *arguments = instruction
    if operation in _CARRY:
        return _CARRY[operation](*(values[argument] for argument in arguments))
    if operation == "const":
        return arguments[0]
    return arrays["hg"] if operation == "hg" else arrays[operation][arguments[0]]


@dataclass(frozen=True, slots=True)
class ReferenceRun:
    """States at the output times, axes (t times, c states), and the solver's message when it
    failed.
    """

    states: Floats
    failure: str | None


class ReferenceSolver:
    """Solves one subject at a time with SciPy's implicit solvers and a pivoting dense
    factorisation.
    """

    def __init__(self, model: Model, *, method: str = "Radau") -> None:
        """Keep the model and its stoichiometry."""
        self.model, self.method = model, method
        self._spread = _spread_matrix(model)

    def slopes(self, state: Floats, parameters: Floats, inputs: Floats) -> Floats:
        """The right-hand side, all fluxes at once."""
        values: dict[str, Any] = dict(zip(self.model.species_index, state, strict=True))
        values |= zip(self.model.parameter_index, parameters, strict=True)
        values |= zip(self.model.input_index, inputs, strict=True)
        return self._spread @ np.array([evaluate(flux.rate, values) for flux in self.model.fluxes])

    def solve(
        self,
        parameters: Floats,
        schedule: Schedule,
        times_h: Floats,
        *,
        rtol: float,
        atol: float | Floats,
    ) -> ReferenceRun:
        """Integrate piece by piece; stops with the solver's own words when a piece fails."""
        from scipy.integrate import solve_ivp

        state = initial_state(self.model, parameters)
        states = np.full((len(times_h), len(state)), np.nan)
        states[times_h <= 0.0] = state
        for piece, inputs in enumerate(schedule.levels):
            start, end = schedule.edges_h[piece], schedule.edges_h[piece + 1]
            inside = (times_h > start) & (times_h <= end)
            asked = np.unique(np.append(times_h[inside], end))
            run = solve_ivp(
                lambda _t, y, u=inputs: self.slopes(y, parameters, u),
                (start, end),
                state,
                method=self.method,
                t_eval=asked,
                rtol=rtol,
                atol=atol,
            )
            if not run.success:
                return ReferenceRun(states, str(run.message))
            states[inside] = run.y.T[: int(inside.sum())]
            state = run.y[:, -1]
        return ReferenceRun(states, None)


def outputs_of(model: Model, states: Floats) -> Floats:
    """Weighted sums of the states; axes (..., c states) to (..., o outputs)."""
    weights = np.zeros((len(model.outputs), len(model.species)))
    for row, output in enumerate(model.outputs):
        for name, weight in output.terms.items():
            weights[row, model.species_index[name]] = weight
    return states @ weights.T


def _spread_matrix(model: Model) -> Floats:
    spread = np.zeros((len(model.species), len(model.fluxes)))
    for column, flux in enumerate(model.fluxes):
        for name, weight in flux.change.items():
            spread[model.species_index[name], column] = weight
    return spread


def parameter_row(model: Model, values: Mapping[str, float]) -> Floats:
    """Values by name in the order of the model."""
    return np.array([values[name] for name in model.parameter_index], dtype=np.float64)


def parameter_table(model: Model, subjects: Sequence[Mapping[str, float]]) -> Floats:
    """One row a subject; axes (n subjects, p parameters)."""
    return np.array([parameter_row(model, subject) for subject in subjects])


_SOURCE: Mapping[str, str] = {
    "add": "v{0} + v{1}",
    "sub": "v{0} - v{1}",
    "mul": "v{0} * v{1}",
    "neg": "-v{0}",
    "rcp": "1.0 / v{0}",
    "fma": "v{2} + v{0} * v{1}",
    "fnma": "v{2} - v{0} * v{1}",
}


def compiled_source(name: str, program: Program) -> str:
    """A program as the text of a Python function of y, p, u and o, for other compilers."""
    lines = [f"def {name}(y, p, u, o):"]
    for number in program.needed():
        operation, *arguments = program.nodes[number]
        if operation == "const":
            text = repr(arguments[0])
        else:
            text = _SOURCE.get(operation, f"{operation}[{{0}}]").format(*arguments)
        lines.append(f"    v{number} = {text}")
    lines += [f"    o[{index}] = v{node}" for _, index, node in program.stores]
    return "\n".join(lines)
