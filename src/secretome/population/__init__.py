"""Populations of virtual patients: who they are, what happens to them, and how well that meets what was observed."""

from secretome.population.binned import BinnedQuantiles
from secretome.population.claims import claims_of, compare
from secretome.population.patients import Covariates, Draws, covariates_of, parameters_of
from secretome.population.runs import (
    CHUNK,
    Plan,
    PopulationRun,
    raw_outputs,
    run_population,
    run_population_with,
)

__all__ = [
    "CHUNK",
    "BinnedQuantiles",
    "Covariates",
    "Draws",
    "Plan",
    "PopulationRun",
    "claims_of",
    "compare",
    "covariates_of",
    "parameters_of",
    "raw_outputs",
    "run_population",
    "run_population_with",
]
