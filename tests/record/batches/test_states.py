"""Every state, action and role of recipes, batches and deviations, against the table."""

import pytest

from secretome_record.batches import states
from secretome_record.ledger.refusal import Refusal
from secretome_record.people.roles import Role

WAYS = {
    states.RECIPE_MOVES: {
        ("DRAFT", "approve"): ("APPROVED", {"QA"}),
        ("APPROVED", "retire"): ("RETIRED", {"QA"}),
    },
    states.BATCH_MOVES: {
        ("IN_PROGRESS", "fill"): ("FILLED", {"OPERATOR"}),
        ("IN_PROGRESS", "stop"): ("STOPPED", {"OPERATOR", "QA"}),
    },
    states.DEVIATION_MOVES: {
        ("OPEN", "assess"): ("ASSESSED", {"QA"}),
        ("ASSESSED", "close"): ("CLOSED", {"QA"}),
    },
}
CASES = [
    (table, state, action) for table in WAYS for state in table.states for action in table.actions
]


@pytest.mark.parametrize(
    ("table", "state", "action"), CASES, ids=[f"{t.subject}-{s}-{a}" for t, s, a in CASES]
)
def test_things_move_only_as_their_table_says(table, state, action):
    if (state, action) not in WAYS[table]:
        with pytest.raises(Refusal):
            table.step(state, action)
        return
    after, roles = WAYS[table][state, action]
    step = table.step(state, action)
    assert step.after == after
    assert {role.value for role in Role if role in step.roles} == roles


def test_an_approval_is_signed_and_a_stop_says_why():
    assert states.RECIPE_MOVES.step("DRAFT", "approve").meaning == "recipe approved"
    assert states.BATCH_MOVES.step("IN_PROGRESS", "stop").reason_needed
