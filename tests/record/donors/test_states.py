"""Every state of a donor, every action, every role: allowed exactly when the table says."""

import pytest

from secretome_record.donors.states import DEFERRED, DONOR_MOVES, ELIGIBLE, REFUSED, REGISTERED
from secretome_record.ledger.refusal import Refusal
from secretome_record.people.roles import Role

WAYS = {
    (REGISTERED, "accept"): (ELIGIBLE, {"DONOR_COORDINATOR"}),
    (REGISTERED, "refuse"): (REFUSED, {"DONOR_COORDINATOR"}),
    (ELIGIBLE, "defer"): (DEFERRED, {"DONOR_COORDINATOR", "QA", "SAFETY_OFFICER"}),
    (DEFERRED, "accept_again"): (ELIGIBLE, {"DONOR_COORDINATOR"}),
}


@pytest.mark.parametrize("state", DONOR_MOVES.states)
@pytest.mark.parametrize("action", DONOR_MOVES.actions)
@pytest.mark.parametrize("role", Role)
def test_a_donor_moves_only_as_the_table_says(state, action, role):
    if (state, action) not in WAYS:
        with pytest.raises(Refusal):
            DONOR_MOVES.step(state, action)
        return
    after, roles = WAYS[state, action]
    step = DONOR_MOVES.step(state, action)
    assert step.after == after
    assert (role.value in step.roles) == (role.value in roles)


def test_an_acceptance_is_signed_and_every_other_decision_gives_a_reason():
    for step in (s for state in DONOR_MOVES.states for s in DONOR_MOVES.steps_from(state)):
        assert (step.meaning == "donor eligible") == (step.after == ELIGIBLE)
        assert step.reason_needed or step.action == "accept"
