"""What is simulated: states, parameters, inputs and fluxes, written once as rows; everything else is generated."""

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from secretome.engine.expressions import names_in, parse_rate
from secretome.errors import BadInput


@dataclass(frozen=True, slots=True)
class Species:
    """One state; ``initial`` is a number or an expression in parameters."""

    name: str
    unit: str
    meaning: str
    initial: str = "0"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One constant of a subject, in a unit that pint reads."""

    name: str
    unit: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Input:
    """A quantity that is constant between the edges of a schedule and the same for every subject."""

    name: str
    unit: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Flux:
    """A rate expression, and how much of each state one unit of it makes or takes."""

    name: str
    rate: str
    change: Mapping[str, float]
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Output:
    """A weighted sum of states that a run returns."""

    name: str
    unit: str
    terms: Mapping[str, float]
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Model:
    """The whole description; refused when a name is unknown, doubled or not used as it is declared."""

    name: str
    species: tuple[Species, ...]
    parameters: tuple[Parameter, ...]
    inputs: tuple[Input, ...]
    fluxes: tuple[Flux, ...]
    outputs: tuple[Output, ...]
    species_index: Mapping[str, int] = field(init=False, repr=False, compare=False)
    parameter_index: Mapping[str, int] = field(init=False, repr=False, compare=False)
    input_index: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the rows by name and check them."""
        for name, rows in (("species", self.species), ("parameter", self.parameters), ("input", self.inputs)):
            object.__setattr__(self, f"{name}_index", {row.name: i for i, row in enumerate(rows)})
        _require_single_names(self)
        for flux in self.fluxes:
            _require_known(flux.name, names_in(flux.rate), self._all_names())
            _require_known(flux.name, flux.change, self.species_index)
        for output in self.outputs:
            _require_known(output.name, output.terms, self.species_index)
        for row in self.species:
            _require_known(row.name, names_in(row.initial), self.parameter_index)

    def _all_names(self) -> frozenset[str]:
        return frozenset((*self.species_index, *self.parameter_index, *self.input_index))


def _require_single_names(model: Model) -> None:
    rows = (*model.species, *model.parameters, *model.inputs)
    names = [row.name for row in rows]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise BadInput(f"these names stand twice: {', '.join(doubled)}", where=f"model {model.name}", do="Rename one")


def _require_known(where: str, used: Iterable[str], known: Iterable[str]) -> None:
    unknown = sorted(set(used) - set(known))
    if unknown:
        raise BadInput(f"unknown names {', '.join(unknown)}", where=f"row {where}", do="Declare them in the model")


def reachable(model: Model, inputs_used: Iterable[str]) -> Model:
    """The part of the model that can ever differ from zero when only ``inputs_used`` are switched on.

    A state lives when it starts above zero or when a living flux makes it; a flux lives when no state or input that
    multiplies its whole rate is dead. Only plain products are looked through, so a doubtful flux stays.
    """
    living = {row.name for row in model.species if row.initial != "0"}
    on = set(inputs_used)
    dead_inputs = set(model.input_index) - on
    while True:
        dead = (set(model.species_index) - living) | dead_inputs
        fluxes = tuple(flux for flux in model.fluxes if not _factors(flux.rate) & dead)
        grown = living | {name for flux in fluxes for name, change in flux.change.items() if change > 0}
        if grown == living:
            return _restricted(model, living, on, fluxes)
        living = grown


def _restricted(model: Model, living: set[str], on: set[str], fluxes: tuple[Flux, ...]) -> Model:
    read = {name for flux in fluxes for name in names_in(flux.rate)}
    keep = living | (read & set(model.species_index))
    keep |= {name for flux in fluxes for name in flux.change}
    needed = read | {name for row in model.species if row.name in keep for name in names_in(row.initial)}
    return Model(
        name=model.name,
        species=tuple(row for row in model.species if row.name in keep),
        parameters=tuple(row for row in model.parameters if row.name in needed),
        inputs=tuple(row for row in model.inputs if row.name in read),
        fluxes=fluxes,
        outputs=tuple(_cut(output, keep) for output in model.outputs),
    )


def _cut(output: Output, keep: set[str]) -> Output:
    terms = {name: weight for name, weight in output.terms.items() if name in keep}
    return Output(output.name, output.unit, terms, output.meaning)


def _factors(rate: str) -> set[str]:
    """The names that multiply the whole rate: when one of them is zero, so is the flux."""
    waiting, found = [parse_rate(rate)], set()
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            waiting += [node.left, node.right]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            waiting.append(node.left)
    return found
