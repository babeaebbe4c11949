"""Reads what a published row is about, in its authors' words: species, product, route, label,
dose, place, quantity.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from secretome.kinetics import SPECIES, body_of, label_of
from secretome.kinetics.doses import CELLS_PER_KG, PARTICLES_PER_KG
from secretome.kinetics.tables import Row

PARTICLES_PER_UG = 3e10
_DEPLETED = 0.05


class CannotTell(Exception):
    """The row asks for something the model has no quantity for; the text says what."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Who got what in a row: enough to set the experiment up."""

    species: str
    product: str
    route: str
    label: str
    dose: float
    phagocytes: float
    sex: str | None = None
    redosed: bool = False


_SPECIES_WORDS = {
    "macaque": ("macaque", "rhesus", "nemestrina", "cynomolgus", "monkey", "primate"),
    "human": ("human", "patient", "volunteer", "man", "woman"),
    "rat": ("rat", "rats", "sprague", "wistar"),
    "mouse": (
        "mouse",
        "mice",
        "murine",
        "rodent",
        "balb",
        "c57",
        "nod",
        "scid",
        "nude",
        "animals pooled",
        "animal",
    ),
}
_ROUTE_WORDS = {
    "ia": ("intra-arterial", "intraarterial", "intracardiac", "left ventric", "carotid"),
    "inhalation": ("inhal", "nebul", "aerosol"),
    "intratracheal": ("tracheal", "oropharyng", "airway"),
    "intranasal": ("nasal", "nose"),
    "joint": ("articular", "joint", "knee"),
    "muscle": ("muscular", "i.m", "muscle"),
    "dermis": ("dermal", "cutan", "s.c", "hypoderm"),
    "spinal_fluid": ("thecal", "cistern", "ventricular", "csf", "spinal"),
    "peritoneum": ("periton", "i.p"),
    "skin_wounded": ("wound",),
    "skin_microneedled": ("needle", "spicule"),
    "skin_intact": ("topical", "skin", "transderm", "mask"),
    "iv": ("iv", "i.v", "venous", "tail vein", "retro", "vein", "systemic", "infusion"),
}
_SHORT_ROUTES = {
    "ip": "peritoneum",
    "im": "muscle",
    "sc": "dermis",
    "it": "intratracheal",
    "in": "intranasal",
    "id": "dermis",
    "ia": "joint",
    "icv": "spinal_fluid",
}
_EV_WORDS = ("exosome", "vesicle", "ev", "evs", "sev", "sevs", "exo", "lev")
_CELL_WORDS = ("msc", "mscs", "cell", "cells", "stromal", "stem", "bmmc", "mapc", "nsc", "hmsc")
_SOLUBLE_WORDS = ("il-10", "il10", "interleukin", "tgf", "vegf", "hgf", "cytokine", "protein")


def subject_of(row: Row) -> Subject:
    """Who and what the row is about; CannotTell when a part is beyond the model."""
    text = row.get("species", "").lower()
    species = _species(text)
    product = _product(row)
    route = _route(row.get("route", "").lower())
    depleted = "deplet" in text or "clodron" in f"{text} {row.get('note', '').lower()}"
    dose = _dose(row.get("dose", ""), species, product)
    return Subject(
        species,
        product,
        route,
        label_of(row.get("label", "")).name,
        dose,
        _DEPLETED if depleted else 1.0,
        _sex(text, species),
        _is_redosed(row),
    )


def _is_redosed(row: Row) -> bool:
    """Whether the row speaks of a later dose, after the body has met the first."""
    said = f"{row.get('quantity', '')} {row.get('dose', '')} {row.get('species', '')}".lower()
    return bool(re.search(r"second.?dose|repeat|re-?dos|sensiti[sz]ed|pre-?dosed", said))


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z0-9.\-]+", text.lower()))


def _species(text: str) -> str:
    words = _words(text)
    for species, marks in _SPECIES_WORDS.items():
        if any(mark in words or (len(mark) > 4 and mark in text) for mark in marks):
            return species
    raise CannotTell(f"no physiology for species '{text}' (known: {', '.join(SPECIES)})")


def _sex(text: str, species: str) -> str | None:
    if species != "human":
        return None
    return "female" if "female" in text or "women" in text else None


