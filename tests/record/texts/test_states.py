"""Every state of a text, every action, every role: allowed exactly when the table says."""

import pytest

from secretome_record.ledger.refusal import Refusal
from secretome_record.people.roles import Role
from secretome_record.texts.states import DESPITE, DRAFT, PUBLISHED, TEXT_MOVES, WITHDRAWN

WRITERS = {Role.COORDINATOR, Role.MEDICAL_ADVISOR}
WAYS = {
    (DRAFT, "publish"): (PUBLISHED, WRITERS),
    (DRAFT, "publish_despite_claims"): (PUBLISHED, {Role.MEDICAL_ADVISOR}),
    (DRAFT, "withdraw"): (WITHDRAWN, WRITERS),
    (PUBLISHED, "withdraw"): (WITHDRAWN, WRITERS),
}


@pytest.mark.parametrize("state", TEXT_MOVES.states)
@pytest.mark.parametrize("action", TEXT_MOVES.actions)
@pytest.mark.parametrize("role", Role)
def test_a_text_moves_only_as_the_table_says(state, action, role):
    if (state, action) not in WAYS:
        with pytest.raises(Refusal):
            TEXT_MOVES.step(state, action)
        return
    step = TEXT_MOVES.step(state, action)
    after, roles = WAYS[state, action]
    assert step.after == after
    assert (role.value in step.roles) == (role in roles)


def test_only_publishing_despite_claims_is_signed_and_it_gives_a_reason():
    step = TEXT_MOVES.step(DRAFT, "publish_despite_claims")
    assert (step.meaning, step.reason_needed) == (DESPITE, True)
    assert TEXT_MOVES.step(DRAFT, "publish").meaning is None
    assert TEXT_MOVES.step(PUBLISHED, "withdraw").reason_needed
