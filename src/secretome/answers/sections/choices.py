"""Own or donor cells, cells or secretome, the usual care, or nothing: side by side, row by row."""

from collections.abc import Callable, Mapping
from typing import Any

from secretome.answers.sections.asking import RECORDS, STOCK, TABLES, Ask, Line
from secretome.answers.sections.expecting import shares_of, short_expected
from secretome.answers.sections.paying import short_cost
from secretome.answers.sections.risking import best_known
from secretome.answers.sections.waiting import own_days
from secretome.answers.words.numbers import in_hundred

OPTIONS = (
    "own_secretome",
    "donor_secretome",
    "own_cells",
    "donor_cells",
    "usual_care",
    "nothing",
)
_SECRETOME = OPTIONS[:2]
_CELLS = OPTIONS[2:4]


def choices(ask: Ask) -> dict[str, Any]:
    """Return the table of choices: one cell for each question and option."""
    say = ask.speak.say
    return {
        "intro": ask.line("beside.intro"),
        "options": [{"key": key, "name": say(f"beside.option.{key}")} for key in OPTIONS],
        "questions": [
            {
                "key": key,
                "name": say(f"beside.row.{key}"),
                "cells": [cell(ask, option) for option in OPTIONS],
            }
            for key, cell in _ROWS.items()
        ],
        "note": ask.line("unknown.own_or_donor"),
    }


def _possible(ask: Ask, option: str) -> Line:
    if option in _SECRETOME:
        return ask.line(f"possible.word.{ask.stance}")
    if option in _CELLS:
        return ask.line("beside.cell.not_offered")
    return ask.line("beside.cell.yes")


def _studies(ask: Ask, option: str) -> Line:
    evidence = ask.evidence
    if option in _SECRETOME:
        n = evidence["study_count"]
        if not n:
            return ask.line("beside.cell.no_study", rows=(TABLES,))
        said = {"n": n, "controlled": evidence["controlled_count"]}
        return ask.line("beside.cell.studies", rows=ask.study_ids, **said)
    if option in _CELLS:
        ids = [row["id"] for row in evidence.get("cells") or []]
        key = "beside.cell.cell_studies" if ids else "beside.cell.no_study"
        return ask.line(key, rows=ids or (TABLES,), n=len(ids))
    return ask.line("beside.cell.standard" if option == "usual_care" else "beside.cell.course")


def _expected(ask: Ask, option: str) -> Line:
    return short_expected(ask, _expectation(ask, option))


def _not_reaching(ask: Ask, option: str) -> Line:
    """Untreated people stand for doing nothing: the control groups of the same studies."""
    own = option not in ("nothing", "usual_care")
    expected = _expectation(ask, option) if own else ask.evidence["expected"]
    treated, control = shares_of(expected)
    share = treated if own else control
    if share is None or option == "usual_care":
        return ask.line("beside.cell.unknown")
    value, low, high = in_hundred(share)
    rows = expected["entered"]
    return ask.line("beside.cell.of_hundred", rows=rows, value=value, low=low, high=high)


def _harm(ask: Ask, option: str) -> Line:
    if option == "nothing":
        return ask.line("beside.cell.no_new_harm")
    if option == "usual_care":
        return ask.line("beside.cell.ask_doctor")
    harm = best_known(_expectation(ask, option).get("harms") or [], serious=False)
    if harm is None:
        return ask.line("beside.cell.unknown")
    value, low, high = in_hundred(harm["rate"])
    rows = harm["study_ids"]
    return ask.line("beside.cell.of_hundred", rows=rows, value=value, low=low, high=high)


def _cost(ask: Ask, option: str) -> Line:
    if option in _SECRETOME:
        return short_cost(ask)
    if option == "nothing":
        return ask.line("beside.cell.free")
    return ask.line("beside.cell.ask_doctor" if option == "usual_care" else "beside.cell.unknown")


def _wait(ask: Ask, option: str) -> Line:
    if option == "own_secretome":
        days = own_days(ask)
        if days is None:
            return ask.line("beside.cell.unknown")
        value, low, high = days
        return ask.line("beside.cell.days", rows=(RECORDS,), days=value, low=low, high=high)
    if option == "donor_secretome":
        return _stock(ask)
    if option in _CELLS:
        return ask.line("beside.cell.unknown")
    return ask.line("beside.cell.see_doctor" if option == "usual_care" else "beside.cell.no_wait")


def _stock(ask: Ask) -> Line:
    stock = ask.facts.donor_stock
    if stock is None:
        return ask.line("beside.cell.unknown")
    if not stock["vials"]:
        return ask.line("beside.cell.not_ready", rows=(STOCK,))
    return ask.line("beside.cell.ready", rows=(STOCK,), n=stock["vials"])


def _expectation(ask: Ask, option: str) -> Mapping[str, Any]:
    """Own and donor material share one expectation: no study compares them."""
    nothing = {"known": False, "entered": []}
    if option in _SECRETOME:
        return ask.evidence["expected"]
    return (ask.evidence.get("cells_expected") or nothing) if option in _CELLS else nothing


_ROWS: dict[str, Callable[[Ask, str], Line]] = {
    "possible": _possible,
    "studies": _studies,
    "expected": _expected,
    "not_reaching": _not_reaching,
    "harm": _harm,
    "cost": _cost,
    "wait": _wait,
}
