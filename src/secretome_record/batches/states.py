"""How batches, lots, vials, recipes and deviations move."""

from secretome_record.ledger.states import StateTable, steps

DRAFT, APPROVED, RETIRED = "DRAFT", "APPROVED", "RETIRED"

RECIPE_MOVES = StateTable(
    "recipe",
    DRAFT,
    (
        *steps(DRAFT, "approve", APPROVED, ("QA",), meaning="recipe approved"),
        *steps(APPROVED, "retire", RETIRED, ("QA",), reason_needed=True),
    ),
)

IN_PROGRESS, FILLED, STOPPED = "IN_PROGRESS", "FILLED", "STOPPED"

BATCH_MOVES = StateTable(
    "batch",
    IN_PROGRESS,
    (
        *steps(IN_PROGRESS, "fill", FILLED, ("OPERATOR",)),
        *steps(IN_PROGRESS, "stop", STOPPED, ("OPERATOR", "QA"), reason_needed=True),
    ),
)

QUARANTINED, REVIEWED, RELEASED = "QUARANTINED", "REVIEWED", "RELEASED"
REJECTED, ON_HOLD = "REJECTED", "ON_HOLD"

_QP = ("QUALIFIED_PERSON",)
# Whoever may enter a result, raise a deviation, or report on a donor. They hold by what they
# enter, never by a wish: no page offers this move.
_WHO_FIND_DOUBTS = (
    "DONOR_COORDINATOR", "OPERATOR", "QA", "QC_ANALYST", "QUALIFIED_PERSON", "SAFETY_OFFICER",
)  # fmt: skip

LOT_MOVES = StateTable(
    "lot",
    QUARANTINED,
    (
        *steps(
            QUARANTINED, "review", REVIEWED, ("QC_ANALYST",), meaning="quality control reviewed"
        ),
        *steps(
            REVIEWED, "reopen", QUARANTINED, ("QC_ANALYST", "QA", "OPERATOR"), reason_needed=True
        ),
        *steps(REVIEWED, "release", RELEASED, _QP, meaning="certified and released"),
        *steps(
            (QUARANTINED, REVIEWED, ON_HOLD),
            "reject",
            REJECTED,
            _QP,
            meaning="rejected",
            reason_needed=True,
        ),
        *steps(
            RELEASED,
            "hold",
            ON_HOLD,
            ("SAFETY_OFFICER", "QA", "QUALIFIED_PERSON"),
            reason_needed=True,
        ),
        # The hold that follows by itself when something new speaks against a released lot.
        *steps(RELEASED, "doubt", ON_HOLD, _WHO_FIND_DOUBTS, reason_needed=True),
        *steps(ON_HOLD, "lift", QUARANTINED, _QP, meaning="hold lifted", reason_needed=True),
    ),
)

IN_STOCK, RESERVED, GIVEN, DESTROYED = "IN_STOCK", "RESERVED", "GIVEN", "DESTROYED"
UNPLACED = "UNPLACED"

VIAL_MOVES = StateTable(
    "vial",
    UNPLACED,
    (
        *steps(UNPLACED, "place", IN_STOCK, ("STOREKEEPER",)),
        *steps(IN_STOCK, "take_out", UNPLACED, ("STOREKEEPER",), reason_needed=True),
        *steps(IN_STOCK, "reserve", RESERVED, ("PHYSICIAN", "COORDINATOR", "NURSE")),
        *steps(
            RESERVED,
            "return",
            IN_STOCK,
            ("PHYSICIAN", "COORDINATOR", "NURSE", "SAFETY_OFFICER"),
            reason_needed=True,
        ),
        *steps(RESERVED, "give", GIVEN, ("NURSE",)),
        *steps(
            (UNPLACED, IN_STOCK, RESERVED),
            "destroy",
            DESTROYED,
            ("STOREKEEPER", "NURSE", "QA"),
            reason_needed=True,
        ),
    ),
)

OPEN, ASSESSED, CLOSED = "OPEN", "ASSESSED", "CLOSED"

DEVIATION_MOVES = StateTable(
    "deviation",
    OPEN,
    (
        *steps(OPEN, "assess", ASSESSED, ("QA",), reason_needed=True),
        *steps(ASSESSED, "close", CLOSED, ("QA",), meaning="deviation closed", reason_needed=True),
    ),
)
