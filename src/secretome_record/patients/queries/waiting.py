"""What waits in this room for a person: triage, assessment, answer."""

from django.urls import reverse
from django.utils.translation import gettext as _

from secretome_record.pages.work import Urgency, WorkItem
from secretome_record.patients.models import Request
from secretome_record.patients.states import ANSWERED, ASSESSED, RECEIVED, TRIAGED
from secretome_record.people.models import Person

_WORK_LIMIT = 50
_TASKS = {
    RECEIVED: ("COORDINATOR", "is waiting to be triaged", "Triage"),
    TRIAGED: ("MEDICAL_ADVISOR", "is waiting for your assessment", "Assess"),
    ASSESSED: ("MEDICAL_ADVISOR", "is assessed and waiting for your answer", "Answer"),
}
_PATIENT_DECIDES = ("", "is answered; the patient decides", "Open")


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
