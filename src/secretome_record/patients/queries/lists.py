"""Requests and patients of the reader's sites; names only where they are needed."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from secretome_record.evidence.queries import accepted_rows
from secretome_record.patients import rules
from secretome_record.patients.models import Answer, Assessment, Patient, Request
from secretome_record.people.models import Person, Site
from secretome_record.people.sealing import Erased

_LATEST = Prefetch(
    "assessments",
    Assessment.objects.order_by("-recorded_at", "-id").defer("evidence"),
    to_attr="latest_first",
)


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
    found = Answer.objects.filter(site__in=person.site_ids, code=code)
    found = found.select_related("request", "document")
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


def site_rows(request: Request) -> tuple[dict[str, Any], ...]:
    """The study rows that two people of the request's site accepted, own results among them."""
    return accepted_rows(request.site_id)


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


def sites_of(person: Person) -> list[Site]:
    """The sites of the reader, by name."""
    return list(Site.objects.filter(pk__in=person.site_ids).order_by("name", "id"))


def site_for(person: Person, code: str) -> Site:
    """One site of the reader's. Raises Http404 for any other."""
    found = next((site for site in sites_of(person) if site.code == code), None)
    if found is None:
        raise Http404
    return found
