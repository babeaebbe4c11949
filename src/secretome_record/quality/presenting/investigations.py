"""OOS investigations in words: the steps behind it, what is open, every retest by itself."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from secretome_record.ledger.refusal import Reason
from secretome_record.pages.tables import Cell, Column
from secretome_record.people.models import Person
from secretome_record.people.roles import Role
from secretome_record.quality.investigating import InvestigationFact
from secretome_record.quality.models import Investigation, Result
from secretome_record.quality.presenting.words import mending
from secretome_record.quality.states import PHASE_1, PHASE_2, RETESTING

TONES = {
    "PHASE_1": "warning", "PHASE_2": "warning", "RETESTING": "waiting",
    "LABORATORY_ERROR": "neutral", "CONFIRMED": "refused", "INCONCLUSIVE": "unknown",
}  # fmt: skip


def word_of(state: str) -> str:
    """The state of an investigation as people say it."""
    return {
        "PHASE_1": _("Phase I: laboratory check"),
        "PHASE_2": _("Phase II: needs a retest plan"),
        "RETESTING": _("Phase II: retesting"),
        "LABORATORY_ERROR": _("Laboratory error found"),
        "CONFIRMED": _("OOS confirmed"),
        "INCONCLUSIVE": _("No cause found"),
    }[state]


def states() -> tuple[tuple[str, str], ...]:
    """The states a list is narrowed by."""
    return tuple((state, word_of(state)) for state in TONES)


def columns() -> list[Column]:
    """The headings of the list."""
    return [
        Column(_("Investigation"), "code"),
        Column(_("Lot"), "code"),
        Column(_("Attribute")),
        Column(_("Result")),
        Column(_("State"), "state", sort="state"),
        Column(_("Opened"), "time", sort="opened"),
    ]


def rows(found: Iterable[Investigation]) -> list[list[object]]:
    """One row for each investigation."""
    return [
        [
            Cell(o.code, reverse("quality:oos", args=[o.code])),
            Cell(o.lot.code, reverse("quality:release", args=[o.lot.code])),
            o.result.label,
            f"{o.result.as_reported} {o.result.unit}".strip(),
            Cell(word_of(o.state), tone=TONES[o.state]),
            o.recorded_at,
        ]
        for o in found
    ]


def facts(one: Investigation, label_limits: str) -> list[dict[str, Any]]:
    """What is investigated and what each phase found so far."""
    result, lot = one.result, one.lot.code
    found = [
        {"name": _("Lot"), "value": lot, "url": reverse("quality:release", args=[lot])},
        {
            "name": _("Result"),
            "value": f"{result.label}: {result.as_reported} {result.unit}".strip(),
            "url": reverse("quality:result", args=[result.code]),
        },
        {"name": _("Limits"), "value": label_limits},
        {
            "name": _("Run"),
            "value": f"{result.run.code}, {result.run.method}",
            "url": reverse("quality:run", args=[result.run.code]),
        },
        {"name": _("Measured by"), "value": str(result.entered_by)},
    ]
    said = [
        (_("What phase I found"), one.phase_one_text),
        (_("Retests fixed beforehand"), str(one.planned_retests or "")),
        (_("How it is retested"), one.plan_text),
        (_("Making, sampling, other lots"), one.making_text),
        (_("Conclusion"), one.conclusion),
    ]
    return [*found, *({"name": name, "value": words} for name, words in said if words)]


def retest_columns() -> list[Column]:
    """The headings of the retests."""
    return [
        Column(_("Retest"), "code"), Column(_("As reported")), Column(_("Verdict"), "state"),
        Column(_("State"), "state"), Column(_("Counts")),
    ]  # fmt: skip


def retest_rows(
    results: Sequence[Result], fact: InvestigationFact, cells: Sequence[tuple[Cell, Cell]]
) -> list[list[object]]:
    """Every retest by itself; an invalid run stays in the list and uses none up."""
    counted = {r.code for r in fact.counted}
    return [
        [
            Cell(r.code, reverse("quality:result", args=[r.code])),
            f"{r.as_reported} {r.unit}".strip(),
            verdict,
            state,
            _("yes") if r.code in counted else _("no: the run is not valid"),
        ]
        for r, (verdict, state) in zip(results, cells, strict=True)
    ]


def steps(
    one: Investigation, person: Person, *, took_part: bool, no_cause_against: Sequence[Reason]
) -> list[dict[str, Any]]:
    """What this person may do next, the usual way first, each with why it is closed."""
    here = person.roles_at(one.site_id)
    offered = {
        PHASE_1: [
            ("oos_no_error", _("No laboratory error was found"), {Role.QA, Role.QC_ANALYST}),
            ("oos_error", _("A laboratory error was found"), {Role.QA}),
        ],
        PHASE_2: [
            ("oos_plan", _("Fix the retests"), {Role.QA}),
            ("oos_error", _("A laboratory error was found after all"), {Role.QA}),
        ],
        RETESTING: [
            ("oos_no_cause", _("Conclude: no cause found"), {Role.QA}),
            ("oos_confirm", _("Conclude: the OOS is confirmed"), {Role.QA}),
            ("oos_error", _("A laboratory error was found after all"), {Role.QA}),
        ],
    }.get(one.state, [])
    found = []
    for name, label, roles in offered:
        closed = took_part and name != "oos_no_error"
        against = list(no_cause_against) if name == "oos_no_cause" else []
        if here & roles and not closed:
            found.append({
                "label": label, "url": reverse(f"quality:{name}", args=[one.code]),
                "closed": mending(against, here=one.code),
            })  # fmt: skip
    return found


def whose_turn(one: Investigation, person: Person, *, took_part: bool) -> str:
    """One sentence for somebody who can do nothing here now."""
    if took_part:
        return _("You entered or verified a result of it. Somebody else signs its steps.")
    if one.state not in {PHASE_1, PHASE_2, RETESTING}:
        return ""
    if Role.QA not in person.roles_at(one.site_id):
        return _("Quality assurance takes the next step.")
    return ""
