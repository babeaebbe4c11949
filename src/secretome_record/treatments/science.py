"""The one door of the treatments room into the science: dose, verdict, names, currencies."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from importlib.metadata import version
from typing import Any

from secretome.answers.currencies import CURRENCIES
from secretome.dosing import (
    DoseRequest,
    EndotoxinResult,
    ErrorPart,
    Giving,
    LabelRule,
    LotMeasurement,
    MeasurementNote,
    dose,
    dose_document,
    find_route,
    injection_sites,
    parse_target,
    routes,
)
from secretome.errors import BadInput
from secretome.evidence import assess, find_condition
from secretome.units import Estimate, EstimateKind, Kind
from secretome_record.ledger.refusal import Reason, Refusal, refuse

ROUTES: tuple[str, ...] = tuple(route.name for route in routes())
PLACES: tuple[tuple[str, str], ...] = tuple((one.route, one.name) for one in injection_sites())
TARGET_UNITS = ("particles", "particles/kg", "ug", "ug/kg", "cells", "cell_equivalents")


@dataclass(frozen=True, slots=True)
class DoseLimits:
    """What the physician demands of the dose; an empty text means that nothing was stated.

    Twenty per cent is the label tolerance of published products (10.1038/s41392-025-02262-3).
    """

    tolerance_pct: str = "20"
    risk: str = "0.05"
    smallest_volume_ml: str = "0.05"
    max_volume_ml: str = ""
    protocol_low: str = ""
    protocol_high: str = ""
    duration_h: str = ""
    recovery: str = ""
    recovery_low: str = ""
    recovery_high: str = ""
    recovery_source: str = ""
    # The way of giving, as typed; every number in the unit that its name ends with.
    made_up_to_ml: str = ""
    dead_volume_ml: str = ""
    vial_dead_ml: str = ""
    device_ml_per_min: str = ""
    rate_ml_per_h: str = ""
    place: str = ""
    place_count: str = ""


@dataclass(frozen=True, slots=True)
class DoseOrder:
    """The dose as prescribed, in words and digits."""

    target_text: str
    target_unit: str
    route: str
    weight_kg_text: str
    limits: DoseLimits


@dataclass(frozen=True, slots=True)
class LotMeasure:
    """What quality verified about one lot, its fill volume and what its label states."""

    lot: str
    vial_ml_text: str
    concentration: dict[str, Any] | None
    label_text: str = ""
    label_unit: str = ""
    endotoxin_value: float | None = None
    endotoxin_text: str = ""


@dataclass(frozen=True, slots=True)
class Dose:
    """A dose as stored, and every reason against it; a refused dose has no volume."""

    document: dict[str, Any]
    against: tuple[Reason, ...]


def dose_of(order: DoseOrder, measure: LotMeasure) -> Dose:
    """Compute the dose from the lot's own verified measurement; all reasons when it is refused."""
    if measure.concentration is None:
        sentence = (
            f"{measure.lot} has no verified particle concentration with an interval, so nobody "
            "knows what a millilitre holds."
        )
        return Dose({}, (Reason("dose_not_measured", sentence, measure.lot),))
    if unfinished := tuple(_half_said(order.limits)):
        return Dose({}, unfinished)
    try:
        answer = dose(_request(order, measure))
    except BadInput as error:
        return Dose({}, (Reason("dose_input", _sentence(error)),))
    except Refusal as refusal:
        return Dose({}, refusal.reasons)
    document = dose_document(answer) | _texts(answer.volume_ml) | _origin(measure, answer.vials)
    against = tuple(Reason(f"dose_{r.code}", r.text, measure.lot) for r in answer.refused)
    return Dose(document, against)


def route_name(text: str) -> str:
    """Return the catalogue's name of a route. Raises Refusal for one it does not know."""
    try:
        return find_route(text).name
    except BadInput as error:
        raise refuse("route", _sentence(error)) from error


def condition_name(text: str) -> str:
    """Return the catalogue's name of a condition, or the words as they stand."""
    clean = " ".join(text.split())
    found = find_condition(clean).condition
    return found.name if found else clean


def verdict_now(condition: str, *, route: str, found: Iterable[str] = ()) -> str:
    """Return what the evidence in use today says. Raises Refusal when the words are not clear."""
    try:
        return assess(condition, route=route, found=tuple(found)).verdict.value
    except BadInput as error:
        raise refuse("condition", _sentence(error)) from error


