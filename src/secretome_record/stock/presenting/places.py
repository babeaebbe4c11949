"""Puts freezers, positions, lots and vials into the words and rows of their pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from secretome_record.batches.models import Lot, Vial
from secretome_record.pages.tables import Cell, Column
from secretome_record.stock import queries
from secretome_record.stock.grid import Box, boxes
from secretome_record.stock.models import Freezer, Placement, Position
from secretome_record.stock.states import (
    DESTROYED,
    GIVEN,
    IN_STOCK,
    ON_HOLD,
    REJECTED,
    RELEASED,
    RESERVED,
    UNPLACED,
)

VIAL_TONES = {
    UNPLACED: "waiting", IN_STOCK: "good", RESERVED: "held", GIVEN: "neutral",
    DESTROYED: "neutral",
}  # fmt: skip
LOT_TONES = {RELEASED: "good", ON_HOLD: "held", REJECTED: "refused"}


@dataclass(frozen=True, slots=True)
class Slot:
    """One position as the grid shows it: free, or with a vial and what may be done with it."""

    name: str
    url: str
    vial: str
    sign: str
    word: str
    tone: str


def vial_word(state: str) -> str:
    """The state of a vial as a fact."""
    words = {
        UNPLACED: _("Lies nowhere"), IN_STOCK: _("In stock"), RESERVED: _("Reserved"),
        GIVEN: _("Given"), DESTROYED: _("Destroyed"),
    }  # fmt: skip
    return words[state]


def vial_tone(vial: Vial, at: datetime) -> str:
    """How a vial's state is shown: good only where the lot is released and in date as well."""
    if vial.state == IN_STOCK:
        return lot_tone(vial.lot, at)
    return VIAL_TONES[vial.state]


def lot_word(lot: Lot, at: datetime) -> str:
    """The state of a lot as a fact; an expired one says so."""
    if lot.expires_at <= at:
        return _("Expired")
    return lot.state.replace("_", " ").capitalize()


def lot_tone(lot: Lot, at: datetime) -> str:
    """How a lot's state is shown."""
    return "refused" if lot.expires_at <= at else LOT_TONES.get(lot.state, "waiting")


def freezer_columns() -> list[Column]:
    """The headings of the list of freezers."""
    return [
        Column(_("Freezer")), Column(_("Code"), "code"), Column(_("Warmest, °C"), "number"),
        Column(_("Vials"), "number"), Column(_("Positions"), "number"),
    ]  # fmt: skip


def freezer_rows(freezers: Iterable[Any]) -> list[list[object]]:
    """One row for each freezer."""
    return [
        [
            Cell(freezer.name, reverse("stock:record", args=[freezer.code])),
            freezer.code,
            f"{freezer.max_c:g}",
            freezer.held_count,
            freezer.position_count,
        ]
        for freezer in freezers
    ]


def lot_columns() -> list[Column]:
    """The headings of the list of lots."""
    return [
        Column(_("Lot"), "code", sort="code"), Column(_("Product")), Column(_("State"), "state"),
        Column(_("Free"), "number"), Column(_("Reserved"), "number"), Column(_("Given"), "number"),
        Column(_("Held"), "number"), Column(_("Expired"), "number"),
        Column(_("Waiting"), "number"), Column(_("Nowhere"), "number"),
        Column(_("Last day of use"), sort="expires"),
    ]  # fmt: skip


def lot_rows(lots: Iterable[Any], at: datetime) -> list[list[object]]:
    """One row for each lot, with its vials counted."""
    return [_lot_row(lot, queries.counts_of(lot, at), at) for lot in lots]


def expiry_words(lot: Lot, at: datetime) -> str:
    """The last day of use on the site's clock, and how near it is."""
    day = queries.last_day(lot)
    if lot.expires_at <= at:
        return _("expired on %(day)s") % {"day": day}
    if lot.expires_at - at <= queries.EXPIRES_SOON:
        left = (lot.expires_at - at).days
        return _("%(day)s, %(left)d days left") % {"day": day, "left": left}
    return day


def count_facts(lot: Any, at: datetime) -> list[tuple[str, Any]]:
    """What stands at the top of a lot's page."""
    counts = queries.counts_of(lot, at)
    return [
        (_("Product"), lot.product.name),
        (_("Last day of use"), expiry_words(lot, at)),
        (_("Free"), counts.free),
        (_("Waiting for release"), counts.waiting),
        (_("Reserved"), counts.reserved),
        (_("Given"), counts.given),
        (_("Held or rejected"), counts.held),
        (_("Expired"), counts.expired),
        (_("In no position"), counts.unplaced),
        (_("Destroyed"), counts.destroyed),
    ]


def vial_columns() -> list[Column]:
    """The headings of a lot's vials."""
    return [
        Column(_("Vial"), "code"), Column(_("Number"), "number"), Column(_("State"), "state"),
        Column(_("Freezer")), Column(_("Position")),
    ]  # fmt: skip


def vial_rows(vials: Iterable[Any], barred: frozenset[Any] = frozenset()) -> list[list[object]]:
    """One row for each vial of a lot."""
    return [
        _vial_row(vial, vial.lies[0] if vial.lies else None, is_barred=vial.pk in barred)
        for vial in vials
    ]


