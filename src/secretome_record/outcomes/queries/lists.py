"""Reads of visits, measures and adverse events, scoped to the reader's sites."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import Http404

from secretome_record.ledger.codes import read_code
from secretome_record.ledger.refusal import Refusal
from secretome_record.ledger.signing import holds, signatures_on
from secretome_record.outcomes import rules
from secretome_record.outcomes.models import AdverseEvent, Measure, Score, Visit
from secretome_record.outcomes.states import EVENT_CLOSED, REPORTED
from secretome_record.pages.lists import Keyset, Page
from secretome_record.people.models import Person, Site
from secretome_record.treatments.models import Administration, Plan, PlannedVisit
from secretome_record.treatments.queries import visits_for
from secretome_record.treatments.states import DUE, MISSED

_VISITS_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class ScorePoint:
    """One score of one measure at one visit, with the change since the first."""

    visit: str
    held_at: datetime
    measure: str
    as_reported: str
    missing_reason: str
    change: str


def events_for(person: Person) -> QuerySet[AdverseEvent]:
    """The adverse events of the reader's sites."""
    return AdverseEvent.objects.filter(site__in=person.site_ids).select_related(
        "site", "patient", "patient__subject", "administration", "administration__session",
        "administration__vial", "administration__vial__lot", "administration__session__plan",
        "assessed_by", "reported_by",
    )  # fmt: skip


def event_for(person: Person, code: str) -> AdverseEvent:
    """One adverse event of the reader's sites. Raises Http404 for any other."""
    try:
        wanted = read_code(code)
    except Refusal as refusal:
        raise Http404 from refusal
    found = events_for(person).filter(code=wanted).first()
    if found is None:
        raise Http404
    return found


def open_visits_for(person: Person) -> QuerySet[PlannedVisit]:
    """The visits of the reader's sites that are due or were missed."""
    return visits_for(person).filter(state__in=(DUE, MISSED), due_on__isnull=False)


def visit_page(person: Person, token: str) -> Page:
    """The visits that wait, the longest overdue first, piece by piece."""
    # A keyset takes no column that may be missing; only visits with a day are listed here.
    dated = open_visits_for(person).annotate(day=Coalesce("due_on", Value(date.max)))
    return Keyset(order=("day", "id"), size=_VISITS_A_PAGE).page(dated, token)


def measures_of(person: Person) -> QuerySet[Measure]:
    """Every version of every measure of the reader's sites."""
    return Measure.objects.filter(site__in=person.site_ids).order_by("name", "-recorded_at", "id")


def unknown_measures(planned: PlannedVisit) -> list[str]:
    """The planned measures that this site does not have; they must be added before the visit."""
    known = {measure.name for measure in measures_at(planned.site)}
    return [name for name in planned.measures if name not in known]


def visit_held(planned: PlannedVisit) -> Visit | None:
    """What was found at a visit, if it was held."""
    return Visit.objects.select_related("held_by").filter(planned=planned).first()


def scores_of(visit: Visit) -> list[Score]:
    """The scores of a visit by name of the measure."""
    return list(visit.scores.select_related("measure").order_by("measure__name", "id"))


def measures_at(site: Site) -> list[Measure]:
    """The newest version of each measure of the site."""
    newest: dict[str, Measure] = {}
    for measure in Measure.objects.filter(site=site).order_by("name", "recorded_at", "id"):
        newest[measure.name] = measure
    return list(newest.values())


def measures_for(planned: PlannedVisit) -> list[Measure]:
    """The measures a visit asks for, in their order; unknown names are left to the rules."""
    known = {measure.name: measure for measure in measures_at(planned.site)}
    return [known[name] for name in planned.measures if name in known]


def course_of(plan: Plan) -> list[ScorePoint]:
    """Every score of a plan in order of time, each with its change since the first one."""
    scores = (
        Score.objects.filter(visit__planned__plan=plan)
        .select_related("visit", "visit__planned", "measure")
        .order_by("visit__held_at", "measure__name", "id")
    )
    first: dict[Any, Score] = {}
    points = []
    for score in scores:
        before = first.setdefault(score.measure_id, score) if score.value is not None else None
        points.append(_point(score, before))
    return points


def first_dose_of(plan: Plan) -> Administration | None:
    """The first dose given under a plan."""
    given = Administration.objects.filter(session__plan=plan)
    return given.order_by("given_at", "id").first()


def serious_in_lot(event: AdverseEvent) -> list[AdverseEvent]:
    """The serious events after doses of the same lot, this one included, oldest first."""
    found = AdverseEvent.objects.filter(administration__vial__lot=event.administration.vial.lot_id)
    return [e for e in found.order_by("reported_at", "id") if rules.is_serious(e.seriousness)]


def proposes_hold(event: AdverseEvent) -> bool:
    """Whether this event is a further serious one of a lot that is still released."""
    if event.administration.vial.lot.state != "RELEASED":
        return False
    return (
        rules.is_serious(event.seriousness)
        and len(serious_in_lot(event)) >= rules.SERIOUS_EVENTS_FOR_A_HOLD
    )


def event_content(event: AdverseEvent, reason: str) -> dict[str, Any]:
    """What the safety officer signs when an event is closed."""
    return {
        "event": event.code,
        "patient": event.patient.code,
        "administration": event.administration.code,
        "what": event.what,
        "onset_at": event.onset_at.isoformat(),
        "grade": event.grade,
        "grading_version": event.grading_version,
        "seriousness": sorted(event.seriousness),
        "causality": event.causality,
        "causality_reason": event.causality_reason,
        "reason": reason,
    }


def closures_of(event: AdverseEvent) -> list[dict[str, Any]]:
    """The signature that closed an event, and whether it still holds."""
    return [
        {
            "printed_name": s.printed_name, "role": s.role, "meaning": s.meaning,
            "signed_at": s.signed_at, "holds": holds(s, event_content(event, _reason_in(s))),
        }
        for s in signatures_on(event, EVENT_CLOSED)
    ]  # fmt: skip


def is_late(event: AdverseEvent, at: datetime) -> bool:
    """Whether a serious event has waited for its assessment longer than a day."""
    return (
        event.state == REPORTED
        and rules.is_serious(event.seriousness)
        and at - event.reported_at > rules.ASSESS_SERIOUS_WITHIN
    )


def days_late(planned: PlannedVisit, today: date) -> int:
    """How many days a visit is behind its last day of grace; negative while there is time."""
    return (today - planned.due_on).days - planned.grace_days if planned.due_on else 0


def _reason_in(signature: Any) -> str:
    return str(json.loads(signature.content).get("reason", ""))


def _point(score: Score, before: Score | None) -> ScorePoint:
    change = ""
    if before is not None and before.pk != score.pk:
        moved = rules.score_value(score.as_reported) - rules.score_value(before.as_reported)
        change = f"{moved:+f}"
    return ScorePoint(
        score.visit.planned.name, score.visit.held_at, score.measure.name, score.as_reported,
        score.missing_reason, change,
    )  # fmt: skip
