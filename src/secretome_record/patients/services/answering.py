"""From triage to the signed answer: assess against the evidence, answer, hand over a link."""

import secrets
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from secretome_record.ledger.acting import Actor
from secretome_record.ledger.refusal import refuse, refuse_if_any
from secretome_record.ledger.signing import SignedIntent
from secretome_record.ledger.writing import writing
from secretome_record.patients import queries, rules, science
from secretome_record.patients.content import NOTHING_ADDED, OwnWords, answer_content
from secretome_record.patients.models import Answer, Assessment, Request
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

    ``found`` are contraindications of this patient; ``is_another`` says that none of the names near
    the condition is meant. Raises Refusal when the condition is not clear.
    """
    require_role_at(by, request.site_id, Role.MEDICAL_ADVISOR)
    if not condition.strip():
        raise refuse("condition", "Name the condition that you assess.")
    if not is_another:
        refuse_if_any(rules.reasons_against_condition(condition, science.only_near(condition)))
    evidence = science.assessment_of(condition, route=route, found=found)
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
    with writing(by=by, at=at, why=f"Assess {request.code} again") as entry:
        return entry.move(request, "reopen", reason=reason)


def answer_request(
    *,
    request: Request,
    by: Actor,
    at: datetime,
    signature: SignedIntent,
    own: OwnWords = NOTHING_ADDED,
) -> tuple[Answer, str]:
    """Sign and freeze the answer; returns it with the token of its private link, shown only once.

    Raises Refusal with every reason against it: more positive than the evidence, a promise, stale.
    """
    require_role_at(by, request.site_id, Role.MEDICAL_ADVISOR)
    person = acting_person(by)
    token = secrets.token_urlsafe(32)
    with writing(by=by, at=at, why=f"Answer to {request.code}") as entry:
        assessment = queries.assessment_of(request)
        if assessment is None:
            raise refuse("not_assessed", "Assess the request against the evidence first.")
        stance = own.possibility or assessment.verdict
        refuse_if_any(rules.reasons_against_answer(_facts(assessment, own, stance)))
        head = {
            "request": request.code, "answered_by": person.printed_name,
            "answered_as": "Medical advisor", "answered_at": at.isoformat(),
        }  # fmt: skip
        words = {**asdict(own), "possibility": stance}
        content = answer_content(assessment.evidence, own=words, head=head)
        entry.move(request, "answer", signature=signature, content=content)
        answer = entry.create(
            Answer, site=request.site, request=request, assessment=assessment, possibility=stance,
            content=content, answered_by=person, answered_at=at, **_link(token, at),
        )  # fmt: skip
    return answer, token


def give_new_link(*, answer: Answer, reason: str, by: Actor, at: datetime) -> str:
    """Make a fresh private link; the old one opens nothing any more. Returns the token, once."""
    require_role_at(by, answer.site_id, Role.MEDICAL_ADVISOR, Role.COORDINATOR)
    if not reason.strip():
        raise refuse("reason", "Say why: lost, expired or locked.")
    if answer.request.state not in _LINK_OPENS_IN:
        raise refuse("closed", "This request is closed, so there is no link to give.")
    token = secrets.token_urlsafe(32)
    why = f"New private link for {answer.code}: {reason.strip()}"
    with writing(by=by, at=at, why=why) as entry:
        entry.change(answer, wrong_tries=0, **_link(token, at))
    return token


def _facts(assessment: Assessment, own: OwnWords, stance: str) -> rules.AnswerFacts:
    return rules.AnswerFacts(
        possibility=stance,
        verdict=assessment.verdict,
        own_words=(own.price, own.duration, own.caution, own.note),
        evidence_is_current=assessment.evidence_version == science.current_evidence_version(),
        patient_name=queries.name_on(assessment.request),
    )


def _link(token: str, at: datetime) -> dict[str, Any]:
    return {"link_hash": queries.token_hash(token), "link_expires_at": at + rules.LINK_LASTS}
