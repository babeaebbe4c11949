"""Populations of virtual patients: who they are, what happens to them, and how well that meets
what was observed.
"""

from secretome.population.binned import BinnedQuantiles
from secretome.population.claims import MARKS_H, claims_of, compare, remaining
from secretome.population.cluster import run_population_on_dask
from secretome.population.documents import model_version, plan_for, simulation_document
from secretome.population.patients import Covariates, Draws, covariates_of, parameters_of
from secretome.population.pictures import (
    draw_simulation,
    picture_of,
    require_drawable,
    require_folder,
)
from secretome.population.qualification import Report, qualify, summary
from secretome.population.report import qualification_document, qualification_page
from secretome.population.runs import (
    CHUNK,
    Plan,
    PopulationRun,
    raw_outputs,
    run_population,
    run_population_with,
)
from secretome.population.sensitivity import (
    Effect,
    identifiability_warnings,
    morris,
    sensitivity_document,
)

__all__ = [
    "CHUNK",
    "MARKS_H",
    "BinnedQuantiles",
    "Covariates",
    "Draws",
    "Effect",
    "Plan",
    "PopulationRun",
    "Report",
    "claims_of",
    "compare",
    "covariates_of",
    "draw_simulation",
    "identifiability_warnings",
    "model_version",
    "morris",
    "parameters_of",
    "picture_of",
    "plan_for",
    "qualification_document",
    "qualification_page",
    "qualify",
    "raw_outputs",
    "remaining",
    "require_drawable",
    "require_folder",
    "run_population",
    "run_population_on_dask",
    "run_population_with",
    "sensitivity_document",
    "simulation_document",
    "summary",
]
