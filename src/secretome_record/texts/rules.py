"""What speaks against keeping or publishing a text: plain rules that name every reason."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from secretome_record.ledger.refusal import Reason, Refusal
from secretome_record.patients.medicines import words_against_medicines

LONGEST_TITLE = 120
LONGEST_BODY = 60_000


def reasons_against_text(title: str, body: str) -> Iterator[Reason]:
    """List what speaks against keeping a text as a draft."""
    if not title.strip():
        yield Reason("title", "Give the text a title that a patient understands.")
    elif len(title.strip()) > LONGEST_TITLE:
        yield Reason("title", f"The title is longer than {LONGEST_TITLE} letters. Shorten it.")
    if not body.strip():
        yield Reason("body", "There is no text yet. Write or paste it.")
    elif len(body) > LONGEST_BODY:
        yield Reason("body", f"The text is longer than {LONGEST_BODY:,} letters. Divide it.")
    if "\0" in title + body:
        yield Reason("body", "The text holds characters that are no letters. Paste it as text.")


def reasons_against_publishing(findings: Sequence[Mapping[str, Any]]) -> Iterator[Reason]:
    """List each claim that the evidence does not carry."""
    for one in findings:
        if one["blocks"]:
            verdict = str(one["verdict"]).replace("_", " ")
            yield Reason(
                "claim",
                f"“{_short(one['text'])}” is {verdict} ({one['claim_id']}). Change it, "
                "or the medical advisor signs why it stands.",
            )


def reasons_against_advice(text: str) -> Iterator[Reason]:
    """List what tells a patient to leave medicines, care or visits; no signature carries that."""
    for told in words_against_medicines(text):
        yield Reason(
            "against_medicines",
            f"The text tells patients to leave medicines, treatment or visits (“{told}”). Only who "
            "prescribed them may change them. Take it out.",
        )


def reasons_against_a_stale_page(seen: str, now: str) -> Iterator[Reason]:
    """What was changed meanwhile by somebody else is neither overwritten nor let out unread."""
    if seen != now:
        yield Reason(
            "stale",
            "Somebody changed this text since you opened the page. Open it again and read it; "
            "copy first what you wrote.",
        )


def _short(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= 120 else f"{plain[:117]}..."


def require_short(text: str) -> None:
    """Raise Refusal for a text too long to be shown with its claims on one page."""
    if len(text) > LONGEST_BODY:
        sentence = f"The text is longer than {LONGEST_BODY:,} letters. Check its parts one by one."
        raise Refusal(Reason("file", sentence))
