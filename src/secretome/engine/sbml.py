"""Writes a description as SBML Level 3, every flux a reaction, so that other programs can judge
our numbers.
"""

import ast
from collections.abc import Mapping
from xml.etree import ElementTree as Xml

from secretome.engine.description import Flux, Model
from secretome.engine.expressions import evaluate, names_in, parse_rate
from secretome.engine.schedule import Schedule

_SBML = "http://www.sbml.org/sbml/level3/version1/core"
_MATHML = "http://www.w3.org/1998/Math/MathML"
_OPERATORS = {
    ast.Add: "plus",
    ast.Sub: "minus",
    ast.Mult: "times",
    ast.Div: "divide",
    ast.Pow: "power",
}


def sbml_text(
    model: Model, parameters: Mapping[str, float], schedule: Schedule | None = None
) -> str:
    """The model as an SBML document with these parameter values; a schedule becomes events in
    time.
    """
    root = Xml.Element("sbml", {"xmlns": _SBML, "level": "3", "version": "1"})
    body = Xml.SubElement(root, "model", {"id": "secretome_model"})
    compartments = Xml.SubElement(body, "listOfCompartments")
    size = {"id": "body", "spatialDimensions": "3", "size": "1", "constant": "true"}
    Xml.SubElement(compartments, "compartment", size)
    _write_species(body, model, parameters)
    _write_parameters(body, model, parameters, schedule)
    reactions = Xml.SubElement(body, "listOfReactions")
    for number, flux in enumerate(model.fluxes):
        _write_reaction(reactions, number, flux, model)
    if schedule is not None and len(schedule.edges_h) > 2:
        _write_events(body, model, schedule)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, encoding="unicode")


def _write_species(body: Xml.Element, model: Model, parameters: Mapping[str, float]) -> None:
    rows = Xml.SubElement(body, "listOfSpecies")
    for row in model.species:
        start = float(evaluate(row.initial, parameters))
        Xml.SubElement(
            rows,
            "species",
            {
                "id": row.name,
                "name": row.meaning,
                "compartment": "body",
                "initialAmount": repr(start),
                "hasOnlySubstanceUnits": "true",
                "boundaryCondition": "false",
                "constant": "false",
            },
        )


def _write_parameters(
    body: Xml.Element, model: Model, parameters: Mapping[str, float], schedule: Schedule | None
) -> None:
    rows = Xml.SubElement(body, "listOfParameters")
    for row in model.parameters:
        value = repr(float(parameters[row.name]))
        Xml.SubElement(rows, "parameter", {"id": row.name, "value": value, "constant": "true"})
    for number, entry in enumerate(model.inputs):
        level = 0.0 if schedule is None else float(schedule.levels[0, number])
        Xml.SubElement(
            rows, "parameter", {"id": entry.name, "value": repr(level), "constant": "false"}
        )


def _write_reaction(reactions: Xml.Element, number: int, flux: Flux, model: Model) -> None:
    reaction = Xml.SubElement(
        reactions,
        "reaction",
        {
            "id": f"flux_{number}",
            "name": flux.name,
            "reversible": "false",
            "fast": "false",
        },
    )
    for title, sign in (("listOfReactants", -1), ("listOfProducts", 1)):
        sides = {name: weight * sign for name, weight in flux.change.items() if weight * sign > 0}
        if sides:
            rows = Xml.SubElement(reaction, title)
            for name, weight in sides.items():
                reference = {
                    "species": name,
                    "stoichiometry": repr(float(weight)),
                    "constant": "true",
                }
                Xml.SubElement(rows, "speciesReference", reference)
    modifiers = sorted((names_in(flux.rate) & set(model.species_index)) - set(flux.change))
    if modifiers:
        rows = Xml.SubElement(reaction, "listOfModifiers")
        for name in modifiers:
            Xml.SubElement(rows, "modifierSpeciesReference", {"species": name})
    law = Xml.SubElement(reaction, "kineticLaw")
    _write_math(Xml.SubElement(law, "math", {"xmlns": _MATHML}), parse_rate(flux.rate))


def _write_math(parent: Xml.Element, tree: ast.expr) -> None:
    match tree:
        case ast.Name(id=name):
            Xml.SubElement(parent, "ci").text = name
        case ast.Constant(value=int() | float() as value):
            Xml.SubElement(parent, "cn").text = repr(float(value))
        case ast.UnaryOp(operand=operand):
            apply = Xml.SubElement(parent, "apply")
            Xml.SubElement(apply, "minus")
            _write_math(apply, operand)
        case ast.BinOp(left=left, op=op, right=right):
            apply = Xml.SubElement(parent, "apply")
            Xml.SubElement(apply, _OPERATORS[type(op)])
            _write_math(apply, left)
            _write_math(apply, right)


def _write_events(body: Xml.Element, model: Model, schedule: Schedule) -> None:
    rows = Xml.SubElement(body, "listOfEvents")
    for piece in range(1, len(schedule.levels)):
        event = Xml.SubElement(rows, "event", {"useValuesFromTriggerTime": "true"})
        trigger = Xml.SubElement(event, "trigger", {"initialValue": "true", "persistent": "true"})
        apply = Xml.SubElement(Xml.SubElement(trigger, "math", {"xmlns": _MATHML}), "apply")
        Xml.SubElement(apply, "geq")
        symbol = {"encoding": "text", "definitionURL": "http://www.sbml.org/sbml/symbols/time"}
        Xml.SubElement(apply, "csymbol", symbol).text = "time"
        Xml.SubElement(apply, "cn").text = repr(float(schedule.edges_h[piece]))
        assignments = Xml.SubElement(event, "listOfEventAssignments")
        for number, entry in enumerate(model.inputs):
            assignment = Xml.SubElement(assignments, "eventAssignment", {"variable": entry.name})
            math = Xml.SubElement(assignment, "math", {"xmlns": _MATHML})
            Xml.SubElement(math, "cn").text = repr(float(schedule.levels[piece, number]))
