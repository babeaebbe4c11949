"""What a run returns: intact vesicles, label, living cells and cell label by place, exposures,
balances, responses.
"""

from collections.abc import Sequence

from secretome.engine import Output

LOST_EV = ("ev_gone", "ev_device", "ev_exhaled", "ev_swallowed", "ev_washed", "ev_broken")
SINGLE = {
    "auc_plasma": "particle*h/L",
    "auc_target": "particle*h",
    "mirna": "1/cell",
    "eaten": "particle/cell",
    "protein": "1",
    "inflammation": "1",
    "fibrosis": "1",
    "repair": "1",
    "viable": "1",
    "imm_2": "1",
    "ev_own": "particle",
    "sol_blood": "microgram",
    "sol_site": "microgram",
    "ev_given": "particle",
    "cell_given": "cell",
    "ev_made": "particle",
}


def output_rows(
    states: Sequence[str], organs: Sequence[str], phagocytic: Sequence[str]
) -> tuple[Output, ...]:
    """Every output that can be asked for; a run picks those it needs."""
    rows = [_sum("intact_blood", "particle", ("ev_ven", "ev_art", "ev_bound"))]
    rows.append(_sum("plasma", "particle", ("ev_ven", "ev_art")))
    rows.append(_sum("label_blood", "particle", ("ev_ven", "ev_art", "ev_bound", "lab_blood")))
    rows.append(_sum("label_plasma", "particle", ("ev_ven", "ev_art", "lab_blood")))
    rows.append(_sum("label_urine", "particle", ("lab_urine",)))
    rows.append(_sum("label_feces", "particle", ("lab_feces",)))
    rows.append(_sum("alive_blood", "cell", ("cell_ven", "cell_art")))
    rows.append(_sum("cellmark_blood", "cell", ("cell_ven", "cell_art", "deb_blood")))
    for place in (*organs, "site"):
        rows += _place(place, phagocytic)
    rows += _totals(states)
    rows += [Output(name, unit, {name: 1.0}) for name, unit in SINGLE.items()]
    return tuple(rows)


def _place(place: str, phagocytic: Sequence[str]) -> list[Output]:
    if place == "site":
        intact = ["ev_site", "ev_par_site"]
    else:
        kinds = ("vas", "int", "par", "mac") if place in phagocytic else ("vas", "int", "par")
        intact = [f"ev_{kind}_{place}" for kind in kinds]
    if place == "lung":
        intact.append("ev_air")
    alive = [f"cell_{place}_{stage}" for stage in (1, 2, 3)]
    return [
        _sum(f"intact_{place}", "particle", intact),
        _sum(f"label_{place}", "particle", [*intact, f"lab_{place}"]),
        _sum(f"alive_{place}", "cell", alive),
        _sum(f"cellmark_{place}", "cell", [*alive, f"deb_{place}"]),
    ]


def _totals(states: Sequence[str]) -> list[Output]:
    """Whole-body sums and the balances, which must stay zero."""
    counts = {"ev_own", "ev_given", "ev_made", *LOST_EV}
    intact = [s for s in states if s.startswith("ev_") and s not in counts]
    outside = {"lab_given", "lab_urine", "lab_feces"}
    label = [s for s in states if s.startswith("lab_") and s not in outside]
    alive = [s for s in states if s.startswith("cell_") and s not in {"cell_given", "cell_gone"}]
    debris = [s for s in states if s.startswith("deb_")]
    soluble = ["sol_blood", "sol_tissue", "sol_site"]
    lost_label = [s for s in LOST_EV if s != "ev_gone"]
    minus = {"ev_given": -1.0, "ev_made": -1.0}
    return [
        _sum("intact_body", "particle", intact),
        _sum("label_body", "particle", [*intact, *label]),
        _sum("alive_body", "cell", alive),
        _sum("cellmark_body", "cell", [*alive, *debris]),
        _sum("soluble_body", "microgram", soluble),
        Output("balance_ev", "particle", dict.fromkeys([*intact, *LOST_EV], 1.0) | minus),
        Output(
            "balance_label",
            "particle",
            dict.fromkeys([*intact, *label, *lost_label, "lab_urine", "lab_feces"], 1.0)
            | minus
            | {"lab_given": -1.0},
        ),
        Output(
            "balance_cells",
            "cell",
            dict.fromkeys([*alive, *debris, "cell_gone"], 1.0) | {"cell_given": -1.0},
        ),
        Output(
            "balance_soluble",
            "microgram",
            dict.fromkeys([*soluble, "sol_gone"], 1.0) | {"sol_given": -1.0},
        ),
    ]


def _sum(name: str, unit: str, states: Sequence[str]) -> Output:
    return Output(name, unit, dict.fromkeys(states, 1.0))
