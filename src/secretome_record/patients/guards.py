"""What the database itself refuses: a changed answer, one out of turn, one above its verdict."""

from secretome_record.ledger.triggers.guards import Guard, register
from secretome_record.patients.rules import POSITIVITY

_FROZEN = (
    "code", "site_id", "request_id", "assessment_id", "version", "possibility", "language",
    "facts", "exclusions", "content", "document_id", "answered_by_id", "answered_at",
)  # fmt: skip
_CHANGED = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in _FROZEN)
# These may be NULL, and NULL is not unequal to anything.
_FROZEN_PAIR = ("replaces_id", "translation_review_id")
_CHANGED += "".join(f" OR NEW.{name} IS DISTINCT FROM OLD.{name}" for name in _FROZEN_PAIR)
_RANKS = " ".join(f"WHEN '{verdict}' THEN {rank}" for verdict, rank in POSITIVITY.items())

_ABOVE_ITS_ASSESSMENT = (
    "(CASE NEW.possibility RANKS ELSE 99 END) > COALESCE((SELECT CASE a.verdict RANKS ELSE -1 END"
    " FROM patients_assessment a"
    " WHERE a.id = NEW.assessment_id AND a.request_id = NEW.request_id), -1)"
).replace("RANKS", _RANKS)

_OUT_OF_TURN = (
    "NEW.version <> 1 + COALESCE((SELECT MAX(a.version) FROM patients_answer a"
    " WHERE a.request_id = NEW.request_id), 0)"
    " OR (NEW.version > 1 AND NOT EXISTS (SELECT 1 FROM patients_answer a"
    " WHERE a.id = NEW.replaces_id AND a.request_id = NEW.request_id"
    " AND a.version = NEW.version - 1))"
)
_UNREVIEWED = (
    "NEW.language <> 'en' AND NOT EXISTS (SELECT 1 FROM patients_translationreview r"
    " WHERE r.id = NEW.translation_review_id AND r.site_id = NEW.site_id"
    " AND r.language = NEW.language)"
)

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
        Guard(
            "answer_in_turn",
            "patients_answer",
            "INSERT",
            _OUT_OF_TURN,
            "A new answer follows the last version and replaces it",
        ),
        Guard(
            "reviewed_answer",
            "patients_answer",
            "INSERT",
            _UNREVIEWED,
            "An answer in another language needs words that a named person reviewed",
        ),
    ),
)
