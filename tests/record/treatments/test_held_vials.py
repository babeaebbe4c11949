"""A vial that was too warm is neither kept for a session nor given before it is decided on."""

from datetime import timedelta

import pytest

from factories.loggers import add_file, logger_file
from factories.treatments import START, consented_plan, free_vial, match, reserve, session_of
from factories.treatments import prepared_session as prepared
from secretome_record.ledger.refusal import Refusal
from secretome_record.stock.queries import place_of

LATER = START + timedelta(hours=2)


def warm(crew, freezer, start, at):
    add_file(crew, freezer, logger_file(start, [-81, -40, -40, -81]), at)


def test_a_held_vial_is_kept_for_no_session(crew):
    plan = consented_plan(crew)
    vial = free_vial(plan.lot)
    warm(crew, place_of(vial).position.freezer, START, LATER)
    with pytest.raises(Refusal) as refused:
        reserve(session_of(plan), crew, vial, LATER)
    assert "vial_on_hold" in refused.value.codes


def test_a_vial_found_too_warm_after_it_was_issued_is_refused_at_the_bedside(crew):
    plan = consented_plan(crew)
    ready = prepared(crew, LATER, plan)
    freezer = ready.vial.placements.get().position.freezer
    warm(crew, freezer, START, LATER)
    check = match(ready.session, ready.vial, crew, LATER)
    assert not check.matched
    assert "is on hold" in str(check.reasons)
