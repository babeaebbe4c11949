"""What speaks against keeping a vial, preparing, matching at the bedside, and giving."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from secretome_record.ledger.refusal import Reason
from secretome_record.treatments.rules.amounts import millilitres_text

# A match older than this is asked for again: patients are moved, trays are swapped.
MATCH_LASTS = timedelta(minutes=30)
PATIENT, PLAN, VIAL = "patient", "plan", "vial"
_OPEN_SESSION = frozenset({"PREPARED", "MATCHED"})


@dataclass(frozen=True, slots=True)
class VialFacts:
    """What is known of one vial at one moment, seen from one session."""

    code: str
    state: str
    identity_code: str
    lot_code: str
    lot_state: str
    is_expired: bool
    is_of_the_plans_lot: bool
    is_kept_for_this_session: bool
    kept_for: str = ""
    held_because: str = ""


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """What is known of a session, its plan and its patient at one moment."""

    code: str
    state: str
    plan_code: str
    plan_state: str
    plan_identity_code: str
    patient_code: str
    has_consent: bool
    signature_holds: bool
    overdue: tuple[str, ...] = ()
    overdue_is_signed: bool = False
    today: date | None = None
    earliest_on: date | None = None
    plan_against: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Scans:
    """The three codes as they were read; each is a code, or why it is none."""

    patient: str = ""
    plan: str = ""
    vial: str = ""
    faults: tuple[Reason, ...] = ()


def reasons_against_vial(vial: VialFacts, session: SessionFacts) -> Iterator[Reason]:
    """Whatever a vial must be at any time: of a released lot in date, with the plan's identity."""
    if vial.lot_state == "ON_HOLD":
        yield Reason("lot_on_hold", f"The lot {vial.lot_code} is on hold.", vial.lot_code)
    elif vial.lot_state != "RELEASED":
        yield Reason("lot_not_released", f"The lot {vial.lot_code} is not released.", vial.lot_code)
    if vial.is_expired:
        yield Reason("lot_expired", f"The lot {vial.lot_code} has expired.", vial.lot_code)
    if vial.held_because:
        yield Reason(
            "vial_on_hold",
            f"{vial.code} is on hold: {vial.held_because} Quality assurance decides first.",
            vial.code,
        )
    if not vial.is_of_the_plans_lot:
        yield Reason(
            "another_lot",
            f"{vial.code} is of the lot {vial.lot_code}, which {session.plan_code} does not name. "
            "Another lot needs a newly signed plan.",
            session.plan_code,
        )
    if vial.identity_code != session.plan_identity_code:
        yield Reason(
            "identity_mismatch",
            f"{vial.code} carries another identity code than {session.plan_code}.",
            vial.code,
        )


def reasons_against_reserving(vial: VialFacts, session: SessionFacts) -> Iterator[Reason]:
    """A vial is kept for a session of a plan that is signed and consented to."""
    yield from _against_plan(session)
    if session.state != "PLANNED":
        word = session.state.lower()
        yield Reason("session_state", f"{session.code} is {word}; vials are kept before that.")
    if vial.kept_for:
        yield Reason("vial_taken", f"Somebody keeps {vial.code} for {vial.kept_for} already.")
    elif vial.state != "IN_STOCK":
        word = vial.state.replace("_", " ").lower()
        yield Reason("vial_not_in_stock", f"{vial.code} is {word}, not in stock.", vial.code)
    yield from reasons_against_vial(vial, session)


def reasons_against_preparing(
    session: SessionFacts, vials: Iterable[VialFacts], *, vials_needed: int
) -> Iterator[Reason]:
    """A session is prepared on its day with the vials its dose needs, no safety visit overdue."""
    kept = tuple(vials)
    yield from _against_plan(session)
    yield from _against_overdue(session)
    yield from _against_too_early(session)
    if len(kept) != vials_needed:
        yield Reason(
            "vial_count",
            f"The dose needs {_count(vials_needed)}; {_count(len(kept))} kept for {session.code}.",
            session.code,
        )
    for vial in kept:
        yield from reasons_against_vial(vial, session)


