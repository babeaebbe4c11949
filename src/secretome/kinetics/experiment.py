"""What was or will be given to whom: product, route, dose, sessions, label; and what of the model
that brings to life.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import inf

from secretome.engine import Infusion, Model, Schedule, reachable, schedule_of
from secretome.errors import BadInput
from secretome.kinetics.assembly import body_model
from secretome.kinetics.doses import reasons_against_dose
from secretome.kinetics.parameters import (
    Prior,
    label_of,
    labels,
    names_a_label,
    prior_of,
    priors,
)
from secretome.kinetics.physiology import Body, body_of
from secretome.kinetics.tables import Row, packaged, read_table

_DO = "Change what is named here; secretome simulate --help lists the options"
PRODUCTS = ("ev", "secretome", "cells")
HOURS_PER_DAY = 24.0
_ROUTE_ONLY = (
    "f_device",
    "f_exhaled",
    "f_mouth",
    "k_site_drain",
    "k_site_take",
    "k_site_brain",
    "k_skin_in",
)
_WASH_RATE_PER_H, _WASH_H = 200.0, 0.05


@dataclass(frozen=True, slots=True)
class Experiment:
    """One course of treatment or one published experiment.

    ``dose`` counts particles (ev, secretome) or cells for each session. ``contact_h`` is how long
    a product lies on skin and ``contact_share`` how much of it touches. ``phagocytes`` is 1 for an
    intact subject, near 0 for a depleted one.
    """

    product: str
    route: str
    dose: float
    species: str = "human"
    sex: str | None = None
    days: float = 7.0
    sessions_at_h: tuple[float, ...] = (0.0,)
    duration_h: float | None = None
    label: str = ""
    target: str = "liver"
    phagocytes: float = 1.0
    contact_h: float | None = None
    contact_share: float = 1.0

    def __post_init__(self) -> None:
        """Refuse what cannot be given, with every reason in one sentence."""
        reasons = [
            *_reasons_against_product(self),
            *_reasons_against_numbers(self),
            *_reasons_against_label(self),
        ]
        if not reasons:
            reasons += reasons_against_dose(self.product, self.species, self.dose)
        if reasons:
            raise BadInput("; ".join(reasons), where="simulation", do=_DO)
        body_of(self.species, self.sex)

    @property
    def horizon_h(self) -> float:
        """How long to look."""
        return self.days * HOURS_PER_DAY


def _reasons_against_product(given: Experiment) -> list[str]:
    reasons = []
    if given.product not in PRODUCTS:
        reasons.append(f"unknown product '{given.product}' (known: {', '.join(PRODUCTS)})")
    if given.route not in routes():
        reasons.append(f"unknown route '{given.route}' (known: {', '.join(sorted(routes()))})")
    elif given.product in PRODUCTS and given.product not in routes()[given.route].products:
        reasons.append(f"{given.product} cannot be given by {given.route}")
    return reasons


def _reasons_against_label(given: Experiment) -> list[str]:
    if names_a_label(given.label):
        return []
    known = ", ".join(name for name in labels() if name != "none")
    return [
        f"unknown label '{given.label}' (known: {known}, and what belongs to them, "
        "such as 89Zr, 124I, DiR, luciferase, qPCR)"
    ]


def _reasons_against_numbers(given: Experiment) -> list[str]:
    reasons = []
    if not 0 < given.dose < 1e20:
        reasons.append(f"a dose of {given.dose:g} is not above zero and below 1e20")
    if not 0 < given.days <= 3650:
        reasons.append(f"{given.days:g} days is not above 0 and at most 3650")
    reasons += _reasons_against_times(given)
    if not 0 < given.contact_share <= 1:
        reasons.append(f"a contact share of {given.contact_share:g} is not between 0 and 1")
    if not 0 <= given.phagocytes <= 10:
        reasons.append(f"phagocyte activity {given.phagocytes:g} is not between 0 and 10")
    return reasons


def _reasons_against_times(given: Experiment) -> list[str]:
    reasons = []
    if not given.sessions_at_h or not all(0 <= at < inf for at in given.sessions_at_h):
        reasons.append("sessions need times from zero")
    elif given.days > 0 and max(given.sessions_at_h) >= given.horizon_h:
        reasons.append(f"a session comes after the {given.days:g} days that are looked at")
    for what, hours in (("duration", given.duration_h), ("contact", given.contact_h)):
        if hours is not None and not 0 < hours <= 240:
            reasons.append(f"a {what} of {hours:g} h is not between 0 and 240")
    return reasons


@dataclass(frozen=True, slots=True)
class Route:
    """A way in: the model's input, how long it takes, who may use it, and its own priors."""

    name: str
    input: str
    duration_h: float
    products: tuple[str, ...]
    priors: Mapping[str, Prior]


