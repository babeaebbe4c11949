"""Words for states, verdicts and urgency, and the tones of their badges."""

from django.utils.translation import gettext as _

from secretome_record.patients.models import Request
from secretome_record.patients.states import (
    ACCEPTED,
    ANSWERED,
    ASSESSED,
    CLOSED,
    DECLINED,
    RECEIVED,
    TRIAGED,
)

TONES = {
    RECEIVED: "waiting", TRIAGED: "waiting", ASSESSED: "waiting", ANSWERED: "held",
    ACCEPTED: "good", DECLINED: "neutral", CLOSED: "neutral",
}  # fmt: skip
VERDICT_TONES = {
    "SUPPORTED": "good", "TRIAL_ONLY": "warning", "NOT_SUPPORTED": "refused",
    "NO_HUMAN_STUDY": "unknown", "CONTRAINDICATED": "refused",
}  # fmt: skip
EXCLUSION_TONES = {"met": "refused", "not met": "good", "unknown": "unknown"}


def state_word(state: str) -> str:
    """The state of a request as a fact."""
    words = {
        RECEIVED: _("Received"), TRIAGED: _("Triaged"), ASSESSED: _("Assessed"),
        ANSWERED: _("Answered"), ACCEPTED: _("Accepted"), DECLINED: _("Declined"),
        CLOSED: _("Closed"),
    }  # fmt: skip
    return words[state]


def state_choices() -> tuple[tuple[str, str], ...]:
    """The states a list may be narrowed to."""
    return tuple((state, state_word(state)) for state in TONES)


def verdict_word(verdict: str) -> str:
    """A verdict in the fewest honest words."""
    words = {
        "SUPPORTED": _("Supported by studies"),
        "TRIAL_ONLY": _("Possible, but unproven"),
        "NOT_SUPPORTED": _("Not supported"),
        "NO_HUMAN_STUDY": _("No human study found"),
        "CONTRAINDICATED": _("Contraindicated: refused"),
    }
    return words[verdict]


def exclusion_word(state: str) -> str:
    """Whether a contraindication holds for one patient."""
    words = {
        "met": _("Holds for this patient"),
        "not met": _("Does not hold"),
        "unknown": _("Not known"),
    }
    return words[state]


def urgency_choices() -> tuple[tuple[str, str], ...]:
    """The urgencies a list may be narrowed to."""
    return (("True", _("urgent")), ("False", _("not urgent")))


def urgency_word(request: Request) -> str:
    """Whether somebody said that it is urgent."""
    if request.urgent is None:
        return _("not yet said")
    return _("urgent") if request.urgent else _("not urgent")


def short_version(version: str) -> str:
    """A version of the evidence tables, short enough to be compared by eye."""
    return version.removeprefix("sha256:")[:12]
