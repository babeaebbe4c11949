"""A result outside its specification: phase I, phase II with fixed retests, a conclusion."""

from collections.abc import Iterable
from datetime import datetime

from secretome_record.batches.models import Lot
from secretome_record.batches.services import hold_released_lots
from secretome_record.ledger.acting import Actor
from secretome_record.ledger.refusal import refuse, refuse_if_any
from secretome_record.ledger.signing import SignedIntent
from secretome_record.ledger.writing import Entry, writing
from secretome_record.people.models import Person
from secretome_record.people.roles import Role
from secretome_record.people.standing import acting_person, require_move_at, require_role_at
from secretome_record.quality import investigating, queries, rules
from secretome_record.quality.models import Investigation, ProtocolDecision, Result, Run
from secretome_record.quality.states import (
    CONFIRMED,
    INCONCLUSIVE,
    INVALIDATED,
    OPEN_INVESTIGATIONS,
    PHASE_1,
    RETESTING,
    VERIFIED,
)


def open_investigation(*, result: Result, by: Actor, at: datetime) -> Investigation:
    """Open the investigation of a failing result that nobody verified yet, such as a slip."""
    require_role_at(by, result.site_id, Role.QC_ANALYST, Role.QA)
    with writing(by=by, at=at, why=f"Investigate {result.code}") as entry:
        now = Result.objects.get(pk=result.pk)
        found = Investigation.objects.filter(result=now).first()
        if found is not None:
            return found
        if not is_oos(now) or now.state == INVALIDATED or now.retest_of_id is not None:
            raise refuse("not_oos", f"{now.code} is no result outside its specification.")
        return _open(entry, now)


def open_if_oos(entry: Entry, result: Result) -> None:
    """Open an investigation by itself when a verified result fails; a retest opens none."""
    is_new = not Investigation.objects.filter(result=result).exists()
    if is_oos(result) and result.state == VERIFIED and result.retest_of_id is None and is_new:
        _open(entry, result)


def is_oos(result: Result) -> bool:
    """Outside the specification: it fails its line. An invalid run is not OOS."""
    fails = result.verdict == rules.FAIL and result.line_id is not None
    return fails and not result.is_unreliable


def _open(entry: Entry, result: Result) -> Investigation:
    return entry.create(
        Investigation, site_id=result.site_id, lot_id=result.lot_id, result=result,
        is_demo=result.is_demo,
    )  # fmt: skip


def require_testable(lot: Lot | None, attributes: Iterable[str], person: Person) -> None:
    """Raise Refusal where an open investigation allows no further test now."""
    found = [queries.open_investigation(lot, name) for name in attributes] if lot else []
    refuse_if_any(
        reason
        for one in found
        if one is not None
        for reason in investigating.reasons_against_test(queries.investigation_fact(one), person.pk)
    )


def retest_under(lot: Lot | None, attribute: str) -> Investigation | None:
    """The investigation whose plan a new result of this attribute is a retest of, if any."""
    found = queries.open_investigation(lot, attribute) if lot else None
    return found if found is not None and found.state == RETESTING else None


def find_laboratory_error(
    *, investigation: Investigation, reason: str, by: Actor, at: datetime, signature: SignedIntent
) -> Investigation:
    """Name an error of the laboratory: the run is invalid, which is not OOS, and is made again."""
    person = _require_signer(by, investigation, "find_error")
    with writing(by=by, at=at, why=f"Laboratory error in {investigation.code}") as entry:
        now = _again(investigation)
        rows = [now, *_others_of_run(now)]
        for one in rows:
            _require_no_part(one, person)
        refuse_if_any(investigating.reasons_against_error(_concluded_of_run(now)))
        for one in rows:
            early = one.state == PHASE_1
            entry.change(one, **{"phase_one_text" if early else "conclusion": reason.strip()})
            content = queries.investigation_content(one, queries.ERROR_FOUND)
            entry.move(one, "find_error", reason=reason, signature=signature, content=content)
        _invalidate_run(entry, now.result.run, f"Laboratory error ({now.code}): {reason.strip()}")
        return _again(now)


def _others_of_run(investigation: Investigation) -> list[Investigation]:
    """An error of the run explains every result of it that is under investigation."""
    rows = Investigation.objects.filter(
        result__run=investigation.result.run_id, state__in=OPEN_INVESTIGATIONS
    ).select_related("result__run__sample", "result__run__file")
    return list(rows.exclude(pk=investigation.pk).order_by("recorded_at", "id"))


def _concluded_of_run(investigation: Investigation) -> list[str]:
    rows = Investigation.objects.filter(
        result__run=investigation.result.run_id, state__in=(CONFIRMED, INCONCLUSIVE)
    )
    return list(rows.order_by("recorded_at", "id").values_list("code", flat=True))


def _invalidate_run(entry: Entry, run: Run, why: str) -> None:
    for result in run.results.exclude(state=INVALIDATED).order_by("recorded_at", "id"):
        entry.move(result, "invalidate", reason=why)
    hold_released_lots(entry, Lot.objects.filter(pk=run.sample.lot_id), why)


def find_no_error(
    *, investigation: Investigation, reason: str, by: Actor, at: datetime
) -> Investigation:
    """End phase I without an error of the laboratory: phase II begins."""
    require_move_at(by, investigation, "find_none")
    if not reason.strip():
        raise refuse("reason", "Say what was checked: instrument, standards, sample, calculation.")
    with writing(by=by, at=at, why=f"Phase I of {investigation.code}") as entry:
        now = _again(investigation)
        entry.change(now, phase_one_text=reason.strip())
        return entry.move(now, "find_none", reason=reason)


