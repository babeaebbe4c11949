"""How a table of study rows moves: proposed, then accepted or refused, perhaps withdrawn later."""

from secretome_record.ledger.states import StateTable, steps

PROPOSED = "PROPOSED"
ACCEPTED = "ACCEPTED"
REFUSED = "REFUSED"
WITHDRAWN = "WITHDRAWN"

_REVIEWERS = ("MEDICAL_ADVISOR",)

STUDY_TABLE_MOVES = StateTable(
    "study table",
    PROPOSED,
    (
        *steps(PROPOSED, "accept", ACCEPTED, _REVIEWERS, meaning="study rows reviewed"),
        *steps(PROPOSED, "refuse", REFUSED, _REVIEWERS, reason_needed=True),
        *steps(ACCEPTED, "withdraw", WITHDRAWN, _REVIEWERS, reason_needed=True),
    ),
)
