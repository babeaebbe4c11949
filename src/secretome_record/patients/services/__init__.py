"""The verbs of the patients room: ask, triage, assess, answer, open, decide, close."""

from secretome_record.patients.content import OwnWords
from secretome_record.patients.services.answering import (
    answer_request,
    assess_request,
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

__all__ = [
    "OwnWords",
    "accept_answer",
    "answer_request",
    "assess_request",
    "close_request",
    "decline_answer",
    "give_new_link",
    "open_answer",
    "receive_request",
    "reopen_assessment",
    "triage_request",
]
