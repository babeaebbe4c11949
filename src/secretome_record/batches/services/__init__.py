"""Writes of the batches room, one verb per intention."""

from secretome_record.batches.rules import StepText
from secretome_record.batches.services.holds import hold_released_lots
from secretome_record.batches.services.labels import LabelSheet, count_labels, print_labels
from secretome_record.batches.services.making import (
    bank_cells,
    check_step,
    fill_batch,
    raise_deviation,
    record_step,
    start_batch,
    stop_batch,
)
from secretome_record.batches.services.recipes import (
    approve_recipe,
    make_product,
    retire_recipe,
    write_recipe,
)

__all__ = [
    "LabelSheet",
    "StepText",
    "approve_recipe",
    "bank_cells",
    "check_step",
    "count_labels",
    "fill_batch",
    "hold_released_lots",
    "make_product",
    "print_labels",
    "raise_deviation",
    "record_step",
    "retire_recipe",
    "start_batch",
    "stop_batch",
    "write_recipe",
]
