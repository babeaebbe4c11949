"""From a plan to what the body model is asked, or every reason why it cannot be asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from secretome_record.ledger.refusal import Reason
from secretome_record.treatments.body.science import LONGEST_DAYS, LOOK_DAYS, WAYS_IN
from secretome_record.treatments.models import Plan


@dataclass(frozen=True, slots=True)
class Asked:
    """What the model is asked for a plan; ``inputs`` is None while something stands against it."""

    inputs: dict[str, Any] | None
    against: tuple[Reason, ...]


def asked_of(plan: Plan) -> Asked:
    """Route, particles and days of a plan; nothing in it says who the patient is."""
    particles = particles_of_a_session(plan.dose, plan.dose_limits, plan.route)
    days = [number * plan.session_interval_days for number in range(plan.session_count)]
    against = tuple(_reasons(plan.route, particles, days[-1]))
    if against:
        return Asked(None, against)
    inputs = {"route": WAYS_IN[plan.route], "particles": f"{particles:.4g}", "session_days": days}
    return Asked(inputs, ())


def particles_of_a_session(
    dose: Mapping[str, Any], limits: Mapping[str, str], route: str
) -> float | None:
    """What of the drawn volume leaves the device, times the lot's measured concentration, whatever
    unit the dose was stated in.
    """
    volume = (dose.get("volume_ml") or {}).get("value")
    measured = dose.get("measurement") or {}
    concentration = (measured.get("concentration_per_ml") or {}).get("value")
    if not volume or not concentration:
        return None
    drawn = float(volume) * float(concentration)
    if WAYS_IN.get(route) == "inhalation":
        # The model has a nebuliser of its own; what stays in the device is not taken off twice.
        return drawn
    return drawn * _leaving(dose.get("giving") or {}) * float(limits.get("recovery") or 1.0)


def _leaving(giving: Mapping[str, Any]) -> float:
    """The share of what is in device and line that does not stay there."""
    dead = giving.get("dead_volume_ml")
    return 1.0 - float(dead) / float(giving["total_ml"]) if dead else 1.0


def _reasons(route: str, particles: float | None, last_day: int) -> list[Reason]:
    found = []
    if route not in WAYS_IN:
        found.append(Reason("route", f"The body model has no way in for the route {route}."))
    if particles is None:
        sentence = "The plan has no volume drawn from a measured lot, so no particles to follow."
        found.append(Reason("particles", sentence))
    if last_day + LOOK_DAYS > LONGEST_DAYS:
        sentence = f"The plan runs for {last_day} days; the model looks at ten years at most."
        found.append(Reason("days", sentence))
    return found
