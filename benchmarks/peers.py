"""Other solvers on the same model, each in the dosing style that suits it best; model import is
not timed.
"""

import importlib.util
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from facts_model import benchmark_model, benchmark_patients, benchmark_schedule, benchmark_times

from secretome.engine import sbml_text
from secretome.engine.programs import Program
from secretome.engine.reference import initial_state

Simulate = Callable[
    [np.ndarray, float], np.ndarray
]  # parameters, tolerance -> (t times, o outputs)

MODULES = {
    "roadrunner": "roadrunner",
    "amici": "amici",
    "cvode": "sksundae",
    "lsoda": "scipy",
    "copasi": "basico",
}
# patients a round and tolerances, chosen so that errors of 1e-4 and 3e-6 lie inside
SETTINGS: dict[str, tuple[int, tuple[float, ...]]] = {
    "roadrunner": (8, (1e-5, 1e-6, 1e-7, 1e-8, 1e-9)),
    "amici": (8, (1e-5, 1e-6, 1e-7, 1e-8, 1e-9)),
    "cvode": (4, (1e-6, 1e-7, 1e-8, 1e-9)),
    "lsoda": (2, (1e-4, 1e-5, 1e-6, 1e-7)),
    "copasi": (2, (1e-4, 1e-5, 1e-6, 1e-7)),
}


def installed() -> list[str]:
    """The peers that can be imported here."""
    return [name for name, module in MODULES.items() if importlib.util.find_spec(module)]


def peer(name: str) -> Simulate:
    """A function that simulates one patient."""
    return {
        "roadrunner": _roadrunner,
        "amici": _amici,
        "copasi": _copasi,
        "lsoda": _lsoda,
        "cvode": _cvode,
    }[name]()


def prepare(names: Sequence[str]) -> None:
    """What must be made once before the processes start: AMICI's compiled model."""
    if "amici" in names:
        from amici_peer import compile_model

        compile_model(_sbml(events=True))


def _amici() -> Simulate:
    from amici_peer import AmiciRun

    return AmiciRun()


def _sbml(*, events: bool) -> str:
    model = benchmark_model()
    values = dict(zip(model.parameter_index, benchmark_patients(model, 1)[0], strict=True))
    return sbml_text(model, values, benchmark_schedule(model) if events else None)


def _pieces() -> list[tuple[float, np.ndarray, np.ndarray]]:
    """Input level, positions of the output times, and times to ask for, piece by piece."""
    model, times = benchmark_model(), benchmark_times()
    schedule = benchmark_schedule(model)
    found = []
    for k, level in enumerate(schedule.levels[:, 0]):
        start, end = schedule.edges_h[k], schedule.edges_h[k + 1]
        inside = np.flatnonzero((times > start + 1e-9) & (times <= end + 1e-9))
        found.append((float(level), inside, np.unique([start, *times[inside], end])))
    return found


def _roadrunner() -> Simulate:
    import roadrunner

    model = benchmark_model()
    runner = roadrunner.RoadRunner(_sbml(events=False))
    names = list(runner.model.getGlobalParameterIds())
    places = [names.index(name) for name in model.parameter_index]
    switch = [names.index(model.inputs[0].name)]
    runner.timeCourseSelections = [output.name for output in model.outputs]
    integrator, pieces = runner.getIntegrator(), _pieces()

    def simulate(parameters: np.ndarray, tolerance: float) -> np.ndarray:
        integrator.relative_tolerance = tolerance
        integrator.absolute_tolerance = tolerance * 1e-4
        integrator.maximum_num_steps = 1_000_000
        runner.reset()
        runner.model.setGlobalParameterValues(places, list(parameters))
        out = np.empty((len(benchmark_times()), len(model.outputs)))
        for level, inside, asked in pieces:
            runner.model.setGlobalParameterValues(switch, [level])
            rows = np.asarray(runner.simulate(times=list(asked)))
            if asked[0] == 0.0:
                out[0] = rows[0]
            out[inside] = rows[1 : 1 + len(inside)]
        return out

    return simulate


def _copasi() -> Simulate:
    import basico
    import COPASI

    model = benchmark_model()
    loaded = basico.load_model_from_string(_sbml(events=True))
    inner = loaded.getModel()
    values = {
        v.getObjectName(): v
        for v in (inner.getModelValue(i) for i in range(inner.getNumModelValues()))
    }
    times = list(benchmark_times())
    columns = [output.name for output in model.outputs]

    def simulate(parameters: np.ndarray, tolerance: float) -> np.ndarray:
        changed = COPASI.ObjectStdVector()
        for name, value in zip(model.parameter_index, parameters, strict=True):
            values[name].setInitialValue(float(value))
            changed.append(values[name].getInitialValueReference())
        inner.updateInitialValues(changed)
        frame = basico.run_time_course(
            values=times,
            r_tol=tolerance,
            a_tol=tolerance * 1e-4,
            model=loaded,
            method="deterministic",
            max_steps=1_000_000,
        )
        return frame[columns].to_numpy()

    return simulate


