"""Series without a control group: what they printed, and what is left after an allowance."""

from dataclasses import dataclass
from math import sqrt

from secretome.evidence.adjusting import Allowed, believe
from secretome.evidence.biases import uncontrolled_bias
from secretome.evidence.expectation import Allowance
from secretome.evidence.files import number
from secretome.evidence.judging import grade
from secretome.evidence.outcomes import read_outcome
from secretome.evidence.rows import Comparison, Role, Study, Verified
from secretome.units import Estimate, EstimateKind, two_sided_z

LEVEL = 0.90


@dataclass(frozen=True, slots=True)
class Series:
    """One series with a printed change, its spread between patients and its size."""

    study: Study
    outcome_key: str
    higher_is_better: bool
    change: float
    sd: float
    n: int

    def allowed(self) -> Allowed:
        """Return its change in standard deviations towards benefit, with the bias it may carry."""
        bias = uncontrolled_bias()
        sign = 1 if self.higher_is_better else -1
        return Allowed(sign * self.change / self.sd, 1 / self.n, bias.mean, bias.sd)


def series_of(study: Study) -> Series | None:
    """Return a row as a series; None where it has a control, or no change with spread and size."""
    graded = study.grading or grade(study.reported)
    if graded.comparison is not Comparison.NONE or study.verified is Verified.RECALL:
        return None
    if graded.role is not Role.EFFECT or graded.confounded_by:
        return None
    change = number(study.reported.get("effect", ""))
    measure = study.reported.get("effect_measure", "")
    outcome = read_outcome(study.outcome)
    if change is None or not measure.startswith("mean_change") or outcome.several:
        return None
    if not study.treated_sd or not study.n_treated:
        return None
    better = study.reported.get("outcome_direction") == "higher_better"
    return Series(study, outcome.key, better, change, study.treated_sd, study.n_treated)


def allowance(series: list[Series]) -> Allowance | None:
    """What the largest series printed, and what is left of it: never narrower than the prior."""
    if not series:
        return None
    largest = max(series, key=lambda s: (s.n, s.study.study_id))
    same = [s for s in series if s.outcome_key == largest.outcome_key]
    after, prior = believe([s.allowed() for s in same]), believe([])
    tail, sign = (1 - LEVEL) / 2, 1 if largest.higher_is_better else -1
    ends = [b.quantile(q) for b in (after, prior) for q in (tail, 1 - tail)]
    low, high = sorted(sign * largest.sd * end for end in (min(ends), max(ends)))
    half = two_sided_z(LEVEL) * largest.sd / sqrt(largest.n)
    ids = tuple(s.study.study_id for s in same)
    source = f"rows {', '.join(ids)}; assumptions on placebo response, regression, selection"
    return Allowance(
        printed=Estimate(
            largest.change,
            largest.change - half,
            largest.change + half,
            LEVEL,
            EstimateKind.CONFIDENCE,
            largest.study.source or largest.study.study_id,
        ),
        adjusted=Estimate(
            sign * largest.sd * after.quantile(0.5), low, high, LEVEL, EstimateKind.CREDIBLE, source
        ),
        study_ids=ids,
        reason=(
            "Without a control group the printed change also holds what would have happened"
            " anyway: placebo response, regression to the mean, selection. What is left includes"
            " no effect at all."
        ),
    )
