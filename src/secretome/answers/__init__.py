"""Where case, lot and evidence meet: the answer and the plan, or every reason against them."""

from secretome.answers.answering import answer_document, options_document
from secretome.answers.case import BasisKind, Case, LegalBasis, PriceList, Schedule, Visit
from secretome.answers.case_reading import parse_case, read_case
from secretome.answers.case_schema import case_schema, case_schema_text
from secretome.answers.documents.answer_printing import answer_pdf
from secretome.answers.documents.printing import plan_pdf
from secretome.answers.facts import facts_of_plan, facts_schema
from secretome.answers.faults import CaseFaults
from secretome.answers.forests import pool_svg
from secretome.answers.lot import LotFile, measure_lot
from secretome.answers.plan_documents import NOTICE, plan_document
from secretome.answers.planning import LotDose, Plan, assess_case, plan
from secretome.answers.stated import Statement, endotoxin_result
from secretome.answers.words import LANGUAGES, READING_AGE_LIMIT, reading_age, words_version

__all__ = [
    "LANGUAGES",
    "NOTICE",
    "READING_AGE_LIMIT",
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
    "answer_document",
    "answer_pdf",
    "assess_case",
    "case_schema",
    "case_schema_text",
    "endotoxin_result",
    "facts_of_plan",
    "facts_schema",
    "measure_lot",
    "options_document",
    "parse_case",
    "plan",
    "plan_document",
    "plan_pdf",
    "pool_svg",
    "read_case",
    "reading_age",
    "words_version",
]
