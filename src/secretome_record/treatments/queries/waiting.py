"""What waits in the treatments room for a person, and what it holds about a data subject."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from secretome_record.batches.models import Vial
from secretome_record.batches.states import RESERVED
from secretome_record.pages.work import Urgency, WorkItem
from secretome_record.people.models import Person, Subject
from secretome_record.people.roles import Role
from secretome_record.treatments.models import Plan, Reservation, Session
from secretome_record.treatments.queries.facts import site_day
from secretome_record.treatments.queries.lists import plans_of, requests_without_plan
from secretome_record.treatments.states import (
    CONSENTED,
    DRAFT,
    MATCHED,
    PLANNED,
    PREPARED,
    SIGNED,
)

_WORK_LIMIT = 50
_SOON = timedelta(days=7)
_GOES_ON = {
    PLANNED: frozenset({Role.NURSE, Role.PHYSICIAN}),
    PREPARED: frozenset({Role.NURSE}),
    MATCHED: frozenset({Role.NURSE}),
}
_DESTROYERS = frozenset({Role.NURSE, Role.STOREKEEPER, Role.QA})


def waiting_for(person: Person) -> list[WorkItem]:
    """Vials left over, plans to write, to sign or to explain, sessions to prepare and to give."""
    left = _vials_left(person) if person.roles & _DESTROYERS else []
    if not person.roles & {Role.PHYSICIAN, Role.NURSE, Role.COORDINATOR}:
        return left
    return [*left, *_without_plan(person), *_plans(person), *_sessions(person)]


def _without_plan(person: Person) -> list[WorkItem]:
    """Accepted requests for which a physician has written nothing yet."""
    waiting = requests_without_plan(person) if Role.PHYSICIAN in person.roles else []
    return [
        WorkItem(
            "treatments",
            Urgency.NOW,
            _("Request %(code)s was accepted and has no plan. Write it.") % {"code": asked.code},
            _("Write"),
            reverse("treatments:write", args=[asked.code]),
            asked.received_at,
        )
        for asked in waiting
        if Role.PHYSICIAN in person.roles_at(asked.site_id)
    ]


def _vials_left(person: Person) -> list[WorkItem]:
    """Vials of sessions that were cancelled while the vial was out of its freezer."""
    kept = Reservation.objects.filter(vial=OuterRef("pk"), ended_at__isnull=True)
    left = Vial.objects.filter(~Exists(kept), site__in=person.site_ids, state=RESERVED)
    return [
        WorkItem(
            "treatments",
            Urgency.NOW,
            _("%(code)s was left when its session ended; it must be returned or destroyed.")
            % {"code": vial.code},
            _("Open"),
            reverse("stock:vial", args=[vial.code]),
            vial.recorded_at,
        )
        for vial in left.order_by("recorded_at", "id")[:_WORK_LIMIT]
        if person.roles_at(vial.site_id) & _DESTROYERS
    ]


def _plans(person: Person) -> list[WorkItem]:
    waiting = (
        Plan.objects.filter(site__in=person.site_ids, state__in=(DRAFT, SIGNED))
        .only("code", "state", "site_id", "recorded_at")
        .order_by("recorded_at", "id")[:_WORK_LIMIT]
    )
    return [item for plan in waiting if (item := _plan_item(person, plan))]


def _plan_item(person: Person, plan: Plan) -> WorkItem | None:
    roles = person.roles_at(plan.site_id)
    url = reverse("treatments:plan", args=[plan.code])
    if plan.state == DRAFT and Role.PHYSICIAN in roles:
        sentence = _("Plan %(code)s is written and not signed.") % {"code": plan.code}
        return WorkItem("treatments", Urgency.NOW, sentence, _("Sign"), url, plan.recorded_at)
    if plan.state == SIGNED and roles & {Role.PHYSICIAN, Role.NURSE, Role.COORDINATOR}:
        sentence = _("Plan %(code)s is signed; the patient's consent is missing.") % {
            "code": plan.code
        }
        return WorkItem("treatments", Urgency.NOW, sentence, _("Consent"), url, plan.recorded_at)
    return None


def _sessions(person: Person) -> list[WorkItem]:
    now = timezone.now()
    # A day of slack on the server's clock covers every zone; the site's own day decides below.
    latest = now.date() + _SOON + timedelta(days=1)
    waiting = (
        Session.objects.filter(
            site__in=person.site_ids, plan__state=CONSENTED, planned_on__lte=latest,
            state__in=(PLANNED, PREPARED, MATCHED),
        )
        .select_related("site")
        .order_by("planned_on", "id")[:_WORK_LIMIT]
    )  # fmt: skip
    return [
        _session_item(session, session.planned_on <= site_day(session.site, now))
        for session in waiting
        if person.roles_at(session.site_id) & _GOES_ON[session.state]
    ]


def _session_item(session: Session, is_due: bool) -> WorkItem:  # noqa: FBT001 - one caller
    words = {
        PLANNED: (_("Session %(code)s is planned for %(day)s."), _("Prepare"), "session"),
        PREPARED: (_("Session %(code)s is prepared."), _("Scan"), "bedside"),
        MATCHED: (_("Session %(code)s is matched and not given."), _("Give"), "give"),
    }
    sentence, action, page = words[session.state]
    return WorkItem(
        "treatments",
        Urgency.NOW if is_due else Urgency.SOON,
        sentence % {"code": session.code, "day": session.planned_on},
        action,
        reverse(f"treatments:{page}", args=[session.code]),
        session.recorded_at,
    )


def personal_data_of(subject: Subject) -> dict[str, Any]:
    """Everything this room holds about a subject, for their export."""
    return {"plans": [_plan_data(plan) for plan in plans_of(subject)]}


def _plan_data(plan: Plan) -> dict[str, Any]:
    return {
        "code": plan.code,
        "state": plan.state,
        "condition": plan.condition,
        "product": plan.product.name,
        "lot": plan.lot.code,
        "legal_basis": plan.legal_basis.reference,
        "route": plan.route,
        "target": f"{plan.target_text} {plan.target_unit}",
        "weight_kg": plan.weight_kg_text,
        "price": f"{plan.price_text} {plan.currency}",
        "expected": plan.expected,
        "visits": [
            {"name": v.name, "state": v.state, "due_on": v.due_on.isoformat() if v.due_on else None}
            for v in plan.planned_visits.order_by("number")
        ],
        "consents": [
            {
                "text_version": c.text_version, "language": c.language, "purposes": c.purposes,
                "given_at": c.given_at.isoformat(),
                "withdrawn_at": c.withdrawn_at.isoformat() if c.withdrawn_at else None,
            }
            for c in plan.consents.order_by("recorded_at", "id")
        ],
        "sessions": [_session_data(s) for s in plan.sessions.order_by("number")],
    }  # fmt: skip


def _session_data(session: Session) -> dict[str, Any]:
    return {
        "code": session.code,
        "state": session.state,
        "planned_on": session.planned_on.isoformat(),
        "doses": [
            {
                "code": dose.code, "vial": dose.vial.code, "given_ml": dose.given_ml_text,
                "given_at": dose.given_at.isoformat(),
            }
            for dose in session.administrations.select_related("vial").order_by("given_at", "id")
        ],
    }  # fmt: skip
