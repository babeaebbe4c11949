"""What is written from a description: the equations for people, the SBML for other programs."""

from xml.etree import ElementTree as Xml

import numpy as np
import pytest

from factories.small_models import saturable, saturable_values, two_pools
from secretome.engine import (
    Infusion,
    Schedule,
    equation_document,
    even_times,
    fluxes_from,
    require_ascending,
    sbml_text,
    schedule_of,
    species_from,
)
from secretome.errors import BadInput

NAMES = {"s": "http://www.sbml.org/sbml/level3/version1/core"}


def test_the_equations_name_every_state_with_its_terms():
    text = equation_document(two_pools())
    assert "d blood/dt = drip*dose - k_in*blood + k_out*organ" in text
    assert "d lost/dt = k_deg*organ" in text
    for row in two_pools().parameters:
        assert f"| {row.name} | {row.unit} |" in text


def test_every_flux_is_a_reaction_and_every_edge_an_event():
    model = saturable()
    infusions = [Infusion("drip", 0.0, 0.5, 2.0), Infusion("drip", 12.0, 0.5, 2.0)]
    schedule = schedule_of(model, infusions, horizon_h=24.0)
    root = Xml.fromstring(sbml_text(model, saturable_values(model), schedule))  # noqa: S314 - ours
    assert len(root.findall(".//s:reaction", NAMES)) == len(model.fluxes)
    assert len(root.findall(".//s:event", NAMES)) == 3
    drip = root.find(".//s:parameter[@id='drip']", NAMES)
    assert drip is not None
    assert drip.get("value") == "2.0"


def test_overlapping_infusions_add_up():
    model = two_pools()
    infusions = [Infusion("drip", 0.0, 4.0, 1.0), Infusion("drip", 2.0, 4.0, 0.5)]
    schedule: Schedule = schedule_of(model, infusions, horizon_h=10.0)
    assert schedule.edges_h.tolist() == [0.0, 2.0, 4.0, 6.0, 10.0]
    assert schedule.levels[:, 0].tolist() == [1.0, 1.5, 0.5, 0.0]


@pytest.mark.parametrize(
    ("infusion", "sentence"),
    [
        (Infusion("ear", 0.0, 1.0, 1.0), "no such way in"),
        (Infusion("drip", -1.0, 1.0, 1.0), "start -1.0 h"),
        (Infusion("drip", 0.0, 0.0, 1.0), "duration 0.0 h"),
    ],
)
def test_an_impossible_infusion_is_refused(infusion, sentence):
    with pytest.raises(BadInput, match=sentence):
        schedule_of(two_pools(), [infusion], horizon_h=1.0)


def test_rows_of_text_become_fluxes_and_states():
    (flux,) = fluxes_from("a -> b + c | k*a | moves")
    assert flux.change == {"a": -1.0, "b": 1.0, "c": 1.0}
    assert (flux.rate, flux.meaning) == ("k*a", "moves")
    first, second = species_from("a | mg | here\nb | mg | there | k")
    assert (first.initial, second.initial) == ("0", "k")
    with pytest.raises(BadInput, match="needs an arrow"):
        fluxes_from("a b | k*a")
    with pytest.raises(BadInput, match="2 cells"):
        species_from("a | mg")


def test_output_times_must_rise():
    assert np.all(np.diff(even_times(100.0, 20)) > 0)
    with pytest.raises(BadInput, match="must rise"):
        require_ascending([0.0, 2.0, 1.0])
