"""Reads of freezers, positions, vials and their custody, scoped to the reader's sites."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Now
from django.http import Http404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secretome_record.batches.models import Lot, Product, Vial
from secretome_record.pages.work import Urgency, WorkItem
from secretome_record.people.models import Person, Site
from secretome_record.people.roles import Role
from secretome_record.stock.models import Freezer, Placement, Position
from secretome_record.stock.queries.cold_chain import barred_vials, holds_waiting_for
from secretome_record.stock.rules import PlaceFacts, VialFacts
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

EXPIRES_SOON = timedelta(days=30)
_WORK_LIMIT = 30
_OPEN = Q(taken_at__isnull=True)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many vials of a lot are free to be reserved, and what became of the others."""

    free: int
    waiting: int
    reserved: int
    given: int
    destroyed: int
    expired: int
    held: int
    unplaced: int


def freezers_for(person: Person) -> QuerySet[Freezer]:
    """The freezers of the reader's sites, with how many positions they have and how many hold."""
    held = Q(positions__placements__taken_at__isnull=True, positions__placements__isnull=False)
    return (
        Freezer.objects.filter(site__in=person.site_ids)
        .select_related("site")
        .annotate(
            position_count=Count("positions", distinct=True),
            held_count=Count("positions__placements", filter=held, distinct=True),
        )
    )


def freezers_by_name(person: Person) -> QuerySet[Freezer]:
    """The freezers of the reader's sites in the order of their names."""
    return freezers_for(person).order_by("site__code", "name", "id")


def sites_kept_by(person: Person) -> QuerySet[Site]:
    """The sites where the person is a storekeeper."""
    kept = [site for site in person.site_ids if Role.STOREKEEPER in person.roles_at(site)]
    return Site.objects.filter(pk__in=kept).order_by("code")


def lot_states() -> tuple[str, ...]:
    """The states a lot may be in."""
    return Lot.MOVES.states


def freezer_for(person: Person, code: str) -> Freezer:
    """One freezer of the reader's sites. Raises Http404 for any other."""
    return _one(freezers_for(person), code)


def positions_for(person: Person) -> QuerySet[Position]:
    """The positions of the reader's sites."""
    return Position.objects.filter(site__in=person.site_ids).select_related("freezer", "site")


def position_for(person: Person, code: str) -> Position:
    """One position of the reader's sites. Raises Http404 for any other."""
    return _one(positions_for(person), code)


def lying_in(position: Position) -> Placement | None:
    """What lies in a position now, if anything."""
    return position.placements.filter(_OPEN).select_related("vial").first()


def occupancy_of(freezer: Freezer) -> list[Position]:
    """The positions of a freezer in order of name, each with what ``lies_there``."""
    lying = Placement.objects.filter(_OPEN).select_related("vial", "vial__lot")
    found = freezer.positions.prefetch_related(Prefetch("placements", lying, to_attr="lies_there"))
    return sorted(found.order_by("name"), key=lambda position: natural(position.name))


def vials_for(person: Person) -> QuerySet[Vial]:
    """The vials of the reader's sites, each with where it ``lies``."""
    return (
        Vial.objects.filter(site__in=person.site_ids)
        .select_related("lot", "lot__product", "lot__site", "site")
        .prefetch_related(_LIES)
    )


def vial_for(person: Person, code: str) -> Vial:
    """One vial of the reader's sites. Raises Http404 for any other."""
    return _one(vials_for(person), code)


def lot_for(person: Person, code: str) -> Lot:
    """One lot of the reader's sites with its counts. Raises Http404 for any other."""
    return _one(lots_for(person), code)


def lots_for(person: Person) -> QuerySet[Lot]:
    """The lots of the reader's sites, with how many of their vials are in which state."""
    return (
        Lot.objects.filter(site__in=person.site_ids)
        .select_related("product", "site")
        .annotate(
            n_barred=Coalesce(Subquery(_barred_in_stock()), 0),
            **{
                f"n_{state.lower()}": Count("vials", filter=Q(vials__state=state))
                for state in (UNPLACED, IN_STOCK, RESERVED, GIVEN, DESTROYED)
            },
        )
    )


def _barred_in_stock() -> QuerySet[Any]:
    """How many vials in stock of the outer lot a hold keeps from use."""
    held = barred_vials().filter(vial__lot=OuterRef("pk"), vial__state=IN_STOCK).order_by()
    return held.values("vial__lot").annotate(n=Count("vial", distinct=True)).values("n")


def barred_among(vials: Iterable[Any]) -> frozenset[Any]:
    """Those of these vials that a hold keeps from being reserved or given."""
    keys = [vial.pk for vial in vials]
    return frozenset(barred_vials().filter(vial__in=keys).values_list("vial_id", flat=True))


def vials_of(lot: Lot) -> list[Vial]:
    """The vials of a lot by number, each with where it ``lies``."""
    return list(lot.vials.order_by("number").prefetch_related(_LIES))


def next_to_place(lot: Lot) -> Vial | None:
    """The first vial of a lot that lies in no position."""
    return lot.vials.filter(state=UNPLACED).order_by("number").first()


def vials_in_stock(*, product: Product | None = None, lot: Lot | None = None) -> QuerySet[Vial]:
    """The vials that lie in a position, that nobody reserved and nothing holds, by lot."""
    found = Vial.objects.filter(
        Exists(Placement.objects.filter(_OPEN, vial=OuterRef("pk"))),
        ~Exists(barred_vials().filter(vial=OuterRef("pk"))),
        state=IN_STOCK,
    )
    found = found.filter(lot__product=product) if product else found
    found = found.filter(lot=lot) if lot else found
    return found.select_related("lot").order_by("lot__expires_at", "number", "id")


