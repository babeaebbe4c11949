"""Tables of the quality room: lots, samples, runs, results, specifications, deviations."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from secretome_record.batches.models import Deviation, Lot, Product
from secretome_record.pages.numbers import shown_unit
from secretome_record.pages.tables import Cell, Column
from secretome_record.quality.models import Result, Run, Sample, Specification
from secretome_record.quality.presenting.words import (
    LOT_TONES,
    OTHER_TONES,
    VERDICT_TONES,
    blocker_word,
    lot_word,
    state_word,
    verdict_word,
)
from secretome_record.quality.science import powers_of_ten


def lot_columns() -> list[Column]:
    """The headings of the list of lots."""
    return [
        Column(_("Lot"), "code", sort="code"),
        Column(_("Product")),
        Column(_("State"), "state", sort="state"),
        Column(_("What keeps it from release")),
        Column(_("Filled"), "time", sort="filled"),
    ]


def lot_rows(lots: Iterable[Lot], blockers: Mapping[Any, list[str]]) -> list[list[object]]:
    """One row for each lot with what speaks against it."""
    return [
        [
            Cell(lot.code, reverse("quality:release", args=[lot.code])),
            lot.product.name + (" · DEMO" if lot.is_demo else ""),
            Cell(lot_word(lot.state), tone=LOT_TONES[lot.state]),
            _keeps(lot, blockers.get(lot.pk, [])),
            lot.filled_at,
        ]
        for lot in lots
    ]


def _keeps(lot: Lot, codes: list[str]) -> str:
    said = [code for code in codes if code != "released_already"]
    words = [
        f"{blocker_word(code)}{f' ×{said.count(code)}' if said.count(code) > 1 else ''}"
        for code in dict.fromkeys(said)
    ]
    return ", ".join(words) or ("–" if lot.state == "RELEASED" else _("nothing"))


def sample_columns() -> list[Column]:
    """The headings of a list of samples."""
    return [
        Column(_("Sample"), "code"),
        Column(_("Taken from"), "code"),
        Column(_("Purpose")),
        Column(_("Taken by")),
        Column(_("Taken"), "time"),
    ]


def sample_rows(samples: Iterable[Sample]) -> list[list[object]]:
    """One row for each sample."""
    return [
        [
            Cell(s.code, reverse("quality:sample", args=[s.code])),
            Cell(s.node.code, reverse("ledger:trace", args=[s.node.code])),
            s.purpose,
            str(s.taken_by),
            s.taken_at,
        ]
        for s in samples
    ]


def run_columns() -> list[Column]:
    """The headings of a list of runs."""
    return [
        Column(_("Run"), "code"),
        Column(_("Method")),
        Column(_("Instrument")),
        Column(_("File")),
        Column(_("Read when due"), "time"),
        Column(_("Started"), "time"),
    ]


def run_rows(runs: Iterable[Run]) -> list[list[object]]:
    """One row for each run."""
    return [
        [
            Cell(r.code, reverse("quality:run", args=[r.code])),
            f"{r.method} {r.method_version}",
            r.instrument,
            r.file.name if r.file else "",
            Cell(r.due_at, kind="time") if r.due_at else Cell(_("at once"), kind="text"),
            r.started_at,
        ]
        for r in runs
    ]


def result_columns() -> list[Column]:
    """The headings of a list of results."""
    return [
        Column(_("Result"), "code"),
        Column(_("Attribute")),
        Column(_("As reported")),
        Column(_("Interval, or why none")),
        Column(_("Verdict"), "state"),
        Column(_("State"), "state"),
    ]


def result_rows(results: Iterable[Result]) -> list[list[object]]:
    """One row for each result."""
    return [
        [
            Cell(r.code, reverse("quality:result", args=[r.code])),
            r.label,
            powers_of_ten(f"{r.as_reported} {shown_unit(r.unit)}".strip()),
            interval_words(r),
            _verdict_cell(r),
            Cell(state_word(r.state), tone=OTHER_TONES[r.state]),
        ]
        for r in results
    ]


def verdict_cells(result: Result) -> tuple[Cell, Cell]:
    """Verdict and state of a result as cells."""
    return _verdict_cell(result), Cell(state_word(result.state), tone=OTHER_TONES[result.state])


def _verdict_cell(result: Result) -> Cell:
    if result.line_id is None:
        return Cell(_("No limit applies"), tone="neutral")
    return Cell(verdict_word(result.verdict), tone=VERDICT_TONES[result.verdict])


def interval_words(result: Result) -> str:
    """The interval of a result, or why it has none."""
    if result.interval_low is None or result.interval_high is None:
        return result.no_estimate_reason
    ends = {"low": f"{result.interval_low:.3g}", "high": f"{result.interval_high:.3g}"}
    return powers_of_ten(_("%(low)s to %(high)s") % ends)


def all_result_columns() -> list[Column]:
    """The headings of the list of all results."""
    first, *rest = result_columns()
    return [first, Column(_("Lot"), "code"), *rest, Column(_("Recorded"), "time")]


def all_result_rows(results: Iterable[Result]) -> list[list[object]]:
    """One row for each result, with its lot and when it was recorded."""
    rows = list(results)
    return [
        [first, _lot_cell(r), *rest, r.recorded_at]
        for r, (first, *rest) in zip(rows, result_rows(rows), strict=True)
    ]


def _lot_cell(result: Result) -> Cell:
    if result.lot is None:
        return Cell(_("no lot"), kind="text")
    return Cell(result.lot.code, reverse("quality:release", args=[result.lot.code]))


def verdicts() -> tuple[tuple[str, str], ...]:
    """The verdicts a list of results is narrowed by."""
    return tuple((verdict, verdict_word(verdict)) for verdict in Result.VERDICTS)


def result_states() -> tuple[tuple[str, str], ...]:
    """The states a list of results is narrowed by."""
    return tuple((state, state_word(state)) for state in Result.MOVES.states)


def specification_columns() -> list[Column]:
    """The headings of the list of specifications."""
    return [
        Column(_("Specification"), "code"),
        Column(_("Product")),
        Column(_("Version"), "number"),
        Column(_("State"), "state"),
        Column(_("Written by")),
        Column(_("Written"), "time"),
    ]


def specification_rows(rows: Iterable[Specification]) -> list[list[object]]:
    """One row for each specification."""
    return [
        [
            Cell(s.code, reverse("quality:specification", args=[s.code])),
            s.product.name,
            str(s.version),
            Cell(state_word(s.state), tone=OTHER_TONES[s.state]),
            str(s.written_by),
            s.recorded_at,
        ]
        for s in rows
    ]


def products_to_specify(products: Iterable[Product]) -> list[dict[str, str]]:
    """Each product with the address where a specification of it is written."""
    return [
        {"name": p.name, "url": reverse("quality:specification_add", args=[p.pk])} for p in products
    ]


def deviation_columns() -> list[Column]:
    """The headings of the list of deviations."""
    return [
        Column(_("Deviation"), "code"),
        Column(_("Batch"), "code"),
        Column(_("What happened")),
        Column(_("State"), "state", sort="state"),
        Column(_("Raised"), "time", sort="raised"),
    ]


def deviation_rows(rows: Iterable[Deviation]) -> list[list[object]]:
    """One row for each deviation."""
    return [
        [
            Cell(d.code, reverse("quality:deviation", args=[d.code])),
            Cell(d.batch.code, reverse("batches:record", args=[d.batch.code])),
            d.what,
            Cell(state_word(d.state), tone=OTHER_TONES[d.state]),
            d.recorded_at,
        ]
        for d in rows
    ]


def lot_states() -> tuple[tuple[str, str], ...]:
    """The states a list of lots is narrowed by."""
    return tuple((state, lot_word(state)) for state in LOT_TONES)


def deviation_states() -> tuple[tuple[str, str], ...]:
    """The states a list of deviations is narrowed by."""
    return tuple((state, state_word(state)) for state in ("OPEN", "ASSESSED", "CLOSED"))
