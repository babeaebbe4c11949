"""Puts the rows of the body together into one description."""

from functools import cache

from secretome.engine import Input, Model, filled, fluxes_from, parameters_from, species_from
from secretome.errors import BadInput
from secretome.kinetics.body import (
    BREAKDOWN_FLUXES,
    CELL_FLUXES,
    DEBRIS_FLUXES,
    EFFECT_FLUXES,
    ENTRY_FLUXES,
    KEEPERS_OF_DEBRIS,
    LIFE_FLUXES,
    LIFE_STATES,
    ORGAN_FLUXES,
    ORGAN_PARAMETERS,
    ORGAN_ROWS,
    ORGAN_STATES,
    PHAGOCYTE_FLUXES,
    PHAGOCYTE_PARAMETERS,
    PHAGOCYTE_STATES,
    RELEASE_FLUXES,
    SHARED_FLUXES,
    SHARED_PARAMETERS,
    STATES,
    WAYS_IN,
)
from secretome.kinetics.outputs import output_rows


def _table(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in row.split("|")] for row in text.strip().splitlines()]


ORGANS = tuple(row[0] for row in _table(ORGAN_ROWS))
PHAGOCYTIC = tuple(row[0] for row in _table(ORGAN_ROWS) if row[1])
PORTAL = tuple(row[0] for row in _table(ORGAN_ROWS) if row[2])
INPUTS = tuple(row[0] for row in _table(WAYS_IN))


@cache
def body_model(target: str = "liver") -> Model:
    """The full description; ``target`` is the organ, or the local site, whose response the effect
    chain follows.
    """
    places = (*ORGANS, "site")
    if target not in places:
        raise BadInput(
            f"no organ named {target}", where="target", do=f"Use one of {', '.join(places)}"
        )
    organs = [_words(organ) for organ in ORGANS]
    eaters = [_words(organ) for organ in PHAGOCYTIC]
    lives = [_words(place) for place in places]
    shedding = [_words(place) for place in places if place not in KEEPERS_OF_DEBRIS]
    free_label = [o for o in ORGANS if o not in {"liver", "kidney"}]
    species = [
        STATES,
        filled(ORGAN_STATES, organs),
        filled(PHAGOCYTE_STATES, eaters),
        filled(LIFE_STATES, lives),
    ]
    parameters = [
        SHARED_PARAMETERS,
        filled(ORGAN_PARAMETERS, organs),
        filled(PHAGOCYTE_PARAMETERS, eaters),
    ]
    fluxes = [
        ENTRY_FLUXES,
        SHARED_FLUXES,
        CELL_FLUXES,
        filled(ORGAN_FLUXES, organs),
        filled(PHAGOCYTE_FLUXES, eaters),
        filled(BREAKDOWN_FLUXES, _breakdown_places()),
        filled("lab_{o} -> lab_blood | k_label*lab_{o}", [{"o": o} for o in free_label]),
        filled(LIFE_FLUXES, lives),
        filled(RELEASE_FLUXES, organs),
        filled(DEBRIS_FLUXES, shedding),
        EFFECT_FLUXES.format(target=target, intact=_intact(target)),
    ]
    states = tuple(species_from("\n".join(species)))
    return Model(
        name=f"whole body, response in {target}",
        species=states,
        parameters=tuple(parameters_from("\n".join(parameters))),
        inputs=tuple(Input(name, "1/h", meaning) for name, meaning in _table(WAYS_IN)),
        fluxes=tuple(fluxes_from("\n".join(fluxes))),
        outputs=output_rows(tuple(row.name for row in states), ORGANS, PHAGOCYTIC),
    )


def _words(o: str) -> dict[str, str]:
    """What the organ rows call an organ's neighbours."""
    all_flow = "(" + "+".join(f"q_{organ}" for organ in ORGANS if organ != "lung") + ")"
    liver_flow = "(" + "+".join(f"q_{organ}" for organ in ("liver", *PORTAL)) + ")"
    lung = o == "lung"
    return {
        "o": o,
        "arrive": "ev_ven" if lung else "ev_art",
        "v_arrive": "v_ven" if lung else "v_art",
        "inflow": all_flow if lung else f"q_{o}",
        "through": {"lung": all_flow, "liver": liver_flow}.get(o, f"q_{o}"),
        "leave": "ev_art" if lung else ("ev_vas_liver" if o in PORTAL else "ev_ven"),
        "blood": "ven" if lung else "art",
        "past": "art" if lung else "ven",
        "ev_into": "ev_site" if o == "site" else f"ev_vas_{o}",
        "life": "life_site" if o == "site" else "life",
        "k_debris": "k_debris_site" if o == "site" else "k_debris",
        "sol_into": "sol_site" if o == "site" else "sol_blood",
    }


def _breakdown_places() -> list[dict[str, str]]:
    places = [{"state": s, "stays": "lab_blood", "k": "k_plasma"} for s in ("ev_ven", "ev_art")]
    places += [{"state": f"ev_mac_{o}", "stays": f"lab_{o}", "k": "k_mac"} for o in PHAGOCYTIC]
    return places + [
        {"state": f"ev_par_{o}", "stays": f"lab_{o}", "k": "k_par"} for o in (*ORGANS, "site")
    ]


def _intact(place: str) -> str:
    if place == "site":
        return "ev_site+ev_par_site"
    mac = f"+ev_mac_{place}" if place in PHAGOCYTIC else ""
    return f"ev_vas_{place}+ev_int_{place}+ev_par_{place}{mac}"
