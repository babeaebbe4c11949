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
from secretome.quality.decision import RULES, Line, RuleExplained, judge_result
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
from secretome.quality.precision import (
    BETWEEN_LABORATORIES,
    BetweenLaboratories,
    MethodPrecision,
    precision_from_runs,
    said_apart,
    widened,
)
from secretome.quality.replicates import mean_estimate
from secretome.quality.reported import Reported, in_canonical_unit, read_reported, says_invalid
from secretome.quality.stability.extrapolation import Extrapolation, SignificantChange, StoredAt
from secretome.quality.stability.kinetics import (
    Arrhenius,
    FirstOrder,
    RateAt,
    arrhenius,
    first_order,
)
from secretome.quality.stability.lines import PoolModel, StabilityPoint, pool
from secretome.quality.stability.losses import (
    ThawLoss,
    freeze_thaw_loss,
    handling_loss,
    published_tube_losses,
)
from secretome.quality.stability.shelf_life import ShelfLife, reasons_against_claim, shelf_life
from secretome.quality.stability.storage import STORAGE_RULES, StorageRule, storage_rule
from secretome.quality.stability.temperature import (
    Excursion,
    Reading,
    TemperatureHistory,
    mean_kinetic_c,
    readings_from,
    temperature_history,
)
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
    "BETWEEN_LABORATORIES",
    "FEWEST_CAPTURES",
    "OOS_STEPS",
    "RULES",
    "STORAGE_RULES",
    "Arrhenius",
    "BetweenLaboratories",
    "Capability",
    "ChartReading",
    "ChartState",
    "ControlLimits",
    "ControlPoint",
    "DecisionRule",
    "Dilution",
    "Equivalence",
    "Excursion",
    "Extrapolation",
    "FirstOrder",
    "Judgement",
    "Limits",
    "Line",
    "LotPoint",
    "Margin",
    "MethodPrecision",
    "OosFacts",
    "OosOutcome",
    "OosPhase",
    "OosStep",
    "PoolModel",
    "RateAt",
    "Reading",
    "Reported",
    "RuleExplained",
    "RuleHit",
    "ShelfLife",
    "SignificantChange",
    "StabilityPoint",
    "StorageRule",
    "StoredAt",
    "TemperatureHistory",
    "ThawLoss",
    "ToleranceShare",
    "Trend",
    "Verdict",
    "arrhenius",
    "capability",
    "capability_of",
    "concentration_estimate",
    "equivalence",
    "first_order",
    "freeze_thaw_loss",
    "handling_loss",
    "in_canonical_unit",
    "individuals_limits",
    "judge_guarded",
    "judge_qualitative",
    "judge_result",
    "judge_simple",
    "mean_estimate",
    "mean_kinetic_c",
    "mean_limits",
    "oos_step",
    "opens_investigation",
    "pool",
    "precision_from_runs",
    "precision_to_tolerance",
    "published_tube_losses",
    "read_chart",
    "read_reported",
    "readings_from",
    "reasons_against_average",
    "reasons_against_claim",
    "reasons_against_estimate",
    "reasons_against_oos_step",
    "said_apart",
    "says_invalid",
    "shelf_life",
    "steps_from",
    "storage_rule",
    "take_oos_step",
    "temperature_history",
    "tolerance_bound",
    "tolerance_interval",
    "trend",
    "verdict_after_oos",
    "widened",
]
