"""What drives an output is found, and what nobody measured is said."""

import sys

import pytest

from secretome.errors import BadInput, MissingExtra
from secretome.kinetics import Experiment
from secretome.population import identifiability_warnings, morris

MOUSE = Experiment("ev", "iv", 1e10, species="mouse", days=1)


def test_without_the_library_the_extra_is_named(monkeypatch):
    for name in ("SALib", *(n for n in sys.modules if n.startswith("SALib."))):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingExtra, match="sensitivity"):
        morris(MOUSE, "intact_liver", 1.0)


def test_liver_uptake_drives_what_is_in_the_liver(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRETOME_CACHE", str(tmp_path))
    effects = morris(MOUSE, "intact_liver", 1.0, trajectories=4)
    order = [effect.parameter for effect in effects]
    assert "ext_mac_liver" in order[:12]
    assert order.index("ext_mac_liver") < order.index("k_repair")
    with pytest.raises(BadInput, match="no output 'soul'"):
        morris(MOUSE, "soul", 1.0, trajectories=2)


def test_parameters_that_rest_on_their_prior_are_named():
    told = identifiability_warnings(MOUSE)
    assert any(sentence.startswith("escape rests on its prior alone") for sentence in told)
    assert not any(sentence.startswith("ext_mac_liver ") for sentence in told)
