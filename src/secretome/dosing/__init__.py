"""How much to draw for whom, with its interval, its limits and every reason against it."""

from secretome.dosing.answer import DoseAnswer, dose
from secretome.dosing.chance import chance_of_missing
from secretome.dosing.check import Check
from secretome.dosing.documents import check_document, dose_document
from secretome.dosing.giving import Giving, InjectionSite, find_site, injection_sites
from secretome.dosing.remedies import Remedy, largest_spread, remedies
from secretome.dosing.request import (
    DoseRequest,
    EndotoxinResult,
    ErrorPart,
    LabelRule,
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
    "Giving",
    "InjectionSite",
    "LabelRule",
    "LotFactor",
    "LotMeasurement",
    "MeasurementNote",
    "Remedy",
    "Route",
    "VialUse",
    "chance_of_missing",
    "check_document",
    "dose",
    "dose_document",
    "find_route",
    "find_site",
    "injection_sites",
    "largest_spread",
    "parse_target",
    "remedies",
    "routes",
    "vials_for",
]
