"""Visits with scores, events, look-back and the hold, by the services."""

from datetime import timedelta

import pytest

from factories.outcomes import (
    serious,
)
from factories.people import Crew
from factories.treatments import (
    START,
    free_vial,
    given_dose,
    match,
    prepared_session,
    reserve,
    session_of,
    treatable_lot,
)
from secretome_record.ledger.refusal import Refusal
from secretome_record.outcomes import queries, services
from secretome_record.outcomes.queries import SAME_LOT


def test_a_hold_from_the_event_stops_reserving_and_matching(site):
    crew = Crew(site)
    lot = treatable_lot(crew)
    dose = given_dose(crew, lot=lot)
    other = prepared_session(crew, lot=lot, request=None)
    event = serious(crew, dose)
    found = queries.look_back(event)
    assert found.other_patients == (other.session.plan.patient.code,)
    assert found.vials_in("RESERVED", SAME_LOT) == (other.vial.code,)
    services.hold_lot_of(
        event=event, reason="A second reaction.", by=crew.safety_officer, at=event.reported_at
    )
    later = START + timedelta(hours=5)
    check = match(other.session, other.vial, crew, later)
    assert not check.matched
    assert "lot_on_hold" in {reason["code"] for reason in check.reasons}
    with pytest.raises(Refusal) as refused:
        reserve(session_of(dose.session.plan, 2), crew, free_vial(lot), later)
    assert "lot_on_hold" in refused.value.codes
