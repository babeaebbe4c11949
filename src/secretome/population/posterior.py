"""What the shared studies taught: middles, spreads and correlations of the parameters they could
move.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from secretome.kinetics import Setup, packaged
from secretome.population.streams import normal_numbers

Floats = NDArray[np.float64]

SHARED = (
    "k_plasma",
    "k_bind",
    "k_unbind",
    "k_mac",
    "k_par",
    "k_take",
    "wall",
    "life",
    "life_site",
    "k_debris_site",
    "f_early",
    "k_debris",
    "k_debris_blood",
    "to_liver",
    "to_kidney",
    "k_debris_gone",
    "k_cell_drain",
    "catch_liver",
    "catch_kidney",
)
SHARED_FAMILIES = ("ext_mac_", "ext_par_", "ext_int_", "f_arrest_", "k_release_")
BY_LABEL = ("phi", "k_label", "free", "k_label_urine", "k_label_organ", "label_clearance")
BY_ROUTE = ("k_site_drain", "k_site_take", "k_site_brain", "k_skin_in")
BY_STUDY = ("study_clearance",)


@dataclass(frozen=True, slots=True)
class Posterior:
    """A normal distribution of the movable parameters on their own scales; keys say whose
    parameter it is.
    """

    keys: tuple[str, ...]
    mean: Floats
    covariance: Floats

    def drawn(self, seed: int, count: int, *, first: int = 0) -> dict[str, Floats]:
        """Values of every key for persons ``first`` and after; axes (n draws)."""
        if not self.keys:
            return {}
        noise = [normal_numbers(seed, f"fit {key}", first, count) for key in self.keys]
        values, vectors = np.linalg.eigh(self.covariance)
        root = vectors * np.sqrt(np.maximum(values, 0.0))
        # term by term: a matrix product may round differently for chunks of different size
        drawn = [
            m + sum(w * x for w, x in zip(row, noise, strict=True))
            for m, row in zip(self.mean, root, strict=True)
        ]
        return dict(zip(self.keys, drawn, strict=True))

    def as_dict(self) -> dict[str, Any]:
        """Plain numbers, rounded to what a draw can notice."""
        return {
            "keys": list(self.keys),
            "mean": np.round(self.mean, 4).tolist(),
            "covariance": np.round(self.covariance, 5).tolist(),
        }


NOTHING_LEARNED = Posterior((), np.zeros(0), np.zeros((0, 0)))


def keys_of(setup: Setup, study: str) -> dict[str, str]:
    """For each movable parameter of an experiment, the key under which it is known."""
    found = {}
    for symbol, prior in setup.priors.items():
        if prior.scale == "fixed":
            continue
        if symbol in SHARED or symbol.startswith(SHARED_FAMILIES):
            found[symbol] = symbol
        elif symbol in BY_LABEL:
            found[symbol] = f"{setup.experiment.label}:{symbol}"
        elif symbol in BY_ROUTE:
            found[symbol] = f"{setup.experiment.route}:{symbol}"
        elif symbol in BY_STUDY:
            found[symbol] = f"{study}:{symbol}"
    return found


def prior_draws(setup: Setup, keys: Mapping[str, str], seed: int, count: int) -> dict[str, Floats]:
    """Values of an experiment's movable parameters before any data; keyed as ``keys_of`` says."""
    return {
        key: setup.priors[symbol].center
        + setup.priors[symbol].spread * normal_numbers(seed, f"fit {key}", 0, count)
        for symbol, key in keys.items()
    }


@cache
def stored() -> Mapping[str, Any]:
    """The calibration file as it stands in the package; empty when there is none."""
    file = packaged("parameters", "posterior.json")
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def posterior_for(study: str | None) -> Posterior:
    """What all shared studies taught, or all but this one when it is among them."""
    record = stored()
    without = record.get("without", {})
    chosen = without.get(study, record.get("all"))
    if not chosen:
        return NOTHING_LEARNED
    return Posterior(
        tuple(chosen["keys"]), np.array(chosen["mean"]), np.array(chosen["covariance"])
    )
