"""From a description to straight-line programs: constants, slopes, factors, remainders and the
chain solve.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from secretome.engine.description import Model
from secretome.engine.elimination import Elimination, Place, eliminate, plan_elimination, substitute
from secretome.engine.expressions import Graph, Node

Store = tuple[str, int, Node]


@dataclass(frozen=True, slots=True)
class Program:
    """Instructions in order (node numbers are indices) and what is stored where at the end."""

    nodes: tuple[tuple[Any, ...], ...]
    stores: tuple[Store, ...]

    def needed(self) -> list[Node]:
        """The nodes that reach a store, in the order of their making."""
        graph_arguments = Graph(nodes=list(self.nodes)).arguments
        seen: set[Node] = set()
        waiting = [node for _, _, node in self.stores]
        while waiting:
            node = waiting.pop()
            if node not in seen:
                seen.add(node)
                waiting.extend(graph_arguments(node))
        return sorted(seen)


@dataclass(frozen=True, slots=True)
class NonlinearFlux:
    """A flux whose slope depends on the state: its value, its slopes, and where it goes."""

    value: Node
    slopes: Mapping[int, Node]
    change: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Programs:
    """Every program of a model and the sizes of the arrays they share.

    Arrays: y states, p parameters, u inputs, H constants of a piece, B values and slopes of the
    nonlinear fluxes, F right-hand side, L factors, U and Z nonlinear states at a stage and at the
    start, R remainders, X chain vector.
    """

    start: Program
    constants: Program
    slopes: Program
    factors: Program
    remainders: Program
    chain: Program
    sizes: Mapping[str, int]
    nonlinear_states: tuple[int, ...]
    elimination: Elimination
    jacobian_places: int


@dataclass(slots=True)
class _Draft:
    model: Model
    graph: Graph = field(default_factory=Graph)
    constant: dict[int, Node] = field(default_factory=dict)
    linear: dict[Place, Node] = field(default_factory=dict)
    nonlinear: list[NonlinearFlux] = field(default_factory=list)


def programs_of(model: Model) -> Programs:
    """Generate every program of ``model``."""
    draft = _read_fluxes(model)
    places = set(draft.linear) | {p for flux in draft.nonlinear for p in _places(flux)}
    plan = plan_elimination(places, len(model.species))
    split = _Split(draft.graph)
    base = _base_slots(draft.nonlinear)
    states = tuple(sorted({state for flux in draft.nonlinear for state in flux.slopes}))
    slopes = split.program(_slope_stores(draft, base))
    factors = split.program(_factor_stores(draft, base, plan))
    remainders = split.program(_remainder_stores(draft, base, states))
    return Programs(
        start=_start_program(model),
        constants=split.constants(),
        slopes=slopes,
        factors=factors,
        remainders=remainders,
        chain=_chain_program(draft, plan),
        sizes={
            "y": len(model.species),
            "p": len(model.parameters),
            "u": len(model.inputs),
            "H": max(1, len(split.slots)),
            "B": max(1, len(base)),
            "L": len(plan.slots),
            "R": max(1, len(draft.nonlinear)),
            "U": max(1, len(states)),
        },
        nonlinear_states=states,
        elimination=plan,
        jacobian_places=len(places),
    )


def _leaves(model: Model, graph: Graph) -> dict[str, Node]:
    leaves = {name: graph.node("y", i) for name, i in model.species_index.items()}
    leaves |= {name: graph.node("p", i) for name, i in model.parameter_index.items()}
    return leaves | {name: graph.node("u", i) for name, i in model.input_index.items()}


def _read_fluxes(model: Model) -> _Draft:
    draft = _Draft(model)
    graph, leaves = draft.graph, _leaves(model, draft.graph)
    for flux in model.fluxes:
        rate = graph.read(flux.rate, leaves)
        slopes = {state: graph.slope(rate, state) for state in sorted(graph.states_in(rate))}
        change = {model.species_index[name]: float(c) for name, c in flux.change.items() if c}
        if any(graph.states_in(slope) for slope in slopes.values()):
            draft.nonlinear.append(NonlinearFlux(rate, slopes, change))
        else:
            _add_linear(draft, rate, slopes, change)
    return draft


def _add_linear(
    draft: _Draft, rate: Node, slopes: Mapping[int, Node], change: Mapping[int, float]
) -> None:
    graph = draft.graph
    offset = _at_zero(graph, rate)
    for row, weight in change.items():
        for state, slope in slopes.items():
            _accumulate(graph, draft.linear, (row, state), slope, weight)
        if graph.value_of(offset) != 0.0:
            _accumulate(graph, draft.constant, row, offset, weight)


def _accumulate(graph: Graph, into: dict[Any, Node], key: Any, node: Node, weight: float) -> None:
    term = graph.mul(graph.const(weight), node)
    into[key] = graph.add(into[key], term) if key in into else term


def _at_zero(graph: Graph, node: Node) -> Node:
    """The value of an affine expression where every state is zero."""
    if graph.nodes[node][0] == "y":
        return graph.const(0.0)
    match graph.nodes[node]:
        case ("add", a, b):
            return graph.add(_at_zero(graph, a), _at_zero(graph, b))
        case ("sub", a, b):
            return graph.sub(_at_zero(graph, a), _at_zero(graph, b))
        case ("mul", a, b):
            return graph.mul(_at_zero(graph, a), _at_zero(graph, b))
        case ("neg", a):
            return graph.neg(_at_zero(graph, a))
    return node


def _places(flux: NonlinearFlux) -> Iterable[Place]:
    return ((row, state) for row in flux.change for state in flux.slopes)


def _base_slots(fluxes: list[NonlinearFlux]) -> dict[tuple[int, int | None], int]:
    """Where array B keeps the value (None) and each slope of each nonlinear flux."""
    keys = [(m, key) for m, flux in enumerate(fluxes) for key in (None, *flux.slopes)]
    return {key: slot for slot, key in enumerate(keys)}


def _slope_stores(draft: _Draft, base: Mapping[tuple[int, int | None], int]) -> list[Store]:
    """Right-hand side into F, and the nonlinear fluxes with their slopes into B."""
    graph = draft.graph
    rows: dict[int, Node] = dict(draft.constant)
    for (row, state), slope in draft.linear.items():
        y = graph.node("y", state)
        rows[row] = graph.fma(slope, y, rows[row]) if row in rows else graph.mul(slope, y)
    stores: list[Store] = []
    for m, flux in enumerate(draft.nonlinear):
        stores.append(("B", base[m, None], flux.value))
        stores += [("B", base[m, state], slope) for state, slope in flux.slopes.items()]
        for row, weight in flux.change.items():
            _accumulate(graph, rows, row, flux.value, weight)
    zero = graph.const(0.0)
    return stores + [("F", row, rows.get(row, zero)) for row in range(len(draft.model.species))]


def _factor_stores(
    draft: _Draft, base: Mapping[tuple[int, int | None], int], plan: Elimination
) -> list[Store]:
    """Factors of I - h gamma J, with the nonlinear slopes read back from B."""
    graph = draft.graph
    jacobian = dict(draft.linear)
    for m, flux in enumerate(draft.nonlinear):
        for state in flux.slopes:
            for row, weight in flux.change.items():
                _accumulate(graph, jacobian, (row, state), graph.node("B", base[m, state]), weight)
    step, one = graph.node("hg", 0), graph.const(1.0)
    matrix = {place: graph.neg(graph.mul(step, slope)) for place, slope in jacobian.items()}
    for state in range(len(draft.model.species)):
        slope = jacobian.get((state, state))
        matrix[state, state] = one if slope is None else graph.fnma(step, slope, one)
    return [("L", slot, node) for slot, node in eliminate(graph, plan, matrix).items()]


def _remainder_stores(
    draft: _Draft, base: Mapping[tuple[int, int | None], int], states: tuple[int, ...]
) -> list[Store]:
    """What each nonlinear flux differs from its straight line, at the stage states U around Z."""
    graph = draft.graph
    at_stage = {state: graph.node("U", i) for i, state in enumerate(states)}
    at_start = {state: graph.node("Z", i) for i, state in enumerate(states)}
    stores: list[Store] = []
    for m, flux in enumerate(draft.nonlinear):
        rest = graph.sub(_moved(graph, flux.value, at_stage), graph.node("B", base[m, None]))
        for state in flux.slopes:
            distance = graph.sub(at_stage[state], at_start[state])
            rest = graph.fnma(graph.node("B", base[m, state]), distance, rest)
        stores.append(("R", m, rest))
    return stores


def _moved(graph: Graph, node: Node, states: Mapping[int, Node]) -> Node:
    """The same expression with its states replaced."""
    operation, *arguments = graph.nodes[node]
    if operation == "y":
        return states[arguments[0]]
    if not graph.arguments(node):
        return node
    return graph.node(operation, *(_moved(graph, argument, states) for argument in arguments))


def _chain_program(draft: _Draft, plan: Elimination) -> Program:
    """Solve in place: X plus the remainders, then forward and back substitution."""
    graph = Graph()
    size = len(draft.model.species)
    right = [graph.node("X", i) for i in range(size)]
    for m, flux in enumerate(draft.nonlinear):
        for row, weight in flux.change.items():
            right[row] = graph.add(right[row], graph.mul(graph.const(weight), graph.node("R", m)))
    solution = substitute(graph, plan, right)
    return Program(tuple(graph.nodes), tuple(("X", i, node) for i, node in enumerate(solution)))


def _start_program(model: Model) -> Program:
    graph = Graph()
    leaves = _leaves(model, graph)
    stores = tuple(("y", i, graph.read(row.initial, leaves)) for i, row in enumerate(model.species))
    return Program(tuple(graph.nodes), stores)


class _Split:
    """Takes every subexpression that no state reaches out of the programs and computes it once per
    piece.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.slots: dict[Node, int] = {}
        self._fixed: dict[Node, bool] = {}

    def program(self, stores: list[Store]) -> Program:
        """The program with constants read from H."""
        kept = [(array, index, self._lowered(node)) for array, index, node in stores]
        return Program(tuple(self.graph.nodes), tuple(kept))

    def constants(self) -> Program:
        """The program that fills H."""
        return Program(
            tuple(self.graph.nodes), tuple(("H", slot, n) for n, slot in self.slots.items())
        )

    def _is_fixed(self, node: Node) -> bool:
        known = self._fixed.get(node)
        if known is None:
            leaf = self.graph.nodes[node][0]
            arguments = self.graph.arguments(node)
            known = (
                all(map(self._is_fixed, arguments)) if arguments else leaf in {"const", "p", "u"}
            )
            self._fixed[node] = known
        return known

    def _lowered(self, node: Node) -> Node:
        operation, *arguments = self.graph.nodes[node]
        if operation == "const":
            return node
        if self._is_fixed(node):
            return self.graph.node("H", self.slots.setdefault(node, len(self.slots)))
        if not self.graph.arguments(node):
            return node
        return self.graph.node(operation, *(self._lowered(argument) for argument in arguments))
