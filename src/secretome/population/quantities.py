"""What a published quantity means on the curves of the model: half-lives, clearance, shares,
peaks, presence and so on.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from secretome.kinetics import ORGANS
from secretome.population.curves import (
    EARLY_H,
    Curves,
    areas,
    fast_half_life,
    terminal_rate,
    time_to_half,
)
from secretome.population.reading import CannotTell, is_injured, places_of

Floats = NDArray[np.float64]
_IMAGED = ("liver", "spleen", "lung", "kidney", "gut", "heart", "brain")
_USUAL_LOOK_H = 24.0
_PLATEAU = 0.9


@dataclass(frozen=True, slots=True)
class Question:
    """What a row asks: quantity and tissue in the authors' words, its time, its unit."""

    quantity: str
    tissue: str
    unit: str
    time_h: float | None
    n: float | None


@dataclass(frozen=True, slots=True)
class Answer:
    """Draws of the asked quantity in the asked unit, and how it is to be judged.

    ``kind`` is ``number`` (positive), ``share`` (per cent or fraction of a whole), ``lower`` or
    ``upper`` (the observed value is a bound) or ``yes_no``.
    """

    draws: Floats
    kind: str = "number"


Rule = tuple[str, Callable[[Question, Curves], Answer]]


def answer_of(asked: Question, curves: Curves) -> Answer:
    """The model's draws for a question; CannotTell when the model has no such quantity."""
    name = asked.quantity.lower()
    for pattern, rule in _RULES:
        if re.search(pattern, name):
            return _bounded(name, rule(asked, curves))
    if re.search(r"%\s*(id|ia|dose|injected)|percent", asked.unit.lower()):
        return _bounded(name, _amount(asked, curves))
    raise CannotTell(f"no quantity in the model for '{asked.quantity}'")


def _bounded(name: str, answer: Answer) -> Answer:
    plain = answer.kind in {"number", "share"}
    if plain and re.search(r"lower_bound|at_least|window_start|earliest", name):
        return Answer(answer.draws, "lower")
    if plain and re.search(r"upper_bound|at_most|window_end|latest|detected_by", name):
        return Answer(answer.draws, "upper")
    return answer


def _one_place(asked: Question, curves: Curves) -> str:
    if is_injured(asked.tissue):
        raise CannotTell("injured tissue has no state of its own")
    places = places_of(asked.tissue, curves.subject.route)
    if len(set(places)) > 1:
        raise CannotTell(f"'{asked.tissue}' is more than one place")
    return places[0]


def _hours_in(unit: str) -> float:
    plain = unit.strip().lower()
    for mark, hours in (
        ("min", 1 / 60),
        ("sec", 1 / 3600),
        ("day", 24.0),
        ("week", 168.0),
        ("month", 730.0),
    ):
        if plain.startswith(mark):
            return hours
    if plain in {"d", "days"}:
        return 24.0
    if plain in {"s"}:
        return 1 / 3600
    if plain in {"h", "hr", "hrs", "hour", "hours"}:
        return 1.0
    raise CannotTell(f"'{unit}' is not a unit of time")


def _half_life(asked: Question, curves: Curves) -> Answer:
    place = _one_place(asked, curves)
    curve = curves.density(place) if place in {"blood", "plasma"} else curves.mark(place)
    name = asked.quantity.lower()
    if re.search(r"distribution|alpha|initial|fast|first|early|t12a", name):
        hours = fast_half_life(curves, curve)
    elif re.search(r"eliminat|terminal|beta|slow|late|t12b|gamma", name):
        hours = np.log(2) / terminal_rate(curves, curve)
    else:
        hours = time_to_half(curves, curve)
    return Answer(hours / _hours_in(asked.unit))


def _concentration_in_blood(asked: Question, curves: Curves) -> Floats:
    return curves.density("plasma" if "plasma" in asked.tissue.lower() else "blood")


