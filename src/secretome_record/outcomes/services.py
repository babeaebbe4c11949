"""The verbs of the outcomes room: hold and miss visits, report, assess and close events, hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from secretome_record.batches.models import Lot
from secretome_record.ledger.acting import Actor
from secretome_record.ledger.lineage import link
from secretome_record.ledger.moments import reasons_against_moment
from secretome_record.ledger.refusal import Reason, refuse, refuse_if_any
from secretome_record.ledger.signing import SignedIntent
from secretome_record.ledger.writing import Entry, writing
from secretome_record.outcomes import queries, rules
from secretome_record.outcomes.models import AdverseEvent, Measure, Score, Visit
from secretome_record.people.models import Site
from secretome_record.people.once import keyed, made_before
from secretome_record.people.roles import Role
from secretome_record.people.standing import acting_person, require_role_at
from secretome_record.quality.services import hold_lot
from secretome_record.treatments.models import Administration, PlannedVisit
from secretome_record.treatments.queries import site_day
from secretome_record.treatments.states import MISSED

_VISITORS = (Role.NURSE, Role.PHYSICIAN, Role.COORDINATOR)
_REPORTERS = (*_VISITORS, Role.SAFETY_OFFICER)


@dataclass(frozen=True, slots=True)
class ScoreText:
    """A score as the patient or the nurse gave it, or why there is none."""

    measure: Measure
    as_reported: str = ""
    missing_reason: str = ""


def add_measure(  # noqa: PLR0913 - each is one line of the measure
    *, site: Site, name: str, version: str, low: str, high: str, step: str,
    higher_is_better: bool, licence_note: str, by: Actor, at: datetime,
    worthwhile_change: str = "", worthwhile_source: str = "", form_key: UUID | None = None,
) -> Measure:  # fmt: skip
    """Add a version of a measure: its scale as text, and a worthwhile change with its source."""
    require_role_at(by, site.pk, Role.PHYSICIAN, Role.MEDICAL_ADVISOR, Role.COORDINATOR)
    refuse_if_any(
        rules.reasons_against_measure(
            name=name, low=low, high=high, step=step, worthwhile=worthwhile_change,
            worthwhile_source=worthwhile_source,
        )
    )  # fmt: skip
    with writing(by=by, at=at, why=f"Measure {name.strip()}, version {version}") as entry:
        if before := made_before(Measure, form_key):
            return before
        if Measure.objects.filter(site=site, name=name.strip(), version=version).exists():
            raise refuse("version", f"{name.strip()} has a version {version} already.")
        return entry.create(
            Measure,
            site=site,
            name=" ".join(name.split()),
            version=version.strip(),
            low=_number(low),
            high=_number(high),
            step=_number(step),
            higher_is_better=higher_is_better,
            worthwhile_change=_number(worthwhile_change),
            worthwhile_source=worthwhile_source.strip(),
            licence_note=licence_note.strip(),
            **keyed(form_key),
        )


def hold_visit(
    *,
    planned: PlannedVisit,
    held_at: datetime,
    scores: Iterable[ScoreText],
    note: str,
    by: Actor,
    at: datetime,
    late_reason: str = "",
) -> Visit:
    """Record a visit with its scores. Raises Refusal with every score that does not stand."""
    require_role_at(by, planned.site_id, *_VISITORS)
    given = list(scores)
    with writing(by=by, at=at, why=f"Visit {planned.code} held") as entry:
        planned.refresh_from_db(fields=["state", "due_on"])
        action = "hold_late" if planned.state == MISSED else "hold"
        PlannedVisit.MOVES.step(planned.state, action)
        refuse_if_any(_against_visit(planned, held_at, given, at, late_reason))
        visit = entry.create(
            Visit, site_id=planned.site_id, planned=planned, held_at=held_at,
            held_by=acting_person(by), late_reason=late_reason.strip(), note=note.strip(),
        )  # fmt: skip
        for score in given:
            _keep_score(entry, visit, score)
        entry.move(planned, action, occurred_at=held_at, reason=late_reason)
    return visit


def miss_visit(*, planned: PlannedVisit, reason: str, by: Actor, at: datetime) -> PlannedVisit:
    """Record that a visit was missed; a missed safety visit still stops the next dose."""
    require_role_at(by, planned.site_id, *_VISITORS)
    with writing(by=by, at=at, why=f"Visit {planned.code} missed") as entry:
        planned.refresh_from_db(fields=["state", "due_on"])
        PlannedVisit.MOVES.step(planned.state, "miss")
        refuse_if_any(rules.reasons_against_missing(planned.due_on, site_day(planned.site, at)))
        return entry.move(planned, "miss", reason=reason)


def report_event(  # noqa: PLR0913 - each is one line of the report
    *, administration: Administration, what: str, onset_at: datetime, grade: int,
    seriousness: Iterable[str], by: Actor, at: datetime,
    grading_version: str = rules.GRADING_VERSIONS[0], form_key: UUID | None = None,
) -> AdverseEvent:  # fmt: skip
    """Report something untoward after a dose, whether or not the dose caused it."""
    require_role_at(by, administration.site_id, *_REPORTERS)
    criteria = sorted(set(seriousness))
    onset_at = rules.as_after(onset_at, administration.given_at)
    refuse_if_any(
        rules.reasons_against_event(
            what=what, onset_at=onset_at, given_at=administration.given_at, at=at, grade=grade,
            seriousness=criteria, grading_version=grading_version,
        )
    )  # fmt: skip
    with writing(by=by, at=at, why=f"Adverse event after {administration.code}") as entry:
        if before := made_before(AdverseEvent, form_key):
            return before
        event = entry.create(
            AdverseEvent,
            site_id=administration.site_id,
            patient=administration.session.plan.patient,
            administration=administration,
            what=what.strip(),
            onset_at=onset_at,
            grade=grade,
            grading_version=grading_version,
            seriousness=criteria,
            reported_by=acting_person(by),
            reported_at=at,
            is_demo=administration.is_demo,
            **keyed(form_key),
        )
        link(child=event, parents=[administration], kind="followed by")
    return event


def assess_event(
    *, event: AdverseEvent, causality: str, causality_reason: str, by: Actor, at: datetime
) -> AdverseEvent:
    """Assess whether the dose caused the event, in the categories of WHO-UMC."""
    require_role_at(by, event.site_id, Role.SAFETY_OFFICER, Role.PHYSICIAN)
    refuse_if_any(rules.reasons_against_assessment(causality, causality_reason))
    with writing(by=by, at=at, why=f"Event {event.code} assessed") as entry:
        event.refresh_from_db(fields=["state"])
        AdverseEvent.MOVES.step(event.state, "assess")
        entry.change(
            event, causality=causality, causality_reason=causality_reason.strip(),
            assessed_by=acting_person(by), assessed_at=at,
        )  # fmt: skip
        return entry.move(event, "assess")


def close_event(
    *, event: AdverseEvent, reason: str, by: Actor, at: datetime, signature: SignedIntent
) -> AdverseEvent:
    """Close an assessed event with the safety officer's signature."""
    require_role_at(by, event.site_id, Role.SAFETY_OFFICER)
    with writing(by=by, at=at, why=f"Event {event.code} closed") as entry:
        event.refresh_from_db(fields=["state"])
        words = reason.strip()
        content = queries.event_content(event, words)
        return entry.move(event, "close", reason=words, signature=signature, content=content)


