"""From triage to the signed answer: assess against the evidence, answer, hand over a link."""

import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from secretome_record.ledger.acting import Actor
from secretome_record.ledger.files import keep_file
from secretome_record.ledger.refusal import Reason, refuse, refuse_if_any
from secretome_record.ledger.signing import SignedIntent
from secretome_record.ledger.writing import free_code, writing
from secretome_record.patients import drafting, queries, rules, science
from secretome_record.patients.drafting import Draft
from secretome_record.patients.models import Answer, Assessment, Request
from secretome_record.patients.offering import (
    NOTHING_ADDED,
    NOTHING_OFFERED,
    Offering,
    OwnWords,
)
from secretome_record.people.roles import Role
from secretome_record.people.standing import acting_person, require_role_at

_LINK_OPENS_IN = frozenset({"ANSWERED", "ACCEPTED", "DECLINED"})


def assess_request(
    *,
    request: Request,
    condition: str,
    note: str,
    by: Actor,
    at: datetime,
    route: str = "",
    found: Iterable[str] = (),
    is_another: bool = False,
) -> Assessment:
    """Assess a triaged request against the evidence and keep what was found, word for word.

    ``found`` are contraindications of this patient; ``is_another`` says that no condition of the
    catalogue is meant. Raises Refusal when the condition is not clear.
    """
    require_role_at(by, request.site_id, Role.MEDICAL_ADVISOR)
    if not condition.strip():
        raise refuse("condition", "Name the condition that you assess.")
    refuse_if_any(rules.reasons_against_name_in(note, queries.name_on(request)))
    refuse_if_any(_against_condition(condition, is_another=is_another))
    rows = queries.site_rows(request)
    evidence = science.assessment_of(condition, route=route, found=found, site_rows=rows)
    with writing(by=by, at=at, why=f"Assessment of {request.code}") as entry:
        entry.move(request, "assess")
        return entry.create(
            Assessment,
            request=request,
            condition=evidence["condition"][:120],
            icd10="; ".join(evidence["icd10"])[:80],
            verdict=evidence["verdict"],
            certainty=evidence["certainty"],
            study_count=evidence["study_count"],
            controlled_count=evidence["controlled_count"],
            evidence=evidence,
            evidence_version=evidence["evidence_version"],
            note=note.strip(),
            assessed_by=acting_person(by),
            assessed_at=at,
        )


def reopen_assessment(*, request: Request, reason: str, by: Actor, at: datetime) -> Request:
    """Send an assessed request back to be assessed again; the first assessment stays."""
    require_role_at(by, request.site_id, Role.MEDICAL_ADVISOR)
    refuse_if_any(rules.reasons_against_name_in(reason, queries.name_on(request)))
    with writing(by=by, at=at, why=f"Assess {request.code} again") as entry:
        return entry.move(request, "reopen", reason=reason)


def answer_request(
    *,
    request: Request,
    by: Actor,
    at: datetime,
    signature: SignedIntent,
    own: OwnWords = NOTHING_ADDED,
    offering: Offering = NOTHING_OFFERED,
    assessed: UUID | None = None,
) -> tuple[Answer, str]:
    """Sign and freeze the next version of the answer; the one before it opens no longer.

    ``assessed`` is the assessment that the signer had before them, where it was read on a page.
    Returns it with the token of its private link, shown only once. Raises Refusal with every reason
    against it: more positive than the evidence, a promise, stale, a translation nobody reviewed.
    """
    require_role_at(by, request.site_id, Role.MEDICAL_ADVISOR)
    person = acting_person(by)
    token = secrets.token_urlsafe(32)
    with writing(by=by, at=at, why=f"Answer to {request.code}") as entry:
        assessment = queries.assessment_of(request)
        if assessment is None:
            raise refuse("not_assessed", "Assess the request against the evidence first.")
        if assessed not in (None, assessment.pk):
            raise refuse(
                "assessed_again",
                "The request was assessed again while you were writing. Open the page again and "
                "read the new assessment.",
            )
        code = free_code(Answer)
        draft = drafting.draft_answer(
            request=request, assessment=assessment, own=own, offering=offering, at=at, by=person,
            code=code,
        )  # fmt: skip
        refuse_if_any(drafting.reasons_against(draft))
        fields = {**_fields(draft, request, entry.at), "code": code, "answered_by": person}
        content = queries.answer_content(Answer(**fields))
        entry.move(request, "answer", signature=signature, content=content)
        return entry.create(Answer, **fields, **_link(token, at)), token


def correct_answer(*, request: Request, reason: str, by: Actor, at: datetime) -> Request:
    """Take an answer that was given back to be answered anew; its private link opens no longer."""
    require_role_at(by, request.site_id, Role.MEDICAL_ADVISOR)
    refuse_if_any(rules.reasons_against_name_in(reason, queries.name_on(request)))
    with writing(by=by, at=at, why=f"Correct the answer to {request.code}") as entry:
        return entry.move(request, "correct", reason=reason)


def give_new_link(*, answer: Answer, reason: str, by: Actor, at: datetime) -> str:
    """Make a fresh private link; the old one opens nothing any more. Returns the token, once."""
    require_role_at(by, answer.site_id, Role.MEDICAL_ADVISOR, Role.COORDINATOR)
    if not reason.strip():
        raise refuse("reason", "Say why: lost, expired or locked.")
    if answer.request.state not in _LINK_OPENS_IN:
        raise refuse("closed", "This request is closed, so there is no link to give.")
    refuse_if_any(rules.reasons_against_name_in(reason, queries.name_on(answer.request)))
    token = secrets.token_urlsafe(32)
    why = f"New private link for {answer.code}: {reason.strip()}"
    with writing(by=by, at=at, why=why) as entry:
        entry.change(answer, wrong_tries=0, **_link(token, at))
    return token


def _against_condition(condition: str, *, is_another: bool) -> Iterator[Reason]:
    near, is_listed = science.only_near(condition), science.is_listed(condition)
    return rules.reasons_against_condition(
        condition, near, is_listed=is_listed, is_another=is_another
    )


def _fields(draft: Draft, request: Request, at: datetime) -> dict[str, Any]:
    """What an answer keeps: the inputs, the words made from them, and the printed file."""
    document = drafting.document_of(draft)
    language = draft.offering.language
    name = f"answer-{request.code}-{draft.standing.version}-{language}.pdf"
    printed = science.answer_pdf(document)
    return {
        "site": request.site,
        "request": request,
        "assessment": draft.assessment,
        "version": draft.standing.version,
        "replaces": queries.answer_of(request),
        "possibility": draft.stance,
        "language": language,
        "translation_review": draft.review if language != "en" else None,
        "facts": draft.facts,
        "exclusions": draft.exclusions,
        "content": document,
        "document": keep_file(printed, name=name, media_type="application/pdf"),
        "answered_at": at,
    }


def _link(token: str, at: datetime) -> dict[str, Any]:
    return {"link_hash": queries.token_hash(token), "link_expires_at": at + rules.LINK_LASTS}
