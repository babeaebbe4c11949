"""The states of the room as facts, and where each reason is mended."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from secretome_record.ledger.pictures import code_url
from secretome_record.ledger.refusal import Reason
from secretome_record.treatments import states

PLAN_TONES = {
    states.DRAFT: "waiting", states.SIGNED: "waiting", states.CONSENTED: "good",
    states.COMPLETED: "neutral", states.STOPPED: "refused", states.REPLACED: "neutral",
}  # fmt: skip
SESSION_TONES = {
    states.PLANNED: "waiting", states.PREPARED: "waiting", states.MATCHED: "waiting",
    states.GIVEN: "good", states.CANCELLED: "neutral",
}  # fmt: skip
VISIT_TONES = {
    states.PLANNED: "neutral", states.DUE: "waiting", states.HELD: "good", states.MISSED: "warning",
}  # fmt: skip


def plan_word(state: str) -> str:
    """The state of a plan as a fact."""
    words = {
        states.DRAFT: _("Draft"), states.SIGNED: _("Signed, no consent yet"),
        states.CONSENTED: _("Consented"), states.COMPLETED: _("Completed"),
        states.STOPPED: _("Stopped"), states.REPLACED: _("Replaced"),
    }  # fmt: skip
    return words[state]


def session_word(state: str) -> str:
    """The state of a session as a fact."""
    words = {
        states.PLANNED: _("Planned"), states.PREPARED: _("Prepared"),
        states.MATCHED: _("Matched at the bedside"), states.GIVEN: _("Given"),
        states.CANCELLED: _("Cancelled"),
    }  # fmt: skip
    return words[state]


def visit_word(state: str, *, is_overdue: bool = False) -> str:
    """The state of a planned visit as a fact."""
    if is_overdue and state == states.DUE:
        return _("Overdue")
    words = {
        states.PLANNED: _("After the first dose"), states.DUE: _("Due"),
        states.HELD: _("Held"), states.MISSED: _("Missed"),
    }  # fmt: skip
    return words[state]


def plan_states() -> tuple[tuple[str, str], ...]:
    """The states a list of plans may be narrowed to."""
    return tuple((state, plan_word(state)) for state in PLAN_TONES)


def mending(reasons: Iterable[Reason]) -> list[dict[str, str]]:
    """Every reason against, with the page where it is mended."""
    return [
        {
            "sentence": reason.sentence,
            "url": _where(reason),
            "action": _("Open %(code)s") % {"code": reason.about} if _where(reason) else "",
        }
        for reason in reasons
    ]


def _where(reason: Reason) -> str:
    if reason.code in {"no_legal_basis", "basis_expired"}:
        return reverse("treatments:legal_bases")
    return code_url(reason.about) if "-" in reason.about else ""
