"""Checks of how the dose is given: what the device keeps, the carrier, the rate."""

from collections.abc import Iterator

from secretome.dosing.check import Check, absent, compared
from secretome.dosing.giving import total_ml
from secretome.dosing.request import DoseRequest
from secretome.dosing.routes import Route

_INFUSED, _NEBULISED = "intravenous", "nebulised"


def giving_checks(request: DoseRequest, route: Route, volume_ml: float | None) -> Iterator[Check]:
    """Yield the checks that the route or the stated device asks for."""
    giving = request.giving
    if route.name == _NEBULISED or giving.dead_volume_ml is not None:
        yield device_loss_known(request)
    if giving.made_up_to_ml is not None:
        yield fits_made_up_volume(request, volume_ml)
    if route.name == _INFUSED or giving.rate_ml_per_h is not None:
        yield rate_within_limit(request, volume_ml)


def device_loss_known(request: DoseRequest) -> Check:
    """What stays in the device never arrives; it is counted once, here or in the recovery."""
    limit, dead = "dead volume of the device", request.giving.dead_volume_ml
    if dead is None:
        reason = (
            "The dead volume of the device was not given: what stays in it is lost, unless the"
            " recovery was measured behind the device."
        )
        return absent("device_loss_known", reason, limit=limit)
    reason = f"{dead:g} mL stay in the device and are counted here, not in the recovery."
    return compared(
        "device_loss_known", limit=limit, value=f"{dead:g} mL", passed=True, reason=reason
    )


def fits_made_up_volume(request: DoseRequest, volume_ml: float | None) -> Check:
    """The product cannot be more than the mixture it is made up to."""
    name, whole = "fits_made_up_volume", request.giving.made_up_to_ml or 0.0
    limit = f"made up to {whole:g} mL"
    if volume_ml is None:
        return absent(name, "There is no volume to compare.", limit=limit)
    carrier = whole - volume_ml
    reason = f"{volume_ml:.3g} mL of product and {carrier:.3g} mL of carrier make {whole:g} mL."
    if carrier < 0:
        reason = f"{volume_ml:.3g} mL of product are more than the {whole:g} mL to be made up."
    return compared(
        name, limit=limit, value=f"{volume_ml:.3g} mL", passed=carrier >= 0, reason=reason
    )


def rate_within_limit(request: DoseRequest, volume_ml: float | None) -> Check:
    """Hold volume over time against the largest rate; the shortest time is said where none was."""
    name, most = "rate_within_limit", request.giving.rate_ml_per_h
    if most is None:
        return absent(name, "No largest rate of infusion was given.")
    limit = f"at most {most:g} mL/h"
    if volume_ml is None:
        return absent(name, "There is no volume to compute a rate from.", limit=limit)
    whole = total_ml(volume_ml, request.giving)
    shortest = f"{whole:.3g} mL need at least {whole / most * 60:.0f} min at {most:g} mL/h."
    if request.duration_h is None:
        return absent(name, f"No duration was given; {shortest}", limit=limit)
    rate = whole / request.duration_h
    reason = f"{whole:.3g} mL over {request.duration_h:g} h; {shortest}"
    return compared(
        name, limit=limit, value=f"{rate:.3g} mL/h", passed=rate <= most * (1 + 1e-9), reason=reason
    )
