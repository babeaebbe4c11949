"""What speaks against a plan: its basis, the evidence, the request, the lot, visits, the dose."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from secretome_record.ledger.refusal import Reason

TRIAL = "trial"
BASIS_KINDS = (TRIAL, "hospital exemption", "named patient", "compassionate use")
CONTRAINDICATED = "CONTRAINDICATED"
# Verdicts under which a plan is allowed inside an approved trial and nowhere else.
ONLY_IN_TRIAL = frozenset({"NOT_SUPPORTED", "NO_HUMAN_STUDY"})
TREATMENT = "treatment"
PURPOSES = (TREATMENT, "follow-up by telephone", "anonymous research", "contact for studies")


@dataclass(frozen=True, slots=True)
class VisitText:
    """One visit of a schedule as the physician writes it."""

    name: str
    days_after_first_dose: int
    grace_days: int = 3
    is_safety_visit: bool = False
    measures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BasisFacts:
    """What a legal basis covers, in the words the catalogue uses."""

    code: str
    kind: str
    jurisdiction: str
    product: Any
    product_name: str
    condition: str
    route: str
    valid_from: date
    valid_to: date
    approved_trial: bool
    site: Any


@dataclass(frozen=True, slots=True)
class LotFacts:
    """What a plan must know of its lot."""

    code: str
    state: str
    is_expired: bool
    product: Any
    identity_code: str
    site: Any


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """Everything the rules look at, collected at one moment."""

    site: Any
    request_code: str
    request_state: str
    verdicts: frozenset[str]
    basis: BasisFacts | None
    product: Any
    product_name: str
    autologous: bool
    condition: str
    route: str
    jurisdiction: str
    today: date
    first_session_on: date
    last_session_on: date
    session_count: int
    session_interval_days: int
    visits: tuple[VisitText, ...]
    lot: LotFacts
    identity_code: str
    dose_against: tuple[Reason, ...] = ()
    price_against: tuple[Reason, ...] = ()


def reasons_against_plan(facts: PlanFacts) -> Iterator[Reason]:
    """List everything that speaks against writing, signing or carrying on with a plan."""
    yield from _against_request(facts)
    yield from reasons_against_basis(facts)
    yield from reasons_against_verdict(facts)
    yield from reasons_against_lot(facts)
    yield from reasons_against_start(facts)
    yield from reasons_against_schedule(facts)
    yield from facts.dose_against
    yield from facts.price_against


def reasons_against_basis(facts: PlanFacts) -> Iterator[Reason]:
    """A plan names a legal basis that holds today and covers what is planned."""
    basis = facts.basis
    if basis is None:
        yield Reason(
            "no_legal_basis",
            "No legal basis is named; no regulator has licensed the product. Choose the trial, "
            "exemption or permit under which it is given.",
        )
        return
    yield from _basis_dates(basis, facts)
    for what, covered, asked, same in _scope(basis, facts):
        if not same:
            yield Reason(
                f"basis_{what}",
                f"The legal basis {basis.code} covers the {what} {covered}, not {asked or 'none'}.",
                basis.code,
            )


def _basis_dates(basis: BasisFacts, facts: PlanFacts) -> Iterator[Reason]:
    if facts.today < basis.valid_from:
        sentence = f"The legal basis {basis.code} holds only from {basis.valid_from}."
        yield Reason("basis_not_begun", sentence, basis.code)
    elif facts.first_session_on < basis.valid_from:
        yield Reason(
            "basis_begins_later",
            f"The first session would be on {facts.first_session_on}, before the legal basis "
            f"{basis.code} begins on {basis.valid_from}.",
            basis.code,
        )
    if facts.today > basis.valid_to:
        sentence = f"The legal basis {basis.code} expired on {basis.valid_to}."
        yield Reason("basis_expired", sentence, basis.code)
    elif facts.last_session_on > basis.valid_to:
        yield Reason(
            "basis_too_short",
            f"The last session would be on {facts.last_session_on}, after the legal basis "
            f"{basis.code} ends on {basis.valid_to}.",
            basis.code,
        )


def _scope(basis: BasisFacts, facts: PlanFacts) -> Iterable[tuple[str, str, str, bool]]:
    same_product = basis.product == facts.product and basis.site == facts.site
    here, there = _plain(facts.jurisdiction), _plain(basis.jurisdiction)
    yield "product", basis.product_name, facts.product_name, same_product
    yield "condition", basis.condition, facts.condition, _alike(basis.condition, facts.condition)
    yield "route", basis.route, facts.route, _alike(basis.route, facts.route)
    yield "jurisdiction", basis.jurisdiction, facts.jurisdiction, here == there != ""


def reasons_against_verdict(facts: PlanFacts) -> Iterator[Reason]:
    """The evidence refuses what was harmful, and sends the unproven into an approved trial."""
    if CONTRAINDICATED in facts.verdicts:
        yield Reason(
            "contraindicated",
            f"Harm was reported for this use ({facts.condition}, {facts.route}), or something was "
            "found in this patient that speaks against it, so no plan is possible.",
        )
    unproven = facts.verdicts & ONLY_IN_TRIAL
    in_trial = facts.basis is not None and facts.basis.kind == TRIAL and facts.basis.approved_trial
    if unproven and not in_trial:
        yield Reason(
            "only_in_trial",
            f"The evidence says {' and '.join(sorted(unproven)).replace('_', ' ').lower()}; such "
            "a plan is possible only inside an approved trial.",
        )


def reasons_against_lot(facts: PlanFacts) -> Iterator[Reason]:
    """The lot is of the product and the site, released, in date, and its identity fits."""
    lot = facts.lot
    if lot.product != facts.product or lot.site != facts.site:
        yield Reason("lot_product", f"{lot.code} is no lot of {facts.product_name} here.", lot.code)
    if lot.state != "RELEASED":
        word = lot.state.replace("_", " ").lower()
        yield Reason("lot_not_released", f"{lot.code} is {word}, not released.", lot.code)
    if lot.is_expired:
        yield Reason("lot_expired", f"{lot.code} has expired.", lot.code)
    if facts.autologous and not facts.identity_code.strip():
        yield Reason(
            "identity_missing",
            "This product is made of the patient's own cells. Scan the identity code of the donor.",
        )
    if lot.identity_code != facts.identity_code:
        yield Reason(
            "identity_mismatch",
            f"The identity code of {lot.code} is not the plan's. Own cells go back to their donor "
            "only, and donor cells carry no identity code.",
            lot.code,
        )


def reasons_against_start(facts: PlanFacts) -> Iterator[Reason]:
    """A plan is for days to come: its first session is today or later."""
    if facts.first_session_on < facts.today:
        yield Reason(
            "starts_on",
            f"The first session would be on {facts.first_session_on}, and today is {facts.today}. "
            "Plan it for today or a later day.",
        )


def reasons_against_schedule(facts: PlanFacts) -> Iterator[Reason]:
    """At least one session, and no treatment without its follow-up."""
    if facts.session_count < 1:
        yield Reason("session_count", "A plan has at least one session.")
    if facts.session_count > 1 and facts.session_interval_days < 1:
        yield Reason("session_interval_days", "Say how many days lie between two sessions.")
    if not facts.visits:
        yield Reason("no_visits", "No visit is planned. A plan cannot be signed without follow-up.")
    elif not any(visit.is_safety_visit for visit in facts.visits):
        yield Reason("no_safety_visit", "None of the visits is a safety visit. Mark at least one.")
    for visit in facts.visits:
        if not visit.name.strip():
            yield Reason("visit_name", "Every visit needs a name, such as 'Safety, day 7'.")
        if visit.is_safety_visit and visit.days_after_first_dose < 1:
            yield Reason("visit_day", f"'{visit.name}' must lie at least one day after the dose.")


def reasons_against_second_plan(request_code: str, standing: Iterable[str]) -> Iterator[Reason]:
    """A request has one plan that stands; another is signed only in its place."""
    for code in standing:
        yield Reason(
            "another_plan",
            f"{code} is signed for {request_code} already. Stop it, or write this plan as the one "
            "that replaces it.",
            code,
        )


def _against_request(facts: PlanFacts) -> Iterator[Reason]:
    if facts.request_state != "ACCEPTED":
        yield Reason(
            "request_not_accepted",
            f"The patient has not accepted the answer to {facts.request_code}.",
            facts.request_code,
        )


def reasons_against_basis_record(
    kind: str, valid_from: date, valid_to: date, words: dict[str, str], *, approved_trial: bool
) -> Iterator[Reason]:
    """A legal basis says what it is, where, for what, and from when until when."""
    if kind not in BASIS_KINDS:
        yield Reason("kind", f"'{kind}' is no legal basis. Choose {', '.join(BASIS_KINDS)}.")
    if valid_to < valid_from:
        yield Reason("valid_to", "It would end before it begins. Check the two dates.")
    if approved_trial and kind != TRIAL:
        yield Reason("approved_trial", "Only a trial can be an approved trial.")
    for name, text in words.items():
        if not text.strip():
            yield Reason(name, f"The {name.replace('_', ' ')} is missing.")


def reasons_against_consent(
    text: str,
    purposes: Iterable[str],
    *,
    signature_holds: bool,
    given_at: datetime,
    signed_at: datetime | None,
) -> Iterator[Reason]:
    """Consent is to a text, for named purposes, and to the plan as it was signed, after that."""
    chosen = set(purposes)
    # A wall clock has no seconds: the minute of the signature counts as after it.
    if signed_at is not None and given_at < signed_at.replace(second=0, microsecond=0):
        yield Reason(
            "given_at",
            "The plan was prescribed later than this. A patient consents to a plan that stands; "
            "check the day and the hour.",
        )
    if not text.strip():
        yield Reason("text", "The text that the patient signed is missing.")
    if TREATMENT not in chosen:
        yield Reason("purposes", "Without consent to the treatment itself there is no treatment.")
    odd = sorted(chosen - set(PURPOSES))
    if odd:
        yield Reason("purposes", f"No purpose of ours is called {', '.join(odd)}.")
    if not signature_holds:
        yield Reason("signature_broken", "The plan changed after it was signed. Sign it again.")


def _alike(first: str, second: str) -> bool:
    return _plain(first) == _plain(second) != ""


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
