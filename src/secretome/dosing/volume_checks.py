"""Checks of the volume that came out: route, syringe, vial, endotoxin."""

from secretome.dosing.check import Check, absent, compared
from secretome.dosing.request import DoseRequest, EndotoxinResult
from secretome.dosing.routes import EndotoxinRule, Route


def volume_within_route_limit(request: DoseRequest, route: Route, volume_ml: float | None) -> Check:
    """Hold the volume against the site's own limit, or else against the sourced one."""
    name = "volume_within_route_limit"
    limit_ml = request.max_volume_ml or route.max_volume_ml
    source = "stated for this dose" if request.max_volume_ml else route.volume_source
    if limit_ml is None:
        reason = f"No sourced volume limit was found for {route.name}; name one for your site."
        return absent(name, reason)
    limit = f"{limit_ml:g} mL ({source})"
    if volume_ml is None:
        return absent(name, "There is no volume to compare.", limit=limit)
    passed = volume_ml <= limit_ml
    reason = f"{volume_ml:.3g} mL against at most {limit_ml:g} mL by {route.name} route."
    return compared(name, limit=limit, value=f"{volume_ml:.3g} mL", passed=passed, reason=reason)


def volume_can_be_drawn(request: DoseRequest, volume_ml: float | None) -> Check:
    """A volume below what the syringe measures is no dose: dilute first, and measure that."""
    name, smallest = "volume_can_be_drawn", request.smallest_volume_ml
    if smallest is None:
        return absent(name, "The smallest volume the syringe measures was not given.")
    limit = f"at least {smallest:g} mL"
    if volume_ml is None:
        return absent(name, "There is no volume to compare.", limit=limit)
    reason = f"{volume_ml:.3g} mL against a smallest measurable volume of {smallest:g} mL."
    return compared(
        name,
        limit=limit,
        value=f"{volume_ml:.3g} mL",
        passed=volume_ml >= smallest,
        reason=reason,
    )


def vial_known(request: DoseRequest) -> Check:
    """Without the fill volume nobody can say how many vials are opened."""
    if request.vial_ml is None:
        return absent("vial_known", "The fill volume of a vial was not given.")
    value = f"{request.vial_ml:g} mL"
    reason = "The fill volume of a vial was given."
    return compared("vial_known", limit="fill volume", value=value, passed=True, reason=reason)


def endotoxin_within_limit(request: DoseRequest, route: Route, volume_ml: float | None) -> Check:
    """Endotoxin burden by the rule of the route: per kilogram and hour, or per millilitre."""
    name = "endotoxin_within_limit"
    limit = _endotoxin_limit(route)
    if limit is None:
        reason = f"No sourced endotoxin limit was found for {route.name}."
        return absent(name, reason)
    if request.endotoxin is None:
        return absent(name, "The lot's endotoxin result was not given.", limit=limit)
    if route.endotoxin_rule is EndotoxinRule.PER_ML:
        return _per_ml(request.endotoxin, route, limit)
    if volume_ml is None:
        return absent(name, "There is no volume to compute a burden from.", limit=limit)
    if request.weight_kg is None:
        reason = "The burden goes by body weight, which was not given."
        return absent(name, reason, limit=limit)
    return _per_kg_h(request, request.endotoxin, route, volume_ml)


def _endotoxin_limit(route: Route) -> str | None:
    if route.endotoxin_limit is None:
        return None
    unit = "EU/mL" if route.endotoxin_rule is EndotoxinRule.PER_ML else "EU/kg in one hour"
    return f"{route.endotoxin_limit:g} {unit} ({route.endotoxin_source})"


def _per_ml(result: EndotoxinResult, route: Route, limit: str) -> Check:
    passed = result.upper_eu_per_ml <= (route.endotoxin_limit or 0)
    reason = f"The lot has {result.as_reported} EU/mL."
    value = f"{result.as_reported} EU/mL"
    return compared(
        "endotoxin_within_limit", limit=limit, value=value, passed=passed, reason=reason
    )


def _per_kg_h(
    request: DoseRequest, result: EndotoxinResult, route: Route, volume_ml: float
) -> Check:
    """USP <85>: M is the largest dose in one hour, so a shorter gift counts in full."""
    hours = max(request.duration_h or 1.0, 1.0)
    burden = result.upper_eu_per_ml * volume_ml / (request.weight_kg or 1.0) / hours
    over = f"over {hours:g} h" if request.duration_h else "taken as one hour (no duration given)"
    return compared(
        "endotoxin_within_limit",
        limit=_endotoxin_limit(route) or "",
        value=f"{burden:.3g} EU/kg in one hour",
        passed=burden <= (route.endotoxin_limit or 0),
        reason=(
            f"{result.as_reported} EU/mL x {volume_ml:.3g} mL / {request.weight_kg:g} kg, {over}."
        ),
    )
