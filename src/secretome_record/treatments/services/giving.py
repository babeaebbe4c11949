"""At the bedside: the server matches three scanned codes, and a dose follows a fresh match only."""

from datetime import datetime, timedelta
from typing import Any

from secretome_record.ledger.acting import Actor
from secretome_record.ledger.codes import read_code
from secretome_record.ledger.lineage import link
from secretome_record.ledger.refusal import Reason, Refusal, refuse_if_any
from secretome_record.ledger.writing import Entry, writing
from secretome_record.people.roles import Role
from secretome_record.people.standing import acting_person, require_role_at
from secretome_record.stock.services import issue_vial
from secretome_record.treatments import queries
from secretome_record.treatments.models import Administration, BedsideCheck, Plan, Session
from secretome_record.treatments.rules import amounts, bedside
from secretome_record.treatments.rules.bedside import Scans
from secretome_record.treatments.services import standing
from secretome_record.treatments.services.reserving import close_when_done
from secretome_record.treatments.states import PREPARED

_PREFIXES = {bedside.PATIENT: "PT", bedside.PLAN: "PL", bedside.VIAL: "VL"}
_LONGEST_SCAN = 60


def match_at_bedside(
    *,
    session: Session,
    patient_scan: str,
    plan_scan: str,
    vial_scan: str,
    by: Actor,
    at: datetime,
) -> BedsideCheck:
    """Decide from three scanned codes whether this vial is for this patient now.

    Every try stays on the record with all its reasons; nothing overrides a refusal.
    """
    scanned = _clean(patient_scan), _clean(plan_scan), _clean(vial_scan)
    check = _try(session, scanned, by, at, whole=True)
    if check is None:
        raise RuntimeError("A whole try always leaves a row.")
    return check


def scan_at_bedside(
    *,
    session: Session,
    patient_scan: str,
    plan_scan: str = "",
    by: Actor,
    at: datetime,
) -> BedsideCheck | None:
    """Judge the codes scanned so far: nothing while they fit, the refused try when they do not."""
    scanned = _clean(patient_scan), _clean(plan_scan), ""
    return _try(session, scanned, by, at, whole=False)


def give_dose(
    *,
    session: Session,
    drawn_ml_text: str,
    given_ml_text: str,
    wasted_ml_text: str,
    waste_reason: str,
    by: Actor,
    at: datetime,
    dose_reason: str = "",
) -> Administration:
    """Record one vial as given, after a fresh match of this very vial that still holds."""
    require_role_at(by, session.site_id, Role.NURSE)
    with writing(by=by, at=at, why=f"Dose of {session.code}") as entry:
        now = queries.session_again(session)
        check = _standing_check(now, at)
        read = _volumes_read(drawn_ml_text, given_ml_text, wasted_ml_text)
        volumes = _volumes(now, check, read, waste_reason, dose_reason)
        refuse_if_any(bedside.reasons_against_volumes(volumes))
        texts = (drawn_ml_text, given_ml_text, wasted_ml_text)
        given = _give(entry, now, check, texts, volumes)
    session.state = now.state
    return given


def _try(
    session: Session, scanned: tuple[str, str, str], by: Actor, at: datetime, *, whole: bool
) -> BedsideCheck | None:
    require_role_at(by, session.site_id, Role.NURSE)
    with writing(by=by, at=at, why=f"Bedside check of {session.code}") as entry:
        now = queries.session_again(session)
        reasons = reasons_against(now, scanned, at, whole=whole)
        if not whole and not reasons:
            return None
        check = _record(entry, now, scanned, reasons)
        if check.matched and now.state == PREPARED:
            entry.move(now, "match")
    session.state = now.state
    return check


def reasons_against(
    session: Session, scanned: tuple[str, str, str], at: datetime, *, whole: bool
) -> tuple[Reason, ...]:
    """Everything that speaks against these codes at this session now."""
    scans = _read(scanned, whole=whole)
    vial = queries.vial_by_code(scans.vial, session.site_id) if scans.vial else None
    facts = queries.vial_facts(vial, session, at) if vial else None
    now = standing.session_facts_now(session, at)
    return (
        *bedside.reasons_against_match(scans, now, facts),
        *standing.reasons_against_prepared_dose(session),
    )


def _read(scanned: tuple[str, str, str], *, whole: bool) -> Scans:
    codes: list[str] = []
    faults: list[Reason] = []
    for (what, prefix), text in zip(_PREFIXES.items(), scanned, strict=True):
        codes.append("")
        if not text and not whole:
            continue
        try:
            codes[-1] = read_code(text, prefix)
        except Refusal as refusal:
            faults += [bedside.unreadable(what, reason.code) for reason in refusal.reasons]
    return Scans(*codes, faults=tuple(faults))


