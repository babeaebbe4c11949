"""What is simulated: states, parameters, inputs and fluxes, written once as rows; everything else
is generated.
"""

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

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
    """A quantity that is constant between edges of a schedule and the same for every subject."""

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
    """The whole description; refused when a name is unknown, doubled or not used as it is
    declared.
    """

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
        for name, rows in (
            ("species", self.species),
            ("parameter", self.parameters),
            ("input", self.inputs),
        ):
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
        raise BadInput(
            f"these names stand twice: {', '.join(doubled)}",
            where=f"model {model.name}",
            do="Rename one",
        )


def _require_known(where: str, used: Iterable[str], known: Iterable[str]) -> None:
    unknown = sorted(set(used) - set(known))
    if unknown:
        raise BadInput(
            f"unknown names {', '.join(unknown)}",
            where=f"row {where}",
            do="Declare them in the model",
        )


def reachable(model: Model, *, inputs: Iterable[str], zero: Iterable[str] = ()) -> Model:
    """The part of the model that can ever differ from zero.

    ``inputs`` are the inputs that are ever on and ``zero`` the parameters known to be zero. A
    state lives when it starts above zero or a living flux makes it; a flux is dead when its rate
    is zero on the face of it.
    """
    living = {row.name for row in model.species if row.initial != "0"}
    dead_constants = (set(model.input_index) - set(inputs)) | set(zero)
    while True:
        dead = (set(model.species_index) - living) | dead_constants
        fluxes = tuple(flux for flux in model.fluxes if not _is_zero(parse_rate(flux.rate), dead))
        grown = living | {
            name for flux in fluxes for name, weight in flux.change.items() if weight > 0
        }
        if grown == living:
            return _restricted(model, fluxes, living)
        living = grown


def _restricted(model: Model, fluxes: tuple[Flux, ...], living: set[str]) -> Model:
    read = {name for flux in fluxes for name in names_in(flux.rate)}
    keep = (
        living
        | (read & set(model.species_index))
        | {name for flux in fluxes for name in flux.change}
    )
    needed = read | {
        name for row in model.species if row.name in keep for name in names_in(row.initial)
    }
    return Model(
        name=model.name,
        species=tuple(row for row in model.species if row.name in keep),
        parameters=tuple(row for row in model.parameters if row.name in needed),
        inputs=tuple(row for row in model.inputs if row.name in read),
        fluxes=fluxes,
        outputs=tuple(_cut(output, keep) for output in model.outputs),
    )


def with_outputs(model: Model, names: Iterable[str]) -> Model:
    """The same model returning only these outputs, in this order."""
    by_name = {output.name: output for output in model.outputs}
    _require_known("outputs", names, by_name)
    return replace(model, outputs=tuple(by_name[name] for name in names))


def _cut(output: Output, keep: set[str]) -> Output:
    terms = {name: weight for name, weight in output.terms.items() if name in keep}
    return Output(output.name, output.unit, terms, output.meaning)


def _is_zero(node: ast.expr, dead: set[str]) -> bool:
    """Whether the expression is zero when every name in ``dead`` is."""
    match node:
        case ast.Name(id=name):
            return name in dead
        case ast.UnaryOp(operand=inner):
            return _is_zero(inner, dead)
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return _is_zero(left, dead) or _is_zero(right, dead)
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub(), right=right):
            return _is_zero(left, dead) and _is_zero(right, dead)
        case ast.BinOp(left=left, op=ast.Div() | ast.Pow()):
            return _is_zero(left, dead)
    return False
