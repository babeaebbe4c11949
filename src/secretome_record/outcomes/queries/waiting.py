"""What waits in the outcomes room for a person, and what it holds about a data subject."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from secretome_record.outcomes import rules
from secretome_record.outcomes.models import AdverseEvent, Visit
from secretome_record.outcomes.queries.lists import days_late, events_for, is_late, open_visits_for
from secretome_record.outcomes.states import CLOSED, REPORTED
from secretome_record.pages.work import Urgency, WorkItem
from secretome_record.people.models import Person, Subject
from secretome_record.people.roles import Role
from secretome_record.treatments.models import PlannedVisit
from secretome_record.treatments.queries import site_day
from secretome_record.treatments.states import DUE

_WORK_LIMIT = 50
_SOON = timedelta(days=7)
_VISITORS = frozenset({Role.NURSE, Role.PHYSICIAN, Role.COORDINATOR})
_ASSESSORS = frozenset({Role.SAFETY_OFFICER, Role.PHYSICIAN})


def waiting_for(person: Person) -> list[WorkItem]:
    """Visits to hold, events to assess and to close; late ones first."""
    now = timezone.now()
    items = _events(person, now) if person.roles & _ASSESSORS else []
    return items + (_visits(person, now) if person.roles & _VISITORS else [])


def _events(person: Person, now: datetime) -> list[WorkItem]:
    waiting = events_for(person).exclude(state=CLOSED).order_by("reported_at", "id")[:_WORK_LIMIT]
    return [
        item
        for event in waiting
        if person.roles_at(event.site_id) & _ASSESSORS
        and (item := _event_item(event, now, person.roles_at(event.site_id)))
    ]


def _event_item(event: AdverseEvent, now: datetime, roles: frozenset[Role]) -> WorkItem | None:
    words = {"code": event.code}
    if event.state == REPORTED:
        serious = rules.is_serious(event.seriousness)
        sentence = _("The event %(code)s waits for its assessment.")
        if serious:
            sentence = _("The serious event %(code)s waits for its assessment.")
        if is_late(event, now):
            sentence = _("The serious event %(code)s has waited for more than a day.")
        urgency = Urgency.NOW if serious else Urgency.SOON
        action = _("Assess")
    elif Role.SAFETY_OFFICER in roles:
        sentence, urgency = _("The event %(code)s is assessed and not closed."), Urgency.SOON
        action = _("Close")
    else:
        return None
    url = reverse("outcomes:event", args=[event.code])
    return WorkItem("outcomes", urgency, sentence % words, action, url, event.reported_at)


def _visits(person: Person, now: datetime) -> list[WorkItem]:
    latest = now.date() + _SOON + timedelta(days=1)
    waiting = (
        open_visits_for(person)
        .filter(state=DUE, due_on__lte=latest)
        .order_by("due_on", "id")[:_WORK_LIMIT]
    )
    return [
        _visit_item(visit, now) for visit in waiting if person.roles_at(visit.site_id) & _VISITORS
    ]


def _visit_item(visit: PlannedVisit, now: datetime) -> WorkItem:
    today = site_day(visit.site, now)
    words = {"name": visit.name, "plan": visit.plan.code, "day": visit.due_on}
    if days_late(visit, today) > 0 and visit.is_safety_visit:
        sentence = _("'%(name)s' of %(plan)s is overdue and stops the next dose.")
    elif days_late(visit, today) > 0:
        sentence = _("'%(name)s' of %(plan)s is overdue.")
    else:
        sentence = _("'%(name)s' of %(plan)s is due on %(day)s.")
    urgency = Urgency.NOW if visit.due_on <= today else Urgency.SOON
    url = reverse("outcomes:visit", args=[visit.code])
    return WorkItem("outcomes", urgency, sentence % words, _("Hold it"), url, visit.recorded_at)


def personal_data_of(subject: Subject) -> dict[str, Any]:
    """Everything this room holds about a subject, for their export."""
    visits = Visit.objects.filter(planned__plan__patient__subject=subject)
    events = AdverseEvent.objects.filter(patient__subject=subject)
    return {
        "visits": [
            _visit_data(v) for v in visits.select_related("planned").order_by("held_at", "id")
        ],
        "adverse_events": [_event_data(e) for e in events.order_by("reported_at", "id")],
    }


def _visit_data(visit: Visit) -> dict[str, Any]:
    scores = visit.scores.select_related("measure").order_by("measure__name", "id")
    return {
        "code": visit.planned.code,
        "name": visit.planned.name,
        "held_at": visit.held_at.isoformat(),
        "note": visit.note,
        "scores": [
            {
                "measure": str(s.measure), "score": s.as_reported,
                "missing_reason": s.missing_reason,
            }
            for s in scores
        ],
    }  # fmt: skip


def _event_data(event: AdverseEvent) -> dict[str, Any]:
    return {
        "code": event.code,
        "what": event.what,
        "onset_at": event.onset_at.isoformat(),
        "grade": f"{event.grade} ({event.grading_version})",
        "seriousness": event.seriousness,
        "causality": event.causality,
        "causality_reason": event.causality_reason,
        "state": event.state,
    }
