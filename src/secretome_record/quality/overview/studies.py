"""The two studies over lots, put together from the record: by lot, and by the age of the lot."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404

from secretome_record.batches.models import Lot, Product
from secretome_record.ledger.refusal import Refusal
from secretome_record.people.models import Person
from secretome_record.quality.models import Result, Specification, SpecificationLine
from secretome_record.quality.overview import facts
from secretome_record.quality.overview import queries as reads
from secretome_record.quality.overview.science import lots as lots_door
from secretome_record.quality.overview.science import stability as stability_door
from secretome_record.quality.overview.science.asking import Answer
from secretome_record.quality.overview.science.lots import LotNumber
from secretome_record.quality.overview.science.stability import AgedNumber
from secretome_record.quality.science import label_of, unit_of


@dataclass(frozen=True, slots=True)
class LotStudy:
    """One attribute of one product, lot by lot."""

    product: Product
    attribute: str
    specification: Specification | None
    line: SpecificationLine | None
    lots: list[Lot]
    numbers: list[LotNumber]
    results: dict[UUID, list[Result]]
    chart: Answer[lots_door.Chart]
    stated_first: bool

    @property
    def label(self) -> str:
        """What the attribute is called."""
        return label_of(self.attribute)

    @property
    def unit(self) -> str:
        """The unit in which its numbers are kept."""
        return unit_of(self.attribute)

    @property
    def title(self) -> str:
        """The name with the unit, for an axis."""
        return f"{self.label} ({self.unit})" if self.unit else self.label

    @property
    def count(self) -> int:
        """How many lots have a number."""
        return len(lots_door.numbers(self.numbers))

    @property
    def _ends(self) -> tuple[float | None, float | None]:
        return (self.line.low, self.line.high) if self.line else (None, None)

    def capability(self) -> Answer[Any]:
        """How well the lots fit the specification."""
        return lots_door.capability_of(self.numbers, *self._ends)

    def trend(self) -> Answer[Any]:
        """Whether the attribute drifts."""
        return lots_door.trend_of(self.numbers)

    def sameness(self) -> Answer[Any]:
        """Whether the newest lots are like the earlier ones."""
        return lots_door.newest_against_earlier(
            self.numbers, *self._ends, stated_first=self.stated_first
        )


def over_lots(person: Person, product_id: UUID, attribute: str) -> LotStudy:
    """Put an attribute of a product together, lot by lot."""
    product = reads.product_for(person, product_id)
    try:
        label_of(attribute)
    except Refusal as unknown:
        raise Http404 from unknown
    specification, lines = reads.specification_with_lines(product)
    lots = reads.lots_of(product)
    results = reads.first_results(lots, attribute)
    numbers = facts.lot_numbers(lots, results, reads.donors_by_lot(lots))
    since = reads.in_force_since(specification)
    newest = [lot for lot, one in zip(lots, numbers, strict=True) if one.value is not None]
    newest = newest[-lots_door.NEWEST :]
    return LotStudy(
        product, attribute, specification,
        next((line for line in lines if line.attribute == attribute), None), lots, numbers, results,
        lots_door.chart_of(numbers),
        stated_first=bool(since and newest and since <= newest[0].filled_at),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class AgeStudy:
    """One line of the specification by the age of the lots."""

    line: SpecificationLine
    numbers: list[AgedNumber]
    short: dict[str, int]
    left_out: list[tuple[str, str]]
    answer: Answer[Any]

    @property
    def title(self) -> str:
        """The name with the unit, for an axis."""
        unit = unit_of(self.line.attribute)
        return f"{self.line.label} ({unit})" if unit else self.line.label

    def lines(self) -> list[dict[str, Any]]:
        """The fitted lines for a picture; none where nothing could be fitted."""
        if self.answer.found is None:
            return []
        last = max(one.months for one in self.numbers)
        both = None not in (self.line.low, self.line.high)
        return stability_door.lines_of(self.answer.found, last, two_sided=both)


def by_age(product: Product) -> tuple[Specification | None, list[AgeStudy]]:
    """Put every numeric line of the specification in force together, by the age of the lots."""
    specification, lines = reads.specification_with_lines(product)
    asked = [line for line in lines if line.rule != SpecificationLine.QUALITATIVE]
    lots = reads.lots_of(product)
    results = list(reads.aged_results(lots, [line.attribute for line in asked]))
    return specification, [_aged(line, lots, results, product) for line in asked]


def _aged(
    line: SpecificationLine, lots: list[Lot], results: list[Result], product: Product
) -> AgeStudy:
    own = [result for result in results if result.attribute == line.attribute]
    numbers, left_out = facts.aged_numbers(lots, own)
    kept, short = stability_door.followed(numbers)
    bounds = sum(bool(result.comparator) for result in own)
    answer = stability_door.shelf_life_of(
        kept, line.low, line.high, product.storage_max_c, bounds=bounds
    )
    return AgeStudy(line, numbers, short, left_out, answer)
