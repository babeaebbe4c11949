"""How adverse events move. Planned visits move by the table of the treatments room."""

from secretome_record.ledger.states import StateTable, steps

REPORTED, ASSESSED, CLOSED = "REPORTED", "ASSESSED", "CLOSED"

EVENT_CLOSED = "adverse event closed"

EVENT_MOVES = StateTable(
    "adverse event",
    REPORTED,
    (
        *steps(REPORTED, "assess", ASSESSED, ("SAFETY_OFFICER", "PHYSICIAN")),
        *steps(
            ASSESSED,
            "close",
            CLOSED,
            ("SAFETY_OFFICER",),
            meaning=EVENT_CLOSED,
            reason_needed=True,
        ),
    ),
)