def _require_blood(asked: Question, curves: Curves) -> None:
    if set(places_of(asked.tissue, curves.subject.route)) - {"blood", "plasma", "body"}:
        raise CannotTell(f"{asked.quantity} is known for blood or plasma only")


def _clearance(asked: Question, curves: Curves) -> Answer:
    _require_blood(asked, curves)
    area, _ = areas(curves, _concentration_in_blood(asked, curves))
    ml_per_h = 1 / area
    unit = asked.unit.lower().replace(" ", "")
    volume = 1e-3 if unit.startswith("l") else 1.0
    hours = 1 / 60 if "/min" in unit else 1.0
    mass = _per_mass(unit, curves)
    if not re.match(r"(ml|l)/(min|h|hr|hour)|(ml|l)/(kg|g)/(min|h)", unit):
        raise CannotTell(f"'{asked.unit}' is not a unit of clearance")
    return Answer(ml_per_h * volume * hours / mass)


def _per_mass(unit: str, curves: Curves) -> Floats:
    if "/kg" in unit:
        return curves.weight_kg
    return curves.weight_kg * 1000 if re.search(r"/g\b", unit) else np.ones_like(curves.weight_kg)


def _volume(asked: Question, curves: Curves) -> Answer:
    _require_blood(asked, curves)
    concentration = _concentration_in_blood(asked, curves)
    area, moment = areas(curves, concentration)
    if re.search(r"central|vc|initial|v1", asked.quantity.lower()):
        ml = 1 / np.maximum(curves.at(concentration, EARLY_H), 1e-30)
    else:
        ml = moment / area**2
    unit = asked.unit.lower()
    if not re.match(r"(ml|l|ul|µl)\b", unit):
        raise CannotTell(f"'{asked.unit}' is not a unit of volume")
    scale = {"l": 1e-3, "m": 1.0, "u": 1e3, "µ": 1e3}[unit[0]]
    return Answer(ml * scale / _per_mass(unit, curves))


def _residence(asked: Question, curves: Curves) -> Answer:
    place = _one_place(asked, curves)
    curve = (
        _concentration_in_blood(asked, curves)
        if place in {"blood", "plasma"}
        else curves.mark(place)
    )
    area, moment = areas(curves, curve)
    return Answer(moment / area / _hours_in(asked.unit))


def _area(asked: Question, curves: Curves) -> Answer:
    place = _one_place(asked, curves)
    unit = asked.unit.lower().replace(" ", "").replace("·", "*")
    if "%" not in unit or not re.search(r"[*x](h|min|hr|d)", unit):
        raise CannotTell(f"'{asked.unit}' is not an exposure in per cent of the dose")
    per = "/g" in unit or "/ml" in unit or "/cc" in unit
    curve = curves.density(place) if per else curves.mark(place)
    area, _ = areas(curves, curve)
    hours = 1 / 60 if "min" in unit else 1.0
    return Answer(100 * area / hours)


def _rate_constant(asked: Question, curves: Curves) -> Answer:
    rate = terminal_rate(curves, curves.mark(_one_place(asked, curves)))
    unit = asked.unit.lower().replace(" ", "")
    found = re.match(r"(?:1/|/|per)?(min|h|hr|d|day|s)(?:\^?-1)?$", unit)
    if not found:
        raise CannotTell(f"'{asked.unit}' is not a rate constant")
    return Answer(rate * _hours_in(found.group(1)))


def _amount(asked: Question, curves: Curves) -> Answer:
    """Per cent of the dose, whole or per gram, at a time."""
    if asked.time_h is None:
        raise CannotTell("an amount needs a time")
    place = _one_place(asked, curves)
    unit = asked.unit.lower().replace(" ", "")
    if "suv" in unit:
        return Answer(curves.at(curves.density(place), asked.time_h) * curves.weight_kg * 1000)
    if re.search(r"%?(id|ia|dose|injected).*/(g|ml|cc)|percent.*/(g|ml)", unit):
        return Answer(100 * curves.at(curves.density(place), asked.time_h))
    if re.search(r"recovered|organ|total|signal|radiance|fluorescence", unit):
        return _share(asked, curves)
    if re.search(r"%|percent|id|fraction", unit):
        scale = 1.0 if "fraction" in unit else 100.0
        return Answer(scale * curves.at(curves.mark(place), asked.time_h), "share")
    raise CannotTell(f"'{asked.unit}' cannot be compared with a share of the dose")


