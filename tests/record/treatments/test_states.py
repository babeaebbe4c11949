"""Every state of plans, sessions and visits, every action, every role: as the tables say."""

import pytest

from secretome_record.ledger.refusal import Refusal
from secretome_record.people.roles import Role
from secretome_record.treatments.states import PLAN_MOVES, SESSION_MOVES, VISIT_MOVES

EXPLAIN = {"PHYSICIAN", "NURSE", "COORDINATOR"}
CANCEL = EXPLAIN | {"SAFETY_OFFICER"}
OPEN_PLANS = ("DRAFT", "SIGNED", "CONSENTED")
OPEN_SESSIONS = ("PLANNED", "PREPARED", "MATCHED")
WAYS = {
    PLAN_MOVES: {
        ("DRAFT", "sign"): ("SIGNED", {"PHYSICIAN"}),
        ("SIGNED", "consent"): ("CONSENTED", EXPLAIN),
        ("CONSENTED", "withdraw"): ("SIGNED", EXPLAIN),
        ("CONSENTED", "complete"): ("COMPLETED", {"PHYSICIAN"}),
        **{(s, "stop"): ("STOPPED", {"PHYSICIAN"}) for s in OPEN_PLANS},
        **{(s, "replace"): ("REPLACED", {"PHYSICIAN"}) for s in OPEN_PLANS},
    },
    SESSION_MOVES: {
        ("PLANNED", "prepare"): ("PREPARED", {"NURSE", "PHYSICIAN"}),
        ("PREPARED", "match"): ("MATCHED", {"NURSE"}),
        ("MATCHED", "give"): ("GIVEN", {"NURSE"}),
        **{(s, "cancel"): ("CANCELLED", CANCEL) for s in OPEN_SESSIONS},
    },
    VISIT_MOVES: {
        ("PLANNED", "fall_due"): ("DUE", EXPLAIN),
        ("DUE", "hold"): ("HELD", EXPLAIN),
        ("DUE", "miss"): ("MISSED", EXPLAIN),
        ("MISSED", "hold_late"): ("HELD", EXPLAIN),
    },
}
EVERY = [
    pytest.param(table, state, action, id=f"{table.subject}-{state}-{action}")
    for table in WAYS
    for state in table.states
    for action in table.actions
]


@pytest.mark.parametrize(("table", "state", "action"), EVERY)
def test_nothing_moves_but_as_its_table_says(table, state, action):
    if (state, action) not in WAYS[table]:
        with pytest.raises(Refusal):
            table.step(state, action)
        return
    after, roles = WAYS[table][state, action]
    step = table.step(state, action)
    assert step.after == after
    assert {role.value for role in Role if role.value in step.roles} == roles


def test_a_prescription_is_signed_and_every_stop_gives_a_reason():
    assert PLAN_MOVES.step("DRAFT", "sign").meaning == "plan prescribed"
    for table in WAYS:
        for step in table.steps:
            if step.action in {"stop", "replace", "cancel", "withdraw", "miss"}:
                assert step.reason_needed, step
