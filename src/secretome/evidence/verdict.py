"""The verdict rules, a table read from the top: the first row that holds decides.

No row can be more positive than what a blinded, controlled human study showed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from secretome.evidence.rows import Certainty


class ConditionVerdict(StrEnum):
    """What the human evidence allows to be said of secretome for one condition."""

    SUPPORTED = "SUPPORTED"
    TRIAL_ONLY = "TRIAL_ONLY"
    NOT_SUPPORTED = "NOT_SUPPORTED"
    NO_HUMAN_STUDY = "NO_HUMAN_STUDY"
    CONTRAINDICATED = "CONTRAINDICATED"


@dataclass(frozen=True, slots=True)
class Weight:
    """What was counted for one condition; only rows that were read are in it, and no cell study."""

    contraindications: tuple[str, ...]
    studies: int
    controlled_favouring: int
    blinded_favouring: int
    blinded_without_difference: int
    certainty: Certainty
    adjusted_better: bool = False
    """The interval after the allowance for bias lies wholly on the better side."""
    found: tuple[str, ...] = ()
    """Contraindications that a physician found in this one patient."""


@dataclass(frozen=True, slots=True)
class VerdictRule:
    """One line of the table: the verdict, its sentence, and when it holds."""

    verdict: ConditionVerdict
    sentence: str
    holds: Callable[[Weight], bool]


_SURE = (Certainty.MODERATE, Certainty.HIGH)

VERDICT_RULES: tuple[VerdictRule, ...] = (
    VerdictRule(
        ConditionVerdict.CONTRAINDICATED,
        "Harm was reported for this use.",
        lambda w: bool(w.contraindications),
    ),
    VerdictRule(
        ConditionVerdict.CONTRAINDICATED,
        "A contraindication was found in this patient.",
        lambda w: bool(w.found),
    ),
    VerdictRule(
        ConditionVerdict.NO_HUMAN_STUDY,
        "No human study found: no study of secretome or vesicles in patients was read for it.",
        lambda w: w.studies == 0,
    ),
    VerdictRule(
        ConditionVerdict.NOT_SUPPORTED,
        "A blinded controlled human study found no difference between treated and untreated.",
        lambda w: w.blinded_without_difference > 0,
    ),
    VerdictRule(
        ConditionVerdict.NOT_SUPPORTED,
        "No controlled human study was read in which treated patients did better than untreated.",
        lambda w: w.controlled_favouring == 0,
    ),
    VerdictRule(
        ConditionVerdict.SUPPORTED,
        "At least two blinded controlled human studies agree, with moderate or high certainty, and"
        " their result stands after the allowance for bias.",
        lambda w: w.blinded_favouring >= 2 and w.certainty in _SURE and w.adjusted_better,
    ),
    VerdictRule(
        ConditionVerdict.TRIAL_ONLY,
        "A controlled human study favours treatment, but too few and too small to rely on.",
        lambda _: True,
    ),
)


def decide(weight: Weight) -> VerdictRule:
    """Return the first rule that holds; the last one always does."""
    return next(rule for rule in VERDICT_RULES if rule.holds(weight))
