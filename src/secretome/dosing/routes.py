"""What limits a route, and which doses were published for it; every limit with its source."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from importlib.resources import files

from secretome.errors import BadInput
from secretome.units import Kind


class EndotoxinRule(StrEnum):
    """How a route limits endotoxin: by weight and hour, by concentration, or by no known rule."""

    PER_KG_H = "per_kg_h"
    PER_ML = "per_ml"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Route:
    """One way of giving, with its largest volume and its endotoxin limit where sourced."""

    name: str
    synonyms: tuple[str, ...]
    max_volume_ml: float | None
    volume_source: str
    endotoxin_rule: EndotoxinRule
    endotoxin_limit: float | None
    endotoxin_source: str


@dataclass(frozen=True, slots=True)
class PublishedDoses:
    """Lowest and highest dose printed for a kind of unit and a route, in canonical units."""

    kind: Kind
    route: str
    low: float
    high: float
    sources: str


@dataclass(frozen=True, slots=True)
class PublishedConcentrations:
    """Lowest and highest concentration of a product or harvest that was read, canonical unit.

    Above ``impossible_above`` 100 nm particles would fill a twentieth of the volume, or protein
    half of it.
    """

    kind: Kind
    low: float
    high: float
    impossible_above: float
    sources: str


@cache
def routes() -> tuple[Route, ...]:
    """Return the known routes."""
    return tuple(_route(row) for row in _rows("routes"))


@cache
def published_doses() -> tuple[PublishedDoses, ...]:
    """Return the published dose ranges."""
    return tuple(
        PublishedDoses(
            Kind(row["kind"]), row["route"], float(row["low"]), float(row["high"]), _listed(row)
        )
        for row in _rows("published_doses")
    )


@cache
def published_concentrations() -> tuple[PublishedConcentrations, ...]:
    """Return the published concentrations."""
    return tuple(
        PublishedConcentrations(
            Kind(row["kind"]),
            float(row["low"]),
            float(row["high"]),
            float(row["impossible_above"]),
            _listed(row),
        )
        for row in _rows("published_concentrations")
    )


def find_route(text: str) -> Route:
    """Return the route that ``text`` names; raises BadInput with the known ones otherwise."""
    key = " ".join(text.casefold().split())
    for route in routes():
        if key == route.name or key in route.synonyms:
            return route
    words = {word: r.name for r in routes() for word in (r.name, *r.synonyms)}
    near = get_close_matches(key, words, n=1)
    hint = f"Did you mean {words[near[0]]}? " if near else ""
    known = ", ".join(r.name for r in routes())
    raise BadInput(f"no route is called '{text}'", where="route", do=f"{hint}Known: {known}.")


def _route(row: dict[str, str]) -> Route:
    return Route(
        name=row["route"],
        synonyms=tuple(row["synonyms"].split(";")) if row["synonyms"] else (),
        max_volume_ml=float(row["max_volume_ml"]) if row["max_volume_ml"] else None,
        volume_source=f"{row['volume_text']}, {row['volume_source']}",
        endotoxin_rule=EndotoxinRule(row["endotoxin_rule"]),
        endotoxin_limit=float(row["endotoxin_limit"]) if row["endotoxin_limit"] else None,
        endotoxin_source=row["endotoxin_source"],
    )


def _listed(row: dict[str, str]) -> str:
    """The sources of a row as people write a list; a name may hold a comma of its own."""
    return row["sources"].replace(";", "; ")


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (files("secretome.dosing") / "tables" / f"{name}.csv").read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines(), strict=True)
