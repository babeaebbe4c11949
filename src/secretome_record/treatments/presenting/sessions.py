"""Sessions, bedside checks and doses in the words and rows of their pages."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from secretome_record.ledger.pictures import code_url
from secretome_record.ledger.refusal import Reason
from secretome_record.pages.tables import Cell, Column
from secretome_record.patients.queries import shown_name
from secretome_record.people.models import Person
from secretome_record.people.roles import Role
from secretome_record.treatments import states
from secretome_record.treatments.models import Administration, BedsideCheck, Reservation, Session
from secretome_record.treatments.rules.bedside import what_to_do


def session_facts(session: Session, reader: Person) -> list[dict[str, str]]:
    """What a session is for."""
    plan = session.plan
    name = shown_name(reader, plan.patient)
    rows = [
        (_("Patient"), name or plan.patient.code, code_url(plan.patient.code), plan.patient.code),
        (_("Plan"), plan.code, reverse("treatments:plan", args=[plan.code]), plan.condition),
        (_("Planned on"), str(session.planned_on), "", _("session %(n)d of %(all)d") % {
            "n": session.number, "all": plan.session_count}),
        (_("Product"), plan.product.name, "", ""),
        (_("Lot"), plan.lot.code, code_url(plan.lot.code), ""),
        (_("Route"), plan.route, "", ""),
    ]  # fmt: skip
    if session.prepared_by:
        rows.append((_("Prepared by"), session.prepared_by.printed_name, "", ""))
    if session.overdue_reason:
        rows.append((_("Despite an overdue visit"), session.overdue_reason, "", ""))
    return [dict(zip(("name", "value", "url", "note"), row, strict=True)) for row in rows]


def kept_rows(kept: Iterable[Reservation]) -> list[dict[str, Any]]:
    """The vials kept for a session, each with how to hand it back."""
    return [
        {
            "code": reservation.vial.code,
            "url": code_url(reservation.vial.code),
            "back": reverse("treatments:release", args=[reservation.pk]),
        }
        for reservation in kept
    ]


def dose_columns() -> list[Column]:
    """The headings of the doses of a session."""
    return [
        Column(_("Dose"), "code"), Column(_("Vial"), "code"), Column(_("Drawn, mL"), "number"),
        Column(_("Given, mL"), "number"), Column(_("Wasted, mL"), "number"),
        Column(_("When"), "time"), Column(_("By")),
    ]  # fmt: skip


def dose_rows(doses: Iterable[Administration]) -> list[list[Any]]:
    """One row a dose that was given."""
    return [
        [
            dose.code,
            Cell(dose.vial.code, code_url(dose.vial.code)),
            dose.drawn_ml_text,
            dose.given_ml_text,
            dose.wasted_ml_text,
            dose.given_at,
            dose.given_by.printed_name,
        ]
        for dose in doses
    ]


def check_columns() -> list[Column]:
    """The headings of the tries at the bedside."""
    return [
        Column(_("When"), "time"), Column(_("Result"), "state"), Column(_("Why")),
        Column(_("Scanned")), Column(_("By")),
    ]  # fmt: skip


def check_rows(checks: Iterable[BedsideCheck]) -> list[list[Any]]:
    """One row a try."""
    return [
        [
            check.checked_at,
            Cell(_("Matched"), tone="good")
            if check.matched
            else Cell(_("Refused"), tone="refused"),
            " ".join(reason["sentence"] for reason in check.reasons),
            ", ".join(
                scan for scan in (check.patient_scan, check.plan_scan, check.vial_scan) if scan
            ),
            check.checked_by.printed_name,
        ]
        for check in checks
    ]


def _result(*, matched: bool) -> Cell:
    return Cell(_("Matched"), tone="good") if matched else Cell(_("Refused"), tone="refused")


def refusal_shown(check: BedsideCheck) -> dict[str, Any]:
    """The stop sign: one sentence, what to do, and the other reasons below."""
    first, *others = check.reasons
    return {
        "sentence": first["sentence"],
        "what_to_do": what_to_do(first["code"]),
        "others": [reason["sentence"] for reason in others],
        "url": reverse("treatments:bedside", args=[check.session.code]),
        "action": _("Begin again"),
    }


def next_action(
    session: Session, reader: Person, *, kept: int, against: Sequence[Reason] = ()
) -> dict[str, str]:
    """The one thing to do next with a session; a closed way says why instead of leading there."""
    roles = reader.roles_at(session.site_id)
    if session.state == states.PLANNED:
        return _next_when_planned(roles, kept)
    ways = {
        states.PREPARED: (_("Scan at the bedside"), "treatments:bedside"),
        states.MATCHED: (_("Record the dose"), "treatments:give"),
    }
    if session.state in ways and against:
        why = " ".join(reason.sentence for reason in against)
        return {"label": "", "url": "", "sentence": _("Not now: %(why)s") % {"why": why}}
    if session.state in ways and Role.NURSE in roles:
        label, name = ways[session.state]
        return {"label": label, "url": reverse(name, args=[session.code]), "sentence": ""}
    if session.state in ways:
        return {"label": "", "url": "", "sentence": _("The nurse goes on at the bedside.")}
    return {"label": "", "url": "", "sentence": ""}


def _next_when_planned(roles: frozenset[Role], kept: int) -> dict[str, str]:
    if not kept and roles & {Role.NURSE, Role.PHYSICIAN, Role.COORDINATOR}:
        return {"label": _("Keep a vial"), "url": "#vials", "sentence": ""}
    if kept and roles & {Role.NURSE, Role.PHYSICIAN}:
        return {"label": _("Prepare the session"), "url": "#prepare", "sentence": ""}
    return {"label": "", "url": "", "sentence": _("The nurse keeps a vial and prepares it.")}