def place_of(vial: Vial) -> Placement | None:
    """Where the vial lies now, if anywhere."""
    return vial.placements.filter(_OPEN).select_related("position", "position__freezer").first()


def custody_of(vial: Vial) -> list[Placement]:
    """Every leg of the vial's custody, newest first."""
    legs = vial.placements.select_related("position__freezer", "placed_by", "taken_by")
    return list(legs.order_by("-placed_at", "-recorded_at", "-id"))


def counts_of(lot: Any, at: datetime) -> Counts:
    """Sort a lot's vials into free, reserved, given, expired, held and the rest."""
    is_expired = lot.expires_at <= at
    kinds = {"expired": 0, "held": 0, "free": 0, "waiting": 0}
    kind = _kind_of(lot.state, is_expired=is_expired)
    barred = lot.n_barred if kind in {"free", "waiting"} else 0
    kinds["held"] = barred
    kinds[kind] += lot.n_in_stock - barred
    return Counts(
        reserved=lot.n_reserved, given=lot.n_given, destroyed=lot.n_destroyed,
        unplaced=lot.n_unplaced, **kinds,
    )  # fmt: skip


def vial_facts(vial: Vial, at: datetime) -> VialFacts:
    """What the rules ask about a vial, read now."""
    lot = Lot.objects.select_related("product").get(pk=vial.lot_id)
    placement = place_of(vial)
    return VialFacts(
        code=vial.code,
        state=vial.state,
        lot_code=lot.code,
        lot_state=lot.state,
        is_expired=lot.expires_at <= at,
        storage_max_c=lot.product.storage_max_c,
        site=vial.site_id,
        lies_in=placement.position.name if placement else "",
    )


def place_facts(position: Position) -> PlaceFacts:
    """What the rules ask about a position, read now."""
    lying = lying_in(position)
    return PlaceFacts(
        name=position.name,
        freezer=position.freezer.name,
        freezer_max_c=position.freezer.max_c,
        site=position.site_id,
        holds=lying.vial.code if lying else "",
    )


def natural(name: str) -> tuple[Any, ...]:
    """A key that sorts A2 before A10."""
    parts, digits = [], ""
    for ch in name + " ":
        if ch.isdigit():
            digits += ch
            continue
        parts += [(0, int(digits), "")] if digits else []
        parts.append((1, 0, ch))
        digits = ""
    return tuple(parts)


def last_day(lot: Lot) -> str:
    """The last day of use on the clock of the lot's site, with the zone's name."""
    zone = lot.site.zone
    return f"{date_format(lot.expires_at.astimezone(ZoneInfo(zone)), 'j M Y')} ({zone})"


def waiting_for(person: Person) -> list[WorkItem]:
    """What waits in the freezers for the reader: vials to place, to destroy, soon to expire."""
    sites = [site for site in person.site_ids if Role.STOREKEEPER in person.roles_at(site)]
    held = holds_waiting_for(person) if Role.QA in person.roles else []
    if not sites:
        return held
    here = Lot.objects.filter(site__in=sites).select_related("site").order_by("expires_at", "id")
    return [*held, *_to_destroy(here), *_to_place(here), *_expiring(here)]


_LIES = Prefetch(
    "placements",
    Placement.objects.filter(_OPEN).select_related("position", "position__freezer"),
    to_attr="lies",
)


def _kind_of(state: str, *, is_expired: bool) -> str:
    if is_expired:
        return "expired"
    if state in {ON_HOLD, REJECTED}:
        return "held"
    return "free" if state == RELEASED else "waiting"


def _left(lots: QuerySet[Lot], *states: str) -> QuerySet[Lot]:
    counted = Count("vials", filter=Q(vials__state__in=states))
    return lots.annotate(left=counted).filter(left__gt=0)


def _to_destroy(lots: QuerySet[Lot]) -> list[WorkItem]:
    useless = _left(lots, UNPLACED, IN_STOCK).filter(Q(state=REJECTED) | Q(expires_at__lte=Now()))
    return [
        _item(
            lot,
            Urgency.NOW,
            ngettext(
                "%(lot)s is rejected or expired and %(n)d vial of it is left.",
                "%(lot)s is rejected or expired and %(n)d vials of it are left.",
                lot.left,
            ),
            _("Destroy"),
        )
        for lot in useless[:_WORK_LIMIT]
    ]


def _to_place(lots: QuerySet[Lot]) -> list[WorkItem]:
    sound = _left(lots, UNPLACED).filter(expires_at__gt=Now()).exclude(state=REJECTED)
    words = (
        "%(n)d vial of %(lot)s lies in no position.",
        "%(n)d vials of %(lot)s lie in no position.",
    )
    return [
        _item(lot, Urgency.NOW, ngettext(*words, lot.left), _("Place"))
        for lot in sound[:_WORK_LIMIT]
    ]


def _expiring(lots: QuerySet[Lot]) -> list[WorkItem]:
    soon = _left(lots, IN_STOCK, RESERVED).filter(
        expires_at__gt=Now(), expires_at__lte=Now() + EXPIRES_SOON
    )
    return [
        _item(
            lot,
            Urgency.SOON,
            _("%(lot)s expires at the end of %(day)s; vials left: %(n)d."),
            _("Open"),
        )
        for lot in soon.exclude(state=REJECTED)[:_WORK_LIMIT]
    ]


def _item(lot: Any, urgency: Urgency, words: str, action: str) -> WorkItem:
    sentence = words % {"lot": lot.code, "n": lot.left, "day": last_day(lot)}
    return WorkItem("stock", urgency, sentence, action, reverse("stock:lot", args=[lot.code]))


def _one(rows: QuerySet[Any], code: str) -> Any:
    found = rows.filter(code=code).first()
    if found is None:
        raise Http404
    return found