def _product(row: Row) -> str:
    source = row.get("source_material", "").lower()
    words = set(re.findall(r"[a-z0-9]+", source))
    if words & set(_EV_WORDS) or "exosom" in source or "vesicle" in source:
        return "ev"
    if words & set(_CELL_WORDS):
        return "cells"
    if any(word in source for word in _SOLUBLE_WORDS):
        raise CannotTell("single soluble proteins are not predicted one by one")
    raise CannotTell(f"'{source}' is neither vesicles nor cells")


def _route(text: str) -> str:
    first = re.split(r"\band\b|,|;|\+", text)[0].strip()
    if first in _SHORT_ROUTES:
        return _SHORT_ROUTES[first]
    for route, marks in _ROUTE_WORDS.items():
        if any(mark in first for mark in marks):
            return route
    raise CannotTell(f"no route for '{text}'")


_NUMBER = re.compile(r"(\d+(?:\.\d+)?(?:\s*(?:e|x\s*10\^?|×\s*10\^?)\s*\d+)?)")


def _dose(text: str, species: str, product: str) -> float:
    """The dose in particles or cells; the usual one for the body weight when none can be read."""
    weight = body_of(species).weight_kg
    usual = (CELLS_PER_KG if product == "cells" else PARTICLES_PER_KG) * weight
    found = _NUMBER.search(text.lower())
    if not found:
        return usual
    number = float(re.sub(r"\s*[x×]\s*10\^?\s*", "e", found.group(1)).replace(" ", ""))
    lower = text.lower()
    per_kg = weight if "/kg" in lower else 1.0
    if product == "cells":
        return number * per_kg if number >= 100 else usual
    if "ug" in lower or "µg" in lower or "μg" in lower:
        return number * PARTICLES_PER_UG * per_kg
    if "mg" in lower:
        return number * 1000 * PARTICLES_PER_UG * per_kg
    return number * per_kg if number >= 1e5 else usual


_PLACES: Mapping[str, tuple[str, ...]] = {
    "urine": ("urine", "urinary", "bladder"),
    "feces": ("feces", "faeces", "stool"),
    "plasma": ("plasma", "serum"),
    "blood": ("blood",),
    "bone": ("bone", "marrow", "femur", "tibia", "skeleton"),
    "gut": (
        "gut",
        "intestin",
        "jejunum",
        "colon",
        "stomach",
        "gi tract",
        "gastro",
        "ileum",
        "duoden",
    ),
    "liver": ("liver", "hepat"),
    "spleen": ("spleen", "splen"),
    "lung": ("lung", "pulmon"),
    "kidney": ("kidney", "renal"),
    "heart": ("heart", "cardiac", "myocard", "infarct"),
    "brain": ("brain", "spinal cord", "hemisphere", "cerebr", "hippocamp", "cortex"),
    "muscle": ("muscle", "thigh", "calf", "quadriceps"),
    "skin": ("skin", "dermis", "wound"),
    "adipose": ("adipose", "fat"),
    "site": ("joint", "knee", "inject", "site", "depot", "synovi"),
    "body": ("whole body", "whole-body", "whole_body", "total body", "body", "any tissue"),
}
_LOCAL = {
    "joint": ("joint", "knee"),
    "muscle": ("muscle", "thigh", "limb"),
    "dermis": ("skin", "dermis"),
    "spinal_fluid": ("csf", "spinal"),
}


def places_of(text: str, route: str) -> list[str]:
    """The places of the model that a tissue text names; CannotTell when it names none."""
    lower = text.lower()
    if re.search(r"b cells|pbmc|cd20|leukocyte|in_vitro|in vitro", lower):
        raise CannotTell(f"'{text}' is not a place that the model follows")
    if re.search(r"\bcsf\b|spinal fluid|cerebrospinal", lower) and route != "spinal_fluid":
        raise CannotTell("spinal fluid is followed only where the dose was put into it")
    if any(word in lower for word in _LOCAL.get(route, ())) and "over" not in lower:
        return ["site"]
    found = []
    for part in re.split(r",|\band\b|/|\bover\b|\bto\b|\+|\bvs\b|:", lower):
        for place, marks in _PLACES.items():
            if any(mark in part for mark in marks):
                found.append(place)
                break
    if not found:
        raise CannotTell(f"no place in the model for tissue '{text}'")
    return found


def is_injured(text: str) -> bool:
    """Whether the tissue is a lesion, which the model has no state for."""
    return any(
        word in text.lower()
        for word in (
            "injur",
            "lesion",
            "infarct",
            "ischaem",
            "ischem",
            "impact",
            "wound",
            "tumor",
            "tumour",
        )
    )
