"""A dose as plain values: the answer of ``secretome dose`` and the dose of a plan."""

from dataclasses import asdict
from typing import Any

from secretome.dosing.answer import DoseAnswer
from secretome.dosing.chance import spread_of
from secretome.dosing.check import Check
from secretome.dosing.giving import total_ml
from secretome.dosing.request import DoseRequest
from secretome.dosing.volume_checks import burden_of

LEFT_OUT = (
    "differences between instruments and laboratories"
    " (particle counts of vesicles: CV 52.5 % between laboratories, 10.3402/jev.v5.31242)"
)


def dose_document(answer: DoseAnswer) -> dict[str, Any]:
    """Return the dose with the keys that the command promises."""
    return {
        "volume_ml": None if answer.volume_ml is None else answer.volume_ml.as_dict(),
        "vials": None if answer.vials is None else asdict(answer.vials),
        "target": {
            "value": answer.request.target.value,
            "unit": answer.request.target.unit,
            "kind": answer.request.target.kind.value,
        },
        "route": answer.route.name,
        "measurement": _measurement(answer.request),
        "giving": _giving(answer),
        "endotoxin": _endotoxin(answer),
        "errors": _errors(answer.request),
        "interval_holds": _interval_holds(answer.request),
        "interval_leaves_out": LEFT_OUT,
        "checks": [check_document(check) for check in answer.checks],
        "refused": [{"code": r.code, "text": r.text} for r in answer.refused],
    }


def _giving(answer: DoseAnswer) -> dict[str, Any] | None:
    """Volumes, rate and time as they are set on the device; None where there is no dose."""
    if answer.volume_ml is None:
        return None
    giving, drawn = answer.request.giving, answer.volume_ml.value
    whole, hours = total_ml(drawn, giving), answer.request.duration_h
    output, dead = giving.device_ml_per_min, giving.dead_volume_ml or 0.0
    return {
        "total_ml": whole,
        "is_made_up": giving.made_up_to_ml is not None,
        "carrier_ml": whole - drawn,
        "dead_volume_ml": giving.dead_volume_ml,
        "site": giving.site,
        "sites": giving.sites,
        "each_site_ml": whole / giving.sites,
        "duration_h": hours,
        "rate_ml_per_h": None if hours is None else whole / hours,
        "shortest_h": None if giving.rate_ml_per_h is None else whole / giving.rate_ml_per_h,
        "nebulised_min": None if output is None else (whole - dead) / output,
    }


def _endotoxin(answer: DoseAnswer) -> dict[str, Any] | None:
    """The burden of this dose from the lot's own result; None where either is missing."""
    if answer.volume_ml is None:
        return None
    found = burden_of(answer.request, answer.volume_ml.value)
    if found is None:
        return None
    return {"total_eu": found[0], "eu_per_kg_in_one_hour": found[1]}


def _errors(request: DoseRequest) -> list[dict[str, Any]]:
    """The parts of the dose's relative error by falling size, and how to make each smaller."""
    spread = spread_of(request)
    parts = [] if spread is None else sorted(spread.parts, key=lambda part: -part.log_sd)
    return [{"name": part.name, "log_sd": part.log_sd, "remedy": part.remedy} for part in parts]


def check_document(check: Check) -> dict[str, Any]:
    """Return one check; ``passed`` is None where an input is absent."""
    return {
        "name": check.name,
        "limit": check.limit,
        "value": check.value,
        "passed": check.passed,
        "reason": check.reason,
    }


def _interval_holds(request: DoseRequest) -> list[str]:
    held = ["repeated captures of this file"]
    if request.measured.dilution_relative_sd is not None:
        held.append("the dilution")
    if request.recovery is not None and request.recovery.low < request.recovery.high:
        held.append("the recovery")
    return held


def _measurement(request: DoseRequest) -> dict[str, Any]:
    measured = request.measured
    concentration = measured.concentration
    return {
        "kind": measured.kind.value,
        "concentration_per_ml": None if concentration is None else concentration.as_dict(),
        "source": measured.source,
        "sample": measured.sample,
        "dilution": measured.dilution,
        "errors": [{"name": part.name, "log_sd": part.log_sd} for part in measured.parts],
        "warnings": [asdict(warning) for warning in measured.warnings],
    }
