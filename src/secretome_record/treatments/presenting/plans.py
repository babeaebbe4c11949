"""Plans, legal bases and prices in the words and rows of their pages."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secretome_record.ledger.pictures import code_url
from secretome_record.pages.tables import Cell, Column
from secretome_record.patients.presenting import verdict_word
from secretome_record.patients.queries import shown_name
from secretome_record.people.models import Person
from secretome_record.treatments.models import LegalBasis, Plan, PlannedVisit, PriceList, Session
from secretome_record.treatments.presenting import words
from secretome_record.treatments.presenting.giving import giving_facts
from secretome_record.treatments.queries import is_overdue

_CHECKED = {True: ("good", _("Holds")), False: ("refused", _("Does not hold"))}
_UNTOLD = ("unknown", _("Nobody can tell"))


def plan_columns() -> list[Column]:
    """The headings of the list of plans."""
    return [
        Column(_("Plan"), "code", sort="code"),
        Column(_("Patient")),
        Column(_("Condition")),
        Column(_("Route")),
        Column(_("State"), "state", sort="state"),
        Column(_("Written"), "time", sort="written"),
    ]


def plan_rows(plans: Iterable[Plan], reader: Person) -> list[list[Any]]:
    """One row a plan."""
    return [
        [
            Cell(plan.code, reverse("treatments:plan", args=[plan.code])),
            shown_name(reader, plan.patient) or plan.patient.code,
            plan.condition,
            plan.route,
            Cell(words.plan_word(plan.state), tone=words.PLAN_TONES[plan.state]),
            plan.recorded_at,
        ]
        for plan in plans
    ]


def plan_facts(plan: Plan, reader: Person) -> list[dict[str, str]]:
    """What the plan says, apart from dose and schedule."""
    name = shown_name(reader, plan.patient)
    sessions = ngettext("%(n)d session", "%(n)d sessions", plan.session_count) % {
        "n": plan.session_count
    }
    if plan.session_count > 1:
        sessions += _(", %(days)d days apart") % {"days": plan.session_interval_days}
    basis = plan.legal_basis
    rows = [
        (_("Patient"), name or plan.patient.code, code_url(plan.patient.code), plan.patient.code),
        (_("Condition"), plan.condition, "", verdict_word(plan.verdict)),
        (_("Answered request"), plan.request.code, code_url(plan.request.code), ""),
        (
            _("Legal basis"), basis.reference, code_url(basis.code),
            f"{basis.kind}, {basis.jurisdiction}, {basis.valid_from} – {basis.valid_to}",
        ),
        (_("Product"), plan.product.name, "", ""),
        (_("Lot"), plan.lot.code, code_url(plan.lot.code), ""),
        (_("Route"), plan.route, "", ""),
        (_("Prescribed dose"), f"{plan.target_text} {plan.target_unit}", "", ""),
        (_("Body weight"), f"{plan.weight_kg_text} kg" if plan.weight_kg_text else _("Not given"),
         "", ""),
        *_limit_rows(plan),
        (_("Sessions"), sessions, "", _("from %(day)s") % {"day": plan.starts_on}),
        (_("Price"), f"{plan.price_text} {plan.currency}", "", _price_note(plan)),
        (_("Identity code"), plan.identity_code or _("None: donor cells"), "", ""),
        (_("Physician"), plan.physician.printed_name, "", ""),
    ]  # fmt: skip
    return [dict(zip(("name", "value", "url", "note"), row, strict=True)) for row in rows]


def _limit_rows(plan: Plan) -> list[tuple[str, str, str, str]]:
    """The limits, the tolerance and the share that arrives, as the dose was computed with them."""
    limits = {name: str(text).strip() for name, text in plan.dose_limits.items()}
    low, high = limits.get("protocol_low", ""), limits.get("protocol_high", "")
    share = limits.get("recovery", "")
    ends = f"{limits.get('recovery_low', '')} – {limits.get('recovery_high', '')}"
    largest, smallest = limits.get("max_volume_ml", ""), limits.get("smallest_volume_ml", "")
    source = limits.get("recovery_source") or _("stated by the physician")
    return [
        (_("Tolerance"), f"{limits.get('tolerance_pct', '')} %", "", ""),
        (
            _("Allowed by the protocol"),
            f"{low} – {high} {plan.target_unit}" if low else _("No range stated"), "", "",
        ),
        (_("Largest volume"), f"{largest} mL" if largest else _("The limit of the route"), "", ""),
        (_("Smallest volume"), f"{smallest} mL" if smallest else _("Not stated"), "", ""),
        (
            _("Share that arrives"),
            f"{share} (95 %: {ends})" if share else _("Not stated: all of it is counted"), "",
            source if share else "",
        ),
    ]  # fmt: skip


def dose_shown(dose: dict[str, Any]) -> dict[str, Any]:
    """The dose with its interval, its source and its checks."""
    volume = dose.get("volume_ml") or {}
    return {
        "draw": dose.get("draw_ml_text", ""),
        "value": dose.get("draw_ml_text", ""),
        "low": volume.get("low"),
        "high": volume.get("high"),
        "level": volume.get("level"),
        "vials": dose.get("vials_needed", 1),
        "result": dose.get("result", ""),
        "result_url": code_url(dose["result"]) if dose.get("result") else "",
        "lot": dose.get("lot", ""),
        "leaves_out": dose.get("interval_leaves_out", ""),
        "giving": giving_facts(dose),
        "checks": [_check(check) for check in dose.get("checks", [])],
        "columns": [Column(_("Check")), Column(_("Verdict"), "state"), Column(_("Why"))],
    }


def expected_shown(plan: Plan) -> str:
    """The expected result as the patient was told it, or why it is unknown."""
    expected = plan.expected.get("expected") or {}
    if expected.get("known"):
        return str(expected["text"])
    why = str(expected.get("reason", "")).removeprefix("Unknown: ")
    return _("Unknown: %(why)s") % {"why": why} if why else _("Unknown.")


def visit_columns() -> list[Column]:
    """The headings of a schedule."""
    return [
        Column(_("Visit")), Column(_("Day")), Column(_("Due"), "time"), Column(_("Measures")),
        Column(_("State"), "state"),
    ]  # fmt: skip


def visit_rows(visits: Iterable[PlannedVisit], today: date) -> list[list[Any]]:
    """One row a planned visit."""
    return [_visit_row(visit, is_overdue(visit, today)) for visit in visits]


def session_columns() -> list[Column]:
    """The headings of a plan's sessions."""
    return [
        Column(_("Session"), "code"), Column(_("Number"), "number"), Column(_("Planned"), "time"),
        Column(_("Vials")), Column(_("State"), "state"),
    ]  # fmt: skip


