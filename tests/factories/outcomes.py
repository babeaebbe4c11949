"""Measures, held visits and adverse events for tests, made through the services."""

from datetime import datetime, timedelta

from factories.people import Crew, signed
from factories.treatments import START, given_dose
from secretome_record.outcomes import services
from secretome_record.outcomes.models import AdverseEvent, Measure, Visit
from secretome_record.outcomes.services import ScoreText
from secretome_record.outcomes.states import EVENT_CLOSED
from secretome_record.people.roles import Role
from secretome_record.treatments.models import Administration, Plan, PlannedVisit

REASON = "Fever two hours after the dose; other causes were looked for."


def make_measure(crew: Crew, name: str = "Walk", at: datetime = START, **more) -> Measure:
    """Six minutes of walking, in metres; more is better."""
    given = {
        "version": "ATS 2002", "low": "0", "high": "900", "step": "1", "higher_is_better": True,
        "licence_note": "free to use", "worthwhile_change": "30",
        "worthwhile_source": "10.1183/09031936.00150414", **more,
    }  # fmt: skip
    return services.add_measure(site=crew.site, name=name, by=crew.physician, at=at, **given)


def visit_of(plan: Plan, number: int = 1) -> PlannedVisit:
    """One planned visit of a plan."""
    return PlannedVisit.objects.get(plan=plan, number=number)


def hold(
    planned: PlannedVisit, crew: Crew, at: datetime = START + timedelta(days=7), scores=(), **more
) -> Visit:
    """A visit held by the nurse an hour ago."""
    given = {"held_at": at - timedelta(hours=1), "note": "Well.", **more}
    return services.hold_visit(planned=planned, scores=scores, by=crew.nurse, at=at, **given)


def score(measure: Measure, text: str = "420", missing: str = "") -> ScoreText:
    """One score as reported."""
    return ScoreText(measure, text, missing)


def report(
    crew: Crew, dose: Administration | None = None, at: datetime | None = None, **more
) -> AdverseEvent:
    """A fever two hours after a dose, moderate and not serious unless told otherwise."""
    dose = dose or given_dose(crew)
    at = at or dose.given_at + timedelta(hours=4)
    given = {
        "what": "Fever of 38.9 degrees", "onset_at": dose.given_at + timedelta(hours=2),
        "grade": 2, "seriousness": (), **more,
    }  # fmt: skip
    return services.report_event(administration=dose, by=crew.nurse, at=at, **given)


def serious(crew: Crew, dose: Administration | None = None, **more) -> AdverseEvent:
    """A reaction that led to a stay in hospital."""
    given = {"what": "Bronchospasm", "grade": 3, "seriousness": ("hospitalisation",), **more}
    return report(crew, dose, **given)


def assess(event: AdverseEvent, crew: Crew, at: datetime | None = None) -> AdverseEvent:
    """Assessed by the safety officer as possible."""
    return services.assess_event(
        event=event, causality="possible", causality_reason=REASON, by=crew.safety_officer,
        at=at or event.reported_at + timedelta(hours=1),
    )  # fmt: skip


def close(event: AdverseEvent, crew: Crew, at: datetime | None = None) -> AdverseEvent:
    """Closed with the safety officer's signature."""
    at = at or event.reported_at + timedelta(days=2)
    who = crew.safety_officer
    return services.close_event(
        event=event, reason="Recovered without harm.", by=who, at=at,
        signature=signed(who, EVENT_CLOSED, Role.SAFETY_OFFICER, at),
    )  # fmt: skip
