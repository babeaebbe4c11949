"""The stock room moves vials by the table of the batches room; its own are the holds of vials."""

from secretome_record.batches.states import (
    DESTROYED,
    GIVEN,
    IN_STOCK,
    ON_HOLD,
    REJECTED,
    RELEASED,
    RESERVED,
    UNPLACED,
    VIAL_MOVES,
)
from secretome_record.ledger.states import StateTable, steps

__all__ = [
    "CONDEMNED",
    "DESTROYED",
    "FREED",
    "GIVEN",
    "HELD",
    "HOLD_MOVES",
    "IN_STOCK",
    "ON_HOLD",
    "REJECTED",
    "RELEASED",
    "RESERVED",
    "UNPLACED",
    "VIAL_MOVES",
]

HELD, FREED, CONDEMNED = "HELD", "FREED", "CONDEMNED"

HOLD_MOVES = StateTable(
    "vial hold",
    HELD,
    (
        *steps(HELD, "free", FREED, ("QA",), meaning="vial hold lifted", reason_needed=True),
        *steps(HELD, "condemn", CONDEMNED, ("QA",), meaning="vial condemned", reason_needed=True),
    ),
)
