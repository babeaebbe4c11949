"""Checks every flux by running it once on quantities: a wrong dimension is found, not believed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from secretome.engine.description import Model
from secretome.engine.expressions import evaluate

if TYPE_CHECKING:
    import pint


def unit_faults(model: Model, registry: pint.UnitRegistry[Any]) -> list[str]:
    """One sentence for each flux, start value or output whose units do not fit; empty when all
    fit.
    """
    values = _one_of_each(model, registry)
    faults = [
        fault
        for flux in model.fluxes
        for fault in _flux_faults(model, flux.name, flux, values, registry)
    ]
    for row in model.species:
        start = evaluate(row.initial, values)
        if start != 0:
            faults += _mismatch(f"start of {row.name}", start, row.unit, registry)
    for output in model.outputs:
        for name in output.terms:
            faults += _mismatch(
                f"output {output.name}, {name}", values[name], output.unit, registry
            )
    return faults


def _one_of_each(model: Model, registry: pint.UnitRegistry[Any]) -> dict[str, Any]:
    rows = (*model.species, *model.parameters, *model.inputs)
    # unequal magnitudes, so that no difference in a rate becomes zero by chance
    return {row.name: registry.Quantity(1.0 + i / 7, row.unit) for i, row in enumerate(rows)}


def _flux_faults(
    model: Model, name: str, flux: Any, values: Mapping[str, Any], registry: pint.UnitRegistry[Any]
) -> list[str]:
    from pint import DimensionalityError  # late: loading pint takes longer than a small run

    try:
        rate = evaluate(flux.rate, values)
    except DimensionalityError as error:
        return [f"flux {name} ({flux.rate}): {error}"]
    faults = []
    for state in flux.change:
        unit = model.species[model.species_index[state]].unit
        faults += _mismatch(f"flux {name} into {state}", rate, f"({unit})/h", registry)
    return faults


def _mismatch(where: str, quantity: Any, unit: str, registry: pint.UnitRegistry[Any]) -> list[str]:
    found = registry.Quantity(quantity)
    expected = registry.parse_units(unit)
    if found.dimensionality == expected.dimensionality:
        return []
    return [f"{where}: has {found.units:~}, needs {unit}"]
