"""State and verdict words with their tones, and where a code of a reason opens."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from secretome_record.ledger.pictures import code_url
from secretome_record.ledger.refusal import Reason

LOT_TONES = {
    "QUARANTINED": "waiting", "REVIEWED": "waiting", "RELEASED": "good", "REJECTED": "refused",
    "ON_HOLD": "held",
}  # fmt: skip
VERDICT_TONES = {
    "PASS": "good", "FAIL": "refused", "CANNOT_TELL": "unknown", "INVALID": "warning",
    "PENDING": "waiting", "MISSING": "unknown",
}  # fmt: skip
OTHER_TONES = {
    "DRAFT": "neutral", "IN_FORCE": "good", "REPLACED": "neutral", "RECORDED": "waiting",
    "VERIFIED": "good", "INVALIDATED": "warning", "OPEN": "warning", "ASSESSED": "waiting",
    "CLOSED": "good",
}  # fmt: skip
_ADDRESSES = {
    "RS": "quality:result", "DV": "quality:deviation", "BA": "batches:record",
    "SP": "quality:specification", "OO": "quality:oos",
}  # fmt: skip


def lot_word(state: str) -> str:
    """The state of a lot as people say it."""
    return {
        "QUARANTINED": _("In quarantine"),
        "REVIEWED": _("Reviewed, not released"),
        "RELEASED": _("Released"),
        "REJECTED": _("Rejected"),
        "ON_HOLD": _("On hold"),
    }[state]


def verdict_word(verdict: str) -> str:
    """A verdict as people say it."""
    return {
        "PASS": _("Pass"),
        "FAIL": _("Fail"),
        "CANNOT_TELL": _("Cannot tell"),
        "INVALID": _("Invalid"),
        "PENDING": _("Pending"),
        "MISSING": _("Missing"),
    }[verdict]


def state_word(state: str) -> str:
    """Any other state as people say it."""
    return {
        "DRAFT": _("Draft"),
        "IN_FORCE": _("In force"),
        "REPLACED": _("Replaced"),
        "RECORDED": _("Waits for verification"),
        "VERIFIED": _("Verified"),
        "INVALIDATED": _("Set aside"),
        "OPEN": _("Open"),
        "ASSESSED": _("Assessed"),
        "CLOSED": _("Closed"),
    }[state]


def blocker_word(code: str) -> str:
    """A reason of the gate in two or three words, for lists."""
    return {
        "on_hold": _("on hold"),
        "rejected": _("rejected"),
        "released_already": _("released"),
        "expired": _("expired"),
        "step_open": _("step not checked"),
        "deviation_open": _("open deviation"),
        "deviation_not_closed": _("deviation not closed"),
        "donor_not_eligible": _("donor not eligible"),
        "donor_consent": _("donor consent"),
        "donor_screening": _("donor screening"),
        "no_specification": _("no specification"),
        "result_missing": _("result missing"),
        "result_unverified": _("result not verified"),
        "result_failed": _("result fails"),
        "result_invalid": _("test not valid"),
        "cannot_tell": _("result to decide under a protocol"),
        "oos_open": _("OOS investigation open"),
        "unreliable": _("measurement unreliable"),
        "incubation": _("incubation running"),
        "demo_mismatch": _("demo data"),
        "not_reviewed": _("not reviewed"),
        "review_broken": _("review no longer holds"),
        "reviewer_took_part": _("reviewer took part"),
        "same_person": _("same person"),
    }.get(code, code.replace("_", " "))


def mending(reasons: Iterable[Reason], here: str = "") -> list[dict[str, Any]]:
    """Reasons with the address where each can be mended; none that leads back to its own page."""
    return [
        {
            "sentence": r.sentence,
            "url": "" if r.about == here else url_of(r.about),
            "action": _("Open"),
        }
        for r in reasons
    ]


def url_of(code: str) -> str:
    """Where a code opens; a reason about the lot stands on its page already."""
    name = _ADDRESSES.get(code[:2])
    if code.startswith("DN"):
        return code_url(code)
    if name:
        return reverse(name, args=[code])
    return ""


def signature_rows(found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Signatures with the word that says whether each still holds."""
    return [
        {
            **row,
            "word": _("Signature holds") if row["holds"] else _("Changed since it was signed"),
            "tone": "good" if row["holds"] else "warning",
        }
        for row in found
    ]
