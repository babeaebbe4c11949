"""Worlds whose truth is known: trials and series of a treatment, some of which get published.

Bias is as the literature finds it: patients who know their treatment report more, series hold a
placebo response and the return from a bad day, favourable trials are printed more often.
"""

from dataclasses import dataclass

import numpy as np

from secretome.evidence import Study, study_from_row, study_table_columns

SD = 20.0


@dataclass(frozen=True, slots=True)
class World:
    """What is true in a world, in standard deviations towards benefit."""

    mean_effect: float
    spread: float = 0.15
    trials: int = 6
    blinded_share: float = 0.5
    unblinded_bias: float = 0.4
    unblinded_bias_sd: float = 0.25
    placebo_response: float = 0.5
    regression: float = 0.2
    published_if_not_favourable: float = 0.4
    largest_arm: int = 60
    series: int = 2


def published(world: World, rng: np.random.Generator) -> tuple[Study, ...]:
    """Return the rows that a reader of the literature would find."""
    trials = [_trial(world, rng, i) for i in range(world.trials)]
    series = [_series(world, rng, i) for i in range(world.series)]
    return tuple(study_from_row(row) for row in (*trials, *series) if row)


def true_effect(world: World, rng: np.random.Generator) -> float:
    """Return the effect in one more group of patients, towards benefit, in points of the scale."""
    return SD * (world.mean_effect + world.spread * rng.standard_normal())


def _trial(world: World, rng: np.random.Generator, number: int) -> dict[str, str] | None:
    n = int(rng.integers(10, world.largest_arm + 1))
    blinded = rng.random() < world.blinded_share
    bias = 0.0 if blinded else rng.normal(world.unblinded_bias, world.unblinded_bias_sd)
    gain = world.mean_effect + world.spread * rng.standard_normal() + bias
    treated = rng.normal(world.placebo_response + gain, 1, n)
    control = rng.normal(world.placebo_response, 1, n)
    difference = treated.mean() - control.mean()
    se = np.sqrt(treated.var(ddof=1) / n + control.var(ddof=1) / n)
    favourable = difference > 1.96 * se
    if not favourable and rng.random() > world.published_if_not_favourable:
        return None
    return _row(
        f"T{number}",
        design="RCT double-blind placebo" if blinded else "RCT open label, usual care",
        n_treated=n,
        n_control=n,
        treated_mean=-SD * treated.mean(),
        treated_sd=SD * treated.std(ddof=1),
        control_mean=-SD * control.mean(),
        control_sd=SD * control.std(ddof=1),
    )


def _series(world: World, rng: np.random.Generator, number: int) -> dict[str, str]:
    n = int(rng.integers(8, 30))
    gain = world.mean_effect + world.placebo_response + world.regression
    change = rng.normal(gain + 0.2 * abs(rng.standard_normal()), 1, n)
    return _row(
        f"S{number}",
        design="single arm open label",
        n_treated=n,
        n_control=0,
        treated_mean=-SD * change.mean(),
        treated_sd=SD * change.std(ddof=1),
        effect_measure="mean_change_from_baseline",
        effect=-SD * change.mean(),
    )


def _row(study_id: str, **cells: object) -> dict[str, str]:
    fixed = {
        "study_id": study_id,
        "registration": f"WORLD-{study_id}",
        "condition": "gout",
        "icd10": "M10",
        "product_kind": "ev",
        "outcome": "change of pain VAS (0-100 mm)",
        "outcome_direction": "lower_better",
        "follow_up_weeks": "26",
        "verified": "read",
    }
    row = dict.fromkeys(study_table_columns(), "")
    return row | fixed | {name: str(value) for name, value in cells.items()}
