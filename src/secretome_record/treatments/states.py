"""How plans, sessions and planned visits move."""

from secretome_record.ledger.states import StateTable, steps

DRAFT, SIGNED, CONSENTED = "DRAFT", "SIGNED", "CONSENTED"
COMPLETED, STOPPED, REPLACED = "COMPLETED", "STOPPED", "REPLACED"

_PHYSICIAN = ("PHYSICIAN",)
# A consent is explained, taken and withdrawn in front of any of these.
_EXPLAIN = ("PHYSICIAN", "NURSE", "COORDINATOR")

PLAN_PRESCRIBED = "plan prescribed"
DESPITE_OVERDUE = "dose given despite an overdue safety visit"

PLAN_MOVES = StateTable(
    "plan",
    DRAFT,
    (
        *steps(DRAFT, "sign", SIGNED, _PHYSICIAN, meaning=PLAN_PRESCRIBED),
        *steps(SIGNED, "consent", CONSENTED, _EXPLAIN),
        *steps(CONSENTED, "withdraw", SIGNED, _EXPLAIN, reason_needed=True),
        *steps(CONSENTED, "complete", COMPLETED, _PHYSICIAN),
        *steps((DRAFT, SIGNED, CONSENTED), "stop", STOPPED, _PHYSICIAN, reason_needed=True),
        *steps((DRAFT, SIGNED, CONSENTED), "replace", REPLACED, _PHYSICIAN, reason_needed=True),
    ),
)

PLANNED, PREPARED, MATCHED, GIVEN, CANCELLED = (
    "PLANNED",
    "PREPARED",
    "MATCHED",
    "GIVEN",
    "CANCELLED",
)

SESSION_MOVES = StateTable(
    "session",
    PLANNED,
    (
        *steps(PLANNED, "prepare", PREPARED, ("NURSE", "PHYSICIAN")),
        *steps(PREPARED, "match", MATCHED, ("NURSE",)),
        *steps(MATCHED, "give", GIVEN, ("NURSE",)),
        *steps(
            (PLANNED, PREPARED, MATCHED),
            "cancel",
            CANCELLED,
            ("PHYSICIAN", "NURSE", "COORDINATOR", "SAFETY_OFFICER"),
            reason_needed=True,
        ),
    ),
)

DUE, HELD, MISSED = "DUE", "HELD", "MISSED"

_VISIT = ("NURSE", "PHYSICIAN", "COORDINATOR")

VISIT_MOVES = StateTable(
    "visit",
    PLANNED,
    (
        *steps(PLANNED, "fall_due", DUE, _VISIT),
        *steps(DUE, "hold", HELD, _VISIT),
        *steps(DUE, "miss", MISSED, _VISIT, reason_needed=True),
        *steps(MISSED, "hold_late", HELD, _VISIT),
    ),
)
