"""How results and specifications move. A lot's own moves stand in the batches room."""

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
