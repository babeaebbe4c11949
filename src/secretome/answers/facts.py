"""What an answer is made from beside the evidence: permit, visits, prices, waiting, who answers.

Plain values in, so that they can be stored and the same answer made again. Refuses: values that
do not fit, every fault at once (BadInput).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from secretome.answers.case import LegalBasis, Schedule
from secretome.answers.case_reading import basis_of, prices_of, schedule_of
from secretome.answers.case_schema import case_schema
from secretome.answers.faults import sentence
from secretome.answers.letters import letter_faults
from secretome.answers.meaning import answer_faults, basis_faults, price_faults, schedule_faults
from secretome.answers.planning import Plan
from secretome.answers.prices import Price, price_of
from secretome.errors import BadInput

_SHARED = ("legal_basis", "schedule", "prices", "route", "product")
_WHERE = "the facts of the answer"


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """The facts of one answer, read; a missing one is None and the answer says what follows."""

    on: str
    example: bool
    asked: str | None
    route: str | None
    product: str | None
    found: tuple[str, ...]
    legal_basis: LegalBasis | None
    schedule: Schedule | None
    price: Price
    vials_per_session: int | None
    code: str | None
    version: int
    stance: str | None
    travel: Mapping[str, int] | None
    own_cells: Mapping[str, Any] | None
    donor_stock: Mapping[str, Any] | None
    answered_by: Mapping[str, str] | None
    caution: str
    note: str
    translation_review: Mapping[str, str] | None

    @property
    def is_trial(self) -> bool:
        """Say whether the permit is a trial's."""
        return self.legal_basis is not None and self.legal_basis.kind == "trial"


def facts_of_plan(plan: Plan) -> dict[str, Any]:
    """Return the facts of a plan as plain values: what ``answer_document`` takes."""
    case = plan.case
    answer = dict(case.answer or {})
    dose = plan.dose.answer.vials if plan.dose else None
    vials = answer.get("vials_per_session") or (dose.needed if dose else None)
    return {
        "on": plan.on.isoformat(),
        "example": case.example,
        "condition": case.condition or case.icd10,
        "route": case.route,
        "product": case.product,
        "found": [c.finding for c in case.contraindications],
        "legal_basis": _plain_basis(case.legal_basis),
        "schedule": _plain_schedule(case.schedule),
        "prices": _plain_prices(plan.price),
        **answer,
        **({"vials_per_session": vials} if vials else {}),
    }


def read_facts(data: Mapping[str, Any]) -> AnswerFacts:
    """Read the facts of an answer; raises BadInput that names every fault."""
    faults = tuple(_schema_faults(data)) or (*_meaning_faults(dict(data)), *letter_faults(data))
    if faults:
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        do = "The keys and their meaning: secretome schema case."
        raise BadInput(f"{count}: {'; '.join(faults)}", where=_WHERE, do=do)
    schedule, vials = schedule_of(data.get("schedule")), data.get("vials_per_session")
    prices = prices_of(data.get("prices"))
    return AnswerFacts(
        on=data["on"],
        example=bool(data.get("example")),
        asked=data.get("condition"),
        route=data.get("route"),
        product=data.get("product"),
        found=tuple(data.get("found") or ()),
        legal_basis=basis_of(data.get("legal_basis")),
        schedule=schedule,
        price=price_of(prices, schedule, vials_per_session=vials),
        vials_per_session=vials,
        code=data.get("code"),
        version=int(data.get("version") or 1),
        stance=data.get("stance"),
        travel=data.get("travel"),
        own_cells=data.get("own_cells"),
        donor_stock=data.get("donor_stock"),
        answered_by=data.get("answered_by"),
        caution=(data.get("caution") or "").strip(),
        note=(data.get("note") or "").strip(),
        translation_review=data.get("translation_review"),
    )


def facts_schema() -> dict[str, Any]:
    """Return the JSON Schema of the facts: parts of the case file, and the day."""
    case = case_schema()
    parts = case["properties"]
    word = {"$ref": "#/$defs/word"}
    return {
        "$schema": case["$schema"],
        "type": "object",
        "additionalProperties": False,
        "required": ["on"],
        "properties": {
            "on": {"$ref": "#/$defs/date"},
            "example": {"type": "boolean"},
            "condition": word,
            "found": {"type": "array", "maxItems": 50, "items": word},
            **{name: parts[name] for name in _SHARED},
            **parts["answer"]["properties"],
        },
        "$defs": case["$defs"],
    }


def _schema_faults(data: Mapping[str, Any]) -> Iterator[str]:
    from jsonschema import Draft202012Validator, FormatChecker

    given = {name: value for name, value in data.items() if value is not None}
    validator = Draft202012Validator(facts_schema(), format_checker=FormatChecker(("date",)))
    errors = sorted(validator.iter_errors(given), key=lambda e: list(map(str, e.absolute_path)))
    yield from (sentence(error) for error in errors[:20])


def _meaning_faults(data: dict[str, Any]) -> Iterator[str]:
    found = (
        *basis_faults(data.get("legal_basis")),
        *schedule_faults(data.get("schedule")),
        *price_faults(data.get("prices")),
        *answer_faults(data),
    )
    yield from (text.rstrip(".") for _, text in found)


def _plain_basis(basis: LegalBasis | None) -> dict[str, Any] | None:
    if basis is None:
        return None
    names = ("jurisdiction", "reference", "document_sha256", "approved_by", "product", "condition")
    given = {name: getattr(basis, name) for name in (*names, "route")}
    dates = {"valid_from": basis.valid_from.isoformat(), "valid_to": basis.valid_to.isoformat()}
    return {k: v for k, v in ({"kind": basis.kind.value} | given | dates).items() if v is not None}


def _plain_schedule(schedule: Schedule | None) -> dict[str, Any] | None:
    if schedule is None:
        return None
    visits = [
        {"week": v.week, "purpose": v.purpose} | ({"measure": v.measure} if v.measure else {})
        for v in schedule.visits
    ]
    interval = {} if schedule.interval_days is None else {"interval_days": schedule.interval_days}
    return {"sessions": schedule.sessions, "visits": visits} | interval


def _plain_prices(price: Price) -> dict[str, Any] | None:
    listed = price.price_list
    if listed is None:
        return None
    items = [{"item": i.item, "amount": str(i.amount), "per": i.per.value} for i in listed.items]
    by = {"charging_approved_by": listed.charging_approved_by}
    return {
        "version": listed.version,
        "currency": listed.currency,
        "items": items,
        "not_included": list(listed.not_included),
        **{key: value for key, value in by.items() if value},
    }
