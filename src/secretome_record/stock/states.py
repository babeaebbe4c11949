"""The stock room moves vials by the table of the batches room and adds none of its own."""

from secretome_record.batches.states import VIAL_MOVES

__all__ = ["VIAL_MOVES"]
