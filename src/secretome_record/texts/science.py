"""The one door of this room into the science: claims, live numbers, and the check of a text."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from secretome.claims import (
    SUFFIXES,
    check_text,
    check_version,
    claim_document,
    claim_records,
    cost_per_dose,
    link_to,
    live_numbers,
    reads_as_english,
    text_of_bytes,
    time_to_release,
)
from secretome.errors import BadInput, MissingExtra
from secretome_record.ledger.refusal import Reason, Refusal
from secretome_record.ledger.science import sha256_hex

__all__ = [
    "KINDS",
    "check",
    "check_version",
    "claims",
    "fingerprint",
    "link_to",
    "numbers",
    "text_in",
]

KINDS = SUFFIXES


def check(text: str) -> list[dict[str, Any]]:
    """Every claim of a text: its place, its words, the claim, whether it blocks.

    Raises Refusal for a text that is not English, in which no claim would be found.
    """
    if not reads_as_english(text):
        sentence = "This does not read as English, and claims are found in English only."
        raise Refusal(Reason("body", sentence))
    return [
        {
            "start": one.start,
            "end": one.end,
            "text": one.text,
            "claim_id": one.claim.claim_id,
            "verdict": one.claim.verdict.value,
            "blocks": one.blocks,
        }
        for one in check_text(text)
    ]


def claims() -> dict[str, dict[str, Any]]:
    """Every claim by its id, with verdict, why, both sides, wording and sources."""
    return {
        claim.claim_id: {
            **claim_document(claim),
            "testable_form": claim.testable_form,
            "evidence_for": claim.evidence_for,
            "evidence_against": claim.evidence_against,
        }
        for claim in claim_records().values()
    }


def numbers(
    donor_days: Sequence[float], own_days: Sequence[float], prices: Iterable[tuple[float, str]]
) -> list[dict[str, Any]]:
    """Every live number: of the evidence, of the body model, and of this site's records."""
    by_currency: dict[str, list[float]] = {}
    for amount, currency in prices:
        by_currency.setdefault(currency, []).append(amount)
    costs = [cost_per_dose(amounts, currency) for currency, amounts in by_currency.items()]
    here = [
        time_to_release(donor_days, own_cells=False),
        time_to_release(own_days, own_cells=True),
        *(costs or [cost_per_dose([], "")]),
    ]
    return [asdict(number) for number in (*live_numbers(), *here)]


def text_in(data: bytes, *, name: str) -> str:
    """The text of a file. Raises Refusal with one sentence for a file that cannot be read."""
    try:
        return text_of_bytes(data, name=name).text
    except BadInput as fault:
        sentence = f"The file cannot be read: {fault.what}. {fault.do}"
        raise Refusal(Reason("file", sentence)) from fault
    except MissingExtra as fault:
        raise Refusal(Reason("file", str(fault))) from fault


def fingerprint(text: str) -> str:
    """The hash by which a page knows which text it showed."""
    return sha256_hex(text)
