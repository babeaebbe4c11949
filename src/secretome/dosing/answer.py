"""The dose: volume to draw with its interval, vials, every check, and every reason against it.

Stands on: volume = target / (concentration x recovery), and what the device keeps; relative errors
add on the log scale.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from secretome.dosing.chance import spread_of
from secretome.dosing.check import Check
from secretome.dosing.giving import drawn_ml
from secretome.dosing.giving_checks import giving_checks
from secretome.dosing.measurement_checks import (
    concentration_plausible,
    dilution_error_known,
    dilution_known,
    label_agrees,
    measurement_reliable,
    recovery_known,
    sample_named,
    unit_agrees,
)
from secretome.dosing.request import DoseRequest
from secretome.dosing.routes import Route, find_route
from secretome.dosing.target_checks import dose_within_tolerance, target_plausible, weight_known
from secretome.dosing.targets import total_target, usable_concentration
from secretome.dosing.vials import VialUse, vials_for
from secretome.dosing.volume_checks import (
    endotoxin_within_limit,
    vial_known,
    vials_few_enough,
    volume_can_be_drawn,
    volume_within_route_limit,
)
from secretome.errors import Reason
from secretome.units import Estimate, EstimateKind, from_log_sd


@dataclass(frozen=True, slots=True)
class DoseAnswer:
    """A dose that may be drawn, or the reasons why none may: then ``volume_ml`` is None."""

    request: DoseRequest
    route: Route
    volume_ml: Estimate | None
    vials: VialUse | None
    checks: tuple[Check, ...]
    refused: tuple[Reason, ...]


def dose(request: DoseRequest) -> DoseAnswer:
    """Compute the volume and run every check; a refused dose carries no volume at all.

    Raises BadInput for an unknown route and for a target of a kind that no measurement answers.
    """
    route = find_route(request.route)
    volume = _volume(request)
    checks = tuple(_checks(request, route, None if volume is None else volume.value))
    refused = tuple(Reason(c.name, c.reason) for c in checks if c.refuses)
    if refused or volume is None:
        return DoseAnswer(request, route, None, None, checks, refused)
    return DoseAnswer(request, route, volume, _vials(request, volume.value), checks, refused)


def _volume(request: DoseRequest) -> Estimate | None:
    """Return the volume with its interval; None while something it needs is missing."""
    concentration, target = usable_concentration(request), total_target(request)
    spread = spread_of(request)
    if concentration is None or target is None or spread is None:
        return None
    recovery = 1.0 if request.recovery is None else request.recovery.value
    wanted = from_log_sd(
        target / (concentration.value * recovery),
        spread.log_sd,
        level=request.level,
        kind=EstimateKind.CONFIDENCE,
        source=request.measured.source,
    )
    return drawn_ml(wanted, request.giving)


def _vials(request: DoseRequest, volume_ml: float) -> VialUse | None:
    if request.vial_ml is None:
        return None
    return vials_for(volume_ml, vial_ml=request.vial_ml, kept_ml=request.giving.vial_dead_ml)


def _checks(request: DoseRequest, route: Route, volume_ml: float | None) -> Iterator[Check]:
    yield sample_named(request)
    yield dilution_known(request)
    yield dilution_error_known(request)
    yield measurement_reliable(request)
    yield unit_agrees(request)
    yield label_agrees(request)
    yield concentration_plausible(request)
    yield recovery_known(request)
    yield weight_known(request)
    yield target_plausible(request, route)
    yield dose_within_tolerance(request)
    yield volume_within_route_limit(request, route, volume_ml)
    yield from giving_checks(request, route, volume_ml)
    yield volume_can_be_drawn(request, volume_ml)
    yield vial_known(request)
    yield vials_few_enough(request, volume_ml)
    yield endotoxin_within_limit(request, route, volume_ml)
