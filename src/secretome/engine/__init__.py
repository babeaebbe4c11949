"""The population engine: a description of states and fluxes becomes fast, checked simulations."""

from secretome.engine.description import (
    Flux,
    Input,
    Model,
    Output,
    Parameter,
    Species,
    reachable,
    with_outputs,
)
from secretome.engine.document import equation_document
from secretome.engine.ensemble import Ensemble, Failure, Tolerance, run_chunks, run_ensemble
from secretome.engine.kernels import Kernel, load_kernel
from secretome.engine.reference import (
    ReferenceRun,
    ReferenceSolver,
    outputs_of,
    parameter_row,
    parameter_table,
)
from secretome.engine.row_text import filled, fluxes_from, parameters_from, species_from
from secretome.engine.sbml import sbml_text
from secretome.engine.schedule import Infusion, Schedule, even_times, require_ascending, schedule_of
from secretome.engine.unit_check import unit_faults

__all__ = [
    "Ensemble",
    "Failure",
    "Flux",
    "Infusion",
    "Input",
    "Kernel",
    "Model",
    "Output",
    "Parameter",
    "ReferenceRun",
    "ReferenceSolver",
    "Schedule",
    "Species",
    "Tolerance",
    "equation_document",
    "even_times",
    "filled",
    "fluxes_from",
    "load_kernel",
    "outputs_of",
    "parameter_row",
    "parameter_table",
    "parameters_from",
    "reachable",
    "require_ascending",
    "run_chunks",
    "run_ensemble",
    "sbml_text",
    "schedule_of",
    "species_from",
    "unit_faults",
    "with_outputs",
]
