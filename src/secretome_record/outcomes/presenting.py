"""Puts visits, events and the look-back into the words and rows of their pages."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secretome_record.ledger.pictures import code_url
from secretome_record.outcomes import queries, rules
from secretome_record.outcomes.models import AdverseEvent, Measure, Score, Visit
from secretome_record.outcomes.queries import SAME_LOT, LookBack, ScorePoint
from secretome_record.outcomes.states import ASSESSED, CLOSED, REPORTED
from secretome_record.pages.tables import Cell, Column
from secretome_record.patients.queries import shown_name
from secretome_record.people.models import Person, Site
from secretome_record.treatments.models import PlannedVisit
from secretome_record.treatments.presenting.words import VISIT_TONES, visit_word
from secretome_record.treatments.queries import site_day

EVENT_TONES = {REPORTED: "warning", ASSESSED: "waiting", CLOSED: "neutral"}
VIAL_TONES = {
    "UNPLACED": "neutral", "IN_STOCK": "warning", "RESERVED": "refused", "GIVEN": "neutral",
    "DESTROYED": "neutral",
}  # fmt: skip


def event_word(state: str) -> str:
    """The state of an event as a fact."""
    words = {
        REPORTED: _("Reported, not assessed"), ASSESSED: _("Assessed"), CLOSED: _("Closed"),
    }  # fmt: skip
    return words[state]


def vial_word(state: str) -> str:
    """The state of a vial as a fact."""
    words = {
        "UNPLACED": _("In no position"), "IN_STOCK": _("In stock"), "RESERVED": _("Reserved"),
        "GIVEN": _("Given"), "DESTROYED": _("Destroyed"),
    }  # fmt: skip
    return words[state]


def causality_word(causality: str) -> str:
    """A causality as WHO-UMC calls it."""
    return str(dict(rules.CAUSALITIES).get(causality, "")) or _("Not assessed yet")


def seriousness_words(event: AdverseEvent) -> str:
    """The criteria that are true, or that none was marked."""
    known = dict(rules.SERIOUSNESS)
    return "; ".join(known[name] for name in event.seriousness) or _("No criterion is marked")


def visit_columns() -> list[Column]:
    """The headings of the visits that wait."""
    return [
        Column(_("Visit")), Column(_("Patient")), Column(_("Plan"), "code"),
        Column(_("Due"), "time"), Column(_("State"), "state"),
    ]  # fmt: skip


def visit_rows(visits: Iterable[PlannedVisit], reader: Person, now: datetime) -> list[list[Any]]:
    """One row a visit that is due, overdue or missed."""
    return [_visit_row(visit, reader, site_day(visit.site, now)) for visit in visits]


def event_columns() -> list[Column]:
    """The headings of the events."""
    return [
        Column(_("Event"), "code"), Column(_("What")), Column(_("Grade"), "number"),
        Column(_("Serious")), Column(_("Reported"), "time"), Column(_("State"), "state"),
    ]  # fmt: skip


def event_rows(events: Iterable[AdverseEvent]) -> list[list[Any]]:
    """One row an event."""
    return [
        [
            Cell(event.code, reverse("outcomes:event", args=[event.code])),
            event.what,
            event.grade,
            _("Yes") if event.seriousness else _("No information"),
            event.reported_at,
            Cell(event_word(event.state), tone=EVENT_TONES[event.state]),
        ]
        for event in events
    ]


def event_facts(event: AdverseEvent, reader: Person) -> list[dict[str, str]]:
    """What is known of one event."""
    dose, lot = event.administration, event.administration.vial.lot
    name = shown_name(reader, event.patient)
    rows = [
        (_("Patient"), name or event.patient.code, code_url(event.patient.code),
         event.patient.code),
        (_("After the dose"), dose.code, code_url(dose.code), _clock(dose.given_at, event.site)),
        (_("Vial"), dose.vial.code, code_url(dose.vial.code), ""),
        (_("Lot"), lot.code, code_url(lot.code), lot.state.replace("_", " ").lower()),
        (_("Began"), _clock(event.onset_at, event.site), "", ""),
        (_("Grade"), str(dict(rules.GRADES)[event.grade]), "", event.grading_version),
        (_("Serious because"), seriousness_words(event), "", _("E2B(R3) criteria")),
        (_("Reported"), event.reported_by.printed_name, "",
         _clock(event.reported_at, event.site)),
        (_("Causality"), causality_word(event.causality), "", event.causality_reason),
    ]  # fmt: skip
    return [dict(zip(("name", "value", "url", "note"), row, strict=True)) for row in rows]


def event_reasons(event: AdverseEvent, now: datetime) -> list[dict[str, str]]:
    """What presses: a late assessment, a second serious event of the lot."""
    found = []
    if queries.is_late(event, now):
        sentence = _("This serious event has waited for its assessment for more than a day.")
        found.append({"sentence": sentence, "url": "#assess", "action": _("Assess it")})
    if queries.proposes_hold(event):
        count = len(queries.serious_in_lot(event))
        sentence = ngettext(
            "%(n)d serious event followed doses of %(lot)s.",
            "%(n)d serious events followed doses of %(lot)s: hold the lot.", count,
        ) % {"n": count, "lot": event.administration.vial.lot.code}  # fmt: skip
        found.append({"sentence": sentence, "url": "#hold", "action": _("Hold the lot")})
    return found


def visit_facts(planned: PlannedVisit, visit: Visit | None, reader: Person) -> list[dict[str, str]]:
    """What a visit is for, and when it was held."""
    patient = planned.plan.patient
    name = shown_name(reader, patient)
    rows = [
        (_("Patient"), name or patient.code, code_url(patient.code), patient.code),
        (_("Plan"), planned.plan.code, code_url(planned.plan.code), planned.plan.condition),
        (_("Due on"), str(planned.due_on or _("after the first dose")), "",
         ngettext("%(n)d day of grace", "%(n)d days of grace", planned.grace_days)
         % {"n": planned.grace_days}),
        (_("Kind"), _("Safety visit: overdue, it stops the next dose")
         if planned.is_safety_visit else _("Outcome visit"), "", ""),
    ]  # fmt: skip
    if visit:
        held = _clock(visit.held_at, visit.site)
        rows.append((_("Held"), held, "", visit.held_by.printed_name))
        rows.append((_("Note"), visit.note or _("None"), "", visit.late_reason))
    return [dict(zip(("name", "value", "url", "note"), row, strict=True)) for row in rows]


def course_columns() -> list[Column]:
    """The headings of the scores over time."""
    return [
        Column(_("When"), "time"), Column(_("Visit")), Column(_("Measure")), Column(_("Score")),
        Column(_("Change since the first")),
    ]  # fmt: skip


def course_rows(points: Iterable[ScorePoint]) -> list[list[Any]]:
    """One row a score."""
    return [
        [
            point.held_at, point.visit, point.measure,
            point.as_reported or _("Missing: %(why)s") % {"why": point.missing_reason},
            point.change,
        ]
        for point in points
    ]  # fmt: skip


def score_rows(scores: Iterable[Score]) -> list[tuple[str, str]]:
    """The scores of one visit as facts."""
    return [
        (
            str(score.measure),
            score.as_reported or _("Missing: %(why)s") % {"why": score.missing_reason},
        )
        for score in scores
    ]


def measure_columns() -> list[Column]:
    """The headings of the measures."""
    return [
        Column(_("Measure")), Column(_("Version")), Column(_("Scale")),
        Column(_("Change that matters")), Column(_("Licence")),
    ]  # fmt: skip


def measure_rows(measures: Iterable[Measure]) -> list[list[Any]]:
    """One row a measure."""
    return [
        [
            measure.name,
            measure.version,
            f"{measure.low:g} – {measure.high:g}",
            f"{measure.worthwhile_change:g} ({measure.worthwhile_source})"
            if measure.worthwhile_change is not None
            else _("Unknown"),
            measure.licence_note,
        ]
        for measure in measures
    ]


def look_back_columns() -> list[Column]:
    """The headings of the look-back."""
    return [
        Column(_("Vial"), "code"), Column(_("Where it is"), "state"), Column(_("Why it is here")),
        Column(_("Lot"), "code"), Column(_("Patient"), "code"), Column(_("Session"), "code"),
        Column(_("Given"), "time"),
    ]  # fmt: skip


def look_back_rows(found: LookBack) -> list[list[Any]]:
    """One row a vial; same lot first, and in it what can still be given."""
    return [
        [
            Cell(row.vial, code_url(row.vial)),
            Cell(vial_word(row.vial_state), tone=VIAL_TONES[row.vial_state]),
            _("Same lot") if row.why == SAME_LOT else _("Same donor"),
            Cell(row.lot, code_url(row.lot)),
            _code_or_nothing(row.patient),
            _code_or_nothing(row.session),
            row.given_at or Cell("", kind="text"),
        ]
        for row in found.rows
    ]


def _code_or_nothing(code: str) -> Cell:
    return Cell(code, code_url(code)) if code else Cell("", kind="text")


def look_back_sums(found: LookBack) -> list[tuple[str, str]]:
    """The look-back in numbers."""
    in_lot = [row for row in found.rows if row.why == SAME_LOT]
    reserved = [row for row in in_lot if row.vial_state == "RESERVED"]
    in_stock = [row for row in in_lot if row.vial_state == "IN_STOCK"]
    return [
        (_("Other patients"), str(len(found.other_patients))),
        (_("Vials of this lot still reserved"), str(len(reserved))),
        (_("Vials of this lot still in stock"), str(len(in_stock))),
        (_("Donors"), ", ".join(found.donors) or _("None in the lineage")),
        (_("Lots of the same donors"), ", ".join(found.lots)),
        (_("Samples"), ", ".join(found.samples) or _("None")),
    ]


def _clock(moment: datetime, site: Site) -> str:
    """A moment on the clock of the site, with its zone."""
    return f"{moment.astimezone(ZoneInfo(site.zone)):%d %b %Y, %H:%M %Z}"


def _visit_row(visit: PlannedVisit, reader: Person, today: date) -> list[Any]:
    late = queries.days_late(visit, today) > 0
    tone = "refused" if late and visit.state == "DUE" else VISIT_TONES[visit.state]
    patient = visit.plan.patient
    return [
        Cell(visit.name, reverse("outcomes:visit", args=[visit.code])),
        shown_name(reader, patient) or patient.code,
        Cell(visit.plan.code, code_url(visit.plan.code)),
        visit.due_on,
        Cell(visit_word(visit.state, is_overdue=late), tone=tone),
    ]
