"""Puts requests, patients, conditions and answers into the words and rows of their pages."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secretome_record.pages.tables import Cell, Column
from secretome_record.patients import queries, rules, science
from secretome_record.patients.content import POSSIBLE, counted, sentence
from secretome_record.patients.models import Answer, Assessment, Patient, Request
from secretome_record.patients.states import (
    ACCEPTED,
    ANSWERED,
    ASSESSED,
    CLOSED,
    DECLINED,
    RECEIVED,
    TRIAGED,
)
from secretome_record.people.models import Person

TONES = {
    RECEIVED: "waiting", TRIAGED: "waiting", ASSESSED: "waiting", ANSWERED: "held",
    ACCEPTED: "good", DECLINED: "neutral", CLOSED: "neutral",
}  # fmt: skip
VERDICT_TONES = {
    "SUPPORTED": "good", "TRIAL_ONLY": "warning", "NOT_SUPPORTED": "refused",
    "NO_HUMAN_STUDY": "unknown", "CONTRAINDICATED": "refused",
}  # fmt: skip


def state_word(state: str) -> str:
    """The state of a request as a fact."""
    words = {
        RECEIVED: _("Received"), TRIAGED: _("Triaged"), ASSESSED: _("Assessed"),
        ANSWERED: _("Answered"), ACCEPTED: _("Accepted"), DECLINED: _("Declined"),
        CLOSED: _("Closed"),
    }  # fmt: skip
    return words[state]


def state_choices() -> tuple[tuple[str, str], ...]:
    """The states a list may be narrowed to."""
    return tuple((state, state_word(state)) for state in TONES)


def verdict_word(verdict: str) -> str:
    """A verdict in the fewest honest words."""
    words = {
        "SUPPORTED": _("Supported by studies"),
        "TRIAL_ONLY": _("Only inside a trial"),
        "NOT_SUPPORTED": _("Not supported"),
        "NO_HUMAN_STUDY": _("No human study found"),
        "CONTRAINDICATED": _("Harm reported: refused"),
    }
    return words[verdict]


def urgency_choices() -> tuple[tuple[str, str], ...]:
    """The urgencies a list may be narrowed to."""
    return (("True", _("urgent")), ("False", _("not urgent")))


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


def urgency_word(request: Request) -> str:
    """Whether somebody said that it is urgent."""
    if request.urgent is None:
        return _("not yet said")
    return _("urgent") if request.urgent else _("not urgent")


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
        "is_current": assessment.evidence_version == science.current_evidence_version(),
    }


def answer_sections(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The answer as questions: the four things asked for, then cautions, unknowns, what else."""
    possibility, expected = content["possibility"], content["expected"]
    cost, duration = content["cost"], content["duration"]
    return [
        _section(_("Is it possible?"), possibility["sentence"], notes=possibility["why"]),
        _section(_("What result can be expected?"), expected["text"], notes=[expected["reason"]]),
        _section(_("What does it cost?"), cost["text"], notes=[cost["reason"]]),
        _section(_("How long does it take?"), duration["text"], notes=[duration["reason"]]),
        _section(_("What to be careful about"), points=content["cautions"]),
        _section(_("What nobody knows yet"), points=content["unknown"]),
        _section(_("What else you can do"), points=content["alternatives"]),
    ]


def answer_sources(content: Mapping[str, Any]) -> list[dict[str, str]]:
    """Where the answer comes from: each study with the way to it."""
    return [
        {"id": row["id"], "source": row["source"], "url": source_url(row["source"])}
        for row in content["sources"]
    ]


def source_url(source: str) -> str:
    """The address of a source, if its text is one or is a DOI or PubMed number."""
    text = source.strip()
    if text.startswith("https://"):
        return text
    if text.startswith("10."):
        return f"https://doi.org/{text}"
    return f"https://pubmed.ncbi.nlm.nih.gov/{text}/" if text.isdigit() else ""


def slug_of(name: str) -> str:
    """The condition's name as it stands in an address."""
    return slugify(name.replace("'", ""))


def condition_named(slug: str) -> str | None:
    """The catalogue's name for a slug, or nothing."""
    names = {slug_of(row["name"]): row["name"] for row in science.catalogue()}
    return names.get(slug)


