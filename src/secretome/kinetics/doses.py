"""What of each product is usually given to each species, and what no body could hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import pi

from secretome.kinetics.physiology import body_of

CELLS_PER_KG, PARTICLES_PER_KG = 1.8e7, 4e11  # given to animals where a paper prints no dose
_HUMAN = {"cells": 7e7, "ev": 1e11, "secretome": 1e11}
_FAR_FROM_USUAL = 1000.0
_DIAMETER_CM = {"cells": 20e-4, "ev": 100e-7, "secretome": 100e-7}
_ML_PER_L = 1000.0


@dataclass(frozen=True, slots=True)
class UsualDose:
    """A dose to start from: particles (ev, secretome) or cells for one session."""

    amount: float
    unit: str


def usual_dose(product: str, species: str) -> UsualDose:
    """The dose that a simulation takes where none is named; animals by their weight."""
    unit = "cells" if product == "cells" else "particles"
    if species == "human":
        return UsualDose(_HUMAN[product], unit)
    per_kg = CELLS_PER_KG if product == "cells" else PARTICLES_PER_KG
    return UsualDose(float(f"{per_kg * body_of(species).weight_kg:.2g}"), unit)


def reasons_against_dose(product: str, species: str, dose: float) -> Iterator[str]:
    """Refuse less than one particle or cell, and more than the blood could hold."""
    usual, blood_ml = usual_dose(product, species), body_of(species).blood_l * _ML_PER_L
    if 0 < dose < 1:
        yield f"a dose of {dose:g} {usual.unit} is less than one"
    volume_ml = dose * pi / 6 * _DIAMETER_CM[product] ** 3
    if volume_ml > blood_ml:
        yield (
            f"{dose:g} {usual.unit} would fill {volume_ml:.3g} mL, "
            f"more than all blood of a {species} ({blood_ml:.3g} mL)"
        )


def cautions_of_dose(product: str, species: str, dose: float) -> tuple[str, ...]:
    """Say where a dose lies far from what is usually given; it is simulated all the same."""
    usual = usual_dose(product, species)
    times = dose / usual.amount
    if 1 / _FAR_FROM_USUAL <= times <= _FAR_FROM_USUAL:
        return ()
    return (
        f"The dose of {dose:.3g} {usual.unit} is {times:.2g} times the {usual.amount:.2g} usual "
        f"for a {species}; nothing that this model learned from lies so far out.",
    )
