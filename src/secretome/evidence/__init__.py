"""What is known from published human studies, condition by condition, and what is not."""

from secretome.evidence.asked import not_known, require_search_words, require_words
from secretome.evidence.assessment import Assessment, assess
from secretome.evidence.assumptions import Assumption, assumptions
from secretome.evidence.catalogue import Found, conditions_with_code, find_condition, is_icd10
from secretome.evidence.certainty import (
    CertaintyReason,
    CertaintyRule,
    CertaintyTable,
    certainty_rules,
)
from secretome.evidence.documents import (
    assessment_document,
    expected_document,
    harm_document,
    pool_document,
    pooled_document,
    share_document,
    study_document,
)
from secretome.evidence.expectation import (
    Allowance,
    Covariate,
    Expectation,
    HarmRate,
    LeftOut,
    Mid,
    NotReaching,
)
from secretome.evidence.icd import name_of_code, search_conditions
from secretome.evidence.pooled import (
    ForestRow,
    Measure,
    Pool,
    Pooled,
    PooledRow,
    SmallStudyCheck,
    forest_rows,
)
from secretome.evidence.rows import (
    Certainty,
    Claim,
    Condition,
    Contraindication,
    Origin,
    Study,
    Verified,
)
from secretome.evidence.sources import link_to
from secretome.evidence.study_faults import Fault
from secretome.evidence.study_rows import study_from_row, study_table_columns
from secretome.evidence.study_schema import study_schema
from secretome.evidence.study_table import BadStudyTable, StudyTable, read_study_table
from secretome.evidence.tables import claims, conditions, evidence_version, studies
from secretome.evidence.verdict import VERDICT_RULES, ConditionVerdict, VerdictRule, Weight

__all__ = [
    "VERDICT_RULES",
    "Allowance",
    "Assessment",
    "Assumption",
    "BadStudyTable",
    "Certainty",
    "CertaintyReason",
    "CertaintyRule",
    "CertaintyTable",
    "Claim",
    "Condition",
    "ConditionVerdict",
    "Contraindication",
    "Covariate",
    "Expectation",
    "Fault",
    "ForestRow",
    "Found",
    "HarmRate",
    "LeftOut",
    "Measure",
    "Mid",
    "NotReaching",
    "Origin",
    "Pool",
    "Pooled",
    "PooledRow",
    "SmallStudyCheck",
    "Study",
    "StudyTable",
    "VerdictRule",
    "Verified",
    "Weight",
    "assess",
    "assessment_document",
    "assumptions",
    "certainty_rules",
    "claims",
    "conditions",
    "conditions_with_code",
    "evidence_version",
    "expected_document",
    "find_condition",
    "forest_rows",
    "harm_document",
    "is_icd10",
    "link_to",
    "name_of_code",
    "not_known",
    "pool_document",
    "pooled_document",
    "read_study_table",
    "require_search_words",
    "require_words",
    "search_conditions",
    "share_document",
    "studies",
    "study_document",
    "study_from_row",
    "study_schema",
    "study_table_columns",
]