def catalogue_groups(asked: str) -> list[dict[str, Any]]:
    """The catalogue by group, or the conditions that the words could mean."""
    near = science.names_near(asked) if asked else None
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in science.catalogue():
        if near is None or row["name"] in near:
            groups.setdefault(row["group"], []).append(_catalogue_row(row))
    return [{"name": sentence(name)[:-1], "rows": rows} for name, rows in groups.items()]


def catalogue_sums() -> list[dict[str, Any]]:
    """How many conditions there are of each verdict, from the most to the least positive."""
    verdicts = [row["verdict"] for row in science.catalogue()]
    return [
        {"word": verdict_word(v), "tone": VERDICT_TONES[v], "count": verdicts.count(v)}
        for v in science.VERDICTS
    ]


def condition_shown(evidence: Mapping[str, Any]) -> dict[str, Any]:
    """What is known for one condition, in plain words, the verdict first."""
    verdict = evidence["verdict"]
    return {
        "name": sentence(evidence["condition"])[:-1],
        "verdict_word": verdict_word(verdict),
        "tone": VERDICT_TONES[verdict],
        "sentence": POSSIBLE[verdict],
        "why": [sentence(evidence["reasons"][0]), counted(evidence)],
        "expected": evidence["expected"]["reason"],
        "unknown": evidence["unknown"],
        "cautions": [sentence(caution) for caution in evidence["cautions"]],
        "standard_care": sentence(evidence["standard_care"] or _("We have no list for it")),
        "studies": [_study(row) for row in evidence["studies"]],
        "leads": len(evidence["leads"]),
        "harms": [{**_study(row), "finding": ""} for row in evidence["harms"]],
        "cells": [_study(row) for row in evidence["cells"]],
        "version": short_version(evidence["evidence_version"]),
    }


def short_version(version: str) -> str:
    """A version of the evidence tables, short enough to be compared by eye."""
    return version.removeprefix("sha256:")[:12]


def link_facts(answer: Answer) -> list[tuple[str, Any]]:
    """What the staff see of a private link: never the link itself."""
    tries = ngettext("%(n)d wrong try", "%(n)d wrong tries", answer.wrong_tries)
    locked = answer.wrong_tries >= rules.WRONG_TRIES_ALLOWED
    return [
        (_("Answer"), answer.code),
        (_("Opened"), answer.opened_at or _("not yet")),
        (_("Wrong birth dates"), _("locked") if locked else tries % {"n": answer.wrong_tries}),
    ]


def _section(
    heading: str, text: str = "", *, notes: Iterable[str] = (), points: Iterable[str] = ()
) -> dict[str, Any]:
    kept = [note for note in notes if note]
    return {"heading": heading, "text": text, "notes": kept, "points": list(points)}


def _catalogue_row(row: Mapping[str, Any]) -> dict[str, Any]:
    studies = ngettext("%(n)d human study", "%(n)d human studies", row["study_count"])
    return {
        "name": sentence(row["name"])[:-1],
        "url": reverse("patients:condition", args=[slug_of(row["name"])]),
        "word": verdict_word(row["verdict"]),
        "tone": VERDICT_TONES[row["verdict"]],
        "studies": studies % {"n": row["study_count"]},
    }


def _study(row: Mapping[str, Any]) -> dict[str, Any]:
    findings = {
        "favours_treated": _("Treated patients did better than untreated ones."),
        "no_difference": _("No difference between treated and untreated patients."),
        "not_shown": _("It shows nothing about treated beside untreated patients."),
    }
    return {
        "id": row["id"],
        "design": sentence(row["design"])[:-1] if row["design"] else _("not stated"),
        "treated": row["n_treated"] if row["n_treated"] is not None else _("not stated"),
        "control": row["n_control"] if row["n_control"] is not None else _("not stated"),
        "route": row["route"] or _("not stated"),
        "outcome": sentence(row["outcome"])[:-1] if row["outcome"] else "",
        "finding": findings.get(row["finding"] or "", ""),
        "reading": sentence(row["reading"]) if row["reading"] else "",
        "url": source_url(row["source"]),
        "source": row["source"],
    }
