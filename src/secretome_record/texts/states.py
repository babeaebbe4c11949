"""How a text for patients moves: written, published, withdrawn."""

from secretome_record.ledger.states import StateTable, steps

DRAFT = "DRAFT"
PUBLISHED = "PUBLISHED"
WITHDRAWN = "WITHDRAWN"

WRITERS = ("COORDINATOR", "MEDICAL_ADVISOR")
DESPITE = "published despite claims"

TEXT_MOVES = StateTable(
    "patient text",
    DRAFT,
    (
        *steps(DRAFT, "publish", PUBLISHED, WRITERS),
        *steps(
            DRAFT,
            "publish_despite_claims",
            PUBLISHED,
            ("MEDICAL_ADVISOR",),
            meaning=DESPITE,
            reason_needed=True,
        ),
        *steps((DRAFT, PUBLISHED), "withdraw", WITHDRAWN, WRITERS, reason_needed=True),
    ),
)