def _record(
    entry: Entry, session: Session, scanned: tuple[str, str, str], reasons: tuple[Reason, ...]
) -> BedsideCheck:
    codes = _read(scanned, whole=False)
    vial = queries.vial_by_code(codes.vial, session.site_id) if codes.vial else None
    return entry.create(
        BedsideCheck,
        session=session,
        patient_scan=scanned[0],
        plan_scan=scanned[1],
        vial_scan=scanned[2],
        vial=vial,
        matched=not reasons,
        reasons=[{"code": r.code, "sentence": r.sentence, "about": r.about} for r in reasons],
        checked_by=acting_person(entry.by),
        checked_at=entry.at,
    )


def _standing_check(session: Session, at: datetime) -> BedsideCheck:
    """The match that stands, decided anew with the same three codes. Raises Refusal otherwise."""
    check = queries.standing_match(session)
    refuse_if_any(bedside.reasons_against_freshness(check.checked_at if check else None, at))
    if check is None or check.vial is None:
        raise RuntimeError("A match without a vial cannot stand.")
    scanned = check.patient_scan, check.plan_scan, check.vial_scan
    refuse_if_any(reasons_against(session, scanned, at, whole=True))
    return check


def _volumes_read(drawn: str, given: str, wasted: str) -> tuple[int, int, int]:
    texts = {"drawn": drawn, "given": given, "wasted": wasted}
    read: list[int] = []
    faults: list[Reason] = []
    for what, text in texts.items():
        try:
            read.append(amounts.microlitres(text, what))
        except Refusal as refusal:
            faults += refusal.reasons
    refuse_if_any(faults)
    return read[0], read[1], read[2]


def _volumes(
    session: Session,
    check: BedsideCheck,
    read: tuple[int, int, int],
    waste_reason: str,
    dose_reason: str,
) -> bedside.Volumes:
    dose: dict[str, Any] = session.dose or {}
    left = [kept for kept in queries.open_reservations(session) if kept.vial_id != check.vial_id]
    return bedside.Volumes(
        *read,
        waste_reason=waste_reason,
        dose_reason=dose_reason,
        vial_ul=amounts.microlitres(check.vial.lot.vial_volume_ml_text, "vial"),
        given_before_ul=queries.given_before_ul(session),
        dose_low_ul=dose.get("low_ul", 0),
        dose_high_ul=dose.get("high_ul", 0),
        is_last_vial=not left,
    )


def _give(
    entry: Entry,
    session: Session,
    check: BedsideCheck,
    texts: tuple[str, str, str],
    volumes: bedside.Volumes,
) -> Administration:
    vial = check.vial
    given = entry.create(
        Administration,
        site_id=session.site_id,
        session=session,
        vial=vial,
        check_made=check,
        drawn_ml_text=texts[0].strip(),
        given_ml_text=texts[1].strip(),
        wasted_ml_text=texts[2].strip(),
        drawn_ul=volumes.drawn_ul,
        given_ul=volumes.given_ul,
        wasted_ul=volumes.wasted_ul,
        waste_reason=volumes.waste_reason.strip()[:200],
        dose_reason=volumes.dose_reason.strip()[:200],
        given_by=acting_person(entry.by),
        given_at=entry.at,
        is_demo=session.is_demo,
    )
    entry.move(vial, "give")
    issue_vial(vial=vial, reason=f"given in {session.code}", by=entry.by, at=entry.at)
    _trace(session, given)
    plan = queries.plan_again(session.plan_id)
    _visits_fall_due(entry, plan)
    for kept in queries.open_reservations(session):
        if kept.vial_id == vial.pk:
            entry.change(kept, ended_at=entry.at, ended_reason="given")
    close_when_done(entry, session)
    return given


def _trace(session: Session, given: Administration) -> None:
    link(child=given, parents=[session, given.vial], kind="given in")
    link(child=session.plan.patient, parents=[given], kind="given to")


def _visits_fall_due(entry: Entry, plan: Plan) -> None:
    """The first dose starts the clock of every visit, on the calendar of the site."""
    day = queries.site_day(plan.site, entry.at)
    for visit in queries.planned_visits_waiting(plan):
        entry.change(visit, due_on=day + timedelta(days=visit.days_after_first_dose))
        entry.move(visit, "fall_due")


def _clean(scan: str) -> str:
    """What a scanner or a finger sent, without the control characters scanners add."""
    return "".join(ch for ch in scan if ch.isprintable()).strip()[:_LONGEST_SCAN]
