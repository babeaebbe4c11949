"""What the page on which a lot is decided reads beside the gate itself."""

from datetime import datetime
from typing import Any

from django.db.models import F, Max, QuerySet

from secretome_record.batches.models import Lot
from secretome_record.quality.models import Result, Run, Sample, SpecificationLine
from secretome_record.quality.states import INVALIDATED

# A history shows as many lots as a line of text holds; the rest is a page of its own.
_LOTS, _MOST = 12, 400


def due_of(lot: Lot, lines: list[SpecificationLine]) -> dict[Any, datetime | None]:
    """When the last incubation begun for each line ends."""
    runs = Run.objects.filter(sample__lot=lot, due_at__isnull=False).order_by()
    ends = list(runs.values_list("incubation_days").annotate(at=Max("due_at")))
    return {
        line.pk: max((at for days, at in ends if days >= line.incubation_days), default=None)
        for line in lines
        if line.incubation_days
    }


def earlier_numbers(lot: Lot) -> list[tuple[str, float]]:
    """The judged numbers of this product's lots up to this one, oldest lot first."""
    lots = Lot.objects.filter(product=lot.product_id, filled_at__lte=lot.filled_at)
    newest = list(lots.order_by("-filled_at", "-id").values_list("pk", flat=True)[:_LOTS])
    rows = Result.objects.filter(
        lot__in=newest, line__isnull=False, value__isnull=False
    ).exclude(state=INVALIDATED)  # fmt: skip
    found = rows.order_by("-lot__filled_at", "-recorded_at").values_list("attribute", "value")
    return list(reversed(found[:_MOST]))


def earlier_verdicts(lot: Lot) -> list[tuple[str, str]]:
    """The verdicts on what is reported in words, of this product's lots, oldest lot first."""
    lots = Lot.objects.filter(product=lot.product_id, filled_at__lte=lot.filled_at)
    newest = list(lots.order_by("-filled_at", "-id").values_list("pk", flat=True)[:_LOTS])
    rows = Result.objects.filter(lot__in=newest, line__rule=SpecificationLine.QUALITATIVE)
    found = rows.exclude(state=INVALIDATED).order_by("-lot__filled_at", "-recorded_at")
    return list(reversed(found.values_list("attribute", "verdict")[:_MOST]))


def samples_of(lot: Lot) -> QuerySet[Sample]:
    """The samples of a lot, newest first."""
    return lot.samples.select_related("node", "taken_by").order_by("-taken_at", "-id")


def runs_of(sample: Sample) -> QuerySet[Run]:
    """The runs of a sample, oldest first."""
    return sample.runs.select_related("file", "run_by").order_by("started_at", "id")


def results_of_run(run: Run) -> QuerySet[Result]:
    """The results of a run, those a specification asks for first."""
    rows = run.results.select_related("line", "lot", "entered_by", "verified_by")
    return rows.order_by(F("line__number").asc(nulls_last=True), "recorded_at", "id")
