"""Prior knowledge of every parameter: value, interval, scale and where it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from math import log
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from secretome.errors import BadInput
from secretome.kinetics.tables import Row, packaged, read_table, required_number

Z_90 = NormalDist().inv_cdf(0.95)
SCALES = ("log", "logit", "fixed")


@dataclass(frozen=True, slots=True)
class Prior:
    """One parameter: middle and 90 % interval of what is not known, and how much persons differ
    (CV).
    """

    symbol: str
    value: float
    low: float
    high: float
    scale: str
    person_cv: float
    unit: str
    source: str
    status: str
    species: str = "any"

    def __post_init__(self) -> None:
        """Refuse what cannot be a prior."""
        where = f"parameter {self.symbol}"
        if self.scale not in SCALES:
            raise BadInput(
                f"unknown scale '{self.scale}'", where=where, do=f"Use one of {', '.join(SCALES)}"
            )
        if not self.low <= self.value <= self.high:
            what = f"{self.value:g} is not between {self.low:g} and {self.high:g}"
            raise BadInput(what, where=where, do="Order them low, value, high")
        if (self.scale != "fixed" and self.low <= 0) or (self.scale == "logit" and self.high >= 1):
            raise BadInput(
                "the interval leaves what the scale allows", where=where, do="Narrow the interval"
            )

    @property
    def center(self) -> float:
        """The middle on the scale on which the parameter is normal."""
        return self._inner(self.value)

    @property
    def spread(self) -> float:
        """Standard deviation on that scale of what is not known."""
        if self.scale == "fixed":
            return 0.0
        return (self._inner(self.high) - self._inner(self.low)) / (2 * Z_90)

    def outer(self, inner: NDArray[np.float64] | float) -> NDArray[np.float64]:
        """From the normal scale back to the parameter's own."""
        if self.scale == "fixed":
            return np.full_like(np.asarray(inner, np.float64), self.value)
        if self.scale == "logit":
            return 1 / (1 + np.exp(-np.asarray(inner)))
        return np.exp(np.asarray(inner))

    def _inner(self, value: float) -> float:
        if self.scale == "fixed":
            return value
        return log(value / (1 - value)) if self.scale == "logit" else log(value)


@cache
def priors(species: str) -> Mapping[str, Prior]:
    """Every prior of the model for a species; species-specific rows win over general ones, humans
    are scaled.
    """
    needed = (
        "symbol",
        "value",
        "low",
        "high",
        "unit",
        "species",
        "scale",
        "person_cv",
        "source",
        "status",
    )
    table = read_table(packaged("parameters", "priors.csv"), needed)
    found: dict[str, Prior] = {}
    for row in table:
        if row["species"] in {"any", species} or (
            row["species"] == "human" and row["symbol"] not in found
        ):
            prior = prior_of(row)
            if row["species"] == "human" and species != "human":
                prior = _by_weight(prior, species)
            found[prior.symbol] = prior
    return found


_BY_WEIGHT = {"own_made", "half_prime"}


def _by_weight(prior: Prior, species: str) -> Prior:
    if prior.symbol not in _BY_WEIGHT:
        return prior
    from secretome.kinetics.physiology import body_of

    factor = body_of(species).weight_kg / body_of("human").weight_kg
    return replace(
        prior, value=prior.value * factor, low=prior.low * factor, high=prior.high * factor
    )


def prior_of(row: Row, *, symbol: str | None = None) -> Prior:
    """One row of a parameter table; refused with the row's name when a cell is wrong."""
    name = symbol or row["symbol"]
    where = f"parameter {name}"
    value, low, high = (
        required_number(row, column, where=where) for column in ("value", "low", "high")
    )
    cv = float(row.get("person_cv") or 0.0)
    return Prior(
        name,
        value,
        low,
        high,
        row["scale"],
        cv,
        row.get("unit", "1"),
        row.get("source") or row.get("note", ""),
        row["status"],
        row.get("species", "any"),
    )


@dataclass(frozen=True, slots=True)
class Label:
    """How a label behaves: its priors by parameter name."""

    name: str
    priors: Mapping[str, Prior]


@cache
def labels() -> Mapping[str, tuple[tuple[str, ...], Label]]:
    """Label classes by name, each with the words by which it is recognised."""
    needed = ("label", "pattern", "symbol", "value", "low", "high", "scale", "status")
    words: dict[str, tuple[str, ...]] = {}
    found: dict[str, dict[str, Prior]] = {}
    for row in read_table(packaged("parameters", "labels.csv"), needed):
        name = row["label"]
        if row["pattern"]:
            words[name] = tuple(row["pattern"].split("|"))
        found.setdefault(name, {})[row["symbol"]] = prior_of(row)
    return {name: (words.get(name, ()), Label(name, rows)) for name, rows in found.items()}


def names_a_label(text: str) -> bool:
    """Whether a text names a label that we know, or none at all."""
    plain = text.lower().strip()
    return plain in {"", "none"} or label_of(plain).name != "none"


def label_of(text: str) -> Label:
    """The label class that a text speaks of; ``none`` when it names no label we know."""
    plain = text.lower().strip()
    if plain in labels():
        return labels()[plain][1]
    for words, label in labels().values():
        if any(word in plain for word in words):
            return label
    return labels()["none"][1]


def lognormal_spread(cv: float) -> float:
    """Standard deviation on the log scale for a coefficient of variation."""
    return log(1 + cv * cv) ** 0.5
