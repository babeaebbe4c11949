"""From rows of the record to what the science asks for: plain functions, no writing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from secretome_record.batches.models import Lot, StepRecord
from secretome_record.quality.models import Result, Run
from secretome_record.quality.overview.queries import is_set_aside
from secretome_record.quality.overview.science.lots import LotNumber
from secretome_record.quality.overview.science.profile import (
    EV_TRACK,
    MIFLOWCYT,
    MISEV,
    LotFile,
)
from secretome_record.quality.overview.science.stability import DAYS_OF_A_MONTH, AgedNumber
from secretome_record.quality.states import VERIFIED

_DAY_S = 86400.0
# A word in a step of the recipe, and the technique of the checklists that it names.
_TECHNIQUES = (
    ("tangential flow", "tff"), ("ultracentrifug", "ultracentrifugation"),
    ("density gradient", "density_gradient"), ("size exclusion", "sec"),
    ("ultrafiltrat", "ultrafiltration"), ("0.22", "filtration"), ("sterile filt", "filtration"),
    ("immunoaffinity", "immunoaffinity"), ("platelet lysate", "serum_in_medium"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chosen:
    """The files that tell of a lot, and those left out: run, why."""

    files: tuple[LotFile, ...]
    left_out: tuple[tuple[str, str], ...]


def files_of(runs: Sequence[Run]) -> Chosen:
    """Choose from each reading the sample that is the lot."""
    files: dict[tuple[str, str], LotFile] = {}
    left = []
    for run in runs:
        sample, why = _sample_of(run)
        if why:
            left.append((run.code, why))
            continue
        file = LotFile(run.reading or {}, sample, _dilution(run), run.code)
        files.setdefault(file.key, file)
    return Chosen(tuple(files.values()), tuple(left))


def _sample_of(run: Run) -> tuple[str, str]:
    names = [one["id"] for one in (run.reading or {}).get("samples", [])]
    if is_set_aside(run.results.all()):
        return "", _("every result of this run was declared invalid")
    if run.sample_in_file in names:
        return run.sample_in_file, ""
    if len(names) == 1:
        return names[0], ""
    return "", _("the file holds %(n)d samples and nobody said which is the lot") % {
        "n": len(names)
    }


def _dilution(run: Run) -> float | None:
    return float(run.dilution_factor_text) if run.dilution_factor_text else None


def techniques_in(steps: Sequence[StepRecord]) -> list[str]:
    """The techniques that the words of the recipe name."""
    text = " ".join(f"{one.step.name} {one.step.instruction}".lower() for one in steps)
    return list(dict.fromkeys(name for word, name in _TECHNIQUES if word in text))


def known_of(
    lot: Lot, steps: Sequence[StepRecord], totals: Sequence[Result], *, has_ratio: bool
) -> dict[str, dict[str, str]]:
    """What the record itself answers of each checklist; only what answers an item wholly."""
    newest = {result.attribute: result for result in reversed(totals)}
    recipe = _("recipe of batch %(code)s, each step") % {"code": lot.batch.code} if steps else ""
    viability = next(
        (f"{one.as_read} {one.step.unit}" for one in steps if "viability" in one.step.measures), ""
    )
    particles, protein, lipid = (
        newest.get(f"{name}_concentration") for name in ("particle", "protein", "lipid")
    )
    return {
        MISEV: _said({
            "source_cells": lot.product.cell_source, "separation": recipe,
            "cell_viability": viability, "particle_number": _by(particles),
            "protein_amount": _by(protein), "lipid_amount": _by(lipid),
            "ratio": _("particles per µg protein") if has_ratio else "",
        }),
        EV_TRACK: _said({
            "ev_producing_cells": lot.product.cell_source, "cell_viability": viability,
            "isolation_protocol_summary": recipe, "separation_method_s": recipe,
            "particle_analysis_method": _by(particles),
            "protein_concentration_method": _by(protein),
            "particle_yield_ev_concentration": _by(particles),
        }),
        MIFLOWCYT: {"data_sharing": _("in this record, by SHA-256")},
    }  # fmt: skip


def _said(answers: Mapping[str, str]) -> dict[str, str]:
    return {code: answer for code, answer in answers.items() if answer}


def _by(result: Result | None) -> str:
    return f"{result.code}, {result.run.method}" if result else ""


def lot_numbers(
    lots: Sequence[Lot], results: Mapping[UUID, Sequence[Result]], donors: Mapping[UUID, str]
) -> list[LotNumber]:
    """Each lot with its first verified number, oldest lot first, or why it has none."""
    if not lots:
        return []
    start = lots[0].filled_at
    return [
        _lot_number(
            lot.code, (lot.filled_at - start).total_seconds() / _DAY_S,
            results.get(lot.pk, ()), donors.get(lot.pk, ""),
        )
        for lot in lots
    ]  # fmt: skip


def _lot_number(code: str, day: float, results: Sequence[Result], donor: str) -> LotNumber:
    first = first_verified(results)
    if first is None:
        return LotNumber(code, day, None, _without(results), donor)
    if first.is_unreliable or first.verdict == "INVALID":
        return LotNumber(code, day, None, _("its result must not be used"), donor)
    if first.value is None or first.comparator:
        words = _("reported as %(text)s, which is a bound and no number")
        why = words % {"text": first.as_reported}
        return LotNumber(code, day, None, why, donor, bound=first.value)
    return LotNumber(code, day, first.value, "", donor)


def first_verified(results: Sequence[Result]) -> Result | None:
    """The first result of a lot that a second person verified."""
    return next((r for r in results if r.state == VERIFIED), None)


def _without(results: Sequence[Result]) -> str:
    if not results:
        return _("no result")
    if is_set_aside(results):
        return _("its result was declared invalid")
    return _("its result is not verified")


def aged_numbers(
    lots: Sequence[Lot], results: Sequence[Result]
) -> tuple[list[AgedNumber], list[tuple[str, str]]]:
    """Each result at the age of its lot when the sample was taken; those left out with why."""
    by_pk: dict[Any, Lot] = {lot.pk: lot for lot in lots}
    numbers, left = [], []
    for result in results:
        lot, taken_at = by_pk[result.lot_id], result.run.sample.taken_at
        months = (taken_at - lot.filled_at).total_seconds() / _DAY_S / DAYS_OF_A_MONTH
        if result.value is None or result.comparator:
            left.append(
                (result.code, _("a bound and no number: %(t)s") % {"t": result.as_reported})
            )
        elif months < 0:
            left.append((result.code, _("its sample was taken before the lot was filled")))
        else:
            numbers.append(AgedNumber(lot.code, round(months, 2), result.value))
    return numbers, left
