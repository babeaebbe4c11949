"""Writes of the stock room: places, custody of vials, temperature files, holds of vials."""

from secretome_record.stock.services.cold_chain import (
    add_temperature_file,
    decide_holds,
    record_transport,
)
from secretome_record.stock.services.custody import (
    add_freezer,
    add_positions,
    destroy_vial,
    issue_vial,
    move_vial,
    place_vial,
    take_out,
)

__all__ = [
    "add_freezer",
    "add_positions",
    "add_temperature_file",
    "decide_holds",
    "destroy_vial",
    "issue_vial",
    "move_vial",
    "place_vial",
    "record_transport",
    "take_out",
]
