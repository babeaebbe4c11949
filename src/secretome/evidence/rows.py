"""The rows of the evidence tables as frozen facts: conditions, studies, gradings, claims."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Verified(StrEnum):
    """Whether the values were seen in the source text, or remembered (a lead, never a number)."""

    READ = "read"
    RECALL = "recall"


class Certainty(StrEnum):
    """How sure one may be of a benefit, in the words of GRADE."""

    NONE = "none"
    VERY_LOW = "very low"
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


class Role(StrEnum):
    """What a report can tell us about."""

    EFFECT = "effect"
    SAFETY = "safety"
    HARM = "harm"
    POOLED_HARM = "pooled_harm"


class Comparison(StrEnum):
    """What treatment was compared with; ``INACTIVE`` is placebo, vehicle or usual care."""

    NONE = "none"
    INACTIVE = "inactive"
    ACTIVE = "active"


class Finding(StrEnum):
    """What the comparison showed, as far as its text was seen."""

    FAVOURS_TREATED = "favours_treated"
    FAVOURS_CONTROL = "favours_control"
    NO_DIFFERENCE = "no_difference"
    NOT_SHOWN = "not_shown"


class Origin(StrEnum):
    """Where a row comes from; results of the own programme never mix with the literature."""

    LITERATURE = "literature"
    OWN_PROGRAMME = "own programme"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of the catalogue, with what is known and what to be careful of."""

    name: str
    group: str
    icd10: tuple[str, ...]
    certainty: Certainty
    certainty_text: str
    highest_phase: str
    outcome_measures: tuple[str, ...]
    standard_care: str
    cautions: tuple[str, ...]
    study_labels: tuple[str, ...]
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grading:
    """One reviewer's reading of a study row: its role, its comparison, and what it showed."""

    report: str
    role: Role
    comparison: Comparison
    blinded: bool | None
    finding: Finding
    why: str
    confounded_by: str | None = None


@dataclass(frozen=True, slots=True)
class Study:
    """One row of a report: an arm or an outcome, with every cell kept as reported.

    Cell studies are kept beside the secretome ones and carry no grading.
    """

    study_id: str
    condition: str
    design: str
    product_kind: str
    route: str
    n_treated: int | None
    n_control: int | None
    treated_sd: float | None
    control_sd: float | None
    outcome: str
    verified: Verified
    source: str
    grading: Grading | None
    reported: Mapping[str, str]
    origin: Origin = Origin.LITERATURE

    @property
    def is_secretome(self) -> bool:
        """Cells are another product: their results never count as secretome results."""
        return self.grading is not None


@dataclass(frozen=True, slots=True)
class Contraindication:
    """A use in which harm was reported: condition, words of the route, and the rows behind it."""

    condition: str
    routes: tuple[str, ...]
    reason: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that is said about secretome, in testable form, with its verdict."""

    claim_id: str
    text: str
    testable_form: str
    evidence_for: str
    evidence_against: str
    verdict: str
    sources: tuple[str, ...]
