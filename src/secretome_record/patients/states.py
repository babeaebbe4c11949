"""How a request moves: received, triaged, assessed, answered, then accepted or declined.

An answer that was given is corrected by a new version: the request goes back to be answered again.
"""

from secretome_record.ledger.states import StateTable, steps

RECEIVED, TRIAGED, ASSESSED, ANSWERED = "RECEIVED", "TRIAGED", "ASSESSED", "ANSWERED"
ACCEPTED, DECLINED, CLOSED = "ACCEPTED", "DECLINED", "CLOSED"
# Where a request stands while an answer that was given is being corrected.
IN_CORRECTION = frozenset({TRIAGED, ASSESSED})

ANSWER_GIVEN = "answer given"
TRANSLATION_REVIEWED = "translation reviewed"

REQUEST_MOVES = StateTable(
    "request",
    RECEIVED,
    (
        *steps(RECEIVED, "triage", TRIAGED, ("COORDINATOR",)),
        *steps(TRIAGED, "assess", ASSESSED, ("MEDICAL_ADVISOR",)),
        *steps(ASSESSED, "reopen", TRIAGED, ("MEDICAL_ADVISOR",), reason_needed=True),
        *steps(ASSESSED, "answer", ANSWERED, ("MEDICAL_ADVISOR",), meaning=ANSWER_GIVEN),
        *steps(
            (ANSWERED, ACCEPTED, DECLINED),
            "correct",
            ASSESSED,
            ("MEDICAL_ADVISOR",),
            reason_needed=True,
        ),
        *steps(ANSWERED, "accept", ACCEPTED, ("VISITOR",)),
        *steps(ANSWERED, "decline", DECLINED, ("VISITOR",)),
        *steps(
            (RECEIVED, TRIAGED, ASSESSED, ANSWERED),
            "close",
            CLOSED,
            ("COORDINATOR", "MEDICAL_ADVISOR"),
            reason_needed=True,
        ),
    ),
)
