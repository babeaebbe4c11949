"""Freezers, positions and vials in them, made through the services."""

from datetime import datetime
from itertools import count

from factories.batches import make_lot, vials_of
from factories.people import AT, Crew
from secretome_record.batches.models import Lot, Vial
from secretome_record.stock import services
from secretome_record.stock.models import Freezer, Position
from secretome_record.stock.queries import occupancy_of
from secretome_record.stock.rules import grid_names

_numbers = count(1)


def make_freezer(
    crew: Crew, *, rows: int = 2, columns: int = 4, max_c: float = -80.0, at: datetime = AT
) -> Freezer:
    """A freezer with one box of positions."""
    keeper = crew.storekeeper
    freezer = services.add_freezer(
        site=crew.site, name=f"Freezer {next(_numbers)}", max_c=max_c, by=keeper, at=at
    )
    services.add_positions(freezer=freezer, names=grid_names("B1", rows, columns), by=keeper, at=at)
    return freezer


def free_positions(freezer: Freezer) -> list[Position]:
    """The positions of a freezer in which nothing lies, in order."""
    return [position for position in occupancy_of(freezer) if not position.lies_there]


def place(crew: Crew, vial: Vial, freezer: Freezer | None = None, at: datetime = AT) -> Vial:
    """Put a vial into the first free position."""
    position = free_positions(freezer or make_freezer(crew, at=at))[0]
    services.place_vial(vial=vial, position=position, by=crew.storekeeper, at=at)
    return vial


def stocked_lot(crew: Crew, lot: Lot | None = None, at: datetime = AT, vial_count: int = 4) -> Lot:
    """A lot whose vials all lie in a freezer; in quarantine unless another lot is given."""
    lot = lot or make_lot(crew, vial_count=vial_count, at=at)
    freezer = make_freezer(crew, rows=4, columns=8, at=at)
    for vial in vials_of(lot):
        place(crew, vial, freezer, at)
    return lot
