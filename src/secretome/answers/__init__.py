"""Where case, lot and evidence meet: the answer and the plan, or every reason against them."""

from secretome.answers.case import BasisKind, Case, LegalBasis, PriceList, Schedule, Visit
from secretome.answers.case_reading import parse_case, read_case
from secretome.answers.case_schema import case_schema, case_schema_text
from secretome.answers.documents.printing import plan_pdf
from secretome.answers.faults import CaseFaults
from secretome.answers.lot import LotFile, measure_lot
from secretome.answers.plan_documents import NOTICE, plan_document
from secretome.answers.planning import LotDose, Plan, assess_case, plan
from secretome.answers.stated import Statement, endotoxin_result

__all__ = [
    "NOTICE",
    "BasisKind",
    "Case",
    "CaseFaults",
    "LegalBasis",
    "LotDose",
    "LotFile",
    "Plan",
    "PriceList",
    "Schedule",
    "Statement",
    "Visit",
    "assess_case",
    "case_schema",
    "case_schema_text",
    "endotoxin_result",
    "measure_lot",
    "parse_case",
    "plan",
    "plan_document",
    "plan_pdf",
    "read_case",
]