def reasons_against_match(
    scans: Scans, session: SessionFacts, vial: VialFacts | None
) -> Iterator[Reason]:
    """Everything that speaks against giving this vial to this patient now, the gravest first."""
    yield from scans.faults
    if scans.patient and scans.patient != session.patient_code:
        yield Reason("wrong_patient", "This is another patient.", scans.patient)
    if scans.plan and scans.plan != session.plan_code:
        yield Reason("wrong_plan", "This plan belongs to another patient or was replaced.")
    if scans.vial:
        yield from _against_scanned_vial(scans.vial, session, vial)
    if session.state not in _OPEN_SESSION:
        word = session.state.lower()
        yield Reason("session_state", f"The session {session.code} is {word}.", session.code)
    yield from _against_plan(session)
    yield from _against_overdue(session)
    yield from _against_too_early(session)


def _against_scanned_vial(
    code: str, session: SessionFacts, vial: VialFacts | None
) -> Iterator[Reason]:
    if vial is None:
        yield Reason("unknown_vial", f"{code} is no vial of this site.")
        return
    if vial.state == "GIVEN":
        yield Reason("vial_given", f"{vial.code} was given already.", vial.code)
    elif vial.state == "DESTROYED":
        yield Reason("vial_destroyed", f"{vial.code} was destroyed.", vial.code)
    elif vial.kept_for and not vial.is_kept_for_this_session:
        yield Reason("kept_for_another", f"{vial.code} is kept for another session.", vial.code)
    elif not vial.is_kept_for_this_session:
        yield Reason("not_reserved", f"{vial.code} is not reserved for this session.", vial.code)
    yield from reasons_against_vial(vial, session)


def _against_plan(session: SessionFacts) -> Iterator[Reason]:
    if session.plan_state != "CONSENTED":
        word = session.plan_state.replace("_", " ").lower()
        yield Reason(
            "plan_not_consented",
            f"The plan {session.plan_code} is {word}; a dose needs a plan with consent.",
            session.plan_code,
        )
    if not session.has_consent:
        yield Reason("no_consent", "The patient's consent is missing or was withdrawn.")
    if not session.signature_holds:
        yield Reason(
            "signature_broken",
            f"The plan {session.plan_code} is not what the physician signed.",
            session.plan_code,
        )
    yield from session.plan_against


def _against_overdue(session: SessionFacts) -> Iterator[Reason]:
    if session.overdue and not session.overdue_is_signed:
        yield Reason(
            "safety_visit_overdue",
            f"The safety visit {', '.join(session.overdue)} is overdue.",
            session.overdue[0],
        )


def earliest_day(planned_on: date, last_dose_on: date | None, interval_days: int) -> date:
    """The first day a session may be given: its own, and no sooner after the last dose."""
    if last_dose_on is None:
        return planned_on
    return max(planned_on, last_dose_on + timedelta(days=interval_days))


def _against_too_early(session: SessionFacts) -> Iterator[Reason]:
    today, earliest = session.today, session.earliest_on
    if today is not None and earliest is not None and today < earliest:
        yield Reason(
            "too_early",
            f"It is too early: the earliest day for {session.code} is {earliest}, by its plan and "
            "the days between two doses.",
            session.plan_code,
        )


_LABELS = {PATIENT: "wristband", PLAN: "plan sheet", VIAL: "vial's label"}
_UNREADABLE = {
    "wrong_check_character": "The last character of the {label} does not fit the rest.",
    "wrong_kind_of_code": "This is not the {label}.",
}


def unreadable(what: str, code: str) -> Reason:
    """Say in a few words, for a screen read with gloves on, why a scan is no code of its step."""
    sentence = _UNREADABLE.get(code, "The {label} could not be read.")
    return Reason(code, sentence.format(label=_LABELS[what]), what)


