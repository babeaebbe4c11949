"""What the database itself refuses: a changed answer, and one that says more than its verdict."""

from secretome_record.ledger.triggers.guards import Guard, register
from secretome_record.patients.rules import POSITIVITY

_FROZEN = (
    "code", "site_id", "request_id", "assessment_id", "possibility", "content",
    "answered_by_id", "answered_at",
)  # fmt: skip
_CHANGED = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in _FROZEN)
_RANKS = " ".join(f"WHEN '{verdict}' THEN {rank}" for verdict, rank in POSITIVITY.items())

_ABOVE_ITS_ASSESSMENT = (
    "(CASE NEW.possibility RANKS ELSE 99 END) > COALESCE((SELECT CASE a.verdict RANKS ELSE -1 END"
    " FROM patients_assessment a"
    " WHERE a.id = NEW.assessment_id AND a.request_id = NEW.request_id), -1)"
).replace("RANKS", _RANKS)

register(
    guards=(
        Guard(
            "frozen_answer",
            "patients_answer",
            f"UPDATE OF {', '.join(_FROZEN)}",
            _CHANGED,
            "An answer that was given is never changed",
        ),
        Guard(
            "kept_answer",
            "patients_answer",
            "DELETE",
            "1 = 1",
            "An answer that was given is never removed",
        ),
        Guard(
            "honest_answer",
            "patients_answer",
            "INSERT",
            _ABOVE_ITS_ASSESSMENT,
            "An answer is never more positive than its assessment",
        ),
    ),
)
