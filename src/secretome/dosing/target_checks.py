"""Checks of what was asked for: weight, plausible target, chance of missing it."""

from secretome.dosing.chance import chance_of_missing, errors_left_out, spread_of
from secretome.dosing.check import Check, absent, compared
from secretome.dosing.remedies import remedies, remedy_sentence
from secretome.dosing.request import DoseRequest
from secretome.dosing.routes import PublishedDoses, Route, published_doses
from secretome.dosing.targets import TARGET_KINDS, target_kind, total_target
from secretome.units import canonical_unit

_FAR = 10.0  # a slip of the unit or of the power of ten lies at least this far outside


def weight_known(request: DoseRequest) -> Check:
    """A dose by body weight needs the weight; any other only reports it."""
    limit = "body weight in kg"
    if request.weight_kg is not None:
        value = f"{request.weight_kg:g} kg"
        reason = "The body weight was given."
        return compared("weight_known", limit=limit, value=value, passed=True, reason=reason)
    if target_kind(request.target.kind).per_kg:
        reason = "The target is stated per kilogram; give the body weight (--weight-kg)."
        return absent("weight_known", reason, limit=limit, needed=True)
    reason = "No body weight was given; this target does not depend on it."
    return absent("weight_known", reason, limit=limit)


def target_plausible(request: DoseRequest, route: Route) -> Check:
    """Hold the target against the protocol's own range, or else against all published doses."""
    if request.protocol_range is not None:
        return _against_protocol(request)
    if total_target(request) is None:
        return absent("target_plausible", "The amount is not known without the body weight.")
    known = [(amount, rows) for amount, rows in _amounts(request, route) if rows]
    if not known:
        reason = "No published dose of this kind was read to hold the target against."
        return absent("target_plausible", reason)
    if not any(_is_near(amount, rows) for amount, rows in known):
        return _far_outside(request, *known[0])
    return _against_route(request, known, route)


def dose_within_tolerance(request: DoseRequest) -> Check:
    """Refuse when the chance of missing by more than the tolerance exceeds the accepted risk."""
    name, risk = "dose_within_tolerance", request.risk
    spread = spread_of(request)
    if spread is None:
        return absent(name, "There is no usable concentration to compute a chance from.")
    if request.tolerance_pct is None:
        reason = "No tolerance was given (--tolerance-pct), so nobody can say if this is enough."
        return absent(name, reason)
    chance = chance_of_missing(spread.log_sd, tolerance_pct=request.tolerance_pct)
    limit = f"at most {risk:.1%} chance of being off by more than {request.tolerance_pct:g} %"
    unknown, least = errors_left_out(request), f"{chance:.1%}"
    if unknown:
        least = f"at least {least}"
    reason = f"The chance of being off by more than {request.tolerance_pct:g} % is {least}."
    if chance > risk:
        found = remedies(spread, tolerance_pct=request.tolerance_pct, risk=risk)
        reason += remedy_sentence(found)
    elif unknown:
        reason += f" Nobody stated the error of {' and of '.join(unknown)}, so nobody can tell."
    passed = False if chance > risk else (None if unknown else True)
    return Check(name, limit, least, passed, reason)


def _against_protocol(request: DoseRequest) -> Check:
    low, high = request.protocol_range or (request.target, request.target)
    return compared(
        "target_plausible",
        limit=f"protocol: {low} to {high}",
        value=str(request.target),
        passed=low <= request.target <= high,
        reason=f"The protocol allows {low} to {high}; asked for is {request.target}.",
    )


def _against_route(
    request: DoseRequest, known: list[tuple[float, list[PublishedDoses]]], route: Route
) -> Check:
    name, value = "target_plausible", str(request.target)
    by_route = [(amount, [r for r in rows if r.route == route.name]) for amount, rows in known]
    pairs = [(amount, rows) for amount, rows in by_route if rows]
    if not pairs:
        return _other_kind(request, known[0][1], route)
    for amount, rows in pairs:
        low, high = _ends(rows)
        if low <= amount <= high:
            reason = f"Inside the doses published in {rows[0].sources}; none is established."
            limit = f"published for {route.name}: {_range_text(rows)}"
            return compared(name, limit=limit, value=value, passed=True, reason=reason)
    limit = f"published for {route.name}: {_range_text(pairs[0][1])}"
    reason = (
        f"{request.target} lies outside the doses published for {route.name}"
        f" ({_range_text(pairs[0][1])}); only the protocol's own range can settle it."
    )
    return Check(name, limit, value, None, reason)


def _other_kind(request: DoseRequest, rows: list[PublishedDoses], route: Route) -> Check:
    """A route that is dosed in other units, and units that belong to other routes: a slip."""
    name, value = "target_plausible", str(request.target)
    usual = dict.fromkeys(str(one.kind) for one in published_doses() if one.route == route.name)
    if not usual:
        reason = f"No published dose was read for the route {route.name}."
        return Check(name, None, value, None, reason)
    elsewhere = ", ".join(dict.fromkeys(row.route for row in rows))
    reason = (
        f"Doses by {rows[0].kind} are published for {elsewhere}, not for {route.name}, which is"
        f" dosed by {', '.join(usual)}; check the route and the unit, or give the protocol's own"
        " range."
    )
    limit = f"published for {route.name}: {', '.join(usual)}"
    return compared(name, limit=limit, value=value, passed=False, reason=reason)


def _far_outside(request: DoseRequest, amount: float, rows: list[PublishedDoses]) -> Check:
    reason = (
        f"{request.target} ({amount:.3g} {canonical_unit(rows[0].kind)}) is more than tenfold"
        f" outside every published dose ({_range_text(rows)}); check the unit and the power of"
        " ten, or give the protocol's own range."
    )
    return compared(
        "target_plausible",
        limit=f"tenfold around {_range_text(rows)}",
        value=str(request.target),
        passed=False,
        reason=reason,
    )


def _amounts(request: DoseRequest, route: Route) -> list[tuple[float, list[PublishedDoses]]]:
    """The target as stated and, by weight, as a total: each with the published doses like it."""
    asked, total = target_kind(request.target.kind), total_target(request)
    kinds = [(asked.target, request.target.canonical)]
    if asked.per_kg and total is not None:
        whole = next(k.target for k in TARGET_KINDS if k.measured is asked.measured)
        kinds.append((whole, total))
    found = [(amount, [r for r in published_doses() if r.kind is kind]) for kind, amount in kinds]
    if asked.per_kg or request.weight_kg is None:
        return found
    by_weight = next(k.target for k in TARGET_KINDS if k.measured is asked.measured and k.per_kg)
    own = [r for r in published_doses() if r.kind is by_weight and r.route == route.name]
    return [*found, (request.target.canonical / request.weight_kg, own)]


def _is_near(amount: float, rows: list[PublishedDoses]) -> bool:
    low, high = _ends(rows)
    return low / _FAR <= amount <= high * _FAR


def _ends(rows: list[PublishedDoses]) -> tuple[float, float]:
    return min(row.low for row in rows), max(row.high for row in rows)


def _range_text(rows: list[PublishedDoses]) -> str:
    low, high = _ends(rows)
    unit = canonical_unit(rows[0].kind)
    return f"{low:.3g} {unit}" if low == high else f"{low:.3g} to {high:.3g} {unit}"
