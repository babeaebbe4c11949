"""How much endotoxin a route may bring per kilogram and hour, as a limit per millilitre.

Refuses: a weight or volume that is not above zero (BadInput); a route without a K (Refused).
Stands on: USP <85>: limit = K / M, K = 5 EU/kg for any parenteral route but the intrathecal one,
0.2 EU/kg there; M is the largest dose per kilogram in one hour. No K exists for inhalation.
"""

from dataclasses import dataclass
from enum import StrEnum

from secretome.errors import Reason, Refused
from secretome.quality.assays.result import AssayResult, positive


class RouteClass(StrEnum):
    """Which K holds."""

    PARENTERAL = "parenteral"
    INTRATHECAL = "intrathecal"
    INHALED = "inhaled"
    ON_SKIN = "on skin"


@dataclass(frozen=True, slots=True)
class PyrogenThreshold:
    """K in EU per kilogram and hour, with its source; None where the chapter names none."""

    route: RouteClass
    eu_per_kg_h: float | None
    source: str


PYROGEN_THRESHOLDS = (
    PyrogenThreshold(RouteClass.PARENTERAL, 5.0, "USP <85>"),
    PyrogenThreshold(RouteClass.INTRATHECAL, 0.2, "USP <85>"),
    PyrogenThreshold(RouteClass.INHALED, None, "USP <85> names no K for inhalation"),
    PyrogenThreshold(RouteClass.ON_SKIN, None, "USP <85> names no K outside parenteral routes"),
)


def pyrogen_threshold(route: RouteClass) -> float:
    """K of a route. Raises Refused where none exists: the specification must name a limit."""
    row = next(row for row in PYROGEN_THRESHOLDS if row.route is route)
    if row.eu_per_kg_h is None:
        text = f"{row.source}; write a limit per mL into the specification, with its reason."
        raise Refused(f"no endotoxin limit for {route}", reasons=(Reason("no_k", text),))
    return row.eu_per_kg_h


def limit_eu_per_ml(route: RouteClass, *, weight_kg: float, volume_ml_in_an_hour: float) -> float:
    """K x weight / volume: what one millilitre may hold. A bolus counts as given in one hour."""
    positive(weight_kg, where="body weight")
    positive(volume_ml_in_an_hour, where="volume in an hour")
    return pyrogen_threshold(route) * weight_kg / volume_ml_in_an_hour


@dataclass(frozen=True, slots=True)
class Burden:
    """What a dose brings per kilogram and hour, at most, and whether the route allows it."""

    eu_per_kg_h: float
    limit_eu_per_kg_h: float
    is_bound: bool
    allowed: bool | None


def endotoxin_burden(
    result: AssayResult, route: RouteClass, *, weight_kg: float, volume_ml_in_an_hour: float
) -> Burden:
    """The burden by the upper end of the result; None where a ">" or an invalid run cannot say."""
    limit = limit_eu_per_ml(route, weight_kg=weight_kg, volume_ml_in_an_hour=volume_ml_in_an_hour)
    upper = result.estimate.high if result.estimate else result.reported.value
    usable = result.is_valid and result.comparator != ">"
    share = volume_ml_in_an_hour / weight_kg
    allowed = upper <= limit if usable else None
    return Burden(upper * share, limit * share, result.comparator == "<", allowed)
