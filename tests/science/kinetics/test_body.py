"""The body as a whole: units, balances for every route under random parameters, and what must hold
of any sane body.
"""

import numpy as np
import pint
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secretome.engine import (
    ReferenceSolver,
    Tolerance,
    even_times,
    load_kernel,
    outputs_of,
    run_ensemble,
    unit_faults,
    with_outputs,
)
from secretome.errors import BadInput
from secretome.kinetics import (
    SPECIES,
    Experiment,
    body_model,
    body_of,
    routes,
    setup_of,
    tolerances,
)
from secretome.kinetics.parameters import priors
from secretome.kinetics.tables import packaged, papers, rows_of

BALANCES = ("balance_ev", "balance_label", "balance_cells", "balance_soluble")
CASES = [(p, r) for r in sorted(routes()) for p in routes()[r].products]


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("kernels")


@pytest.fixture
def registry():
    registry = pint.UnitRegistry()
    registry.define("cell = [given_cells]")
    registry.define("particle = [vesicles]")
    return registry


def middle_values(setup):
    values = {**setup.body.parameters(), **{s: p.value for s, p in setup.priors.items()}}
    values |= setup.fixed
    values.setdefault("sol_dose", 1.0)
    values["n_cells"] = 1e9
    return values


def table_of(setup, values):
    return np.array([[values[name] for name in setup.model.parameter_index]])


def run(setup, table, cache, outputs, relative=1e-6):
    model = with_outputs(setup.model, outputs)
    times = even_times(setup.experiment.horizon_h, 40)
    tolerance = Tolerance(relative, tolerances(setup, relative))
    ensemble = run_ensemble(
        load_kernel(model, cache_dir=cache), table, setup.schedule, times, tolerance
    )
    assert ensemble.outcome == "complete"
    return dict(zip(outputs, ensemble.outputs[0].T, strict=True)), times


@pytest.mark.parametrize("target", ["liver", "lung", "site"])
def test_every_flux_has_the_unit_of_what_it_changes(registry, target):
    assert unit_faults(body_model(target), registry) == []


def test_a_rate_with_a_wrong_unit_is_found(registry):
    from dataclasses import replace

    model = body_model()
    wrong = replace(model.fluxes[-1], rate="q_liver*viable")
    faults = unit_faults(replace(model, fluxes=(*model.fluxes, wrong)), registry)
    assert any("viable" in fault for fault in faults)


@pytest.mark.parametrize(("product", "route"), CASES)
def test_nothing_is_lost_or_made_by_any_route(cache, product, route):
    setup = setup_of(
        Experiment(product, route, 1e8, species="human", days=20, sessions_at_h=(0.0, 168.0))
    )
    outputs = [o.name for o in setup.model.outputs if o.name in BALANCES and o.terms]
    given_name = "cell_given" if product == "cells" else "ev_given"
    curves, _ = run(
        setup, table_of(setup, middle_values(setup)), cache, [*outputs, given_name, "ev_made"]
    )
    whole = max(2e8, np.abs(curves["ev_made"]).max())
    for name in outputs:
        assert np.abs(curves[name]).max() < 1e-9 * whole, name
    assert curves[given_name][-1] > 0.4e8


@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_the_balances_hold_under_random_parameters(cache, data):
    species = data.draw(st.sampled_from(SPECIES))
    product, route = data.draw(st.sampled_from([c for c in CASES if c[0] != "secretome"]))
    setup = setup_of(Experiment(product, route, 1e8, species=species, days=5))
    values = middle_values(setup)
    for symbol, prior in setup.priors.items():
        sigma = data.draw(st.floats(-2.5, 2.5, allow_nan=False), label=symbol)
        values[symbol] = float(prior.outer(prior.center + sigma * prior.spread))
    outputs = [o.name for o in setup.model.outputs if o.name in BALANCES and o.terms]
    curves, _ = run(setup, table_of(setup, values | setup.fixed), cache, [*outputs, "ev_made"])
    whole = max(1e8, np.abs(curves["ev_made"]).max())
    for name in outputs:
        assert np.abs(curves[name]).max() < 1e-9 * whole, name


def test_the_whole_body_agrees_with_the_pivoting_reference(cache):
    setup = setup_of(Experiment("ev", "iv", 1e9, species="mouse", days=2))
    outputs = ["plasma", "intact_liver", "label_spleen", "mirna", "viable"]
    table = table_of(setup, middle_values(setup))
    curves, times = run(setup, table, cache, outputs, relative=1e-8)
    model = with_outputs(setup.model, outputs)
    atol = np.array(tolerances(setup, 1e-7))
    states = (
        ReferenceSolver(model).solve(table[0], setup.schedule, times, rtol=1e-7, atol=atol).states
    )
    for name, column in zip(outputs, outputs_of(model, states).T, strict=True):
        assert np.abs(curves[name] - column).max() < 1e-4 * np.abs(column).max(), name


