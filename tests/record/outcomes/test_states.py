"""Every state of an adverse event, every action, every role: allowed as the table says."""

import pytest

from secretome_record.ledger.refusal import Refusal
from secretome_record.outcomes.states import EVENT_MOVES
from secretome_record.people.roles import Role

WAYS = {
    ("REPORTED", "assess"): ("ASSESSED", {"SAFETY_OFFICER", "PHYSICIAN"}),
    ("ASSESSED", "close"): ("CLOSED", {"SAFETY_OFFICER"}),
}


@pytest.mark.parametrize("state", EVENT_MOVES.states)
@pytest.mark.parametrize("action", EVENT_MOVES.actions)
@pytest.mark.parametrize("role", Role)
def test_an_event_moves_only_as_the_table_says(state, action, role):
    if (state, action) not in WAYS:
        with pytest.raises(Refusal):
            EVENT_MOVES.step(state, action)
        return
    after, roles = WAYS[state, action]
    step = EVENT_MOVES.step(state, action)
    assert step.after == after
    assert (role.value in step.roles) == (role.value in roles)


def test_an_event_is_closed_by_a_signature_with_a_reason():
    step = EVENT_MOVES.step("ASSESSED", "close")
    assert (step.meaning, step.reason_needed) == ("adverse event closed", True)