@cache
def routes() -> Mapping[str, Route]:
    """Every route of the data file."""
    needed = (
        "route",
        "input",
        "duration_h",
        "symbol",
        "value",
        "low",
        "high",
        "scale",
        "products",
        "status",
    )
    grouped: dict[str, list[Row]] = {}
    for row in read_table(packaged("parameters", "routes.csv"), needed):
        grouped.setdefault(row["route"], []).append(row)
    return {name: _route(name, rows) for name, rows in grouped.items()}


def _route(name: str, rows: list[Row]) -> Route:
    own = {row["symbol"]: prior_of(row) for row in rows if row["symbol"]}
    first = rows[0]
    products = tuple(first["products"].split("|"))
    return Route(name, first["input"], float(first["duration_h"]), products, own)


@dataclass(frozen=True, slots=True)
class Setup:
    """An experiment made ready: the living part of the model, its schedule, body, priors and fixed
    values.
    """

    experiment: Experiment
    model: Model
    schedule: Schedule
    body: Body
    priors: Mapping[str, Prior]
    fixed: Mapping[str, float]
    scales: Mapping[str, float]


def setup_of(given: Experiment) -> Setup:
    """Bring the needed part of the model to life."""
    route, body = routes()[given.route], body_of(given.species, given.sex)
    known = {**priors(given.species), **label_of(given.label).priors, **route.priors}
    fixed = _fixed_values(given, known)
    infusions = _infusions(given, route)
    zero = [name for name, value in fixed.items() if value == 0.0]
    model = reachable(body_model(given.target), inputs={i.input for i in infusions}, zero=zero)
    schedule = schedule_of(model, infusions, horizon_h=given.horizon_h)
    return Setup(given, model, schedule, body, known, fixed, _scales(given, known, body))


def _fixed_values(given: Experiment, known: Mapping[str, Prior]) -> dict[str, float]:
    cells = given.product == "cells"
    fixed = {
        "ev_dose": 0.0 if cells else given.dose,
        "cell_dose": given.dose if cells else 0.0,
        "mps": given.phagocytes,
        "f_contact": given.contact_share,
    }
    if given.product == "ev" or cells:
        fixed["sol_dose"] = 0.0
    return fixed | {name: 0.0 for name in _ROUTE_ONLY if name not in known}


def _infusions(given: Experiment, route: Route) -> list[Infusion]:
    duration = given.duration_h or route.duration_h
    found = []
    for start in given.sessions_at_h:
        found.append(Infusion(route.input, start, duration, 1.0 / duration))
        if route.input == "onto_skin" and given.contact_h:
            found.append(Infusion("wash_off", start + given.contact_h, _WASH_H, _WASH_RATE_PER_H))
    return found


def _scales(given: Experiment, known: Mapping[str, Prior], body: Body) -> dict[str, float]:
    """A size typical of each unit, from which absolute tolerances follow."""
    cells = given.dose if given.product == "cells" else 1.0
    particles = given.dose if given.product != "cells" else cells * known["secretion"].value * 24
    return {
        "particle": particles,
        "cell": cells,
        "microgram": max(particles * 1e-11, 1e-12),
        "1": 1.0,
        "1/cell": 1e-3,
        "particle/cell": 1e-2,
        "particle*h": particles,
        "particle*h/L": particles / body.plasma_l,
    }


def tolerances(setup: Setup, relative: float) -> tuple[float, ...]:
    """Absolute tolerance of every state: a ten-thousandth of the relative one times the size of
    its unit.
    """
    return tuple(relative * 1e-4 * setup.scales[row.unit] for row in setup.model.species)
