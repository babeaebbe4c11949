"""The checks of a plan beside those of its dose: legal basis, verdict, visits, money."""

from collections.abc import Iterator
from datetime import date, timedelta

from secretome.answers.case import BasisKind, Case, LegalBasis, Schedule
from secretome.answers.prices import Price
from secretome.dosing import Check, find_route
from secretome.evidence import (
    Assessment,
    ConditionVerdict,
    conditions_with_code,
    find_condition,
    is_icd10,
)

_ONLY_IN_TRIAL = (ConditionVerdict.NOT_SUPPORTED, ConditionVerdict.NO_HUMAN_STUDY)
"""Verdicts under which a plan is allowed inside an approved trial and nowhere else."""


def plan_checks(case: Case, assessment: Assessment, price: Price, *, on: date) -> tuple[Check, ...]:
    """Run every check; all reasons are given, not the first."""
    return (
        code_names_condition(case, assessment),
        verdict_allows(case, assessment),
        *_basis_checks(case, assessment, on),
        visits_planned(case.schedule),
        charging_approved(case, price),
        _lot_released(),
    )


def code_names_condition(case: Case, assessment: Assessment) -> Check:
    """Name and code of a case must mean the same condition."""
    name, limit = "code_names_condition", assessment.condition
    if case.condition is None or case.icd10 is None:
        reason = "Only one of name and code was given, so they cannot be compared."
        return Check(name, limit, case.icd10 or case.condition, None, reason)
    if not assessment.in_catalogue:
        reason = "The condition is not in the catalogue, so its code cannot be compared."
        return Check(name, limit, case.icd10, None, reason)
    names = [condition.name for condition in conditions_with_code(case.icd10)]
    passed = assessment.condition in names
    other = ", ".join(names) or "no condition of the catalogue"
    reason = f"{case.icd10} is the code of {other}."
    return Check(name, limit, case.icd10, passed, reason)


def verdict_allows(case: Case, assessment: Assessment) -> Check:
    """A verdict refuses, or asks for an approved trial, or leaves it to the legal basis."""
    name, verdict = "verdict_allows", assessment.verdict
    why = assessment.reasons[0]
    if verdict is ConditionVerdict.CONTRAINDICATED:
        text = f"{why} {' '.join(assessment.reasons[1:3])}".strip()
        return Check(name, "not contraindicated", verdict, passed=False, reason=text)
    if verdict in _ONLY_IN_TRIAL:
        passed = _is_approved_trial(case.legal_basis)
        reason = f"{why} Such a plan is possible only inside an approved trial."
        return Check(name, "inside an approved trial", verdict, passed, reason)
    reason = f"{why} The legal basis decides."
    return Check(name, "not contraindicated", verdict, passed=True, reason=reason)


def visits_planned(schedule: Schedule | None) -> Check:
    """No treatment without its follow-up."""
    name, limit = "visits_planned", "at least one follow-up visit after the first session"
    visits = [v for v in schedule.visits if v.week > 0] if schedule else []
    if not visits:
        reason = "No follow-up visit is planned; a plan needs its visit schedule."
        return Check(name, limit, None, passed=False, reason=reason)
    value = f"{len(visits)} visits, the last in week {max(v.week for v in visits):g}"
    return Check(name, limit, value, passed=True, reason="Follow-up visits are planned.")


def charging_approved(case: Case, price: Price) -> Check:
    """Under a trial the price is zero, or somebody approved charging."""
    name = "charging_approved"
    if case.legal_basis is None or case.legal_basis.kind is not BasisKind.TRIAL:
        reason = "The rule concerns trials; this plan is not in one."
        return Check(name, "zero under a trial", None, None, reason)
    approved = price.price_list and price.price_list.charging_approved_by
    limit = "zero under a trial, or charging approved by a named person"
    if approved:
        reason = f"Charging was approved by {approved}."
        return Check(name, limit, None, passed=True, reason=reason)
    charged = [line for line in price.lines if line.item.amount > 0]
    if charged:
        reason = "The price list charges patients of a trial, and nobody approved it."
        return Check(name, limit, charged[0].item.item, passed=False, reason=reason)
    if price.price_list is None:
        return Check(name, limit, None, None, "No price list was given.")
    return Check(name, limit, "zero", passed=True, reason="Nothing is charged.")