def _compiled() -> tuple[Any, Any]:
    """Right-hand side and dense Jacobian through numba, from the same generated programs."""
    import numba

    from secretome.engine.expressions import Graph
    from secretome.engine.reference import compiled_source

    model = benchmark_model()
    graph = Graph()
    leaves = {name: graph.node("y", i) for name, i in model.species_index.items()}
    leaves |= {name: graph.node("p", i) for name, i in model.parameter_index.items()}
    leaves |= {row.name: graph.node("u", i) for i, row in enumerate(model.inputs)}
    slopes: dict[int, int] = {}
    jacobian: dict[tuple[int, int], int] = {}
    for flux in model.fluxes:
        rate = graph.read(flux.rate, leaves)
        for name, weight in flux.change.items():
            row = model.species_index[name]
            term = graph.mul(graph.const(weight), rate)
            slopes[row] = graph.add(slopes[row], term) if row in slopes else term
            for state in graph.states_in(rate):
                part = graph.mul(graph.const(weight), graph.slope(rate, state))
                key = (row, state)
                jacobian[key] = graph.add(jacobian[key], part) if key in jacobian else part
    size = len(model.species)
    programs = {
        "slopes": Program(tuple(graph.nodes), tuple(("o", i, node) for i, node in slopes.items())),
        "jacobian": Program(
            tuple(graph.nodes),
            tuple(("o", r * size + c, node) for (r, c), node in jacobian.items()),
        ),
    }
    found = []
    for name, program in programs.items():
        space: dict[str, Any] = {}
        exec(compiled_source(name, program), space)  # noqa: S102 - text of our own making
        found.append(numba.njit(space[name], error_model="numpy"))
    return found[0], found[1]


def _by_pieces(solve: Callable[..., np.ndarray]) -> Simulate:
    model = benchmark_model()
    pieces, times = _pieces(), benchmark_times()
    picked = [model.species_index[output.name] for output in model.outputs]

    def simulate(parameters: np.ndarray, tolerance: float) -> np.ndarray:
        state = initial_state(model, parameters)
        out = np.empty((len(times), len(picked)))
        out[0] = state[picked]
        for level, inside, asked in pieces:
            rows = solve(state, parameters, np.array([level]), asked, tolerance)
            out[inside] = rows[1 : 1 + len(inside)][:, picked]
            state = rows[-1].copy()
        return out

    return simulate


def _lsoda() -> Simulate:
    from scipy.integrate import solve_ivp

    slopes, jacobian = _compiled()
    size = len(benchmark_model().species)

    def solve(state: Any, p: Any, u: Any, asked: Sequence[float], tolerance: float) -> np.ndarray:
        out, matrix = np.empty(size), np.zeros(size * size)

        def right(_t: float, y: Any) -> Any:
            slopes(y, p, u, out)
            return out.copy()

        def slope(_t: float, y: Any) -> Any:
            jacobian(y, p, u, matrix)
            return matrix.reshape(size, size)

        run = solve_ivp(
            right,
            (asked[0], asked[-1]),
            state,
            method="LSODA",
            t_eval=asked,
            rtol=tolerance,
            atol=tolerance * 1e-4,
            jac=slope,
        )
        return run.y.T

    return _by_pieces(solve)


def _cvode() -> Simulate:
    from sksundae.cvode import CVODE

    slopes, jacobian = _compiled()
    size = len(benchmark_model().species)

    def solve(state: Any, p: Any, u: Any, asked: Sequence[float], tolerance: float) -> np.ndarray:
        matrix = np.zeros(size * size)

        def right(_t: float, y: Any, slope: Any) -> None:
            slopes(y, p, u, slope)

        def jacobian_at(_t: float, y: Any, _yp: Any, target: Any) -> None:
            jacobian(y, p, u, matrix)
            target[:, :] = matrix.reshape(size, size)

        solver = CVODE(
            right, rtol=tolerance, atol=tolerance * 1e-4, jacfn=jacobian_at, max_num_steps=1_000_000
        )
        return np.asarray(solver.solve(asked, state).y)

    return _by_pieces(solve)