def session_rows(sessions: Iterable[Session]) -> list[list[Any]]:
    """One row a session, with the vials kept for it or given in it."""
    return [
        [
            Cell(session.code, reverse("treatments:session", args=[session.code])),
            session.number,
            session.planned_on,
            ", ".join(kept.vial.code for kept in session.kept)  # type: ignore[attr-defined]
            or ngettext("%(n)d given", "%(n)d given", len(session.administrations.all()))
            % {"n": len(session.administrations.all())},
            Cell(words.session_word(session.state), tone=words.SESSION_TONES[session.state]),
        ]
        for session in sessions
    ]


def basis_columns() -> list[Column]:
    """The headings of the legal bases."""
    return [
        Column(_("Code"), "code", sort="code"), Column(_("Reference")), Column(_("Kind")),
        Column(_("Covers")), Column(_("Valid to"), "time", sort="valid_to"),
    ]  # fmt: skip


def basis_rows(bases: Iterable[LegalBasis]) -> list[list[Any]]:
    """One row a legal basis."""
    return [
        [
            Cell(basis.code, reverse("treatments:legal_basis", args=[basis.code])),
            basis.reference,
            basis.kind,
            f"{basis.product}, {basis.condition}, {basis.route}, {basis.jurisdiction}",
            basis.valid_to,
        ]
        for basis in bases
    ]


def basis_facts(basis: LegalBasis) -> list[tuple[str, Any]]:
    """What one legal basis says."""
    return [
        (_("Kind"), basis.kind),
        (_("Jurisdiction"), basis.jurisdiction),
        (_("Product"), basis.product.name),
        (_("Condition"), basis.condition),
        (_("Route"), basis.route),
        (_("Valid"), f"{basis.valid_from} – {basis.valid_to}"),
        (_("Approved trial"), _("Yes") if basis.approved_trial else _("No")),
        (_("Charging approved by"), basis.charging_approved_by or _("Nobody")),
        (_("Document"), basis.document.name),
    ]


def price_columns() -> list[Column]:
    """The headings of the price lists."""
    return [
        Column(_("Version"), "number", sort="version"), Column(_("Each session")),
        Column(_("Each visit")), Column(_("Not included")), Column(_("Valid from"), "time"),
    ]  # fmt: skip


def price_rows(lists: Iterable[PriceList]) -> list[list[Any]]:
    """One row a price list."""
    return [
        [
            prices.version,
            f"{prices.per_session_text} {prices.currency}",
            f"{prices.per_visit_text} {prices.currency}",
            ", ".join(prices.not_included) or _("Nothing named"),
            prices.valid_from,
        ]
        for prices in lists
    ]


def _visit_row(visit: PlannedVisit, overdue: bool) -> list[Any]:  # noqa: FBT001 - one caller
    tone = "refused" if overdue and visit.state == "DUE" else words.VISIT_TONES[visit.state]
    return [
        Cell(visit.name, code_url(visit.code)),
        ngettext("%(n)d day after", "%(n)d days after", visit.days_after_first_dose)
        % {"n": visit.days_after_first_dose}
        + (_(", safety visit") if visit.is_safety_visit else ""),
        visit.due_on or Cell(_("Not yet"), kind="text"),
        ", ".join(visit.measures) or _("None"),
        Cell(words.visit_word(visit.state, is_overdue=overdue), tone=tone),
    ]


def _check(check: dict[str, Any]) -> list[Any]:
    tone, word = _CHECKED.get(check["passed"], _UNTOLD)
    name = check["name"].replace("_", " ").capitalize()
    return [name, Cell(str(word), tone=tone), check["reason"]]


def _price_note(plan: Plan) -> str:
    note = _("price list %(version)s") % {"version": plan.price_list.version}
    return f"{note}; {plan.price_reason}" if plan.price_reason else note
