"""Runs the experiments that published rows speak of and answers each row with draws, or says why
it cannot.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from secretome.engine import (
    Kernel,
    Tolerance,
    even_times,
    load_kernel,
    run_ensemble,
    with_outputs,
)
from secretome.errors import SecretomeError
from secretome.kinetics import ORGANS, Experiment, Setup, setup_of, tolerances
from secretome.kinetics.tables import Row, number
from secretome.population.curves import Curves, Vessels
from secretome.population.patients import Draws, covariates_of, parameters_of
from secretome.population.posterior import keys_of, prior_draws
from secretome.population.quantities import Answer, Question, answer_of
from secretome.population.reading import CannotTell, Subject, subject_of
from secretome.population.row_faults import row_faults
from secretome.population.streams import normal_numbers

Floats = NDArray[np.float64]

ASSAY_SD_LOG = 0.3  # how far two laboratories' readings of the same animal lie apart
MODEL_SD_LOG = 0.35  # what a whole-body model of this coarseness cannot know
_TOP_OF_A_CURVE = re.compile(r"(?<![a-z])(t|c|of)_max\b")
_END_OF_FIVE = 1.16  # where the most of five normal numbers lies, in standard deviations
_SHORTEST_D, _LONGEST_D = 7.0, 200.0
_REDOSE_H = 336.0  # two weeks between a first and a later dose
_SITE_SHARE_OF_WEIGHT = 0.002  # tissue around an injection: 0.06 g in a mouse


@dataclass(frozen=True, slots=True)
class Asked:
    """One row made ready: its study, subject and question, or the reason why it cannot be
    predicted.
    """

    row: Row
    study: str
    subject: Subject | None
    question: Question | None
    reason: str | None


def read_rows(rows: Sequence[Row]) -> list[Asked]:
    """Read every row; a row that cannot be read keeps its reason."""
    return [_read(row) for row in rows]


def _read(row: Row) -> Asked:
    study = row.get("dataset_id", "").strip() or row.get("study", "?")
    try:
        _require_an_observation(row)
        subject = subject_of(row)
        time, n = _time_h(row), _cell(row, "n")
        question = Question(
            row.get("quantity", ""), row.get("tissue", ""), row.get("unit", ""), time, n
        )
        return Asked(row, study, subject, question, None)
    except (CannotTell, SecretomeError) as reason:
        return Asked(row, study, None, None, str(reason))


def _require_an_observation(row: Row) -> None:
    faults = row_faults(row)
    if faults:
        raise CannotTell("; ".join(faults))


def _time_h(row: Row) -> float | None:
    time = _cell(row, "time_h")
    if time is not None and not 0 <= time <= _LONGEST_D * 24:
        raise CannotTell(f"a time of {time:g} h is not between the dose and {_LONGEST_D:g} days")
    return time


def _cell(row: Row, column: str) -> float | None:
    try:
        value = number(row, column, where="row")
    except SecretomeError:
        return None
    return value if value is not None and isfinite(value) else None


Values = Mapping[str, Floats]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that one experiment answers: same study, same subject."""

    study: str
    subject: Subject
    rows: tuple[int, ...]
    times_h: tuple[float, ...]

    def setup(self) -> Setup:
        """The experiment made ready."""
        s = self.subject
        later = _REDOSE_H if s.redosed else 0.0
        days = later / 24 + min(
            _LONGEST_D, max(_SHORTEST_D, max(self.times_h, default=0.0) * 1.02 / 24)
        )
        return setup_of(
            Experiment(
                s.product,
                s.route,
                s.dose,
                species=s.species,
                sex=s.sex,
                days=days,
                label=s.label,
                phagocytes=s.phagocytes,
                sessions_at_h=(0.0, later) if s.redosed else (0.0,),
            )
        )


def groups_of(asked: Sequence[Asked]) -> list[Group]:
    """Rows gathered by study and subject, in order."""
    gathered: dict[tuple[str, Subject], list[int]] = {}
    for number_, one in enumerate(asked):
        if one.subject is not None:
            gathered.setdefault((one.study, one.subject), []).append(number_)
    found = []
    for (study, subject), rows in gathered.items():
        questions = [asked[r].question for r in rows]
        times = {question.time_h for question in questions if question is not None}
        found.append(Group(study, subject, tuple(rows), tuple(sorted(t for t in times if t))))
    return found


@lru_cache(maxsize=64)
def _ready(group: Group) -> tuple[Setup, tuple[str, ...], Kernel]:
    """The group's experiment, the outputs that its rows need, and their kernel."""
    setup = group.setup()
    names = _output_names(group.subject.product)
    present = tuple(o.name for o in setup.model.outputs if o.name in names and o.terms)
    return setup, present, load_kernel(with_outputs(setup.model, present))


def group_curves(
    group: Group, values: Values, seed: int, count: int, persons: Draws | None = None
) -> Curves:
    """Simulate a group's experiment; ``values`` overrides movable parameters by key, axes (n
    draws).
    """
    setup, present, kernel = _ready(group)
    keys = keys_of(setup, group.study)
    unset = {symbol: key for symbol, key in keys.items() if key not in values}
    inner = {**prior_draws(setup, unset, seed, count), **values}
    matrix = np.stack([inner[key] for key in keys.values()], axis=1)
    draws = persons or Draws(seed, 0, count)
    table = parameters_of(setup, draws, correlated=matrix, correlated_names=tuple(keys))
    given_at = setup.experiment.sessions_at_h[-1]
    horizon = setup.experiment.horizon_h - given_at
    times = np.unique(
        np.concatenate([even_times(horizon, 70), [t for t in group.times_h if t <= horizon]])
    )
    run = run_ensemble(
        kernel, table, setup.schedule, given_at + times, Tolerance(1e-4, tolerances(setup, 1e-4))
    )
    return _curves(
        group.subject,
        setup,
        draws,
        table,
        times,
        dict(zip(present, np.moveaxis(run.outputs, 2, 0), strict=True)),
    )


