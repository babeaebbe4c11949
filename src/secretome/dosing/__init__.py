"""How much to draw for whom, with its interval, its limits and every reason against it."""

from secretome.dosing.answer import DoseAnswer, dose
from secretome.dosing.chance import chance_of_missing
from secretome.dosing.check import Check
from secretome.dosing.documents import check_document, dose_document
from secretome.dosing.request import (
    DoseRequest,
    EndotoxinResult,
    ErrorPart,
    LotFactor,
    LotMeasurement,
    MeasurementNote,
)
from secretome.dosing.routes import Route, find_route, routes
from secretome.dosing.targets import TARGET_KINDS, parse_target
from secretome.dosing.vials import VialUse, vials_for

__all__ = [
    "TARGET_KINDS",
    "Check",
    "DoseAnswer",
    "DoseRequest",
    "EndotoxinResult",
    "ErrorPart",
    "LotFactor",
    "LotMeasurement",
    "MeasurementNote",
    "Route",
    "VialUse",
    "chance_of_missing",
    "check_document",
    "dose",
    "dose_document",
    "find_route",
    "parse_target",
    "routes",
    "vials_for",
]
