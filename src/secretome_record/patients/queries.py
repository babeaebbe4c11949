"""Reads of patients, requests and answers: the reader's sites only, names only where needed."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from secretome_record.ledger.signing import holds, signatures_on
from secretome_record.pages.work import Urgency, WorkItem
from secretome_record.patients import rules
from secretome_record.patients.models import Answer, Assessment, Patient, Request
from secretome_record.patients.states import (
    ANSWER_GIVEN,
    ANSWERED,
    ASSESSED,
    RECEIVED,
    TRIAGED,
)
from secretome_record.people.models import Person, Site, Subject
from secretome_record.people.sealing import Erased, blind_index

_WORK_LIMIT = 50
_LATEST = Prefetch(
    "assessments",
    Assessment.objects.order_by("-recorded_at", "-id").defer("evidence"),
    to_attr="latest_first",
)


@dataclass(frozen=True, slots=True)
class SignedAnswer:
    """Who signed an answer, when, and whether the signature still covers its words."""

    printed_name: str
    role: str
    signed_at: datetime
    holds: bool


def name_on(request: Request) -> str:
    """The name of who asked; nothing once they were erased."""
    name = Patient.objects.select_related("subject").get(pk=request.patient_id).name
    return "" if isinstance(name, Erased) else str(name)


def requests_for(person: Person) -> QuerySet[Request]:
    """The requests of the reader's sites, with what a list shows."""
    return (
        Request.objects.filter(site__in=person.site_ids)
        .select_related("site", "patient", "patient__subject", "patient_subject", "triaged_by")
        .prefetch_related(_LATEST)
    )


def patients_for(person: Person) -> QuerySet[Patient]:
    """The patients of the reader's sites."""
    return Patient.objects.filter(site__in=person.site_ids).select_related("site", "subject")


def request_for(person: Person, code: str) -> Request:
    """One request of the reader's sites. Raises Http404 for any other."""
    found = requests_for(person).filter(code=code).first()
    if found is None:
        raise Http404
    return found


def patient_for(person: Person, code: str) -> Patient:
    """One patient of the reader's sites. Raises Http404 for any other."""
    found = patients_for(person).filter(code=code).first()
    if found is None:
        raise Http404
    return found


def answer_for(person: Person, code: str) -> Answer:
    """One answer of the reader's sites. Raises Http404 for any other."""
    found = Answer.objects.filter(site__in=person.site_ids, code=code).select_related("request")
    answer = found.first()
    if answer is None:
        raise Http404
    return answer


def named(patients: QuerySet[Patient], name: str) -> QuerySet[Patient]:
    """Who bears exactly this name; names lie sealed, so that parts of them cannot be searched."""
    field: Any = Patient._meta.get_field("name_index")  # noqa: SLF001
    return patients.filter(name_index=field.index_of(name))


def requests_of(patient: Patient) -> list[Request]:
    """Everything the patient asked, newest first."""
    found = patient.requests.order_by("-recorded_at", "-id")
    return list(found.select_related("patient_subject").prefetch_related(_LATEST))


def assessment_of(request: Request) -> Assessment | None:
    """The latest assessment of a request, if there is one."""
    return request.assessments.select_related("assessed_by").order_by("-recorded_at", "-id").first()


def answer_of(request: Request) -> Answer | None:
    """The answer to a request, if it was given."""
    return request.answers.select_related("answered_by", "assessment").first()


def answer_by_token(token: str) -> Answer | None:
    """The answer a private link leads to; only the hash of its token is known here."""
    found = Answer.objects.filter(link_hash=token_hash(token))
    return found.select_related(
        "site", "request", "request__patient", "request__patient__subject", "answered_by"
    ).first()


def token_hash(token: str) -> str:
    """What is stored of a private link."""
    return hashlib.sha256(token.encode()).hexdigest()


def signature_of(answer: Answer) -> SignedAnswer | None:
    """The signature under an answer, and whether it still covers every word of it."""
    signed = signatures_on(answer.request, ANSWER_GIVEN)
    if not signed:
        return None
    last = signed[-1]
    return SignedAnswer(last.printed_name, last.role, last.signed_at, holds(last, answer.content))


def request_with_key(form_key: str) -> Request | None:
    """The request a public form made already, if it was sent before."""
    return Request.objects.select_related("site", "patient").filter(form_key=form_key).first()


def is_as_sent(request: Request, given: Mapping[str, Any]) -> bool:
    """Say whether a form sent again holds what its request was made of."""
    patient = request.patient
    kept = (
        request.site_id, str(request.condition_text), str(request.story), str(patient.name),
        str(patient.birth_date), str(patient.contact),
    )  # fmt: skip
    return kept == (
        given["site"].pk, given["condition_text"].strip(), given["story"].strip(),
        " ".join(given["name"].split()), given["birth_date"].isoformat(), given["contact"].strip(),
    )  # fmt: skip


def sender_mark(address: str, at: datetime) -> str:
    """A keyed fingerprint of an address that cannot be followed from one day to the next."""
    return blind_index(f"{address} {at:%Y-%m-%d}", "patients.asked_from") if address else ""


