"""From measurements to verdicts: release statistics with their errors."""

from secretome.quality.charts.capability import (
    Capability,
    ToleranceShare,
    capability,
    capability_of,
    precision_to_tolerance,
)
from secretome.quality.charts.limits import ControlLimits, individuals_limits, mean_limits
from secretome.quality.charts.westgard import (
    ChartReading,
    ChartState,
    ControlPoint,
    RuleHit,
    read_chart,
)
from secretome.quality.comparability.equivalence import Equivalence, Margin, equivalence
from secretome.quality.comparability.tolerance import tolerance_bound, tolerance_interval
from secretome.quality.comparability.trend import LotPoint, Trend, trend
from secretome.quality.concentration import (
    FEWEST_CAPTURES,
    Dilution,
    concentration_estimate,
    reasons_against_estimate,
)
from secretome.quality.oos import (
    OOS_STEPS,
    OosFacts,
    OosOutcome,
    OosPhase,
    OosStep,
    oos_step,
    opens_investigation,
    reasons_against_average,
    reasons_against_oos_step,
    steps_from,
    take_oos_step,
    verdict_after_oos,
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
    "OOS_STEPS",
    "Capability",
    "ChartReading",
    "ChartState",
    "ControlLimits",
    "ControlPoint",
    "DecisionRule",
    "Dilution",
    "Equivalence",
    "Judgement",
    "Limits",
    "LotPoint",
    "Margin",
    "OosFacts",
    "OosOutcome",
    "OosPhase",
    "OosStep",
    "Reported",
    "RuleHit",
    "ToleranceShare",
    "Trend",
    "Verdict",
    "capability",
    "capability_of",
    "concentration_estimate",
    "equivalence",
    "in_canonical_unit",
    "individuals_limits",
    "judge_guarded",
    "judge_qualitative",
    "judge_simple",
    "mean_estimate",
    "mean_limits",
    "oos_step",
    "opens_investigation",
    "precision_to_tolerance",
    "read_chart",
    "read_reported",
    "reasons_against_average",
    "reasons_against_estimate",
    "reasons_against_oos_step",
    "says_invalid",
    "steps_from",
    "take_oos_step",
    "tolerance_bound",
    "tolerance_interval",
    "trend",
    "verdict_after_oos",
]
