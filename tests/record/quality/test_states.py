"""Every state, action and role of the room against its tables."""

import pytest

from secretome_record.batches.states import DEVIATION_MOVES, LOT_MOVES
from secretome_record.ledger.refusal import Refusal
from secretome_record.people.roles import Role
from secretome_record.quality.states import (
    INVESTIGATION_MOVES,
    RESULT_MOVES,
    SPECIFICATION_MOVES,
)

EXPECTED = {
    ("DRAFT", "approve"): ("IN_FORCE", {"QA"}, True, False),
    ("IN_FORCE", "replace"): ("REPLACED", {"QA"}, False, True),
    ("RECORDED", "verify"): ("VERIFIED", {"QC_ANALYST"}, True, False),
    ("RECORDED", "invalidate"): ("INVALIDATED", {"QA"}, False, True),
    ("VERIFIED", "invalidate"): ("INVALIDATED", {"QA"}, False, True),
    ("PHASE_1", "find_error"): ("LABORATORY_ERROR", {"QA"}, True, True),
    ("PHASE_2", "find_error"): ("LABORATORY_ERROR", {"QA"}, True, True),
    ("RETESTING", "find_error"): ("LABORATORY_ERROR", {"QA"}, True, True),
    ("PHASE_1", "find_none"): ("PHASE_2", {"QC_ANALYST", "QA"}, False, True),
    ("PHASE_2", "plan"): ("RETESTING", {"QA"}, True, True),
    ("PHASE_2", "confirm"): ("CONFIRMED", {"QA"}, True, True),
    ("RETESTING", "confirm"): ("CONFIRMED", {"QA"}, True, True),
    ("RETESTING", "find_no_cause"): ("INCONCLUSIVE", {"QA"}, True, True),
    ("OPEN", "assess"): ("ASSESSED", {"QA"}, False, True),
    ("ASSESSED", "close"): ("CLOSED", {"QA"}, True, True),
    ("QUARANTINED", "review"): ("REVIEWED", {"QC_ANALYST"}, True, False),
    ("REVIEWED", "reopen"): ("QUARANTINED", {"QC_ANALYST", "QA", "OPERATOR"}, False, True),
    ("REVIEWED", "release"): ("RELEASED", {"QUALIFIED_PERSON"}, True, False),
    ("QUARANTINED", "reject"): ("REJECTED", {"QUALIFIED_PERSON"}, True, True),
    ("REVIEWED", "reject"): ("REJECTED", {"QUALIFIED_PERSON"}, True, True),
    ("ON_HOLD", "reject"): ("REJECTED", {"QUALIFIED_PERSON"}, True, True),
    ("RELEASED", "hold"): (
        "ON_HOLD", {"SAFETY_OFFICER", "QA", "QUALIFIED_PERSON"}, False, True,
    ),
    ("RELEASED", "doubt"): (
        "ON_HOLD",
        {"DONOR_COORDINATOR", "OPERATOR", "QA", "QC_ANALYST", "QUALIFIED_PERSON", "SAFETY_OFFICER"},
        False, True,
    ),
    ("ON_HOLD", "lift"): ("QUARANTINED", {"QUALIFIED_PERSON"}, True, True),
}  # fmt: skip
TABLES = (
    SPECIFICATION_MOVES, RESULT_MOVES, INVESTIGATION_MOVES, DEVIATION_MOVES, LOT_MOVES,
)  # fmt: skip


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.subject)
def test_a_move_is_allowed_exactly_when_the_table_says_so(table):
    for state in table.states:
        for action in table.actions:
            wanted = EXPECTED.get((state, action))
            if wanted is None:
                with pytest.raises(Refusal):
                    table.step(state, action)
                continue
            step = table.step(state, action)
            after, roles, signed, reasoned = wanted
            assert (step.after, bool(step.meaning), step.reason_needed) == (after, signed, reasoned)
            assert {role for role in Role if role in step.roles} == roles


def test_only_the_qualified_person_releases():
    ways = [step for step in LOT_MOVES.steps if step.after == "RELEASED"]
    assert [(step.before, step.roles) for step in ways] == [
        ("REVIEWED", frozenset({"QUALIFIED_PERSON"}))
    ]
