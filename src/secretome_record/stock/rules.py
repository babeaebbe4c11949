"""What speaks against putting a vial into a place, or naming places: plain rules, all reasons."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from secretome_record.ledger.refusal import Reason
from secretome_record.stock.states import DESTROYED, GIVEN, HELD, REJECTED

POSITIONS_AT_ONCE = 600
_MINUS = "\N{MINUS SIGN}"
# A rejected or expired lot is never put where somebody could reach for it: destroy it instead.
_DESTROY_IT = "Destroy the vial; it is not put back."

_POSITION_NAME = re.compile(r"^[A-Z0-9][A-Z0-9 ./-]{0,39}$")


@dataclass(frozen=True, slots=True)
class VialFacts:
    """What counts about the vial: its state, its lot, its site, where it lies now."""

    code: str
    state: str
    lot_code: str
    lot_state: str
    is_expired: bool
    storage_max_c: float
    site: object
    lies_in: str


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """What counts about the place: its freezer's warmest, its site, and what lies there."""

    name: str
    freezer: str
    freezer_max_c: float
    site: object
    holds: str


def reasons_against_placing(vial: VialFacts, place: PlaceFacts) -> Iterator[Reason]:
    """List what speaks against putting a vial that lies nowhere into a place."""
    if vial.lies_in:
        yield Reason(
            "lies_elsewhere", f"{vial.code} lies in {vial.lies_in} already. Move it from there."
        )
    if vial.is_expired:
        yield Reason("lot_expired", f"{vial.lot_code} has expired. {_DESTROY_IT}")
    yield from _against_both(vial, place)


def reasons_against_moving(vial: VialFacts, place: PlaceFacts) -> Iterator[Reason]:
    """List what speaks against putting a vial from its place into another."""
    if not vial.lies_in:
        yield Reason("lies_nowhere", f"{vial.code} lies in no position. Place it first.")
    yield from _against_both(vial, place)


def reasons_against_taking(vial: VialFacts, reason: str) -> Iterator[Reason]:
    """List what speaks against taking a vial out of its place."""
    if not vial.lies_in:
        yield Reason("lies_nowhere", f"{vial.code} lies in no position, so it cannot be taken out.")
    if not reason.strip():
        yield Reason("reason", "Say why it is taken out and where it goes.")


def reasons_against_freezer(name: str, *, taken: bool) -> Iterator[Reason]:
    """A freezer has a name of its own at its site."""
    if not name.strip():
        yield Reason("name", "Give the freezer a name, as it stands on its door.")
    if taken:
        yield Reason("name", f"There is a freezer named {name} at this site. Choose another name.")


def reasons_against_positions(names: Iterable[str], there: frozenset[str]) -> Iterator[Reason]:
    """Position names are plain, each once in a freezer, and not too many at a time."""
    names = list(names)
    if not names:
        yield Reason("names", "Name at least one position.")
    if len(names) > POSITIONS_AT_ONCE:
        yield Reason(
            "names",
            f"{len(names)} positions at once are too many; {POSITIONS_AT_ONCE} are allowed.",
        )
    odd = [name for name in names if not _POSITION_NAME.match(name)]
    if odd:
        yield Reason(
            "names",
            f"'{odd[0][:40]}' cannot name a position. Use capital letters, digits, dash, "
            "dot or slash, 40 characters at most.",
        )
    twice = sorted({name for name in names if name in there or names.count(name) > 1})
    if twice:
        yield Reason("names", f"The position {twice[0]} is there already. Names are used once.")


def grid_names(prefix: str, rows: int, columns: int) -> tuple[str, ...]:
    """Return the names of a box: rows by letter, columns by number, after the box's own name."""
    start = f"{prefix.strip().upper()}-" if prefix.strip() else ""
    return tuple(
        f"{start}{_letters(row)}{column}" for row in range(rows) for column in range(1, columns + 1)
    )


def _letters(row: int) -> str:
    return chr(ord("A") + row) if row < 26 else f"{_letters(row // 26 - 1)}{_letters(row % 26)}"


def _against_both(vial: VialFacts, place: PlaceFacts) -> Iterator[Reason]:
    if vial.state in {GIVEN, DESTROYED}:
        yield Reason("vial_is_gone", f"{vial.code} is {vial.state.lower()}. Scan the label again.")
    if vial.lot_state == REJECTED:
        yield Reason("lot_rejected", f"{vial.lot_code} is rejected. {_DESTROY_IT}")
    if vial.site != place.site:
        yield Reason("another_site", f"{vial.code} and {place.name} belong to different sites.")
    if place.holds and place.holds != vial.code:
        yield Reason("position_taken", f"{place.name} holds {place.holds}. Scan a free position.")
    if place.holds == vial.code:
        yield Reason("there_already", f"{vial.code} lies in {place.name} already.")
    if place.freezer_max_c > vial.storage_max_c:
        yield Reason(
            "too_warm",
            f"{place.freezer} may become {place.freezer_max_c:g} °C; {vial.lot_code} is kept at "
            f"{vial.storage_max_c:g} °C or colder. Use a colder freezer.",
        )


def reasons_against_transport(
    name: str, *, left_at: datetime, arrived_at: datetime, vials: int
) -> Iterator[Reason]:
    """A transport has a name, carried something, and arrived after it left."""
    if not name.strip():
        yield Reason("name", "Say from where to where, and with what.")
    if arrived_at <= left_at:
        yield Reason("arrived_at", "It arrives after it left. Check both times.")
    if not vials:
        yield Reason("vials", "Name the vials that travelled, by their codes.")


def reasons_against_temperature(*, is_synthetic: bool, is_demo: bool) -> Iterator[Reason]:
    """A made-up record stays in the demo."""
    if is_synthetic and not is_demo:
        yield Reason(
            "synthetic_file", "The file says that it is synthetic or a demo: not for real vials."
        )


def reasons_against_deciding(states: Iterable[str], reason: str) -> Iterator[Reason]:
    """Quality assurance decides vials that are held, with a reason."""
    states = list(states)
    if not states:
        yield Reason("vials", "Choose at least one vial that is on hold.")
    if any(state != HELD for state in states):
        yield Reason("decided_already", "A chosen vial was decided already. Open the page again.")
    if not reason.strip():
        yield Reason("reason", "Say why; the reason stays with each vial.")


def hold_reason(above_s: int, limit_c: float, warmest_c: float, code: str) -> str:
    """Why a vial is held, in one sentence."""
    said = f"{duration(above_s)} above {limit_c:g} °C, up to {warmest_c:.1f} °C"
    return f"{said.replace('-', _MINUS)}, by {code}."


def duration(seconds: int) -> str:
    """A length of time as people say it; never less than it was."""
    minutes = -(-seconds // 60)
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return f"{hours // 24} days {hours % 24} h"
    if hours:
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    return f"{minutes} min"
