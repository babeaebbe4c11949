"""Where vesicles, their labels, cells and soluble factors go in the body, and what they may do
there.
"""

from secretome.kinetics.assembly import INPUTS, ORGANS, PHAGOCYTIC, PORTAL, body_model
from secretome.kinetics.doses import UsualDose, cautions_of_dose, usual_dose
from secretome.kinetics.experiment import (
    PRODUCTS,
    Experiment,
    Route,
    Setup,
    routes,
    setup_of,
    tolerances,
)
from secretome.kinetics.parameters import Label, Prior, label_of, labels, priors
from secretome.kinetics.physiology import SPECIES, Body, Space, body_of
from secretome.kinetics.tables import packaged, papers, read_table

__all__ = [
    "INPUTS",
    "ORGANS",
    "PHAGOCYTIC",
    "PORTAL",
    "PRODUCTS",
    "SPECIES",
    "Body",
    "Experiment",
    "Label",
    "Prior",
    "Route",
    "Setup",
    "Space",
    "UsualDose",
    "body_model",
    "body_of",
    "cautions_of_dose",
    "label_of",
    "labels",
    "packaged",
    "papers",
    "priors",
    "read_table",
    "routes",
    "setup_of",
    "tolerances",
    "usual_dose",
]
