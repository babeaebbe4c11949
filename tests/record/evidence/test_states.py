"""Every state of a study table, every action, every role: allowed exactly when the table says."""

import pytest

from secretome_record.evidence.states import (
    ACCEPTED,
    PROPOSED,
    REFUSED,
    STUDY_TABLE_MOVES,
    WITHDRAWN,
)
from secretome_record.ledger.refusal import Refusal
from secretome_record.people.roles import Role

WAYS = {
    (PROPOSED, "accept"): ACCEPTED,
    (PROPOSED, "refuse"): REFUSED,
    (ACCEPTED, "withdraw"): WITHDRAWN,
}


@pytest.mark.parametrize("state", STUDY_TABLE_MOVES.states)
@pytest.mark.parametrize("action", STUDY_TABLE_MOVES.actions)
@pytest.mark.parametrize("role", Role)
def test_a_study_table_moves_only_as_the_table_says(state, action, role):
    if (state, action) not in WAYS:
        with pytest.raises(Refusal):
            STUDY_TABLE_MOVES.step(state, action)
        return
    step = STUDY_TABLE_MOVES.step(state, action)
    assert step.after == WAYS[state, action]
    assert (role.value in step.roles) == (role is Role.MEDICAL_ADVISOR)


def test_an_acceptance_is_signed_and_every_other_decision_gives_a_reason():
    for step in (
        s for state in STUDY_TABLE_MOVES.states for s in STUDY_TABLE_MOVES.steps_from(state)
    ):
        assert (step.meaning == "study rows reviewed") == (step.after == ACCEPTED)
        assert step.reason_needed or step.action == "accept"