def _of_the_dose(unit: str) -> bool:
    """Whether a share is of what was given rather than of what was found."""
    return bool(re.search(r"inject|dose|%\s*i[da]\b|administ", unit.lower()))


def _share(asked: Question, curves: Curves) -> Answer:
    """Share of the signal of all organs usually imaged."""
    if asked.time_h is None:
        raise CannotTell("a share needs a time")
    place = _one_place(asked, curves)
    whole = np.sum([curves.mark(organ) for organ in {*_IMAGED, place}], axis=0)
    share = curves.at(curves.mark(place), asked.time_h) / np.maximum(
        curves.at(whole, asked.time_h), 1e-30
    )
    return Answer(share if "fraction" in asked.unit.lower() else 100 * share, "share")


def _phagocyte_share(asked: Question, curves: Curves) -> Answer:
    place = _one_place(asked, curves)
    eaten = curves.parameters.get(f"ext_mac_{place}")
    if eaten is None:
        raise CannotTell(f"no phagocytes in {place}")
    share = eaten / (eaten + curves.parameters[f"ext_par_{place}"])
    return Answer(share if "fraction" in asked.unit.lower() else 100 * share, "share")


def _peak_time(asked: Question, curves: Curves) -> Answer:
    if is_injured(asked.tissue):
        raise CannotTell("injured tissue has no state of its own")
    places = places_of(asked.tissue, curves.subject.route)
    curve = np.sum([curves.mark(place) for place in places], axis=0)
    # sampled now and then and read with noise, a plateau is reported from where it begins
    high = curve >= _PLATEAU * curve.max(axis=1, keepdims=True)
    hours = np.maximum(curves.times_h[np.argmax(high, axis=1)], 0.02)
    return Answer(hours / _hours_in(asked.unit))


def _ratio(asked: Question, curves: Curves) -> Answer:
    places = places_of(asked.tissue, curves.subject.route)
    if len(places) != 2 or asked.time_h is None:
        raise CannotTell("a ratio needs two tissues and a time")
    if is_injured(asked.tissue):
        raise CannotTell("injured tissue has no state of its own")
    top, bottom = (curves.at(curves.density(place), asked.time_h) for place in places)
    return Answer(top / np.maximum(bottom, 1e-30))


def _above_one(asked: Question, curves: Curves) -> Answer:
    return Answer((_ratio(asked, curves).draws > 1).astype(float), "yes_no")


def _gone_by(asked: Question, curves: Curves) -> Answer:
    return Answer(_last_seen(asked, curves).draws, "upper")


# least share of the dose in a gram that each kind of label shows, with a factor of ten either way
_VISIBLE_PER_G = {
    "metal": 1e-4,
    "iodine": 1e-4,
    "dye": 3e-3,
    "reporter": 1e-5,
    "nucleic": 3e-5,
    "none": 1e-3,
}


def _presence(asked: Question, curves: Curves) -> Answer:
    """1 where every named place holds more than can just be seen, else 0."""
    if is_injured(asked.tissue):
        raise CannotTell("injured tissue has no state of its own")
    time_h = _USUAL_LOOK_H if asked.time_h is None else asked.time_h
    seen = np.ones(len(curves.weight_kg))
    for place in places_of(asked.tissue, curves.subject.route):
        if "viable" in asked.quantity.lower():
            cells = curves.at(curves.mark(place, alive=True), time_h) * curves.subject.dose
            seen *= cells > 50
        else:
            limit = _VISIBLE_PER_G[curves.subject.label] * _spread_of_limits(len(seen))
            seen *= curves.at(curves.density(place), time_h) > limit
    if asked.unit.startswith("of "):
        return Answer(np.full(len(seen), seen.mean() * (asked.n or 10)), "count")
    return Answer(seen, "yes_no")


