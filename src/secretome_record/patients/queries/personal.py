"""Everything this room holds about a person, for their export."""

from typing import Any

from secretome_record.patients.models import Answer, Patient, Request
from secretome_record.patients.queries.answers import answers_of
from secretome_record.people.models import Subject
from secretome_record.people.sealing import Erased


def personal_data_of(subject: Subject) -> dict[str, Any]:
    """Everything this room holds about a subject, for their export."""
    patients = Patient.objects.filter(subject=subject).select_related("subject")
    asked = Request.objects.filter(patient_subject=subject).select_related("patient_subject")
    return {
        "patients": [_patient_data(patient) for patient in patients.order_by("code")],
        "requests": [_request_data(request) for request in asked.order_by("recorded_at", "id")],
    }


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
    answers = [_answer_data(answer) for answer in answers_of(request)]
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
        "answer": answers[0] if answers else None,
        "earlier_answers": answers[1:],
    }  # fmt: skip


def _answer_data(answer: Answer) -> dict[str, Any]:
    return {
        "code": answer.code,
        "version": answer.version,
        "language": answer.language,
        "printed_sha256": answer.document.sha256,
        "content": answer.content,
        "answered_at": answer.answered_at.isoformat(),
        "opened_at": answer.opened_at.isoformat() if answer.opened_at else None,
        "decided_at": answer.decided_at.isoformat() if answer.decided_at else None,
    }
