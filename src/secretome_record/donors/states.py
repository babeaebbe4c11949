"""How a donor moves: registered, then eligible or refused, perhaps deferred later."""

from secretome_record.ledger.states import StateTable, steps

REGISTERED = "REGISTERED"
ELIGIBLE = "ELIGIBLE"
REFUSED = "REFUSED"
DEFERRED = "DEFERRED"

_COORDINATOR = ("DONOR_COORDINATOR",)

DONOR_MOVES = StateTable(
    "donor",
    REGISTERED,
    (
        *steps(REGISTERED, "accept", ELIGIBLE, _COORDINATOR, meaning="donor eligible"),
        *steps(REGISTERED, "refuse", REFUSED, _COORDINATOR, reason_needed=True),
        *steps(
            ELIGIBLE,
            "defer",
            DEFERRED,
            ("DONOR_COORDINATOR", "QA", "SAFETY_OFFICER"),
            reason_needed=True,
        ),
        *steps(
            DEFERRED,
            "accept_again",
            ELIGIBLE,
            _COORDINATOR,
            meaning="donor eligible",
            reason_needed=True,
        ),
    ),
)