def currency_digits(code: str) -> int | None:
    """Return how many decimals a currency of ISO 4217 has, or nothing for another word."""
    return CURRENCIES.get(code)


def limits_as_stored(limits: DoseLimits) -> dict[str, str]:
    """Return the limits as plain text, ready to be kept and signed."""
    return asdict(limits)


_CAPTURES_REMEDY = "measure more captures, each from its own dilution"
_DILUTION_REMEDY = "repeat the dilution in independent steps, by weight"
_PROTOCOL_ENDS = {"protocol_low": "lowest", "protocol_high": "highest"}
_SHARE = {"recovery": "value", "recovery_low": "lower end", "recovery_high": "upper end"}


def _half_said(limits: DoseLimits) -> Iterator[Reason]:
    """A range has two ends; half of one would be a limit that nobody applies."""
    for field in _left_out(limits, _PROTOCOL_ENDS):
        yield Reason(
            field,
            f"The {_PROTOCOL_ENDS[field]} dose that the protocol allows is missing. State both "
            "ends of the range, or neither.",
        )
    for field in _left_out(limits, _SHARE):
        yield Reason(
            field,
            f"The {_SHARE[field]} of the share that arrives after thaw and device is missing. "
            "State the share with both ends of its interval, or leave all three empty.",
        )


def _left_out(limits: DoseLimits, fields: Iterable[str]) -> list[str]:
    """The empty ones of fields that go together; none when all are empty."""
    empty = [name for name in fields if not getattr(limits, name).strip()]
    return empty if len(empty) < len(list(fields)) else []


def _request(order: DoseOrder, measure: LotMeasure) -> DoseRequest:
    limits = order.limits
    return DoseRequest(
        target=parse_target(order.target_text, order.target_unit),
        route=order.route,
        measured=_measured(measure),
        recovery=_recovery(limits),
        weight_kg=_number(order.weight_kg_text, "weight_kg_text"),
        tolerance_pct=_required(limits.tolerance_pct, "tolerance_pct"),
        risk=_required(limits.risk, "risk"),
        vial_ml=_number(measure.vial_ml_text, "vial_ml"),
        smallest_volume_ml=_number(limits.smallest_volume_ml, "smallest_volume_ml"),
        max_volume_ml=_number(limits.max_volume_ml, "max_volume_ml"),
        endotoxin=_endotoxin(measure),
        duration_h=_number(limits.duration_h, "duration_h"),
        label_per_ml=_label_per_ml(measure),
        label_rule=_label_rule(measure),
        giving=_giving(limits),
        protocol_range=_range(limits, order.target_unit),
    )


def _giving(limits: DoseLimits) -> Giving:
    return Giving(
        made_up_to_ml=_number(limits.made_up_to_ml, "made_up_to_ml"),
        dead_volume_ml=_number(limits.dead_volume_ml, "dead_volume_ml"),
        vial_dead_ml=_number(limits.vial_dead_ml, "vial_dead_ml") or 0.0,
        device_ml_per_min=_number(limits.device_ml_per_min, "device_ml_per_min"),
        rate_ml_per_h=_number(limits.rate_ml_per_h, "rate_ml_per_h"),
        site=limits.place.strip() or None,
        sites=_count(limits.place_count, "place_count"),
    )


def _label_per_ml(measure: LotMeasure) -> float | None:
    """What the label states, in a millilitre; a label that counts by vial is shared by its fill."""
    label = _number(measure.label_text, "label_text")
    if label is None or not measure.label_unit.endswith("/vial"):
        return label
    return label / _required(measure.vial_ml_text, "vial_ml_text")


def _label_rule(measure: LotMeasure) -> LabelRule:
    """The rule of the specification line by which the result itself was judged."""
    named = (measure.concentration or {}).get("line_rule", "")
    return LabelRule.GUARDED if named == LabelRule.GUARDED else LabelRule.SIMPLE