def _output_names(product: str) -> set[str]:
    kinds = ("cellmark", "alive") if product == "cells" else ("label",)
    places = ("blood", "plasma", "urine", "feces", "site", "body", *ORGANS)
    return {"plasma"} | {f"{kind}_{place}" for kind in kinds for place in places}


def _curves(
    subject: Subject,
    setup: Setup,
    draws: Draws,
    table: Floats,
    times: Floats,
    outputs: dict[str, Floats],
) -> Curves:
    index = setup.model.parameter_index
    column = {name: table[:, i] for name, i in index.items()}
    people = covariates_of(setup, draws)
    grams = {}
    for organ in ORGANS:
        whole = setup.body.organs[organ].volume_l * people.weight_kg / setup.body.weight_kg
        grams[organ] = column.get(f"m_{organ}", whole) * 1000
    grams["site"] = _SITE_SHARE_OF_WEIGHT * people.weight_kg * 1000
    names = _output_names(subject.product)
    zero = np.zeros((draws.count, len(times)))
    full = {name: np.maximum(outputs.get(name, zero), 1e-12 * subject.dose) for name in names}
    return Curves(
        times,
        full,
        grams,
        _vessels(setup, column, people.weight_kg),
        people.weight_kg,
        column,
        subject,
    )


def _vessels(setup: Setup, column: Values, weight_kg: Floats) -> Vessels:
    pools = column["v_ven"] + column["v_art"]
    size = weight_kg / setup.body.weight_kg
    organs = {
        organ: column.get(f"v_{organ}", setup.body.organs[organ].plasma_l * size)
        for organ in ORGANS
    }
    whole = pools + np.sum(list(organs.values()), axis=0)
    shares = {organ: plasma / whole for organ, plasma in organs.items()}
    return Vessels(pools * 1000, whole * 1000, setup.body.hematocrit, shares)


def predict(
    asked: Sequence[Asked],
    values_of: Mapping[str, Values],
    *,
    seed: int = 1,
    count: int = 400,
    persons: Draws | None = None,
) -> dict[int, Answer | str]:
    """Draws for every row that can be predicted, a reason for every row that cannot; by row number.

    ``values_of`` gives the movable parameters to use for each study; ``persons`` replaces the
    subjects that the seed would draw.
    """
    found: dict[int, Answer | str] = {
        i: one.reason for i, one in enumerate(asked) if one.reason is not None
    }
    for group in groups_of(asked):
        try:
            curves = group_curves(group, values_of.get(group.study, {}), seed, count, persons)
        except SecretomeError as reason:
            found |= dict.fromkeys(group.rows, str(reason))
            continue
        for number_ in group.rows:
            found[number_] = _answered(asked[number_], curves)
    return found


def _answered(one: Asked, curves: Curves) -> Answer | str:
    if one.question is None:
        return one.reason or "no question"
    try:
        answer = answer_of(one.question, curves)
    except (CannotTell, SecretomeError) as reason:
        return str(reason)
    except (KeyError, IndexError, ValueError, ZeroDivisionError, FloatingPointError) as reason:
        return f"the row could not be read ({reason.__class__.__name__})"
    if not np.isfinite(answer.draws).any():
        return "the simulation gave no finite value"
    return _at_the_end_of_a_range(one, answer)


def _at_the_end_of_a_range(one: Asked, answer: Answer) -> Answer:
    """The least or the most of several preparations, where a row gives the end of their range."""
    end = range_end(one.row)
    if end == 0 or answer.kind != "number":
        return answer
    factor = np.exp(end * _END_OF_FIVE * np.hypot(ASSAY_SD_LOG, MODEL_SD_LOG))
    return Answer(answer.draws * factor, answer.kind)


def range_end(row: Row) -> int:
    """-1 for the lower end of a range over preparations, 1 for the upper, 0 for anything else.

    The top of one curve (``t_max``, ``time_of_max``) is no end of a range.
    """
    said = f"{row.get('quantity', '')} {row.get('note', '')}".lower()
    said = _TOP_OF_A_CURVE.sub("", said)
    if re.search(r"_min\b|lower end of the range|range.{0,3}low", said):
        return -1
    return 1 if re.search(r"_max\b|upper end of the range|range.{0,3}high", said) else 0


def with_assay_noise(answer: Answer, row_number: int, seed: int) -> Floats:
    """The draws as a laboratory would read them, with what the model cannot know."""
    if answer.kind in {"yes_no", "count"}:
        return answer.draws
    sd = np.hypot(ASSAY_SD_LOG, MODEL_SD_LOG)
    noise = sd * normal_numbers(seed, f"assay {row_number}", 0, len(answer.draws))
    if answer.kind == "share":
        whole = 100.0 if np.nanmax(answer.draws) > 1 else 1.0
        share = np.clip(answer.draws / whole, 1e-9, 1 - 1e-9)
        return whole / (1 + (1 - share) / share * np.exp(-noise))
    return answer.draws * np.exp(noise)
