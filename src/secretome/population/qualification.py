"""Holds predictions against published rows: inside or not, how far off, how wide, and why some
cannot be told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np

from secretome.errors import BadInput
from secretome.kinetics import packaged, read_table
from secretome.kinetics.tables import Row
from secretome.population.posterior import posterior_for, stored
from secretome.population.predictions import (
    Asked,
    predict,
    read_rows,
    with_assay_noise,
)
from secretome.population.quantities import Answer

_NEEDED = ("dataset_id", "species", "route", "tissue", "quantity", "value", "unit")
_SEED = 20


@dataclass(frozen=True, slots=True)
class Judged:
    """One row beside its prediction. ``inside`` is None for a row without prediction."""

    row: Row
    observed: float | None
    median: float | None
    p05: float | None
    p95: float | None
    kind: str | None
    inside: bool | None
    fold: float | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """All rows, judged with their own study left out, and again with every study known."""

    left_out: tuple[Judged, ...]
    in_sample: tuple[Judged, ...]
    shared_studies: tuple[str, ...]


def qualify(folder: Path | None = None, *, draws: int = 400) -> Report:
    """Predict every row of every ``*timecourses.csv`` of a folder (the packaged tables by
    default).
    """
    rows = _rows(folder)
    asked = read_rows(rows)
    studies = sorted({one.study for one in asked})
    known = tuple(stored().get("without", {}))
    apart = {s: posterior_for(s).drawn(_SEED, draws) for s in studies}
    together = posterior_for(None).drawn(_SEED, draws)
    left_out = _judge_all(asked, predict(asked, apart, seed=_SEED, count=draws))
    if not set(studies) & set(known):
        return Report(left_out, left_out, ())
    inside = _judge_all(
        asked, predict(asked, dict.fromkeys(studies, together), seed=_SEED, count=draws)
    )
    return Report(left_out, inside, tuple(s for s in studies if s in known))


def packaged_rows() -> list[Row]:
    """The rows of the tables that come with the package."""
    names = ("ev_timecourses.csv", "msc_timecourses.csv")
    return [row for name in names for row in read_table(packaged("timecourses", name), _NEEDED)]


def _rows(folder: Path | None) -> list[Row]:
    if folder is None:
        return packaged_rows()
    if not folder.is_dir():
        do = "Give a folder with *timecourses.csv files"
        raise BadInput("is not a folder", where=str(folder), do=do)
    files = sorted(folder.glob("*timecourses.csv"))
    if not files:
        do = "Put tables named like ev_timecourses.csv there"
        raise BadInput("holds no *timecourses.csv", where=str(folder), do=do)
    return [row for file in files for row in read_table(file, _NEEDED)]


def _judge_all(asked: Sequence[Asked], answers: dict[int, Answer | str]) -> tuple[Judged, ...]:
    return tuple(_judged(one, answers[i], i) for i, one in enumerate(asked))


_WORDS = {
    **dict.fromkeys(("yes", "true", "detected", "present", "positive"), 1.0),
    **dict.fromkeys(("no", "false", "not detected", "absent", "negative"), 0.0),
}
_BOUNDS = {"<": "upper", "≤": "upper", ">": "lower", "≥": "lower"}


def observed_in(text: str) -> tuple[float | None, str | None]:
    """The observed number, and ``upper`` or ``lower`` where the table gives it as a bound."""
    plain = text.strip().lower()
    if plain in _WORDS:
        return _WORDS[plain], None
    bound = _BOUNDS.get(plain[:1])
    try:
        value = float(plain[1:].removeprefix("=") if bound else plain)
    except ValueError:
        return None, None
    return (value, bound) if isfinite(value) and "_" not in plain else (None, None)


def _judged(one: Asked, answer: Answer | str, number: int) -> Judged:
    observed, bound = observed_in(one.row["value"])
    if observed is None:
        text = one.row["value"].strip()[:40]
        reason = f"the observed value '{text}' is not a number" if text else "no observed value"
        return Judged(one.row, None, None, None, None, None, None, None, reason)
    if isinstance(answer, str):
        return Judged(one.row, observed, None, None, None, None, None, None, answer)
    if bound is not None and answer.kind in {"number", "share"}:
        answer = Answer(answer.draws, bound)
    draws = with_assay_noise(answer, number, _SEED)
    low, middle, high = (float(q) for q in np.nanquantile(draws, (0.05, 0.5, 0.95)))
    if answer.kind == "yes_no":
        low, middle, high = float(low >= 0.5), float(middle >= 0.5), float(high >= 0.5)
    elif answer.kind == "count":
        low, high = _binomial_band(middle, one.question.n if one.question else None)
    inside = {
        "lower": high >= observed,
        "upper": low <= observed,
    }.get(answer.kind, low <= observed <= high)
    return Judged(
        one.row,
        observed,
        middle,
        low,
        high,
        answer.kind,
        inside,
        _fold(answer.kind, observed, middle),
        None,
    )


def _binomial_band(expected: float, n: float | None) -> tuple[float, float]:
    """What ``n`` subjects would show when the model's share holds for each."""
    from scipy.stats import binom

    size = int(n or 10)
    low, high = binom.interval(0.9, size, min(max(expected / size, 0.02), 0.98))
    return float(low), float(high)


def _fold(kind: str, observed: float, predicted: float) -> float | None:
    """How many times too high or too low; for a bound only what breaks it; None where a ratio
    means nothing.
    """
    if kind in {"yes_no", "count"} or observed <= 0 or predicted <= 0:
        return None
    if (kind == "lower" and predicted >= observed) or (kind == "upper" and predicted <= observed):
        return 1.0
    return max(observed / predicted, predicted / observed)


def summary(rows: Sequence[Judged]) -> dict[str, Any]:
    """Coverage, fold errors and widths of the quantitative rows, and how many rows had no
    prediction.
    """
    told = [r for r in rows if r.inside is not None]
    numbers = [r for r in told if r.kind in {"number", "share", "lower", "upper"}]
    plain = [r for r in numbers if r.kind in {"number", "share"}]
    folds = [r.fold for r in plain if r.fold is not None]
    widths = [r.p95 / r.p05 for r in plain if r.p05 and r.p95 and r.p05 > 0]
    yes_no = [r for r in told if r.kind in {"yes_no", "count"}]
    return {
        "rows": len(rows),
        "predicted": len(told),
        "not_predicted": len(rows) - len(told),
        "quantitative": len(numbers),
        "coverage": _share(r.inside for r in numbers),
        "within_2fold": _share(f <= 2 for f in folds),
        "median_fold": float(np.median(folds)) if folds else None,
        "median_width": float(np.median(widths)) if widths else None,
        "yes_no": len(yes_no),
        "yes_no_right": _share(_right(r) for r in yes_no),
    }


def _right(row: Judged) -> bool:
    """A yes or no is right when the more likely answer is the observed one; a count when it is in
    its band.
    """
    return bool(row.median == row.observed if row.kind == "yes_no" else row.inside)


def _share(flags: Any) -> float | None:
    found = list(flags)
    return sum(map(bool, found)) / len(found) if found else None
