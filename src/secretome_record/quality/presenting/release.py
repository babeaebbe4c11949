"""The page on which a lot is decided: every attribute as one row, and what may be done next."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secretome_record.batches.models import Lot
from secretome_record.ledger.pictures import code_url
from secretome_record.ledger.refusal import Reason
from secretome_record.people.models import Person
from secretome_record.people.roles import Role, title_of
from secretome_record.quality.models import Result, SpecificationLine
from secretome_record.quality.presenting.words import VERDICT_TONES, mending, verdict_word
from secretome_record.quality.science import apart_from_verdict, powers_of_ten

_HISTORY = 12
# A closed box names its reasons; many stand at the top of the page already.
_FEW = 2


def standing(lot: Lot, against: Sequence[Reason]) -> list[Reason]:
    """What speaks against the lot now; that it is released is no reason against a released lot."""
    is_released = lot.state == "RELEASED"
    return [r for r in against if not (is_released and r.code == "released_already")]


def verdict_sentence(lot: Lot, against: Sequence[Reason]) -> str:
    """The decision in one sentence, as the first thing on the page."""
    if doubts := len(standing(lot, against)) if lot.state == "RELEASED" else 0:
        words = ngettext(
            "Released, but %(n)d reason now speaks against it: decide whether to hold it.",
            "Released, but %(n)d reasons now speak against it: decide whether to hold it.",
            doubts,
        )
        return words % {"n": doubts}
    if lot.state == "RELEASED":
        return _("Released. Its vials may be reserved and given until the last day of use.")
    if against:
        words = ngettext(
            "May not be released: %(n)d reason.", "May not be released: %(n)d reasons.",
            len(against),
        )  # fmt: skip
        return words % {"n": len(against)}
    return _("Nothing speaks against it. The qualified person may release it.")


def attribute_rows(
    lines: Sequence[SpecificationLine],
    results: Sequence[Result],
    due: dict[Any, datetime | None],
    history: dict[str, list[float]],
    at: datetime,
    signs: dict[str, list[dict[str, str]]] | None = None,
) -> list[dict[str, Any]]:
    """One row for each line: the result that decides, against its limits.

    Several results are never averaged: one that does not pass decides before any that does.
    """
    live: dict[Any, list[Result]] = defaultdict(list)
    for result in results:
        if result.state != "INVALIDATED":
            live[result.line_id].append(result)
    rows = []
    for line in lines:
        found = live[line.pk]
        row = _row(line, _deciding(found), due.get(line.pk), history, at)
        rows.append(
            row
            | {
                "others": max(len(found) - 1, 0),
                "incubation": {} if found else _incubation(line, due.get(line.pk), at),
                "signs": (signs or {}).get(line.attribute, [])[-_HISTORY:],
            }
        )
    return rows


def _deciding(found: Sequence[Result]) -> Result | None:
    against = [r for r in found if r.verdict != "PASS" or r.is_unreliable]
    return (against or list(found) or [None])[-1]


def _row(
    line: SpecificationLine,
    result: Result | None,
    due_at: datetime | None,
    history: dict[str, list[float]],
    at: datetime,
) -> dict[str, Any]:
    verdict, why = _verdict(result, due_at, at)
    return {
        "label": line.label,
        "attribute": line.attribute,
        "rule": line.rule.lower(),
        "limits": powers_of_ten(limits_text(line)),
        "source": line.source,
        "bar": _bar(line, result),
        "result": result,
        "url": reverse("quality:result", args=[result.code]) if result else "",
        "verdict": verdict_word(verdict),
        "tone": VERDICT_TONES[verdict],
        "why": why,
        "apart": apart_from_verdict(line.attribute, result.run.method) if result else (),
        "due_at": due_at if result is None else None,
        "history": history.get(line.attribute, [])[-_HISTORY:],
        "lower": line.low,
        "upper": line.high,
        "is_numeric": line.rule != "QUALITATIVE",
    }


def with_decisions(
    rows: list[dict[str, Any]], decided: Mapping[Any, dict[str, Any]]
) -> list[dict[str, Any]]:
    """The rows; one whose result was decided under a protocol says so before anything else."""
    for row in rows:
        found = decided.get(row["result"].pk) if row["result"] else None
        if found is not None and found["decision"].line_id == row["result"].line_id:
            row["why"] = f"{_decided(row['result'], found)} {row['why']}"
    return rows


def _decided(result: Result, found: Mapping[str, Any]) -> str:
    decision, failed = found["decision"], result.verdict == "FAIL"
    words = {
        (True, True): _("failed; accepted under protocol %(protocol)s by %(who)s: %(why)s"),
        (True, False): _("failed; not accepted under protocol %(protocol)s by %(who)s: %(why)s"),
        (False, True): _("cannot tell; accepted under protocol %(protocol)s by %(who)s: %(why)s"),
        (False, False): _(
            "cannot tell; not accepted under protocol %(protocol)s by %(who)s: %(why)s"
        ),
    }[(failed, decision.is_accepted)]
    said = words % {
        "protocol": decision.protocol,
        "who": found["signature"].printed_name,
        "why": decision.reason,
    }
    return said if said.endswith((".", "!", "?")) else f"{said}."


def _verdict(result: Result | None, due_at: datetime | None, at: datetime) -> tuple[str, str]:
    if result is not None:
        waits = "" if result.state == "VERIFIED" else _("Not yet verified. ")
        return result.verdict, waits + result.verdict_reason
    if due_at is not None and at < due_at:
        return "PENDING", _("Incubating.")
    return "MISSING", _("No result yet.")


def _bar(line: SpecificationLine, result: Result | None) -> dict[str, Any]:
    low = result.interval_low if result else None
    high = result.interval_high if result else None
    guard = (high - low) / 2 if low is not None and high is not None else 0.0
    return {
        "value": result.value if result else None,
        "low": low,
        "high": high,
        "lower": line.low,
        "upper": line.high,
        "guard": guard if line.rule == "GUARDED" else 0.0,
        "censored": result is not None and result.comparator.startswith("<"),
    }


def limits_text(line: SpecificationLine) -> str:
    """The limits of a line as they were written, the unit once."""
    if line.expected_text:
        return line.expected_text
    if line.low_text and line.high_text:
        low, _space, unit = line.low_text.partition(" ")
        low = low if unit and line.high_text.endswith(f" {unit}") else line.low_text
        return _("%(low)s to %(high)s") % {"low": low, "high": line.high_text}
    if line.low_text:
        return _("at least %(low)s") % {"low": line.low_text}
    return _("at most %(high)s") % {"high": line.high_text}


def _incubation(line: SpecificationLine, due_at: datetime | None, at: datetime) -> dict[str, int]:
    """How many days of an incubation are over, for a bar; nothing once it has ended."""
    if due_at is None or at >= due_at or not line.incubation_days:
        return {}
    started = due_at - timedelta(days=line.incubation_days)
    return {"day": max((at - started).days, 0), "of": line.incubation_days}


def signs_of(rows: Sequence[tuple[str, str]]) -> dict[str, list[dict[str, str]]]:
    """The verdicts on earlier lots as signs with words, under their attribute, oldest first."""
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for attribute, verdict in rows:
        found[attribute].append({"word": verdict_word(verdict), "tone": VERDICT_TONES[verdict]})
    return found


def by_attribute(rows: Sequence[tuple[str, float]]) -> dict[str, list[float]]:
    """The numbers of earlier lots under their attribute, oldest first."""
    found: dict[str, list[float]] = defaultdict(list)
    for attribute, value in rows:
        found[attribute].append(value)
    return found


def lot_facts(lot: Lot, donors: Sequence[Any]) -> list[dict[str, Any]]:
    """What the lot is, for the top of the page."""
    batch, here = lot.batch.code, lot.code
    return [
        {"name": _("Product"), "value": lot.product.name},
        {"name": _("Batch"), "value": batch, "url": reverse("batches:record", args=[batch])},
        {"name": _("Lot record"), "value": here, "url": reverse("batches:lot", args=[here])},
        {"name": _("Vials"), "value": f"{lot.vial_count} × {lot.vial_volume_ml_text} mL"},
        *(
            {
                "name": _("Donor"),
                "value": f"{d.code}, {d.state.replace('_', ' ').lower()}",
                "url": code_url(d.code),
            }
            for d in donors
        ),
    ]


def closed_for(
    action: str, against: Sequence[Reason], person: Person, lot: Lot
) -> list[dict[str, Any]]:
    """Why a signature box is closed for this person now."""
    reasons = mending(against) if len(against) <= _FEW else [_above(len(against))]
    role = Role.QC_ANALYST if action == "review" else Role.QUALIFIED_PERSON
    if role not in person.roles_at(lot.site_id):
        sentence = _("It is signed by: %(role)s.") % {"role": title_of(role)}
        reasons.append({"sentence": sentence, "url": "", "action": ""})
    return reasons


def _above(count: int) -> dict[str, Any]:
    sentence = _("%(n)d reasons stand against it; they are listed above.") % {"n": count}
    return {"sentence": sentence, "url": "", "action": ""}


def may_do(lot: Lot, person: Person) -> dict[str, bool]:
    """What this person may do with the lot in the state it is in."""
    here = person.roles_at(lot.site_id)
    can = {s.action for s in type(lot).MOVES.steps_from(lot.state) if s.roles & here}
    return {action: action in can for action in type(lot).MOVES.actions} | {
        "sample": bool(here & {Role.QC_ANALYST, Role.OPERATOR}),
        "judge": bool(here & {Role.QC_ANALYST, Role.QA}),
    }