WHAT_TO_DO: dict[str, str] = {
    "wrong_patient": "Do not give. Check the wristband and the name, and begin again.",
    "wrong_plan": "Do not give. Take the plan sheet of this patient, and begin again.",
    "unknown_vial": "Do not give. Put the vial aside and call the storekeeper.",
    "vial_given": "Do not give. Put the vial aside and call the storekeeper.",
    "vial_destroyed": "Do not give. Put the vial aside and call the storekeeper.",
    "kept_for_another": "Do not give. Put the vial back and take the one kept for this session.",
    "not_reserved": "Do not give. Put the vial back and take the one kept for this session.",
    "lot_on_hold": "Do not give. Put the vial aside and call the physician.",
    "lot_not_released": "Do not give. Put the vial aside and call the physician.",
    "lot_expired": "Do not give. Put the vial aside and call the physician.",
    "another_lot": "Do not give. Call the physician: another lot needs a newly signed plan.",
    "identity_mismatch": "Do not give. Put the vial aside and call the physician.",
    "no_consent": "Do not give. Talk with the patient and call the physician.",
    "plan_not_consented": "Do not give. Call the physician.",
    "too_early": "Do not give. Come back on the earliest day, or call the physician.",
    "dose_changed": "Do not give. Call the physician: the lot was measured anew.",
    "dose_moved": "Do not give. Call the physician: the lot was measured anew.",
    "dose_not_measured": "Do not give. Call the physician: the lot's measurement was withdrawn.",
    "safety_visit_overdue": "Do not give. Hold the visit first, or call the physician.",
    "wrong_check_character": "Scan the label again. If it fails twice, call the storekeeper.",
    "not_a_code": "Scan the label again. If it fails twice, call the storekeeper.",
    "wrong_kind_of_code": "Scan the right label: the step above names it.",
}
ANYTHING_ELSE = "Do not give. Call the physician."


def what_to_do(code: str) -> str:
    """Return what the nurse does after a refusal for this reason."""
    return WHAT_TO_DO.get(code, ANYTHING_ELSE)


@dataclass(frozen=True, slots=True)
class Volumes:
    """What was drawn, given and wasted of one vial, and what the dose and the vial allow."""

    drawn_ul: int
    given_ul: int
    wasted_ul: int
    waste_reason: str
    dose_reason: str
    vial_ul: int
    given_before_ul: int
    dose_low_ul: int
    dose_high_ul: int
    is_last_vial: bool


def reasons_against_volumes(volumes: Volumes) -> Iterator[Reason]:
    """Drawn is given and wasted to the microlitre, and what was given is held against the dose."""
    if volumes.drawn_ul != volumes.given_ul + volumes.wasted_ul:
        sum_text = millilitres_text(volumes.given_ul + volumes.wasted_ul)
        yield Reason(
            "drawn_ml_text",
            f"Given and wasted add up to {sum_text} mL, but "
            f"{millilitres_text(volumes.drawn_ul)} mL were drawn. Check the three volumes.",
        )
    if not volumes.given_ul:
        yield Reason("given_ml_text", "Nothing was given. Cancel the session instead.")
    if volumes.drawn_ul > volumes.vial_ul:
        yield Reason(
            "drawn_ml_text",
            f"A vial holds {millilitres_text(volumes.vial_ul)} mL, so "
            f"{millilitres_text(volumes.drawn_ul)} mL cannot have been drawn. Check the point.",
        )
    if volumes.wasted_ul and not volumes.waste_reason.strip():
        yield Reason("waste_reason", "Say why the rest was wasted, for example 'rest of the vial'.")
    total_ul = volumes.given_before_ul + volumes.given_ul
    total = millilitres_text(total_ul)
    if total_ul > volumes.dose_high_ul:
        yield Reason(
            "given_ml_text",
            f"The dose is at most {millilitres_text(volumes.dose_high_ul)} mL and this makes "
            f"{total} mL. Do not give more; a larger dose needs a newly signed plan.",
        )
    elif _is_below_the_dose(volumes) and not volumes.dose_reason.strip():
        yield Reason(
            "dose_reason",
            f"The dose is {millilitres_text(volumes.dose_low_ul)} to "
            f"{millilitres_text(volumes.dose_high_ul)} mL and {total} mL were given. "
            "Check the number; if it is right, say why.",
        )


def reasons_against_freshness(checked_at: datetime | None, at: datetime) -> Iterator[Reason]:
    """A match is used soon and never before it was made."""
    if checked_at is None:
        yield Reason("not_matched", "Scan patient, plan and vial first.")
    elif not timedelta(0) <= at - checked_at <= MATCH_LASTS:
        minutes = MATCH_LASTS // timedelta(minutes=1)
        yield Reason("match_too_old", f"The match is older than {minutes} minutes. Scan again.")


def _is_below_the_dose(volumes: Volumes) -> bool:
    total = volumes.given_before_ul + volumes.given_ul
    return volumes.is_last_vial and total < volumes.dose_low_ul


def _count(number: int) -> str:
    return "one vial" if number == 1 else f"{number} vials"