def _measured(measure: LotMeasure) -> LotMeasurement:
    found = measure.concentration or {}
    estimate = Estimate.from_dict(found["estimate"])
    own = found["dilution_relative_sd"]
    return LotMeasurement(
        kind=Kind.PARTICLE_CONCENTRATION,
        concentration=estimate,
        source=f"result {found['result']} ({found['source']})",
        sample=found["sample_in_file"] or found["result"],
        dilution=_dilution(found),
        dilution_relative_sd=own,
        parts=_parts(estimate, own),
        warnings=tuple(_note(warning) for warning in found["warnings"]),
    )


def _parts(estimate: Estimate, dilution_sd: float | None) -> tuple[ErrorPart, ...]:
    """The two errors that the verified interval holds: captures against each other, dilution."""
    if dilution_sd is None:
        return ()
    captures = max(estimate.log_sd**2 - dilution_sd**2, 0.0) ** 0.5
    return (
        ErrorPart("the repeated captures", captures, _CAPTURES_REMEDY),
        ErrorPart("the dilution", dilution_sd, _DILUTION_REMEDY),
    )


def _dilution(found: dict[str, Any]) -> str:
    if found["dilution_factor"]:
        return f"{found['dilution_factor']} ({found['dilution_reason']})"
    return f"as verified with result {found['result']}"


def _note(warning: dict[str, Any]) -> MeasurementNote:
    # A result that a second person verified as reliable carries its warnings as notes.
    return MeasurementNote(str(warning.get("code", "")), str(warning.get("text", "")), blocks=False)


def _endotoxin(measure: LotMeasure) -> EndotoxinResult | None:
    if measure.endotoxin_value is None:
        return None
    return EndotoxinResult(measure.endotoxin_value, measure.endotoxin_text)


def _recovery(limits: DoseLimits) -> Estimate | None:
    """The stated share; its ends were asked for before."""
    if not limits.recovery.strip():
        return None
    value, low, high = (
        _required(getattr(limits, name), name)
        for name in ("recovery", "recovery_low", "recovery_high")
    )
    source = limits.recovery_source or "stated by the physician"
    return Estimate(value, low, high, 0.95, EstimateKind.CONFIDENCE, source)


def _range(limits: DoseLimits, unit: str) -> tuple[Any, Any] | None:
    if not limits.protocol_low.strip():
        return None
    return parse_target(limits.protocol_low, unit), parse_target(limits.protocol_high, unit)


def _number(text: str, name: str) -> float | None:
    if not text.strip():
        return None
    try:
        return float(text)
    except ValueError as error:
        words = name.removesuffix("_text").replace("_", " ")
        raise refuse(name, f"'{text.strip()[:20]}' is no {words}. Write a plain number.") from error


def _count(text: str, name: str) -> int:
    if not text.strip():
        return 1
    if not text.strip().isdecimal():
        words = name.replace("_", " ")
        raise refuse(name, f"'{text.strip()[:20]}' is no {words}. Write a whole number.")
    return int(text)


def _required(text: str, name: str) -> float:
    value = _number(text, name)
    if value is None:
        raise refuse(name, f"State the {name.replace('_', ' ')} of the dose; it decides.")
    return value


def _texts(volume: Estimate | None) -> dict[str, Any]:
    """The volume as a syringe reads it, and its interval in whole microlitres."""
    if volume is None:
        return {"draw_ml_text": "", "low_ul": 0, "high_ul": 0}
    return {
        "draw_ml_text": _as_drawn(volume.value),
        "low_ul": int((Decimal(str(volume.low)) * 1000).to_integral_value(ROUND_FLOOR)),
        "high_ul": int((Decimal(str(volume.high)) * 1000).to_integral_value(ROUND_CEILING)),
    }


def _as_drawn(volume_ml: float) -> str:
    decimals = 3 if volume_ml < 1 else 2 if volume_ml < 10 else 1
    return f"{volume_ml:.{decimals}f}"


def _origin(measure: LotMeasure, vials: Any) -> dict[str, Any]:
    found = measure.concentration or {}
    return {
        "lot": measure.lot,
        "result": found["result"],
        "run": found["run"],
        "file_sha256": found["sha256"],
        "vials_needed": 1 if vials is None else vials.needed,
        "science_version": version("secretome"),
    }


def _sentence(error: BadInput) -> str:
    text = f"{error.what}. {error.do}"
    return text if text.endswith((".", "?", "!")) else f"{text}."
