"""A case: one patient under a pseudonym, with dose, legal basis, schedule and prices."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from secretome.dosing import EndotoxinResult, Giving, LabelRule, LotFactor
from secretome.units import Estimate, Quantity


class BasisKind(StrEnum):
    """On what legal ground an unlicensed product may be given at all."""

    TRIAL = "trial"
    HOSPITAL_EXEMPTION = "hospital_exemption"
    NAMED_PATIENT = "named_patient"
    COMPASSIONATE_USE = "compassionate_use"


class Per(StrEnum):
    """What a price is charged for."""

    COURSE = "course"
    SESSION = "session"
    VIAL = "vial"
    VISIT = "visit"


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """The permit: what it covers and how long; ``approved_by`` makes a trial an approved one."""

    kind: BasisKind
    jurisdiction: str
    reference: str
    document_sha256: str | None
    approved_by: str | None
    valid_from: date
    valid_to: date
    product: str
    condition: str
    route: str


@dataclass(frozen=True, slots=True)
class Visit:
    """A follow-up visit, counted in weeks from the first session."""

    week: float
    purpose: str
    measure: str | None


@dataclass(frozen=True, slots=True)
class Schedule:
    """Sessions and the visits after them."""

    sessions: int
    interval_days: float | None
    visits: tuple[Visit, ...]


@dataclass(frozen=True, slots=True)
class PriceItem:
    """One line of a price list."""

    item: str
    amount: Decimal
    per: Per


@dataclass(frozen=True, slots=True)
class PriceList:
    """Amounts in one currency, with the version they were taken from."""

    version: str
    currency: str
    items: tuple[PriceItem, ...]
    not_included: tuple[str, ...]
    charging_approved_by: str | None


@dataclass(frozen=True, slots=True)
class DoseOrder:
    """The dose a protocol asks for, and everything it says about giving it."""

    target: Quantity
    tolerance_pct: float | None
    risk: float | None
    protocol_range: tuple[Quantity, Quantity] | None
    recovery: Estimate | None
    vial_ml: float | None
    smallest_volume_ml: float | None
    max_volume_ml: float | None
    duration_h: float | None
    endotoxin: EndotoxinResult | None
    label_per_ml: float | None
    lot_factor: LotFactor | None
    label_rule: LabelRule
    giving: Giving


@dataclass(frozen=True, slots=True)
class Contraindicating:
    """A finding of a physician that forbids treatment."""

    finding: str
    by: str


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a plan is made from besides the lot and the evidence.

    ``answer`` holds what only the answer to the patient says, as the case file has it.
    """

    id: str | None
    example: bool
    pseudonym: str
    weight_kg: float | None
    contraindications: tuple[Contraindicating, ...]
    condition: str | None
    icd10: str | None
    route: str
    product: str
    dose: DoseOrder
    legal_basis: LegalBasis | None
    schedule: Schedule | None
    prices: PriceList | None
    answer: Mapping[str, Any] | None = None
