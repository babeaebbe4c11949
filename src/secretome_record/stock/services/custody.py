"""The verbs of the stock room: add places, place, move, take out, issue, destroy a vial."""

from collections.abc import Iterable
from datetime import datetime

from secretome_record.batches.models import Vial
from secretome_record.ledger.acting import Actor
from secretome_record.ledger.refusal import refuse, refuse_if_any
from secretome_record.ledger.writing import Entry, writing
from secretome_record.people.models import Site
from secretome_record.people.roles import Role
from secretome_record.people.standing import acting_person, require_role_at
from secretome_record.stock import queries, rules
from secretome_record.stock.models import Freezer, Placement, Position
from secretome_record.stock.states import DESTROYED, IN_STOCK, RESERVED

_AT_THE_BEDSIDE = (Role.STOREKEEPER, Role.NURSE, Role.PHYSICIAN)


def add_freezer(*, site: Site, name: str, max_c: float, by: Actor, at: datetime) -> Freezer:
    """Add a freezer; ``max_c`` is the warmest it may become."""
    require_role_at(by, site.pk, Role.STOREKEEPER)
    name = " ".join(name.split())
    with writing(by=by, at=at, why=f"Add the freezer {name}") as entry:
        taken = Freezer.objects.filter(site=site, name=name).exists()
        refuse_if_any(rules.reasons_against_freezer(name, taken=taken))
        return entry.create(Freezer, site=site, name=name, max_c=max_c)


def add_positions(
    *, freezer: Freezer, names: Iterable[str], by: Actor, at: datetime
) -> list[Position]:
    """Add named positions to a freezer. Raises Refusal when a name is odd or there already."""
    require_role_at(by, freezer.site_id, Role.STOREKEEPER)
    wanted = [name.strip().upper() for name in names]
    with writing(by=by, at=at, why=f"Add {len(wanted)} positions to {freezer.code}") as entry:
        there = frozenset(freezer.positions.values_list("name", flat=True))
        refuse_if_any(rules.reasons_against_positions(wanted, there))
        return [
            entry.create(Position, site_id=freezer.site_id, freezer=freezer, name=name)
            for name in wanted
        ]


def place_vial(*, vial: Vial, position: Position, by: Actor, at: datetime) -> Placement:
    """Put a vial that lies nowhere into a free position; a reserved one that was out goes back."""
    require_role_at(by, vial.site_id, Role.STOREKEEPER)
    with writing(by=by, at=at, why=f"{vial} into {position.name}") as entry:
        _read_again(vial)
        facts = queries.vial_facts(vial, at), queries.place_facts(position)
        refuse_if_any(rules.reasons_against_placing(*facts))
        placement = _put(entry, vial, position)
        if vial.state != RESERVED:
            entry.move(vial, "place")
        return placement


def move_vial(*, vial: Vial, position: Position, by: Actor, at: datetime) -> Placement:
    """Put a vial from its position into another free one; its state stays."""
    require_role_at(by, vial.site_id, Role.STOREKEEPER)
    with writing(by=by, at=at, why=f"{vial} moved to {position.name}") as entry:
        _read_again(vial)
        facts = queries.vial_facts(vial, at), queries.place_facts(position)
        refuse_if_any(rules.reasons_against_moving(*facts))
        _end(entry, vial, f"moved to {position.name}")
        return _put(entry, vial, position)


def take_out(*, vial: Vial, reason: str, by: Actor, at: datetime) -> Vial:
    """Take a vial out of its position; one that nobody reserved can no longer be reserved."""
    require_role_at(by, vial.site_id, Role.STOREKEEPER)
    with writing(by=by, at=at, why=f"{vial} taken out") as entry:
        _read_again(vial)
        refuse_if_any(rules.reasons_against_taking(queries.vial_facts(vial, at), reason))
        _end(entry, vial, reason)
        return entry.move(vial, "take_out", reason=reason) if vial.state == IN_STOCK else vial


def issue_vial(*, vial: Vial, reason: str, by: Actor, at: datetime) -> Placement | None:
    """End the place of a reserved or given vial as it leaves for its session; nothing if it left.

    The treatments room calls this inside its own writing when a session is prepared or given.
    """
    require_role_at(by, vial.site_id, *_AT_THE_BEDSIDE)
    with writing(by=by, at=at, why=f"{vial} issued") as entry:
        _read_again(vial)
        if vial.state == IN_STOCK:
            raise refuse("not_reserved", f"{vial} is reserved for nobody, so it is not issued.")
        return _end(entry, vial, reason) if queries.place_of(vial) else None


def destroy_vial(*, vial: Vial, reason: str, by: Actor, at: datetime) -> Vial:
    """Destroy a vial for good and free its position."""
    require_role_at(by, vial.site_id, Role.STOREKEEPER, Role.NURSE, Role.QA)
    if not reason.strip():
        raise refuse("reason", "Say why it is destroyed; the reason stays with the vial.")
    with writing(by=by, at=at, why=f"{vial} destroyed") as entry:
        _read_again(vial)
        if vial.state == DESTROYED:
            raise refuse("vial_is_gone", f"{vial} was destroyed already.")
        if queries.place_of(vial):
            _end(entry, vial, f"destroyed: {reason}"[:200])
        return entry.move(vial, "destroy", reason=reason)


def _read_again(vial: Vial) -> None:
    # Inside the transaction there is one writer only, so what is read now still holds at the end.
    vial.refresh_from_db(fields=["state"])


def _put(entry: Entry, vial: Vial, position: Position) -> Placement:
    return entry.create(
        Placement, vial=vial, position=position, placed_by=acting_person(entry.by),
        placed_at=entry.at,
    )  # fmt: skip


def _end(entry: Entry, vial: Vial, reason: str) -> Placement:
    placement = queries.place_of(vial)
    if placement is None:
        raise refuse("lies_nowhere", f"{vial} lies in no position.")
    return entry.change(
        placement, taken_by=acting_person(entry.by), taken_at=max(entry.at, placement.placed_at),
        taken_reason=reason.strip()[:200],
    )  # fmt: skip
