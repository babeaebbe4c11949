"""What the pages that only read ask the database, always within the reader's sites."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from secretome_record.batches.models import BankedDonation, Lot, Product, StepRecord
from secretome_record.batches.queries import products_for
from secretome_record.ledger.models import Move
from secretome_record.people.models import Person
from secretome_record.quality.models import Result, Run, Specification, SpecificationLine
from secretome_record.quality.queries import specification_of
from secretome_record.quality.states import IN_FORCE, INVALIDATED, VERIFIED

_LOTS, _RESULTS = 200, 4000
WHOLE = ("particle_concentration", "protein_concentration", "lipid_concentration",
         "nucleic_acid_concentration")  # fmt: skip


def product_for(person: Person, product_id: UUID) -> Product:
    """One product of the reader's sites. Raises Http404 otherwise."""
    product = products_for(person).filter(pk=product_id).first()
    if product is None:
        raise Http404
    return product


def specification_with_lines(
    product: Product,
) -> tuple[Specification | None, list[SpecificationLine]]:
    """The specification in force and its lines in order."""
    found = specification_of(product.pk)
    return found, sorted(found.lines.all(), key=lambda line: line.number) if found else []


def in_force_since(specification: Specification | None) -> datetime | None:
    """When the specification came into force."""
    if specification is None:
        return None
    moves = Move.objects.filter(subject_id=specification.pk, to_state=IN_FORCE)
    return moves.order_by("number").values_list("occurred_at", flat=True).first()


def readings_of_lot(lot: Lot) -> list[Run]:
    """The runs on this lot's samples whose file was read, oldest first, with their results."""
    rows = Run.objects.filter(sample__lot=lot, file__isnull=False, reading__isnull=False)
    return list(rows.prefetch_related("results").order_by("started_at", "id"))


def verified_totals(lot: Lot) -> list[Result]:
    """The verified numbers that count a whole class of this lot, newest first."""
    rows = Result.objects.filter(
        lot=lot, attribute__in=WHOLE, state=VERIFIED, is_unreliable=False, value__isnull=False
    )
    return list(rows.select_related("run", "run__file").order_by("-recorded_at", "-id"))


def steps_recorded(lot: Lot) -> list[StepRecord]:
    """What was recorded in the making of this lot, step by step."""
    rows = StepRecord.objects.filter(batch=lot.batch_id).select_related("step")
    return list(rows.order_by("step__number"))


def lots_of(product: Product) -> list[Lot]:
    """The newest lots of a product, oldest first; demo lots only where there is no other."""
    newest = Lot.objects.filter(product=product).order_by("-filled_at", "-id")[:_LOTS]
    found = list(reversed(newest))
    real = [lot for lot in found if not lot.is_demo]
    return real or found


def first_results(lots: Iterable[Lot], attribute: str) -> dict[UUID, list[Result]]:
    """Every result of an attribute that is no retest, lot by lot, first sample first."""
    rows = Result.objects.filter(lot__in=list(lots), attribute=attribute, retest_of__isnull=True)
    found: dict[UUID, list[Result]] = defaultdict(list)
    ordered = rows.select_related("run__sample").order_by(
        "run__sample__taken_at", "recorded_at", "id"
    )
    for result in ordered[:_RESULTS]:
        found[result.lot_id].append(result)  # type: ignore[index]
    return found


def donors_by_lot(lots: Iterable[Lot]) -> dict[UUID, str]:
    """The codes of the donors behind each lot, several joined."""
    rows = BankedDonation.objects.filter(cell_bank__batches__lots__in=list(lots))
    pairs = rows.order_by("donation__donor__code").values_list(
        "cell_bank__batches__lots", "donation__donor__code"
    )
    found: dict[UUID, list[str]] = defaultdict(list)
    for lot_id, code in pairs:
        if code not in found[lot_id]:
            found[lot_id].append(code)
    return {lot_id: " + ".join(codes) for lot_id, codes in found.items()}


def aged_results(lots: Iterable[Lot], attributes: Iterable[str]) -> QuerySet[Result]:
    """The verified numbers of these attributes with the sample that they are of."""
    rows = Result.objects.filter(
        lot__in=list(lots), attribute__in=list(attributes), state=VERIFIED, is_unreliable=False
    )
    joined = rows.select_related("run__sample").order_by("run__sample__taken_at", "id")
    return joined[:_RESULTS]


def is_set_aside(results: Iterable[Any]) -> bool:
    """Whether there are results and every one was declared invalid."""
    found = list(results)
    return bool(found) and all(result.state == INVALIDATED for result in found)