def hold_lot_of(*, event: AdverseEvent, reason: str, by: Actor, at: datetime) -> Lot:
    """Put the lot of an event on hold: none of its vials is reserved, matched or given any more."""
    if not reason.strip():
        raise refuse("reason", "Say why the lot is held; the reason stays with it.")
    lot = event.administration.vial.lot
    return hold_lot(lot=lot, reason=f"{event.code}: {reason.strip()}", by=by, at=at)


def _against_visit(
    planned: PlannedVisit, held_at: datetime, given: list[ScoreText], at: datetime, late: str
) -> list[Reason]:
    first = queries.first_dose_of(planned.plan)
    facts = rules.VisitFacts(
        name=planned.name,
        wanted_measures=tuple(planned.measures),
        first_dose_at=first.given_at if first else None,
        is_missed=planned.state == MISSED,
        earliest_on=rules.earliest_day(planned.due_on, planned.grace_days),
        held_on=site_day(planned.site, held_at) if held_at.tzinfo else None,
    )
    read = [rules.ReadScore(_facts(s.measure), s.as_reported, s.missing_reason) for s in given]
    against = list(reasons_against_moment(held_at, at, late))
    if held_at.tzinfo is not None:
        against += rules.reasons_against_visit(facts, held_at, read, late)
    return against


def _facts(measure: Measure) -> rules.MeasureFacts:
    return rules.MeasureFacts(measure.name, str(measure.low), str(measure.high), str(measure.step))


def _keep_score(entry: Entry, visit: Visit, score: ScoreText) -> None:
    text = score.as_reported.strip()
    entry.create(
        Score,
        visit=visit,
        measure=score.measure,
        as_reported=text,
        value=_number(text),
        missing_reason="" if text else score.missing_reason.strip(),
        entered_by=acting_person(entry.by),
    )


def _number(text: str) -> float | None:
    """A number as the rules read it, with a comma or a point; nothing for an empty text."""
    value = rules.score_value(text) if text.strip() else None
    return None if value is None else float(value)
