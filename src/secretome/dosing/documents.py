"""A dose as plain values: the answer of ``secretome dose`` and the dose of a plan."""

from dataclasses import asdict
from typing import Any

from secretome.dosing.answer import DoseAnswer
from secretome.dosing.check import Check
from secretome.dosing.request import DoseRequest

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
        "interval_holds": _interval_holds(answer.request),
        "interval_leaves_out": LEFT_OUT,
        "checks": [check_document(check) for check in answer.checks],
        "refused": [{"code": r.code, "text": r.text} for r in answer.refused],
    }


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
