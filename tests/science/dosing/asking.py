"""A sound dose request to start from; tests change one thing at a time."""

from secretome.dosing import DoseRequest, EndotoxinResult, Giving, LotMeasurement, parse_target
from secretome.units import Estimate, EstimateKind, Kind, from_log_sd


def estimate(value, log_sd=0.03, source="test"):
    """An estimate with a relative error."""
    return from_log_sd(value, log_sd, level=0.95, kind=EstimateKind.CONFIDENCE, source=source)


def measurement(**changes):
    """A lot's particle measurement with nothing against it."""
    sound = {
        "kind": Kind.PARTICLE_CONCENTRATION,
        "concentration": estimate(5e9),
        "source": "lot.csv",
        "sample": "LOT-1",
        "dilution": "100, recorded and applied in the file",
        "dilution_relative_sd": 0.01,
    }
    return LotMeasurement(**(sound | changes))


def request(**changes):
    """A dose request in which every check can be made and passes."""
    sound = {
        "target": parse_target("2e9", "particles"),
        "route": "nebulised",
        "measured": measurement(),
        "recovery": Estimate(0.8, 0.76, 0.84, 0.95, EstimateKind.CONFIDENCE, "six runs"),
        "weight_kg": 70.0,
        "tolerance_pct": 20.0,
        "vial_ml": 1.0,
        "smallest_volume_ml": 0.1,
        "endotoxin": EndotoxinResult(0.05, "<0.05"),
        "duration_h": 1.0,
        "label_per_ml": 5e9,
        "giving": Giving(dead_volume_ml=0.0),
    }
    return DoseRequest(**(sound | changes))


def check(answer, name):
    """The check of this name."""
    return next(c for c in answer.checks if c.name == name)


def codes(answer):
    """The codes of what refuses the dose."""
    return {reason.code for reason in answer.refused}
