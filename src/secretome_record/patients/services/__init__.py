"""The verbs of the patients room: ask, triage, assess, answer, correct, open, decide, close."""

from secretome_record.patients.offering import Offering, OwnWords
from secretome_record.patients.services.answering import (
    answer_request,
    assess_request,
    correct_answer,
    give_new_link,
    reopen_assessment,
)
from secretome_record.patients.services.asking import (
    close_request,
    receive_request,
    triage_request,
)
from secretome_record.patients.services.deciding import (
    accept_answer,
    decline_answer,
    open_answer,
)
from secretome_record.patients.services.reviewing import review_translation

__all__ = [
    "Offering",
    "OwnWords",
    "accept_answer",
    "answer_request",
    "assess_request",
    "close_request",
    "correct_answer",
    "decline_answer",
    "give_new_link",
    "open_answer",
    "receive_request",
    "reopen_assessment",
    "review_translation",
    "triage_request",
]
