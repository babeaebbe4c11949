"""What the advisor chooses to offer in an answer, and the plain facts the answer is made from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from secretome_record.patients.models import Answer
from secretome_record.patients.offers import BasisOffer, Offers, PriceOffer
from secretome_record.patients.queries import DonorCells, OwnCells
from secretome_record.patients.rules import CONTRAINDICATED, leaves_open

_KINDS = {
    "trial": "trial", "hospital exemption": "hospital_exemption",
    "named patient": "named_patient", "compassionate use": "compassionate_use",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What the advisor adds to the evidence; an empty possibility means what the verdict says."""

    possibility: str = ""
    caution: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Offering:
    """What is offered, as the advisor chose it; what is left empty the answer calls unknown.

    ``exclusions`` says of each contraindication: met, not met or unknown; one that is not in it is
    unknown.
    """

    language: str = "en"
    legal_basis: str = ""
    price_list: str = ""
    product: str = ""
    route: str = ""
    sessions: int | None = None
    interval_days: int | None = None
    visit_weeks: tuple[int, ...] = ()
    vials_per_session: int | None = None
    travel_days_per_session: int | None = None
    travel_days_per_visit: int | None = None
    exclusions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the record knows on the day of the answer: permit, prices, lead times, who answers."""

    on: str
    is_demo: bool
    condition: str
    code: str
    version: int
    basis: BasisOffer | None
    prices: PriceOffer | None
    own_cells: OwnCells
    donor_cells: DonorCells
    answered_by: Mapping[str, str] | None
    translation_review: Mapping[str, str] | None


Words = Callable[..., str]
NOTHING_ADDED = OwnWords()
NOTHING_OFFERED = Offering()


def facts_of(own: OwnWords, offering: Offering, standing: Standing, words: Words) -> dict[str, Any]:
    """Return the facts of an answer: text, whole numbers and lists, so that they can be signed.

    ``words`` says a line of the page words in the answer's language.
    """
    met = [text for text, state in offering.exclusions.items() if state == "met"]
    caution = [own.caution.strip(), *(words("met", text=text) for text in met)]
    facts = {
        "on": standing.on,
        "example": standing.is_demo,
        "condition": standing.condition,
        "route": _basis_or(offering.route, standing.basis, "route"),
        "product": _basis_or(offering.product, standing.basis, "product"),
        "legal_basis": _basis(standing.basis, words),
        "schedule": _schedule(offering),
        "prices": _prices(standing, words),
        "vials_per_session": offering.vials_per_session,
        "travel": _travel(offering),
        "own_cells": _own_cells(standing),
        "donor_stock": {"vials": standing.donor_cells.vials, "as_of": standing.on},
        "stance": own.possibility,
        "caution": " ".join(part for part in caution if part),
        "note": own.note.strip(),
        "code": standing.code,
        "version": standing.version,
        "answered_by": dict(standing.answered_by) if standing.answered_by else None,
        "translation_review": standing.translation_review,
    }
    return {name: value for name, value in facts.items() if value not in (None, "", [])}


def chosen_before(verdict: str, answer: Answer, offers: Offers) -> dict[str, Any]:
    """Return what an earlier version chose, so that a correction begins where it ended."""
    before = _chosen_in(answer, offers)
    nothing = {"legal_basis": "", "price_list": ""} if verdict == CONTRAINDICATED else {}
    return {**before, **nothing}


def chosen_first(verdict: str, condition: str, offers: Offers) -> dict[str, Any]:
    """Return what stands chosen in a first answer: the one legal basis that fits, if it is one.

    A basis that the verdict does not leave open fits nothing, so for a refusal none is chosen.
    """
    fitting = [
        row.key for row in offers.bases
        if row.condition == condition
        and leaves_open(verdict, row.kind, is_approved_trial=row.is_approved_trial)
    ]  # fmt: skip
    newest = offers.prices[0].key if offers.prices and len(fitting) == 1 else ""
    return {"legal_basis": fitting[0] if len(fitting) == 1 else "", "price_list": newest}


def _chosen_in(answer: Answer, offers: Offers) -> dict[str, Any]:
    facts = answer.facts
    schedule, travel = facts.get("schedule", {}), facts.get("travel", {})
    prices, basis = facts.get("prices", {}), facts.get("legal_basis", {})
    found = [row.key for row in offers.bases if row.reference == basis.get("reference")]
    weeks = ", ".join(f"{visit['week']:g}" for visit in schedule.get("visits", ()))
    met = any(row["state"] == "met" for row in answer.exclusions)
    return {
        "possibility": answer.possibility, "language": answer.language,
        "legal_basis": found[0] if found else "", "price_list": prices.get("version", ""),
        "route": facts.get("route", ""), "product": facts.get("product", ""),
        "sessions": schedule.get("sessions"), "interval_days": schedule.get("interval_days"),
        "visit_weeks": weeks, "vials_per_session": facts.get("vials_per_session"),
        "travel_days_per_session": travel.get("days_per_session"),
        "travel_days_per_visit": travel.get("days_per_visit"), "note": facts.get("note", ""),
        # Where something was met, the caution holds that too and is written anew.
        "caution": "" if met else facts.get("caution", ""),
        "exclusions": {row["text"]: row["state"] for row in answer.exclusions},
    }  # fmt: skip


def _basis_or(chosen: str, basis: BasisOffer | None, name: str) -> str:
    return chosen or (getattr(basis, name) if basis else "")


def _basis(basis: BasisOffer | None, words: Words) -> dict[str, str] | None:
    if basis is None:
        return None
    # The record keeps the permit and that somebody read it as an approval, not who gave it.
    said = words("permit", place=basis.jurisdiction)
    approved = {"approved_by": said} if basis.is_approved_trial else {}
    return {
        "kind": _KINDS[basis.kind],
        "jurisdiction": basis.jurisdiction,
        "reference": basis.reference,
        "document_sha256": basis.document_sha256,
        "valid_from": basis.valid_from.isoformat(),
        "valid_to": basis.valid_to.isoformat(),
        "product": basis.product,
        "condition": basis.condition,
        "route": basis.route,
        **approved,
    }


def _schedule(offering: Offering) -> dict[str, Any] | None:
    if offering.sessions is None:
        return None
    visits = [{"week": week, "purpose": "check-up"} for week in sorted(offering.visit_weeks)]
    between = {} if offering.interval_days is None else {"interval_days": offering.interval_days}
    return {"sessions": offering.sessions, "visits": visits, **between}


def _prices(standing: Standing, words: Words) -> dict[str, Any] | None:
    listed, basis = standing.prices, standing.basis
    if listed is None:
        return None
    approved = basis.charging_approved_by if basis else ""
    return {
        "version": listed.version,
        "currency": listed.currency,
        "items": [
            {"item": words("session"), "amount": listed.per_session_text, "per": "session"},
            {"item": words("visit"), "amount": listed.per_visit_text, "per": "visit"},
        ],
        "not_included": list(listed.not_included),
        **({"charging_approved_by": approved} if approved else {}),
    }


def _travel(offering: Offering) -> dict[str, int] | None:
    session, visit = offering.travel_days_per_session, offering.travel_days_per_visit
    if session is None or visit is None:
        return None
    return {"days_per_session": session, "days_per_visit": visit}


def _own_cells(standing: Standing) -> dict[str, Any]:
    own = standing.own_cells
    made = {"lots": own.lots + own.rejected, "failed": own.rejected, "as_of": standing.on}
    if own.median_days is None:
        return made
    days = {"value": own.median_days, "low": own.fewest_days, "high": own.most_days}
    return {**made, "days": days}