def vial_facts(vial: Vial, place: Placement | None, at: datetime) -> list[dict[str, Any]]:
    """What stands at the top of a vial's page."""
    lot = vial.lot
    lot_url = reverse("stock:lot", args=[lot.code])
    where = {"name": _("Lies in"), "value": _("no position"), "url": ""}
    if place:
        freezer = place.position.freezer
        words = f"{freezer.name}, {place.position.name}"
        where = {**where, "value": words, "url": reverse("stock:record", args=[freezer.code])}
    return [
        {"name": _("Lot"), "value": lot.code, "url": lot_url},
        {"name": _("Lot is"), "value": lot_word(lot, at)},
        where,
        {"name": _("Product"), "value": lot.product.name, "note": lot.product.storage_text},
        {"name": _("Last day of use"), "value": expiry_words(lot, at)},
        {"name": _("Chain of identity"), "value": vial.identity_code or _("donor cells")},
    ]


def custody_rows(legs: Iterable[Placement]) -> list[dict[str, Any]]:
    """The custody of a vial, leg by leg, as the timeline shows it."""
    rows: list[dict[str, Any]] = []
    for leg in legs:
        where = f"{leg.position.freezer.name}, {leg.position.name}"
        if leg.taken_at:
            out = _("Left %(where)s") % {"where": where}
            rows.append(_event(leg.taken_at, out, leg.taken_by, leg.taken_reason, where, ""))
        put = _("Put into %(where)s") % {"where": where}
        rows.append(_event(leg.placed_at, put, leg.placed_by, "", "", where))
    return rows


def freezer_grid(
    positions: Iterable[Any],
    at: datetime,
    *,
    may_place: bool,
    barred: frozenset[Any] = frozenset(),
) -> tuple[tuple[Box, ...], tuple[Slot, ...]]:
    """The boxes of a freezer with what lies in each position, and positions outside any box."""
    cells = [(p.name, slot_of(p, at, may_place=may_place, barred=barred)) for p in positions]
    return boxes(cells)


def slot_of(
    position: Position, at: datetime, *, may_place: bool, barred: frozenset[Any] = frozenset()
) -> Slot:
    """One position with what lies there; a free one leads the storekeeper to placing."""
    lying = position.lies_there[0] if position.lies_there else None
    if lying is None:
        place = f"{reverse('stock:place')}?position={position.code}" if may_place else ""
        url = place or reverse("stock:position", args=[position.code])
        return Slot(position.name, url, "", "", _("free"), "free")
    vial = lying.vial
    sign, word, tone = _sign_of(vial, at)
    if vial.pk in barred and sign != "X":
        sign, word, tone = "H", _("on hold"), "held"
    return Slot(position.name, reverse("stock:vial", args=[vial.code]), vial.code, sign, word, tone)


def legend() -> list[tuple[str, str, str]]:
    """What the letters and colours of the grid mean."""
    return [
        ("", _("free"), "free"), ("S", _("in stock, released"), "good"),
        ("W", _("waiting for release"), "waiting"), ("R", _("reserved"), "held"),
        ("H", _("on hold"), "held"), ("X", _("rejected, expired, given: remove it"), "refused"),
    ]  # fmt: skip


def sums_of(freezer: Freezer, slots: Iterable[Any]) -> list[tuple[str, Any]]:
    """What stands at the top of a freezer's page."""
    found = list(slots)
    held = sum(1 for position in found if position.lies_there)
    return [
        (_("Site"), freezer.site.name),
        (_("Warmest it may become"), f"{freezer.max_c:g} °C"),
        (_("Positions"), len(found)),
        (_("Vials"), held),
        (_("Free"), len(found) - held),
    ]


def _sign_of(vial: Vial, at: datetime) -> tuple[str, str, str]:
    lot = vial.lot
    if lot.expires_at <= at:
        return "X", _("expired"), "refused"
    if lot.state == REJECTED or vial.state in {GIVEN, DESTROYED}:
        return "X", _("rejected") if lot.state == REJECTED else vial_word(vial.state), "refused"
    if lot.state == ON_HOLD:
        return "H", _("on hold"), "held"
    if vial.state == RESERVED:
        return "R", _("reserved"), "held"
    if lot.state == RELEASED:
        return "S", _("in stock"), "good"
    return "W", _("waiting for release"), "waiting"


def _lot_row(lot: Any, counts: queries.Counts, at: datetime) -> list[object]:
    return [
        Cell(lot.code, reverse("stock:lot", args=[lot.code])),
        lot.product.name,
        Cell(lot_word(lot, at), tone=lot_tone(lot, at)),
        counts.free, counts.reserved, counts.given, counts.held, counts.expired,
        counts.waiting, counts.unplaced,
        expiry_words(lot, at),
    ]  # fmt: skip


def _vial_row(vial: Vial, place: Placement | None, *, is_barred: bool) -> list[object]:
    state = Cell(vial_word(vial.state), tone=VIAL_TONES[vial.state])
    return [
        Cell(vial.code, reverse("stock:vial", args=[vial.code])),
        vial.number,
        Cell(_("On hold"), tone="held") if is_barred else state,
        place.position.freezer.name if place else "",
        place.position.name if place else "",
    ]


def _event(
    at: datetime, sentence: str, who: object, why: str, before: str, after: str
) -> dict[str, Any]:
    return {
        "at": at, "sentence": sentence, "who": str(who), "why": why, "before": before,
        "after": after, "url": "", "tone": "neutral",
    }  # fmt: skip
