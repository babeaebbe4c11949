"""Signatures: what a person meant to sign, bound to the hash of exactly that content."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from secretome_record.ledger.acting import Actor
from secretome_record.ledger.models import Signature
from secretome_record.ledger.refusal import refuse
from secretome_record.ledger.science import canonical_json, sha256_hex


@dataclass(frozen=True, slots=True)
class SignedIntent:
    """A person proved again who they are, to sign with this meaning in this role."""

    person_id: UUID
    printed_name: str
    role: str
    meaning: str
    at: datetime
    method: str


def keep_signature(
    row: models.Model, intent: SignedIntent, content: Mapping[str, Any], *, by: Actor
) -> Signature:
    """Store the signature on ``row`` with the content it covers.

    Raises Refusal when the signer is not the person who acts or lacks the role.
    """
    if by.actor_code != f"person:{intent.person_id.hex}":
        raise refuse("not_your_signature", "Only the person who acts can sign.")
    if intent.role not in by.roles:
        raise refuse("not_your_role", "You do not hold the role this signature is made in.")
    text = canonical_json(content)
    return Signature.objects.create(
        signer_id=intent.person_id,
        printed_name=intent.printed_name,
        role=intent.role,
        meaning=intent.meaning,
        method=intent.method,
        signed_at=intent.at,
        subject_table=row._meta.db_table,  # noqa: SLF001
        subject_id=row.pk,
        content=text,
        content_hash=sha256_hex(text),
    )


def holds(signature: Signature, content: Mapping[str, Any]) -> bool:
    """Say whether the signature still covers ``content``: one changed character breaks it."""
    return signature.content_hash == sha256_hex(canonical_json(content))


def signatures_on(row: models.Model, meaning: str | None = None) -> list[Signature]:
    """Return the signatures on ``row``, oldest first, perhaps of one meaning only."""
    found = Signature.objects.filter(subject_id=row.pk).order_by("recorded_at", "id")
    return list(found.filter(meaning=meaning) if meaning else found)
