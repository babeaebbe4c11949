"""The stock room moves vials by the table of the batches room and adds none of its own."""

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

__all__ = [
    "DESTROYED",
    "GIVEN",
    "IN_STOCK",
    "ON_HOLD",
    "REJECTED",
    "RELEASED",
    "RESERVED",
    "UNPLACED",
    "VIAL_MOVES",
]
