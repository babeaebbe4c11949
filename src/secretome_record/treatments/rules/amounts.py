"""Text to whole microlitres and to money: decimal all the way, never a float."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from secretome_record.ledger.refusal import Reason, refuse

# Three decimals of a millilitre are one microlitre, which is finer than any syringe.
_VOLUME = re.compile(r"[0-9]{1,4}(?:[.,][0-9]{1,3})?")
_MONEY = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,3})?")


def microlitres(text: str, what: str = "volume") -> int:
    """Return millilitres as written in whole microlitres. Raises Refusal for anything unclear."""
    clean = text.strip()
    if not _VOLUME.fullmatch(clean):
        raise refuse(
            f"{what}_ml_text",
            f"'{clean[:20]}' is no {what} volume. Write millilitres with up to three decimals, "
            "for example 2.4.",
        )
    return int(Decimal(clean.replace(",", ".")) * 1000)


def millilitres_text(microlitre_count: int) -> str:
    """Return whole microlitres as millilitres without needless zeros."""
    text = f"{Decimal(microlitre_count) / 1000:.3f}"
    return text.rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class Price:
    """What a course costs by one price list, and who approved charging where that is needed."""

    total_text: str
    currency: str
    reason: str


def reasons_against_price_list(
    currency: str, digits: int | None, amounts: dict[str, str]
) -> Iterator[Reason]:
    """A currency of ISO 4217, and amounts as plain decimals with no more digits than it has."""
    if digits is None:
        yield Reason("currency", f"'{currency}' is no ISO 4217 currency. Write for example EUR.")
    for name, text in amounts.items():
        if not _MONEY.fullmatch(text.strip()):
            yield Reason(name, f"'{text.strip()[:20]}' is no amount. Write for example 120.00.")
        elif digits is not None and _decimals(text) > digits:
            yield Reason(name, f"{currency} has {digits} decimals; {text.strip()} has more.")


def total_of(per_session: str, sessions: int, per_visit: str, visits: int, digits: int) -> str:
    """Return the price of a course, added up as written and never rounded."""
    total = Decimal(per_session) * sessions + Decimal(per_visit) * visits
    return f"{total.quantize(Decimal(1).scaleb(-digits)):f}"


def reasons_against_price(
    *, total_text: str, in_trial: bool, charging_approved_by: str
) -> Iterator[Reason]:
    """Under a trial nothing is charged, unless a named person approved charging."""
    if in_trial and Decimal(total_text) > 0 and not charging_approved_by.strip():
        yield Reason(
            "charged_in_trial",
            "The price list charges a patient of a trial, and nobody approved charging. Choose a "
            "price list of zero, or record in the legal basis who approved charging.",
        )


def _decimals(text: str) -> int:
    return len(text.strip().partition(".")[2])
