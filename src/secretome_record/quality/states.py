"""How results, specifications and investigations move. A lot's moves stand in batches."""

from secretome_record.ledger.states import StateTable, steps

DRAFT, IN_FORCE, REPLACED = "DRAFT", "IN_FORCE", "REPLACED"

SPECIFICATION_MOVES = StateTable(
    "specification",
    DRAFT,
    (
        *steps(DRAFT, "approve", IN_FORCE, ("QA",), meaning="specification approved"),
        *steps(IN_FORCE, "replace", REPLACED, ("QA",), reason_needed=True),
    ),
)

RECORDED, VERIFIED, INVALIDATED = "RECORDED", "VERIFIED", "INVALIDATED"

RESULT_MOVES = StateTable(
    "result",
    RECORDED,
    (
        *steps(RECORDED, "verify", VERIFIED, ("QC_ANALYST",), meaning="result verified"),
        *steps((RECORDED, VERIFIED), "invalidate", INVALIDATED, ("QA",), reason_needed=True),
    ),
)

PHASE_1, PHASE_2, RETESTING = "PHASE_1", "PHASE_2", "RETESTING"
LABORATORY_ERROR, CONFIRMED, INCONCLUSIVE = "LABORATORY_ERROR", "CONFIRMED", "INCONCLUSIVE"
OPEN_INVESTIGATIONS = (PHASE_1, PHASE_2, RETESTING)

# Phase I looks for an error of the laboratory. Phase II fixes the number of retests before the
# first is made; each is judged singly, none is averaged away. Where no cause is found and every
# retest passes, the first result still counts: the qualified person decides under a protocol.
INVESTIGATION_MOVES = StateTable(
    "investigation",
    PHASE_1,
    (
        *steps(
            (PHASE_1, PHASE_2, RETESTING), "find_error", LABORATORY_ERROR, ("QA",),
            meaning="laboratory error found", reason_needed=True,
        ),
        *steps(PHASE_1, "find_none", PHASE_2, ("QC_ANALYST", "QA"), reason_needed=True),
        *steps(
            PHASE_2, "plan", RETESTING, ("QA",), meaning="retest plan fixed", reason_needed=True
        ),
        *steps(
            (PHASE_2, RETESTING), "confirm", CONFIRMED, ("QA",),
            meaning="OOS confirmed", reason_needed=True,
        ),
        *steps(
            RETESTING, "find_no_cause", INCONCLUSIVE, ("QA",),
            meaning="no cause found", reason_needed=True,
        ),
    ),
)  # fmt: skip
