"""The release gate: the facts about a lot, and every reason they speak against it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Max

from secretome_record.batches.models import Lot
from secretome_record.batches.queries import donors_of_lot
from secretome_record.batches.queries import facts_about as facts_about_batch
from secretome_record.batches.states import REVIEWED
from secretome_record.donors.queries import donor_reasons
from secretome_record.ledger.models import Move, Signature
from secretome_record.ledger.refusal import Reason
from secretome_record.ledger.signing import holds
from secretome_record.people.models import Person
from secretome_record.quality import rules
from secretome_record.quality.investigating import InvestigationFact, RetestFact
from secretome_record.quality.models import Investigation, Result, Run, SpecificationLine
from secretome_record.quality.queries.contents import (
    DECIDED_AS,
    REVIEWED_AS,
    VERIFIED_AS,
    result_content,
    review_content,
)
from secretome_record.quality.queries.lists import decisions_of, results_of, specification_of
from secretome_record.quality.states import (
    INCONCLUSIVE,
    INVALIDATED,
    OPEN_INVESTIGATIONS,
    VERIFIED,
)


def reasons_against_release(lot: Lot, at: datetime) -> tuple[Reason, ...]:
    """Every reason why the lot may not be released at ``at``; empty when it may."""
    return rules.reasons_against_release(facts_about(lot, at), at)


def reasons_against_reviewing(lot: Lot, at: datetime, by: Person) -> tuple[Reason, ...]:
    """Every reason why this person may not sign the QC review now."""
    return (
        *rules.reasons_against_review(facts_about(lot, at), at),
        *rules.reasons_against_reviewer(signer_fact(lot, by.pk)),
    )


def reasons_against_signing_release(lot: Lot, at: datetime, by: Person) -> tuple[Reason, ...]:
    """Every reason why this person may not release the lot now."""
    return (
        *reasons_against_release(lot, at),
        *rules.reasons_against_releaser(signer_fact(lot, by.pk)),
    )


def blockers_of(lots: Iterable[Lot], at: datetime) -> dict[UUID, list[str]]:
    """What the database itself says speaks against these lots at ``at``, in one query."""
    keys = [lot.pk for lot in lots]
    found: dict[UUID, list[str]] = {key: [] for key in keys}
    if not keys:
        return found
    field = Lot._meta.pk  # noqa: SLF001 - Django's documented model API
    marks = ", ".join(["%s"] * len(keys))
    moment = Lot._meta.get_field("expires_at").get_db_prep_value(at, connection)  # noqa: SLF001
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT lot_id, code FROM lot_release_blockers WHERE lot_id IN ({marks})
            AND (from_at IS NULL OR from_at <= %s) AND (until_at IS NULL OR until_at > %s)""",  # noqa: S608
            [*(field.get_db_prep_value(key, connection) for key in keys), moment, moment],
        )
        for key, code in cursor.fetchall():
            found[field.to_python(key)].append(code)
    return found


def facts_about(lot: Lot, at: datetime) -> rules.ReleaseFacts:
    """Collect everything a release is judged by."""
    specification = specification_of(lot.product_id)
    lines = list(specification.lines.order_by("number")) if specification else []
    results = list(results_of(lot))
    batch = facts_about_batch(lot.batch)
    found = list(lot.investigations.select_related("result").order_by("recorded_at", "id"))
    no_cause = {one.result_id: one for one in found if one.state == INCONCLUSIVE}
    accepted = _accepted(lot)
    return rules.ReleaseFacts(
        code=lot.code,
        state=lot.state,
        expires_at=lot.expires_at,
        is_demo=lot.is_demo,
        batch=batch.code,
        specification=specification.code if specification else None,
        lines=tuple(_line_fact(lot, line, results, no_cause, accepted) for line in lines),
        steps=batch.steps,
        deviations=tuple(
            rules.DeviationFact(d.code, d.state)
            for d in lot.batch.deviations.order_by("recorded_at", "id")
        ),
        investigations=tuple(
            InvestigationFact(one.code, one.result.label, one.state) for one in found
        ),
        donors=tuple(r for donor in donors_of_lot(lot) for r in donor_reasons(donor, at)),
        review=_review_fact(lot),
    )


def investigation_fact(one: Investigation) -> InvestigationFact:
    """One investigation with its retests, as its rules see it."""
    return InvestigationFact(
        one.code, one.result.label, one.state, one.planned_retests or 0,
        one.result.entered_by_id,
        tuple(
            RetestFact(
                r.code, r.verdict, r.state == VERIFIED, r.state == INVALIDATED, r.is_unreliable
            )
            for r in one.retests.order_by("recorded_at", "id")
        ),
    )  # fmt: skip


