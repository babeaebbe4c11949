"""Checks of the volume that came out: route, syringe, vial, endotoxin."""

from secretome.dosing.check import Check, absent, compared
from secretome.dosing.giving import find_site, total_ml
from secretome.dosing.request import DoseRequest, EndotoxinResult
from secretome.dosing.routes import EndotoxinRule, Route
from secretome.dosing.vials import MOST_VIALS, vials_needed


def volume_within_route_limit(request: DoseRequest, route: Route, volume_ml: float | None) -> Check:
    """Hold the volume against the site's own limit, or else against the sourced one."""
    name, giving = "volume_within_route_limit", request.giving
    limit_ml, source = _volume_limit(request, route)
    if limit_ml is None:
        reason = f"No sourced volume limit was found for {route.name}; name one for your site."
        return absent(name, reason)
    limit = f"{limit_ml:g} mL ({source})"
    if volume_ml is None:
        return absent(name, "There is no volume to compare.", limit=limit)
    each_ml = total_ml(volume_ml, giving) / giving.sites
    shared = f" at each of {giving.sites} sites" if giving.sites > 1 else ""
    passed = each_ml <= limit_ml * (1 + 1e-9)
    reason = f"{each_ml:.3g} mL{shared} against at most {limit_ml:g} mL by {route.name} route."
    return compared(name, limit=limit, value=f"{each_ml:.3g} mL", passed=passed, reason=reason)


def _volume_limit(request: DoseRequest, route: Route) -> tuple[float | None, str]:
    """The site's own limit first, then that of the named place, then that of the route."""
    place = None if request.giving.site is None else find_site(request.giving.site, route)
    if request.max_volume_ml:
        return request.max_volume_ml, "stated for this dose"
    if place is not None:
        return place.max_volume_ml, f"{place.name}, {place.source}"
    return route.max_volume_ml, route.volume_source


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


def vials_few_enough(request: DoseRequest, volume_ml: float | None) -> Check:
    """More vials than anybody opens for one dose are a slip of the fill volume or the target."""
    name, limit = "vials_few_enough", f"at most {MOST_VIALS} vials"
    if request.vial_ml is None or volume_ml is None:
        missing = "volume to divide" if volume_ml is None else "fill volume of a vial"
        return absent(name, f"There is no {missing}.", limit=limit)
    kept_ml = request.giving.vial_dead_ml
    needed = vials_needed(volume_ml, vial_ml=request.vial_ml, kept_ml=kept_ml)
    value = "1 vial" if needed == 1 else f"{needed:.6g} vials"
    reason = f"{volume_ml:.3g} mL from vials of {request.vial_ml:g} mL opens {value}."
    if needed > MOST_VIALS:
        reason += f" At most {MOST_VIALS} are opened; check the fill volume (vial_ml) and the dose."
    return compared(name, limit=limit, value=value, passed=needed <= MOST_VIALS, reason=reason)


def endotoxin_within_limit(request: DoseRequest, route: Route, volume_ml: float | None) -> Check:
    """Endotoxin burden by the rule of the route: per kilogram and hour, or per millilitre."""
    name = "endotoxin_within_limit"
    limit = _endotoxin_limit(route)
    if limit is None:
        reason = f"No sourced endotoxin limit was found for {route.name}."
        return absent(name, reason)
    found = request.endotoxin
    if found is None:
        return absent(name, "The lot's endotoxin result was not given.", limit=limit)
    if found.is_above:
        reason = f"{found.as_reported} EU/mL is a lowest value: nobody knows the burden."
        return absent(name, reason, limit=limit, needed=True)
    if route.endotoxin_rule is EndotoxinRule.PER_ML:
        return _per_ml(found, route, limit)
    if volume_ml is None or request.weight_kg is None:
        missing = "There is no volume to compute a burden from."
        if volume_ml is not None:
            missing = "The burden goes by body weight, which was not given."
        return absent(name, missing, limit=limit)
    return _per_kg_h(request, found, route, volume_ml)


def burden_of(request: DoseRequest, volume_ml: float) -> tuple[float, float | None] | None:
    """Endotoxin in this dose: EU, and EU per kg in the worst hour (None without the weight).

    None where the lot's result is absent, or only says that there is more.
    """
    if request.endotoxin is None or request.endotoxin.is_above:
        return None
    whole_eu = request.endotoxin.upper_eu_per_ml * volume_ml
    if request.weight_kg is None:
        return whole_eu, None
    return whole_eu, whole_eu / request.weight_kg / max(request.duration_h or 1.0, 1.0)


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
    found = burden_of(request, volume_ml)
    burden = found[1] if found and found[1] is not None else float("inf")
    hours = max(request.duration_h or 1.0, 1.0)
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
