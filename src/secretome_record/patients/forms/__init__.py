"""Text from the public form, the private link and the staff pages, turned into values."""

from secretome_record.patients.forms.answering import AnswerForm, ReviewForm
from secretome_record.patients.forms.asking import (
    AskForm,
    AssessForm,
    BirthDateField,
    BirthDateForm,
    DecisionForm,
    FindForm,
    ReasonForm,
    TriageForm,
)

__all__ = [
    "AnswerForm",
    "AskForm",
    "AssessForm",
    "BirthDateField",
    "BirthDateForm",
    "DecisionForm",
    "FindForm",
    "ReasonForm",
    "ReviewForm",
    "TriageForm",
]
