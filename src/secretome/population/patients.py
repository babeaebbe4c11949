"""Virtual patients and animals: size, organs and flows that fit together, illness, and what
differs from person to person.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from secretome.errors import BadInput
from secretome.kinetics import ORGANS, Setup, body_of
from secretome.kinetics.parameters import Prior, lognormal_spread
from secretome.population.streams import normal_numbers, uniform_numbers

Floats = NDArray[np.float64]

# spread of organ size and flow beyond what body size explains, and how they go together
_ORGAN_CV, _FLOW_CV, _OUTPUT_CV, _SHARED = 0.12, 0.15, 0.12, 0.5
_REFERENCE = {"male": (73.0, 176.0), "female": (60.0, 163.0)}  # kg and cm, ICRP 89
_HEIGHT_SD_CM = {"male": 7.0, "female": 6.5}
_BMI, _BMI_CV = 26.0, 0.16
_ANIMAL_WEIGHT_CV = 0.08


@dataclass(frozen=True, slots=True)
class Covariates:
    """Who the people are; axes (n persons). ``severity`` and the disease flags are between 0 and
    1.
    """

    age_y: Floats
    female: Floats
    weight_kg: Floats
    height_cm: Floats
    severity: Floats
    duration_y: Floats
    liver_disease: Floats
    spleen_disease: Floats


@dataclass(frozen=True, slots=True)
class Draws:
    """A stretch of a population: seed, first person and number of persons."""

    seed: int
    first: int
    count: int

    def __post_init__(self) -> None:
        """Refuse an empty stretch."""
        if self.count < 1 or self.first < 0:
            what = f"{self.count} patients from number {self.first}"
            raise BadInput(what, where="population", do="Ask for at least one patient")

    def normal(self, name: str) -> Floats:
        """Standard normal numbers of these persons."""
        return normal_numbers(self.seed, name, self.first, self.count)

    def uniform(self, name: str) -> Floats:
        """Numbers between 0 and 1 of these persons."""
        return uniform_numbers(self.seed, name, self.first, self.count)

    def lognormal(self, name: str, cv: float) -> Floats:
        """Factors around one."""
        return np.exp(lognormal_spread(cv) * self.normal(name))


def covariates_of(setup: Setup, draws: Draws) -> Covariates:
    """Age, sex, size and illness of these persons."""
    severity = draws.uniform("severity") ** 0.8
    duration = 2.0 * draws.lognormal("duration", 1.0) * (0.5 + severity)
    liver = (draws.uniform("liver disease") < 0.05 + 0.1 * severity).astype(float)
    spleen = (draws.uniform("spleen disease") < 0.03 + 0.05 * severity).astype(float)
    body = setup.body
    if setup.experiment.species != "human":
        weight = body.weight_kg * draws.lognormal("weight", _ANIMAL_WEIGHT_CV)
        nothing = np.zeros(draws.count)
        return Covariates(nothing, nothing, weight, nothing, severity, duration, nothing, nothing)
    female = _sex(setup, draws)
    middle = np.where(female > 0, _REFERENCE["female"][1], _REFERENCE["male"][1])
    spread = np.where(female > 0, _HEIGHT_SD_CM["female"], _HEIGHT_SD_CM["male"])
    height = middle + spread * draws.normal("height")
    bmi = _BMI * draws.lognormal("bmi", _BMI_CV)
    age = 18 + 67 * draws.uniform("age")
    return Covariates(
        age, female, bmi * (height / 100) ** 2, height, severity, duration, liver, spleen
    )


def _sex(setup: Setup, draws: Draws) -> Floats:
    chosen = setup.experiment.sex
    if chosen is None:
        return (draws.uniform("sex") < 0.5).astype(float)
    return np.full(draws.count, float(chosen == "female"))


def physiology_of(setup: Setup, people: Covariates, draws: Draws) -> dict[str, Floats]:
    """Organ volumes, spaces and flows of these persons; the flows still close through the lung."""
    reference = _reference(setup, people)
    lean, fat, flow = _size_factors(setup, people)
    shared = draws.normal("organ size")
    values: dict[str, Floats] = {}
    flows: dict[str, Floats] = {}
    for organ in ORGANS:
        own = draws.normal(f"organ size {organ}")
        spread = lognormal_spread(_ORGAN_CV)
        size = np.exp(spread * (_SHARED**0.5 * shared + (1 - _SHARED) ** 0.5 * own))
        size = size * (fat if organ == "adipose" else lean)
        if organ == "spleen":
            size = size * (1 + 1.5 * people.spleen_disease)
        for letter in ("m", "v", "vi"):
            values[f"{letter}_{organ}"] = reference[f"{letter}_{organ}"] * size
        if organ != "lung":
            flows[organ] = reference[f"q_{organ}"] * draws.lognormal(f"flow {organ}", _FLOW_CV)
    output = (
        sum(reference[f"q_{organ}"] for organ in flows)
        * flow
        * draws.lognormal("cardiac output", _OUTPUT_CV)
    )
    total = sum(flows.values())
    values |= {f"q_{organ}": share / total * output for organ, share in flows.items()}
    values["q_lung"] = output
    blood = lean * draws.lognormal("plasma volume", 0.1)
    return values | {name: reference[name] * blood for name in ("v_ven", "v_art")}


def _reference(setup: Setup, people: Covariates) -> Mapping[str, Floats]:
    """The reference body of each person's sex."""
    if setup.experiment.species != "human":
        return {
            name: np.full_like(people.weight_kg, v) for name, v in setup.body.parameters().items()
        }
    male, female = (body_of("human", sex).parameters() for sex in ("male", "female"))
    return {name: np.where(people.female > 0, female[name], male[name]) for name in male}


