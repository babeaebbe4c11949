"""What one row says about treated against untreated: its effects, or why it says nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import log, sqrt

from secretome.evidence.effects import (
    Effect,
    EventArm,
    MeanArm,
    from_interval,
    hedges_g,
    log_odds_ratio,
    log_risk_ratio,
    mean_difference,
    pooled_sd,
    risk_difference,
)
from secretome.evidence.judging import grade, is_pool, is_randomised
from secretome.evidence.outcomes import OutcomeKind, OutcomeWords, read_outcome
from secretome.evidence.pooled import Measure
from secretome.evidence.rows import Comparison, Grading, Role, Study, Verified

_PRINTED = {
    "md": Measure.MEAN_DIFFERENCE,
    "wmd": Measure.MEAN_DIFFERENCE,
    "mean difference": Measure.MEAN_DIFFERENCE,
    "mean_difference": Measure.MEAN_DIFFERENCE,
    "smd": Measure.STANDARDISED_DIFFERENCE,
    "hedges g": Measure.STANDARDISED_DIFFERENCE,
    "hedges_g": Measure.STANDARDISED_DIFFERENCE,
    "cohen d": Measure.STANDARDISED_DIFFERENCE,
    "rr": Measure.RISK_RATIO,
    "risk ratio": Measure.RISK_RATIO,
    "relative risk": Measure.RISK_RATIO,
    "or": Measure.ODDS_RATIO,
    "odds ratio": Measure.ODDS_RATIO,
    "rd": Measure.RISK_DIFFERENCE,
    "risk_difference_pct": Measure.RISK_DIFFERENCE,
    "risk_difference_pct_derived": Measure.RISK_DIFFERENCE,
}
_WITHIN = re.compile(r"from_baseline|proportion|pct_change|incidence|improved")


@dataclass(frozen=True, slots=True)
class Contrast:
    """One usable row: effects in the direction of the outcome itself, by measure.

    ``sd`` is the spread between patients in the unit of the outcome, None where it is not known.
    """

    study: Study
    graded: Grading
    outcome: OutcomeWords
    higher_is_better: bool
    effects: Mapping[Measure, Effect]
    sd: float | None = None
    means: tuple[MeanArm, MeanArm] | None = None
    events: tuple[EventArm, EventArm] | None = None

    @property
    def n(self) -> int:
        """Patients of both arms, as far as printed."""
        return (self.study.n_treated or 0) + (self.study.n_control or 0)

    @property
    def is_randomised(self) -> bool:
        """Say whether its own words call it randomised."""
        return is_randomised(self.study)

    @property
    def is_pool(self) -> bool:
        """Say whether the row is a published pool of studies."""
        return is_pool(self.study)

    @property
    def reported_by(self) -> OutcomeKind:
        """Who reports the outcome; an unknown one is taken as the patient's word."""
        known = self.outcome.instrument
        if known:
            return known.kind
        return OutcomeKind.EVENT if self.events else OutcomeKind.PATIENT

    @property
    def label(self) -> str:
        """Author and year, or the id of the row."""
        return label_of(self.study)


def contrast_of(study: Study) -> Contrast | str:
    """Return what a row says of treated against untreated, or all reasons why it says nothing."""
    graded = study.grading or grade(study.reported)
    outcome = read_outcome(study.outcome)
    reasons = [*_against(study, graded), *_against_outcome(study, outcome)]
    means, events = _mean_arms(study), _event_arms(study)
    effects = _printed(study) | _from_means(means) | _from_events(events)
    if not effects and graded.comparison is Comparison.INACTIVE:
        reasons.append(_no_numbers(study, events))
    if reasons:
        return "; ".join(reasons)
    turned = _turned(study, outcome)
    sign = -1 if turned else 1
    return Contrast(
        study=study,
        graded=graded,
        outcome=outcome,
        higher_is_better=(study.reported["outcome_direction"] == "higher_better") != turned,
        effects={m: Effect(sign * e.value, e.variance) for m, e in effects.items()},
        sd=_sd(means, effects, study),
        means=_turned_means(means, sign),
        events=events,
    )


def label_of(study: Study) -> str:
    """Author and year of a row, or its id."""
    author, year = study.reported.get("first_author"), study.reported.get("year")
    return f"{author} {year}" if author and year else study.study_id


def _against(study: Study, graded: Grading) -> list[str]:
    reasons = (
        (study.verified is Verified.RECALL, "known from memory only, not read"),
        (graded.role in (Role.HARM, Role.POOLED_HARM), "tells of harm, not of benefit"),
        (graded.comparison is Comparison.NONE, _named("no control group", graded.why)),
        (graded.comparison is Comparison.ACTIVE, _named("no untreated control", graded.why)),
        (bool(graded.confounded_by), f"cannot be judged alone: {graded.confounded_by}"),
        (graded.role is Role.SAFETY, "tells of safety, not of benefit"),
    )
    return [why for holds, why in reasons if holds]


def _named(reason: str, why: str) -> str:
    return reason if why == reason else f"{reason} ({why.removeprefix(f'{reason}; ')})"


