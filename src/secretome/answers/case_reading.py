"""Reads a case file into a Case; every fault is named at once, with its line.

Refuses: text that is no YAML (BadInput), values that do not fit the schema (CaseFaults).
"""

from datetime import date
from pathlib import Path
from typing import Any

from secretome.answers.case import (
    BasisKind,
    Case,
    Contraindicating,
    DoseOrder,
    LegalBasis,
    Per,
    PriceItem,
    PriceList,
    Schedule,
    Visit,
)
from secretome.answers.case_schema import case_schema
from secretome.answers.faults import CaseFaults, sentences
from secretome.answers.meaning import faults_of_meaning
from secretome.answers.stated import endotoxin_result, giving_stated
from secretome.answers.yaml_text import MAX_BYTES, YamlDocument, exact, read_yaml
from secretome.dosing import EndotoxinResult, LabelRule, LotFactor, parse_target
from secretome.errors import BadInput
from secretome.units import Estimate, EstimateKind, Quantity


def read_case(path: Path) -> Case:
    """Read a case file; raises BadInput for whatever is wrong with it."""
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        do = "Save it as UTF-8 text."
        what = f"it is not UTF-8 text (byte {error.start})"
        raise BadInput(what, where=str(path), do=do) from None
    return parse_case(text, where=str(path))


def parse_case(text: str, *, where: str) -> Case:
    """Turn the text of a case file into a Case; raises CaseFaults with every fault at once."""
    document = read_yaml(text, where=where)
    faults = _schema_faults(document) or faults_of_meaning(document)
    if faults:
        raise CaseFaults(faults, where=where)
    return _case(document.data)


def _schema_faults(document: YamlDocument) -> tuple[str, ...]:
    from jsonschema import Draft202012Validator, FormatChecker

    checker = FormatChecker(formats=("date",))
    validator = Draft202012Validator(case_schema(), format_checker=checker)
    return sentences(validator.iter_errors(document.data), document)


def _case(data: dict[str, Any]) -> Case:
    patient = data["patient"]
    return Case(
        id=data.get("id"),
        example=bool(data.get("example")),
        pseudonym=patient["pseudonym"],
        weight_kg=_float(patient.get("weight_kg")),
        contraindications=tuple(
            Contraindicating(**found) for found in patient.get("contraindications", ())
        ),
        condition=data.get("condition"),
        icd10=data.get("icd10"),
        route=data["route"],
        product=data["product"],
        dose=_dose(data["dose"]),
        legal_basis=basis_of(data.get("legal_basis")),
        schedule=schedule_of(data.get("schedule")),
        prices=prices_of(data.get("prices")),
        answer=data.get("answer"),
    )


def _dose(data: dict[str, Any]) -> DoseOrder:
    ends = data.get("protocol_range")
    return DoseOrder(
        target=_quantity(data["target"], data["unit"]),
        tolerance_pct=_float(data.get("tolerance_pct")),
        risk=_float(data.get("risk")),
        protocol_range=(
            (_quantity(ends[0], data["unit"]), _quantity(ends[1], data["unit"])) if ends else None
        ),
        recovery=_estimate(data["recovery"], "value") if data.get("recovery") else None,
        vial_ml=_float(data.get("vial_ml")),
        smallest_volume_ml=_float(data.get("smallest_volume_ml")),
        max_volume_ml=_float(data.get("max_volume_ml")),
        duration_h=_float(data.get("duration_h")),
        endotoxin=_endotoxin(data.get("endotoxin")),
        label_per_ml=_float(data.get("label_per_ml")),
        lot_factor=_factor(data.get("lot_factor")),
        label_rule=LabelRule(str(data.get("label_rule") or "simple").upper()),
        giving=giving_stated(data.get("giving") or {}),
    )


def _endotoxin(value: Any) -> EndotoxinResult | None:
    return None if value is None else endotoxin_result(_text(value))


def _factor(data: dict[str, Any] | None) -> LotFactor | None:
    if data is None:
        return None
    interval = _estimate({**data, "source": data["reason"]}, "particles_per_ug")
    return LotFactor(interval, by=data["by"], reason=data["reason"])


def _estimate(data: dict[str, Any], value: str) -> Estimate:
    numbers = (float(data[value]), float(data["low"]), float(data["high"]))
    return Estimate(*numbers, 0.95, EstimateKind.CONFIDENCE, str(data["source"]))


def basis_of(data: dict[str, Any] | None) -> LegalBasis | None:
    """Return the permit of a sound case."""
    if data is None:
        return None
    return LegalBasis(
        kind=BasisKind(data["kind"]),
        jurisdiction=data["jurisdiction"],
        reference=data["reference"],
        document_sha256=data.get("document_sha256"),
        approved_by=data.get("approved_by"),
        valid_from=date.fromisoformat(data["valid_from"]),
        valid_to=date.fromisoformat(data["valid_to"]),
        product=data["product"],
        condition=data["condition"],
        route=data["route"],
    )


def schedule_of(data: dict[str, Any] | None) -> Schedule | None:
    """Return the schedule of a sound case."""
    if data is None:
        return None
    visits = tuple(
        Visit(float(v["week"]), v["purpose"], v.get("measure")) for v in data.get("visits", ())
    )
    return Schedule(data["sessions"], _float(data.get("interval_days")), visits)


def prices_of(data: dict[str, Any] | None) -> PriceList | None:
    """Return the price list of a sound case; its amounts keep every digit."""
    if data is None:
        return None
    return PriceList(
        version=data["version"],
        currency=data["currency"],
        items=tuple(
            PriceItem(row["item"], exact(row["amount"]), Per(row["per"])) for row in data["items"]
        ),
        not_included=tuple(data.get("not_included", ())),
        charging_approved_by=data.get("charging_approved_by"),
    )


def _quantity(number: Any, unit: str) -> Quantity:
    return parse_target(_text(number), unit)


def _text(value: Any) -> str:
    return str(getattr(value, "text", value))


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