def _size_factors(setup: Setup, people: Covariates) -> tuple[Floats, Floats, Floats]:
    """Lean mass, fat mass and cardiac output relative to the reference body."""
    if setup.experiment.species != "human":
        size = people.weight_kg / setup.body.weight_kg
        return size, size, size**0.75
    female = people.female > 0
    reference_weight, reference_height = (
        np.where(female, _REFERENCE["female"][i], _REFERENCE["male"][i]) for i in (0, 1)
    )
    lean = _lean_kg(people.weight_kg, people.height_cm, female)
    reference = _lean_kg(reference_weight, reference_height, female)
    fat = np.maximum(people.weight_kg - lean, 2.0) / (reference_weight - reference)
    ageing = 1 - 0.005 * np.maximum(people.age_y - 40, 0)
    return lean / reference, fat, (people.weight_kg / reference_weight) ** 0.75 * ageing


def _lean_kg(weight_kg: Floats, height_cm: Floats, female: NDArray[np.bool_]) -> Floats:
    """Lean body weight after Janmahasatian et al. 2005."""
    bmi = weight_kg / (height_cm / 100) ** 2
    slope = np.where(female, 8780 + 244 * bmi, 6680 + 216 * bmi)
    return 9270 * weight_kg / slope


def parameters_of(
    setup: Setup,
    draws: Draws,
    *,
    known: Mapping[str, Prior] | None = None,
    correlated: Floats | None = None,
    correlated_names: tuple[str, ...] = (),
) -> Floats:
    """The parameter table of these persons in the order of the model; axes (n persons, p
    parameters).

    What is not known and what differs between persons are both drawn, each person from its own
    streams. ``known`` replaces priors and ``correlated`` replaces the unknown part of
    ``correlated_names`` by rows of a posterior.
    """
    people = covariates_of(setup, draws)
    values: dict[str, Floats] = physiology_of(setup, people, draws)
    for symbol, prior in {**setup.priors, **(known or {})}.items():
        if symbol in correlated_names and correlated is not None:
            inner = correlated[:, correlated_names.index(symbol)]
        else:
            inner = prior.center + prior.spread * draws.normal(f"unknown {symbol}")
        person = lognormal_spread(prior.person_cv) * draws.normal(f"person {symbol}")
        values[symbol] = prior.outer(inner + person)
    _derive(setup, people, values)
    values |= {name: np.full(draws.count, value) for name, value in setup.fixed.items()}
    return np.ascontiguousarray(
        np.stack([values[name] for name in setup.model.parameter_index], axis=1)
    )


def _derive(setup: Setup, people: Covariates, values: dict[str, Floats]) -> None:
    """Parameters that follow from others: cells of the target, clearance factors, illness, limits
    of shares.
    """
    target = setup.experiment.target
    volume = (
        values[f"m_{target}"]
        if target in ORGANS
        else np.full_like(people.severity, 1e-3 * setup.body.weight_kg)
    )
    values["n_cells"] = values["cells_per_litre"] * volume
    factor = values["study_clearance"] * values["label_clearance"]
    cleared = {
        name: np.minimum(value * factor, 0.95)
        for name, value in values.items()
        if name.startswith(("ext_mac_", "ext_par_"))
    }
    values |= cleared
    values["ext_mac_liver"] = values["ext_mac_liver"] * (1 - 0.4 * people.liver_disease)
    if setup.experiment.product == "secretome":
        values["sol_dose"] = setup.experiment.dose * values["soluble_per_particle"]
    rest = 1 - values["to_liver"]
    values["to_kidney"] = np.minimum(values["to_kidney"], 0.9 * rest)
    if "f_device" in values and "f_exhaled" in values:
        total = values["f_device"] + values["f_exhaled"] + values["f_mouth"]
        shrink = np.minimum(1.0, 0.98 / total)
        for name in ("f_device", "f_exhaled", "f_mouth"):
            values[name] = values[name] * shrink
    if setup.experiment.species == "human":
        values["ill"] = np.clip(values["ill"] * (0.5 + people.severity), 0.05, 0.99)
        values["scarred"] = np.clip(values["scarred"] * (0.6 + 0.1 * people.duration_y), 0.02, 0.95)