def recent_from(mark: str, at: datetime) -> int:
    """How many requests came from one sender in the hour before."""
    if not mark:
        return 0
    return Request.objects.filter(
        asked_from=mark, received_at__gt=at - timedelta(hours=1), received_at__lte=at
    ).count()


def open_sites() -> QuerySet[Site]:
    """The sites a visitor may ask, by name."""
    return Site.objects.order_by("name", "id")


def shown_name(person: Person, patient: Patient) -> str:
    """The patient's name for a reader who needs it, else nothing: the code stands for them."""
    return str(patient.name) if rules.may_see_names(person.roles_at(patient.site_id)) else ""


def may_read_story(person: Person, request: Request) -> bool:
    """Whether this reader needs what the patient wrote."""
    return rules.may_read_story(person.roles_at(request.site_id))


def perhaps_the_same(patient: Patient) -> list[Patient]:
    """Other patients of the site with the same name and birth date; nobody is merged by itself."""
    if not patient.name_index:
        return []
    others = Patient.objects.filter(site_id=patient.site_id, name_index=patient.name_index)
    return [
        other
        for other in others.exclude(pk=patient.pk).select_related("subject").order_by("code")[:20]
        if other.birth_date == patient.birth_date
    ]


def waiting_for(person: Person) -> list[WorkItem]:
    """What waits in this room for the reader: triage, assessment, answer; urgent ones first."""
    open_ones = (RECEIVED, TRIAGED, ASSESSED, ANSWERED)
    waiting = (
        Request.objects.filter(site__in=person.site_ids, state__in=open_ones)
        .only("code", "state", "urgent", "site_id", "received_at", "recorded_at")
        .order_by("recorded_at", "id")[: _WORK_LIMIT * 4]
    )
    items = [item for request in waiting if (item := _work_item(person, request))]
    # A stable sort: urgent requests first, the oldest first within each.
    return sorted(items, key=lambda item: not item.sentence.startswith(_("Urgent")))[:_WORK_LIMIT]


def personal_data_of(subject: Subject) -> dict[str, Any]:
    """Everything this room holds about a subject, for their export."""
    patients = Patient.objects.filter(subject=subject).select_related("subject")
    asked = Request.objects.filter(patient_subject=subject).select_related("patient_subject")
    return {
        "patients": [_patient_data(patient) for patient in patients.order_by("code")],
        "requests": [_request_data(request) for request in asked.order_by("recorded_at", "id")],
    }


_TASKS = {
    RECEIVED: ("COORDINATOR", "is waiting to be triaged", "Triage"),
    TRIAGED: ("MEDICAL_ADVISOR", "is waiting for your assessment", "Assess"),
    ASSESSED: ("MEDICAL_ADVISOR", "is assessed and waiting for your answer", "Answer"),
}


_PATIENT_DECIDES = ("", "is answered; the patient decides", "Open")


def _work_item(person: Person, request: Request) -> WorkItem | None:
    roles = person.roles_at(request.site_id)
    if not roles & {"COORDINATOR", "MEDICAL_ADVISOR"}:
        return None
    role, waits, action = _TASKS.get(request.state, _PATIENT_DECIDES)
    mine = role in roles
    urgency = Urgency.NOW if mine else Urgency.OTHERS
    start = _("Urgent: request") if request.urgent else _("Request")
    return WorkItem(
        room="patients",
        urgency=urgency,
        sentence=f"{start} {request.code} {_(waits)}.",
        action=_(action) if mine else _("Open"),
        url=reverse("patients:request", args=[request.code]),
        since=request.received_at,
    )


def _open_text(text: Any) -> str:
    return f"({text})" if isinstance(text, Erased) else str(text)


def _patient_data(patient: Patient) -> dict[str, Any]:
    return {
        "code": patient.code,
        "name": _open_text(patient.name),
        "birth_date": _open_text(patient.birth_date),
        "contact": _open_text(patient.contact),
        "recorded_at": patient.recorded_at.isoformat(),
    }


def _request_data(request: Request) -> dict[str, Any]:
    answer = answer_of(request)
    return {
        "code": request.code,
        "condition": _open_text(request.condition_text),
        "story": _open_text(request.story),
        "received_at": request.received_at.isoformat(),
        "state": request.state,
        "urgent": request.urgent,
        "triage_note": request.triage_note,
        "assessments": [
            {
                "condition": a.condition, "verdict": a.verdict, "note": a.note,
                "assessed_at": a.assessed_at.isoformat(), "evidence_version": a.evidence_version,
            }
            for a in request.assessments.order_by("recorded_at", "id")
        ],
        "answer": _answer_data(answer) if answer else None,
    }  # fmt: skip


def _answer_data(answer: Answer) -> dict[str, Any]:
    return {
        "code": answer.code,
        "content": answer.content,
        "answered_at": answer.answered_at.isoformat(),
        "opened_at": answer.opened_at.isoformat() if answer.opened_at else None,
        "decided_at": answer.decided_at.isoformat() if answer.decided_at else None,
    }
