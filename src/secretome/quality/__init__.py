"""From measurements to verdicts: release statistics with their errors."""

from secretome.quality.concentration import (
    FEWEST_CAPTURES,
    Dilution,
    concentration_estimate,
    reasons_against_estimate,
)
from secretome.quality.replicates import mean_estimate
from secretome.quality.reported import Reported, in_canonical_unit, read_reported, says_invalid
from secretome.quality.verdict import (
    DecisionRule,
    Judgement,
    Limits,
    Verdict,
    judge_guarded,
    judge_qualitative,
    judge_simple,
)

__all__ = [
    "FEWEST_CAPTURES",
    "DecisionRule",
    "Dilution",
    "Judgement",
    "Limits",
    "Reported",
    "Verdict",
    "concentration_estimate",
    "in_canonical_unit",
    "judge_guarded",
    "judge_qualitative",
    "judge_simple",
    "mean_estimate",
    "read_reported",
    "reasons_against_estimate",
    "says_invalid",
]
