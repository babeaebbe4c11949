"""When something happened, as a person states it: never in the future, late only with a reason."""

from datetime import datetime, timedelta

from secretome_record.ledger.refusal import Reason, refuse_if_any

# A laboratory writes down within the shift; later entries say why (ALCOA: contemporaneous).
LATE_AFTER = timedelta(hours=24)


def reasons_against_moment(
    occurred_at: datetime, at: datetime, late_reason: str = ""
) -> tuple[Reason, ...]:
    """List what speaks against ``occurred_at`` when it is written down ``at``."""
    if occurred_at.tzinfo is None:
        return (Reason("no_zone", "Say the time zone of the moment it happened."),)
    if occurred_at > at:
        return (
            Reason("in_the_future", f"{occurred_at:%d %b %Y %H:%M %Z} is in the future. Check it."),
        )
    if at - occurred_at > LATE_AFTER and not late_reason.strip():
        return (Reason("late", "This is more than a day ago. Say why it is entered so late."),)
    return ()


def require_moment(occurred_at: datetime, at: datetime, late_reason: str = "") -> None:
    """Raise Refusal when the moment cannot stand."""
    refuse_if_any(reasons_against_moment(occurred_at, at, late_reason))