def open_investigation(lot: Lot, attribute: str) -> Investigation | None:
    """The investigation that is open for an attribute of this lot, if any."""
    rows = lot.investigations.filter(
        result__attribute=attribute, state__in=OPEN_INVESTIGATIONS
    ).select_related("result")
    return rows.order_by("recorded_at").first()


def took_part_in(investigation: Investigation, person_id: Any) -> bool:
    """Whether a person entered or verified the result or a retest of an investigation."""
    results = [investigation.result, *investigation.retests.all()]
    return any(person_id in {r.entered_by_id, r.verified_by_id} for r in results)


def _accepted(lot: Lot) -> frozenset[Any]:
    """Results that the qualified person accepted under a protocol, with a signature."""
    accepted = {d.pk: d for d in decisions_of(lot).filter(is_accepted=True)}
    signed = Signature.objects.filter(subject_id__in=accepted, meaning=DECIDED_AS)
    return frozenset(
        d.result_id
        for signer, d in ((s.signer_id, accepted[s.subject_id]) for s in signed)
        if signer == d.decided_by_id and d.line_id == d.result.line_id
    )


def _line_fact(
    lot: Lot,
    line: SpecificationLine,
    results: list[Result],
    no_cause: Mapping[Any, Investigation],
    accepted: frozenset[Any],
) -> rules.LineFact:
    return rules.LineFact(
        line.label,
        tuple(
            _result_fact(r, no_cause.get(r.pk), is_accepted=r.pk in accepted)
            for r in results
            if r.line_id == line.pk
        ),
        _last_due(lot, line),
    )


def _last_due(lot: Lot, line: SpecificationLine) -> datetime | None:
    if not line.incubation_days:
        return None
    runs = Run.objects.filter(sample__lot=lot, incubation_days__gte=line.incubation_days)
    return _on_site_clock(runs.aggregate(at=Max("due_at"))["at"], lot.site.zone)


def _on_site_clock(moment: datetime | None, zone: str) -> datetime | None:
    """Sentences tell the time as the pages do."""
    return moment.astimezone(ZoneInfo(zone)) if moment else None


def _result_fact(
    result: Result, no_cause: Investigation | None, *, is_accepted: bool
) -> rules.ResultFact:
    is_open = result.verdict == rules.FAIL and no_cause is not None
    return rules.ResultFact(
        code=result.code,
        verdict=rules.CANNOT_TELL if is_open else result.verdict,
        verdict_reason=no_cause_sentence(no_cause) if is_open else result.verdict_reason,
        is_verified=result.state == VERIFIED and _verification_holds(result),
        is_invalidated=result.state == INVALIDATED,
        unreliable_reason=result.unreliable_reason if result.is_unreliable else "",
        is_demo=result.is_demo,
        due_at=_on_site_clock(result.run.due_at, result.site.zone),
        is_accepted=is_accepted,
    )


def no_cause_sentence(one: Investigation | None) -> str:
    """What a first result is worth once no cause was found and every retest passes."""
    code = one.code if one else ""
    return (
        f"{code} found no cause and every retest passes. The first result still counts: the "
        "qualified person decides under a written protocol."
    )


def _verification_holds(result: Result) -> bool:
    signed = Signature.objects.filter(
        subject_id=result.pk, meaning=VERIFIED_AS, signer_id=result.verified_by_id
    )
    return any(holds(signature, result_content(result)) for signature in signed)


def _review_fact(lot: Lot) -> rules.ReviewFact | None:
    signature = _last_review(lot)
    if signature is None:
        return None
    return rules.ReviewFact(
        reviewer=signature.printed_name,
        holds=holds(signature, review_content(lot)),
        took_part=bool(_parts(lot, signature.signer_id)),
    )


def _last_review(lot: Lot) -> Signature | None:
    moves = Move.objects.filter(subject_id=lot.pk, to_state=REVIEWED).select_related("signature")
    last = moves.order_by("-number").first()
    signature = last.signature if last else None
    return signature if signature and signature.meaning == REVIEWED_AS else None


def signer_fact(lot: Lot, person_id: UUID) -> rules.SignerFact:
    """What a person did for a lot, as far as it bars them from judging it."""
    review = _last_review(lot)
    return rules.SignerFact(
        parts=_parts(lot, person_id),
        is_reviewer=review is not None and review.signer_id == person_id,
    )


def _parts(lot: Lot, person_id: Any) -> frozenset[str]:
    batch = lot.batch
    made = (
        person_id in {batch.started_by_id, lot.filled_by_id}
        or batch.step_records.filter(made_by=person_id).exists()
    )
    parts = {rules.MADE} if made else set()
    if lot.results.filter(entered_by=person_id).exists():
        parts.add(rules.MEASURED)
    return frozenset(parts)