def test_without_uptake_binding_or_leak_the_dose_stays_in_plasma_and_decays_at_its_own_rate(cache):
    setup = setup_of(Experiment("ev", "iv", 1e9, species="rat", days=2))
    values = middle_values(setup)
    for name in values:
        if name.startswith("ext_"):
            values[name] = 0.0
    values |= {"k_bind": 0.0, "free": 0.0, "k_plasma": 0.05}
    curves, times = run(setup, table_of(setup, values), cache, ["intact_body"], relative=1e-9)
    pools = values["v_ven"] + values["v_art"]
    share = pools / (pools + sum(values[f"v_{o}"] for o in body_of("rat").organs))
    late = times > 1.0
    slope = np.polyfit(times[late], np.log(curves["intact_body"][late]), 1)[0]
    assert slope == pytest.approx(-0.05 * share, rel=2e-3)


def test_a_label_outlives_the_vesicle_only_if_it_stays_in_the_tissue(cache):
    shares = {}
    for label in ("DiR", "luciferase"):
        setup = setup_of(Experiment("ev", "iv", 1e9, species="mouse", days=14, label=label))
        curves, _ = run(
            setup, table_of(setup, middle_values(setup)), cache, ["intact_body", "label_body"]
        )
        shares[label] = curves["label_body"][-1] / 1e9
        assert curves["intact_body"][-1] < 1e-3 * 1e9
    assert shares["DiR"] > 0.05
    assert shares["luciferase"] < 1e-4


def test_living_cells_are_in_the_lung_first_and_gone_in_days_while_their_label_moves_to_the_liver(
    cache,
):
    setup = setup_of(Experiment("cells", "iv", 5e5, species="mouse", days=4))
    outputs = ["alive_lung", "cellmark_lung", "cellmark_liver", "alive_body"]
    curves, times = run(setup, table_of(setup, middle_values(setup)), cache, outputs)
    at = {h: int(np.argmin(abs(times - h))) for h in (1, 24, 72)}
    assert curves["cellmark_lung"][at[1]] > 0.5 * 5e5
    assert curves["alive_lung"][at[24]] > 1.0
    assert curves["cellmark_liver"][at[72]] > curves["cellmark_lung"][at[72]]


def test_a_second_dose_is_cleared_faster_when_the_body_has_answered_the_first(cache):
    setup = setup_of(
        Experiment("ev", "iv", 1e11, species="macaque", days=15, sessions_at_h=(0.0, 240.0))
    )
    curves, times = run(setup, table_of(setup, middle_values(setup)), cache, ["plasma"])
    first = np.interp(4.0, times, curves["plasma"])
    second = np.interp(244.0, times, curves["plasma"])
    assert second < first


@pytest.mark.parametrize("species", SPECIES)
def test_a_body_closes(species):
    body = body_of(species)
    organs = sum(space.volume_l for space in body.organs.values())
    assert 0.5 < organs / body.weight_kg < 1.1
    flows = sum(s.flow_l_per_h for name, s in body.organs.items() if name != "lung")
    assert flows == pytest.approx(body.cardiac_output_l_per_h)
    assert all(space.interstitial_l < space.volume_l for space in body.organs.values())


def test_a_species_without_physiology_is_refused_in_one_sentence():
    with pytest.raises(BadInput, match="no physiology for 'axolotl'"):
        Experiment("ev", "iv", 1e9, species="axolotl")


def test_an_impossible_experiment_is_refused_with_every_reason():
    with pytest.raises(BadInput, match=r"(?s)unknown route 'soup'.*a dose of -1.*0 days"):
        Experiment("ev", "soup", -1.0, days=0)
    with pytest.raises(BadInput, match="cells cannot be given by inhalation"):
        Experiment("cells", "inhalation", 1e6)


def test_a_malformed_table_is_refused_with_its_place():
    with pytest.raises(BadInput, match=r"priors\.csv: has no column value"):
        rows_of("symbol,low\nx,1\n", ("symbol", "value"), where="priors.csv")


def test_every_prior_names_a_paper_that_is_there_or_says_that_nothing_was_measured():
    names = {row["paper"] for row in papers()}
    words = (
        "nothing measured",
        "proposed",
        "set by",
        "definition",
        "derived",
        "time of",
        "life of",
        "Shah",
    )
    for species in SPECIES:
        for prior in priors(species).values():
            sources = [part.strip() for part in prior.source.split(";")]
            for source in sources:
                assert source in names or source.startswith(words) or "2" in source, prior
    assert sum(1 for row in papers()) == 113
    assert packaged("timecourses", "ev_timecourses.csv").is_file()
