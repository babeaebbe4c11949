"""How long it takes, from the programme's own records: own cells by lots, donor cells by stock."""

from dataclasses import dataclass
from datetime import datetime
from statistics import median

from django.db.models import Min, OuterRef, Subquery

from secretome_record.batches.models import Lot, Product, Vial
from secretome_record.batches.states import IN_STOCK, REJECTED, RELEASED
from secretome_record.ledger.models import Move
from secretome_record.people.models import Site

_DAY_S = 86400


@dataclass(frozen=True, slots=True)
class OwnCells:
    """Whole days from donation to release of the lots made from patients' own cells."""

    lots: int
    rejected: int
    median_days: int | None
    fewest_days: int | None
    most_days: int | None


@dataclass(frozen=True, slots=True)
class DonorCells:
    """Vials of donor cells that lie in stock, released and in date."""

    vials: int
    lots: int


def own_cells_lead_time(site: Site, at: datetime) -> OwnCells:
    """The lead time of own cells at a site until ``at``; unknown while no lot was released."""
    released = _moved_at("release")
    lots = Lot.objects.filter(site=site, product__autologous=True, filled_at__lte=at).annotate(
        donated_at=Min("batch__cell_bank__donations__collected_at"), released_at=released
    )
    rows = list(lots.values_list("state", "donated_at", "released_at"))
    days = sorted(
        round((done - given).total_seconds() / _DAY_S)
        for _state, given, done in rows
        if given is not None and done is not None and done <= at
    )
    rejected = sum(1 for state, *_rest in rows if state == REJECTED)
    if not days:
        return OwnCells(0, rejected, None, None, None)
    return OwnCells(len(days), rejected, round(median(days)), days[0], days[-1])


def donor_cells_in_stock(site: Site, at: datetime) -> DonorCells:
    """What lies ready at a site from donor cells: released, in date, in stock."""
    ready = Vial.objects.filter(
        site=site, state=IN_STOCK, lot__state=RELEASED, lot__expires_at__gt=at,
        lot__product__autologous=False,
    )  # fmt: skip
    lots = list(ready.values_list("lot_id", flat=True))
    return DonorCells(len(lots), len(set(lots)))


def products_at(site: Site) -> list[Product]:
    """What the site makes, by name."""
    return list(Product.objects.filter(site=site).order_by("name", "id"))


def _moved_at(action: str) -> Subquery:
    moves = Move.objects.filter(subject_id=OuterRef("pk"), action=action).order_by("number")
    return Subquery(moves.values("occurred_at")[:1])
