"""Puts requests and patients into the rows and facts of the staff's pages."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from secretome_record.pages.tables import Cell, Column
from secretome_record.patients import queries, rules
from secretome_record.patients.content import sentence
from secretome_record.patients.drafting import is_current
from secretome_record.patients.models import Assessment, Patient, Request
from secretome_record.patients.presenting.words import (
    TONES,
    VERDICT_TONES,
    short_version,
    state_word,
    urgency_word,
    verdict_word,
)
from secretome_record.people.models import Person


def request_columns() -> list[Column]:
    """The headings of the work queue."""
    return [
        Column(_("Request"), "code", sort="code"), Column(_("Patient"), "code"),
        Column(_("Name")), Column(_("Condition")), Column(_("Urgent")),
        Column(_("State"), "state", sort="state"), Column(_("Received"), "time", sort="received"),
    ]  # fmt: skip


def request_rows(requests: Iterable[Request], reader: Person) -> list[list[object]]:
    """One row for each request; a name only where the reader needs it."""
    return [
        [
            Cell(request.code, reverse("patients:request", args=[request.code])),
            Cell(request.patient.code, reverse("patients:record", args=[request.patient.code])),
            name_or_sealed(reader, request.patient),
            condition_of(request, reader),
            urgency_word(request),
            Cell(state_word(request.state), tone=TONES[request.state]),
            request.received_at,
        ]
        for request in requests
    ]


def patient_columns() -> list[Column]:
    """The headings of the list of patients."""
    return [
        Column(_("Patient"), "code", sort="code"), Column(_("Name")), Column(_("Site")),
        Column(_("Known since"), "time", sort="since"),
    ]  # fmt: skip


def patient_rows(patients: Iterable[Patient], reader: Person) -> list[list[object]]:
    """One row for each patient; a name only where the reader needs it."""
    return [
        [
            Cell(patient.code, reverse("patients:record", args=[patient.code])),
            name_or_sealed(reader, patient),
            patient.site.name,
            patient.recorded_at,
        ]
        for patient in patients
    ]


def name_or_sealed(reader: Person, patient: Patient) -> str:
    """The name, or the word that stands in its place."""
    return queries.shown_name(reader, patient) or _("sealed")


def condition_of(request: Request, reader: Person) -> str:
    """The assessed condition, or the patient's own words for those who read them."""
    assessed = getattr(request, "latest_first", None)
    if assessed:
        return assessed[0].condition
    if rules.may_read_story(reader.roles_at(request.site_id)):
        return str(request.condition_text)
    return _("not yet assessed")


def request_facts(request: Request, reader: Person) -> list[dict[str, Any]]:
    """What stands at the top of a request."""
    patient = request.patient
    return [
        *who_facts(patient, reader, url=reverse("patients:record", args=[patient.code])),
        {"name": _("Urgent"), "value": urgency_word(request)},
        {"name": _("Triage note"), "value": request.triage_note or _("none")},
        {"name": _("Triaged by"), "value": str(request.triaged_by or _("nobody yet"))},
        {"name": _("Site"), "value": request.site.name},
    ]


def who_facts(patient: Patient, reader: Person, url: str = "") -> list[dict[str, Any]]:
    """Who the patient is, for those who need to know; the code alone for all others."""
    code = {"name": _("Patient"), "value": patient.code, "url": url}
    if not rules.may_see_names(reader.roles_at(patient.site_id)):
        sealed = _("sealed: your role reads patients by their code")
        return [code, {"name": _("Name"), "value": sealed}]
    return [
        code,
        {"name": _("Name"), "value": str(patient.name)},
        {"name": _("Birth date"), "value": str(patient.birth_date)},
        {"name": _("How to reach them"), "value": str(patient.contact)},
    ]


def assessment_shown(assessment: Assessment) -> dict[str, Any]:
    """An assessment as the request page shows it."""
    evidence = assessment.evidence
    return {
        "assessment": assessment,
        "word": verdict_word(assessment.verdict),
        "tone": VERDICT_TONES[assessment.verdict],
        "why": [sentence(reason) for reason in evidence["reasons"]],
        "facts": [
            (_("Condition"), assessment.condition),
            (_("ICD-10"), assessment.icd10 or _("none")),
            (_("Certainty of a benefit"), assessment.certainty),
            (_("Human studies read"), assessment.study_count),
            (_("With a control group"), assessment.controlled_count),
            (_("Assessed by"), str(assessment.assessed_by)),
            (_("Evidence tables"), short_version(assessment.evidence_version)),
        ],
        "cautions": [sentence(caution) for caution in evidence["cautions"]],
        "unknown": evidence["unknown"],
        "is_current": is_current(assessment),
    }
