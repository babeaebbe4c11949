"""A pooled result and its rows, as frozen facts: what a forest plot shows."""

from dataclasses import dataclass
from enum import StrEnum

from secretome.units import Estimate


class Measure(StrEnum):
    """How two arms are compared; ratios are pooled on the log scale and shown as ratios."""

    MEAN_DIFFERENCE = "mean difference"
    STANDARDISED_DIFFERENCE = "standardised mean difference"
    RISK_RATIO = "risk ratio"
    ODDS_RATIO = "odds ratio"
    RISK_DIFFERENCE = "risk difference"
    RATE = "rate in one arm"

    @property
    def is_ratio(self) -> bool:
        """Say whether one, not zero, means no difference."""
        return self in (Measure.RISK_RATIO, Measure.ODDS_RATIO)


@dataclass(frozen=True, slots=True)
class SmallStudyCheck:
    """Whether small studies report larger effects (Egger); ``reason`` where it was not asked."""

    known: bool
    reason: str
    intercept: float | None = None
    t: float | None = None
    df: int | None = None
    p: float | None = None


@dataclass(frozen=True, slots=True)
class PooledRow:
    """One study of a pool: its result on the shown scale, and its weight in per cent."""

    study_id: str
    label: str
    result: Estimate
    weight_common_pct: float
    weight_random_pct: float


@dataclass(frozen=True, slots=True)
class Pooled:
    """What several studies show together.

    ``random`` is the mean over studies (REML) with the wider of ``hksj`` (Hartung, Knapp, Sidik and
    Jonkman) and ``usual`` (normal) interval; ``prediction`` is what a new study may find.
    ``q``, ``i2_pct`` and ``tau2`` say how far the studies disagree.
    """

    measure: Measure
    outcome: str
    unit: str
    higher_is_better: bool | None
    rows: tuple[PooledRow, ...]
    common: Estimate
    random: Estimate
    hksj: Estimate
    usual: Estimate
    prediction: Estimate | None
    prediction_reason: str
    q: float
    q_df: int
    q_p: float
    i2_pct: float
    tau2: float
    small_studies: SmallStudyCheck
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ForestRow:
    """One line of a forest plot; a row that did not enter says why and may have no numbers."""

    study_id: str
    label: str
    estimate: Estimate | None
    weight_pct: float | None
    entered: bool
    why_not: str | None


@dataclass(frozen=True, slots=True)
class Pool:
    """The rows that speak about one outcome: pooled where they can be, and what was left out."""

    outcome: str
    pooled: Pooled | None
    reason: str
    singles: tuple[PooledRow, ...]
    left_out: tuple[tuple[str, str, str], ...]
    """Study id, label and reason of each row about this outcome that did not enter."""


def forest_rows(pool: Pool) -> tuple[ForestRow, ...]:
    """Return the lines of a forest plot: the rows that entered, then each other with its reason."""
    rows = pool.pooled.rows if pool.pooled else pool.singles
    entered = tuple(
        ForestRow(r.study_id, r.label, r.result, r.weight_random_pct, entered=True, why_not=None)
        for r in rows
    )
    others = tuple(
        ForestRow(study_id, label, None, None, entered=False, why_not=why)
        for study_id, label, why in pool.left_out
    )
    return entered + others