def _spread_of_limits(count: int) -> Floats:
    return 10.0 ** np.linspace(-1, 1, count)[np.arange(count) * 7919 % count]


def _largest(asked: Question, curves: Curves) -> Answer:
    if asked.time_h is None:
        raise CannotTell("the largest share needs a time")
    place = _one_place(asked, curves)
    shares = {organ: curves.at(curves.mark(organ), asked.time_h) for organ in ORGANS}
    best = np.max([shares[organ] for organ in _IMAGED], axis=0)
    return Answer((shares[place] >= best).astype(float), "yes_no")


def _last_seen(asked: Question, curves: Curves) -> Answer:
    """The last time at which a twentieth of the peak, or of the given cells alive, is left."""
    place = _one_place(asked, curves)
    curve = curves.mark(place, alive="viable" in asked.quantity.lower())
    above = curve > 0.05 * curve.max(axis=1, keepdims=True)
    last = curve.shape[1] - 1 - np.argmax(above[:, ::-1], axis=1)
    return Answer(np.maximum(curves.times_h[last], 0.1) / _hours_in(asked.unit))


def _first_seen(asked: Question, curves: Curves) -> Answer:
    place = _one_place(asked, curves)
    limit = _VISIBLE_PER_G[curves.subject.label] * _spread_of_limits(len(curves.weight_kg))
    above = curves.density(place) > limit[:, None]
    first = np.where(above.any(axis=1), np.argmax(above, axis=1), above.shape[1] - 1)
    return Answer(np.maximum(curves.times_h[first], 0.01) / _hours_in(asked.unit))


_RULES: tuple[Rule, ...] = (
    (
        r"^mrt_ratio|auc.*change|relative_pulmonary|follow_up|sampling_time|compartment|span|dosimetry|effective_dose|in_vitro",
        lambda asked, _: _refuse(asked),
    ),
    (r"macrophage_share|phagocyte_share|mps_share|kupffer", _phagocyte_share),
    (r"half_?-?life|^t_?1/?2|t12|halflife", _half_life),
    (r"clearance|^cl$|^cl_", _clearance),
    (r"volume|^vd|^vss|^v_?ss|^vz|^vc", _volume),
    (r"residence_time|^mrt", _residence),
    (r"^auc|exposure|area_under", _area),
    (r"rate_constant|^k_?el|^ke$", _rate_constant),
    (r"largest|highest|dominant|main_organ", _largest),
    (
        r"elimination.*complete|cleared_by|undetectable_by",
        _gone_by,
    ),
    (r"last_time|persist|last_detect|until|^residence$|disappear", _last_seen),
    (r"first_(signal|detect)|earliest_detect|onset", _first_seen),
    (
        r"(slight|second|secondary|local|later)_peak|signal_rise",
        lambda asked, _: _no_other_peak(asked),
    ),
    (r"peak|tmax|t_max|time_of_max", _peak_time),
    (r"ratio_above", _above_one),
    (r"detected|presence|present|positive|visible|viable_cells|observed", _presence),
    (r"(^|_)ratio(_|$)|fold_over|relative_to", _ratio),
    (
        r"share|percent_of_(organ|recover|total|signal)|fraction_of_(organ|signal|recover|total)",
        lambda asked, curves: (_amount if _of_the_dose(asked.unit) else _share)(asked, curves),
    ),
    (
        r"concentration|uptake|amount|percent|fraction|retention|remaining|recovery|%|dose|accumulation|level|signal|bioavail",
        _amount,
    ),
)


def _no_other_peak(asked: Question) -> Answer:
    raise CannotTell(f"'{asked.quantity}' is not the largest value, which is what is computed")


def _refuse(asked: Question) -> Answer:
    raise CannotTell(f"no quantity in the model for '{asked.quantity}'")