def plan_retests(
    *,
    investigation: Investigation,
    planned_retests: int,
    plan_text: str,
    by: Actor,
    at: datetime,
    signature: SignedIntent,
) -> Investigation:
    """Fix, before the first retest, how many are made and how; signed by quality assurance."""
    person = _require_signer(by, investigation, "plan")
    refuse_if_any(investigating.reasons_against_plan(planned_retests, plan_text))
    with writing(by=by, at=at, why=f"Plan the retests of {investigation.code}") as entry:
        now = _again(investigation)
        _require_no_part(now, person)
        entry.change(now, planned_retests=planned_retests, plan_text=plan_text.strip())
        content = queries.investigation_content(now, queries.PLANNED_AS)
        return entry.move(
            now, "plan", reason=plan_text.strip(), signature=signature, content=content
        )


def confirm_oos(
    *,
    investigation: Investigation,
    making_text: str,
    reason: str,
    by: Actor,
    at: datetime,
    signature: SignedIntent,
) -> Investigation:
    """Conclude that the result is true of the lot: the lot cannot be released on it."""
    words = {"making_text": making_text.strip(), "conclusion": reason.strip()}
    return _conclude(investigation, "confirm", words, by, at, signature)


def find_no_cause(
    *,
    investigation: Investigation,
    making_text: str,
    reason: str,
    by: Actor,
    at: datetime,
    signature: SignedIntent,
) -> Investigation:
    """Conclude without a cause, every retest passing by itself; the first result still counts."""
    words = {"making_text": making_text.strip(), "conclusion": reason.strip()}
    return _conclude(investigation, "find_no_cause", words, by, at, signature)


def _conclude(
    investigation: Investigation,
    action: str,
    words: dict[str, str],
    by: Actor,
    at: datetime,
    signature: SignedIntent,
) -> Investigation:
    person = _require_signer(by, investigation, action)
    with writing(by=by, at=at, why=f"Conclude {investigation.code}") as entry:
        now = _again(investigation)
        _require_no_part(now, person)
        _require_end(now, action, words["making_text"])
        entry.change(now, **words)
        content = queries.investigation_content(now, signature.meaning)
        return entry.move(
            now, action, reason=words["conclusion"], signature=signature, content=content
        )


def _require_end(now: Investigation, action: str, making_text: str) -> None:
    fact = queries.investigation_fact(now)
    against = (
        investigating.reasons_against_confirming(fact)
        if action == "confirm"
        else investigating.reasons_against_no_cause(fact)
    )
    refuse_if_any([*investigating.reasons_against_ending(making_text), *against])


def _require_signer(by: Actor, investigation: Investigation, action: str) -> Person:
    require_move_at(by, investigation, action)
    return acting_person(by)


def _require_no_part(investigation: Investigation, person: Person) -> None:
    took_part = queries.took_part_in(investigation, person.pk)
    refuse_if_any(investigating.reasons_against_signer(took_part=took_part))


def _again(investigation: Investigation) -> Investigation:
    rows = Investigation.objects.select_related("result__run__sample", "result__run__file")
    return rows.get(pk=investigation.pk)


def decide_under_protocol(
    *,
    result: Result,
    protocol: str,
    reason: str,
    is_accepted: bool,
    by: Actor,
    at: datetime,
    signature: SignedIntent,
) -> ProtocolDecision:
    """The qualified person decides what the numbers cannot tell, under a protocol written before.

    Only an accepted decision, signed, takes the block from the lot; any other holds a released one.
    """
    require_role_at(by, result.site_id, Role.QUALIFIED_PERSON)
    person = acting_person(by)
    with writing(by=by, at=at, why=f"Decide {result.code} under a protocol") as entry:
        now = Result.objects.select_related("run__sample", "run__file").get(pk=result.pk)
        refuse_if_any(
            investigating.reasons_against_deciding(
                verdict=_open_verdict(now), is_verified=now.state == VERIFIED,
                is_unreliable=now.is_unreliable, protocol=protocol, reason=reason,
                is_decided=now.decisions.filter(line=now.line_id).exists(),
            )
        )  # fmt: skip
        decision = entry.create(
            ProtocolDecision, site_id=now.site_id, result=now, line_id=now.line_id,
            protocol=protocol.strip(), reason=reason.strip(), is_accepted=is_accepted,
            decided_by=person, decided_at=at,
        )  # fmt: skip
        entry.sign(decision, _meant(signature), queries.decision_content(decision))
        if not is_accepted:
            why = f"{now.code} does not meet the specification under {protocol.strip()}"
            hold_released_lots(entry, Lot.objects.filter(pk=now.lot_id), why)
        return decision


def _open_verdict(result: Result) -> str:
    """A failing result whose investigation found no cause cannot be told any more."""
    no_cause = Investigation.objects.filter(result=result, state=INCONCLUSIVE).exists()
    return rules.CANNOT_TELL if no_cause else result.verdict


def _meant(signature: SignedIntent) -> SignedIntent:
    if signature.meaning != queries.DECIDED_AS or signature.role != Role.QUALIFIED_PERSON:
        raise refuse(
            "signature_missing", f"The qualified person signs this with '{queries.DECIDED_AS}'."
        )
    return signature