def _against_outcome(study: Study, outcome: OutcomeWords) -> list[str]:
    direction = study.reported.get("outcome_direction", "")
    known = outcome.instrument
    reasons: list[str] = []
    if direction not in ("higher_better", "lower_better"):
        reasons.append("does not say whether higher or lower is better")
    if outcome.several:
        reasons.append(f"several outcomes in one row ({', '.join(outcome.several)})")
    if known and not outcome.says_moved:
        stated = direction == "higher_better"
        if direction and stated != known.higher_is_better:
            better = "higher" if known.higher_is_better else "lower"
            reasons.append(f"its direction contradicts {known.name}, where {better} is better")
    return reasons


def _turned(study: Study, outcome: OutcomeWords) -> bool:
    """Say whether a fall is printed as a positive number: 'reduction, higher is better'."""
    known = outcome.instrument
    stated = study.reported["outcome_direction"] == "higher_better"
    return known is not None and stated != known.higher_is_better


def _mean_arms(study: Study) -> tuple[MeanArm, MeanArm] | None:
    cells = [study.reported.get(k, "") for k in ("treated_mean", "control_mean")]
    sds = (study.treated_sd, study.control_sd)
    sizes = (study.n_treated, study.n_control)
    if not all(cells) or not all(sds) or not all(n and n > 1 for n in sizes):
        return None
    first, second = (
        MeanArm(float(mean), float(sd or 0), float(n or 0))
        for mean, sd, n in zip(cells, sds, sizes, strict=True)
    )
    return first, second


def _event_arms(study: Study) -> tuple[EventArm, EventArm] | None:
    cells = [study.reported.get(k, "") for k in ("treated_events", "control_events")]
    sizes = (study.n_treated, study.n_control)
    if not all(cells) or not all(sizes):
        return None
    first, second = (
        EventArm(float(cell), float(n or 0)) for cell, n in zip(cells, sizes, strict=True)
    )
    return first, second


def _from_means(arms: tuple[MeanArm, MeanArm] | None) -> dict[Measure, Effect]:
    if arms is None:
        return {}
    return {
        Measure.MEAN_DIFFERENCE: mean_difference(*arms),
        Measure.STANDARDISED_DIFFERENCE: hedges_g(*arms),
    }


def _from_events(arms: tuple[EventArm, EventArm] | None) -> dict[Measure, Effect]:
    if arms is None:
        return {}
    found = {
        Measure.RISK_RATIO: log_risk_ratio(*arms),
        Measure.ODDS_RATIO: log_odds_ratio(*arms),
    }
    if None in found.values():
        return {}
    kept = {measure: effect for measure, effect in found.items() if effect}
    return kept | {Measure.RISK_DIFFERENCE: risk_difference(*arms)}


def _printed(study: Study) -> dict[Measure, Effect]:
    row = study.reported
    name = row.get("effect_measure", "").strip().casefold()
    measure = _PRINTED.get(name)
    cells = [row.get(k, "") for k in ("effect", "ci_low", "ci_high")]
    if measure is None or not all(cells):
        return {}
    value, low, high = map(float, cells)
    if not low < high:
        return {}
    if measure.is_ratio:
        if low <= 0 or value <= 0:
            return {}
        return {measure: from_interval(log(value), log(low), log(high))}
    scale = 100.0 if "pct" in name else 1.0
    return {measure: from_interval(value / scale, low / scale, high / scale)}


def _sd(
    means: tuple[MeanArm, MeanArm] | None, effects: Mapping[Measure, Effect], study: Study
) -> float | None:
    if means:
        return pooled_sd(*means)
    difference = effects.get(Measure.MEAN_DIFFERENCE)
    if difference and study.n_treated and study.n_control:
        return difference.se / sqrt(1 / study.n_treated + 1 / study.n_control)
    return None


def _turned_means(
    means: tuple[MeanArm, MeanArm] | None, sign: int
) -> tuple[MeanArm, MeanArm] | None:
    if means is None:
        return None
    first, second = (MeanArm(sign * arm.mean, arm.sd, arm.n) for arm in means)
    return first, second


def _no_numbers(study: Study, events: tuple[EventArm, EventArm] | None) -> str:
    row = study.reported
    if events:
        return "no event in either arm, or only events: says nothing about a ratio"
    measure = row.get("effect_measure", "")
    if "magnitude" in measure:
        return "the printed difference has no sign"
    if measure and _WITHIN.search(measure):
        return "prints a change within the treated only, not against the control"
    if row.get("effect") and not (row.get("ci_low") and row.get("ci_high")):
        return "prints an effect without its interval"
    if measure and row.get("effect"):
        return f"'{measure}' cannot be pooled"
    return _missing(study)


def _missing(study: Study) -> str:
    row = study.reported
    names = ["treated_mean", "treated_sd", "control_mean", "control_sd"]
    if row.get("treated_events") or row.get("control_events"):
        names = ["treated_events", "control_events"]
    gaps = [name for name in names if not row.get(name)]
    if not study.n_treated or not study.n_control:
        gaps.append("arm sizes")
    return f"not printed in the text that was read: {', '.join(gaps)}"