def _basis_checks(case: Case, assessment: Assessment, on: date) -> Iterator[Check]:
    basis = case.legal_basis
    if basis is None:
        reason = "No legal basis was named; nothing unlicensed may be given without one."
        limit = "trial, hospital exemption, named patient or compassionate use"
        yield Check("legal_basis_named", limit, None, passed=False, reason=reason)
        return
    reason = f"{basis.reference}, {basis.jurisdiction}."
    yield Check("legal_basis_named", None, basis.kind, passed=True, reason=reason)
    yield legal_basis_valid(basis, case.schedule, on=on)
    yield _covers("product", basis.product, case.product, same=basis.product == case.product)
    asked = case.condition or case.icd10 or ""
    yield _covers("condition", basis.condition, asked, same=_same_condition(basis, assessment))
    same_route = find_route(basis.route) == find_route(case.route)
    yield _covers("route", basis.route, case.route, same=same_route)
    yield _document_named(basis)


def legal_basis_valid(basis: LegalBasis, schedule: Schedule | None, *, on: date) -> Check:
    """The permit must hold on the day of the plan and to the last session."""
    name, limit = "legal_basis_valid", f"{basis.valid_from} to {basis.valid_to}"
    last = last_session_date(schedule, on=on)
    if not basis.valid_from <= on <= basis.valid_to:
        when = "has not begun" if on < basis.valid_from else "expired"
        reason = f"The legal basis {when} on {on}: it holds from {limit}."
        return Check(name, limit, str(on), passed=False, reason=reason)
    if last > basis.valid_to:
        reason = f"The last session would be on {last}, after the legal basis ends."
        return Check(name, limit, str(last), passed=False, reason=reason)
    reason = f"It holds on {on} and to the last session on {last}."
    return Check(name, limit, str(on), passed=True, reason=reason)


def last_session_date(schedule: Schedule | None, *, on: date) -> date:
    """Day of the last session if the first is on ``on``."""
    if schedule is None or schedule.sessions == 1:
        return on
    return on + timedelta(days=(schedule.sessions - 1) * (schedule.interval_days or 0))


def _covers(what: str, covered: str, asked: str, *, same: bool) -> Check:
    verb = "covers" if same else "does not cover"
    reason = f"The legal basis names {covered}; it {verb} {asked}."
    return Check(f"legal_basis_covers_{what}", covered, asked, same, reason)


def _same_condition(basis: LegalBasis, assessment: Assessment) -> bool:
    """Compare through the catalogue; outside it the words themselves must agree."""
    if is_icd10(basis.condition):
        names = [c.name for c in conditions_with_code(basis.condition)]
        codes = {_plain(code) for code in assessment.icd10}
        return assessment.condition in names or _plain(basis.condition) in codes
    found = find_condition(basis.condition).condition
    name = found.name if found else basis.condition
    return _plain(name) == _plain(assessment.condition)


def _document_named(basis: LegalBasis) -> Check:
    name, limit = "legal_basis_document", "SHA-256 of the permit"
    if basis.document_sha256 is None:
        reason = "The permit's document was not named by its hash."
        return Check(name, limit, None, None, reason)
    reason = "The permit's document is named by its hash; whoever signs compares it."
    return Check(name, limit, basis.document_sha256[:16], passed=True, reason=reason)


def _lot_released() -> Check:
    reason = "An instrument file does not say whether its lot was released; the record does."
    return Check("lot_released", "released by a qualified person", None, None, reason)


def _is_approved_trial(basis: LegalBasis | None) -> bool:
    if basis is None or basis.kind is not BasisKind.TRIAL:
        return False
    return bool((basis.approved_by or "").strip())


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
