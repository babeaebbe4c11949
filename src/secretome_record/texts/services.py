"""Writes about texts for patients: written and checked, published behind a gate, withdrawn."""

from datetime import datetime
from typing import Any
from uuid import UUID

from secretome_record.ledger.acting import Actor
from secretome_record.ledger.refusal import refuse, refuse_if_any
from secretome_record.ledger.signing import SignedIntent
from secretome_record.ledger.writing import writing
from secretome_record.people.models import Site
from secretome_record.people.once import keyed, made_before
from secretome_record.people.roles import Role
from secretome_record.people.standing import acting_person, require_move_at, require_role_at
from secretome_record.texts import queries, rules, science
from secretome_record.texts.models import PatientText
from secretome_record.texts.states import DRAFT, WRITERS

_LINES = "\n\n"


def draft_text(
    *,
    site: Site,
    title: str,
    body: str,
    by: Actor,
    at: datetime,
    is_demo: bool = False,
    form_key: UUID | None = None,
) -> PatientText:
    """Keep a draft, with the claims that were found in it."""
    require_role_at(by, site.pk, *(Role(role) for role in WRITERS))
    refuse_if_any(rules.reasons_against_text(title, body))
    checked = _checked(title, body)
    with writing(by=by, at=at, why=f"Write a text for patients: {title.strip()[:80]}") as entry:
        if before := made_before(PatientText, form_key):
            return before
        return entry.create(
            PatientText,
            **keyed(form_key),
            **checked,
            site=site,
            written_by=acting_person(by),
            is_demo=is_demo,
        )


def change_text(
    *, text: PatientText, title: str, body: str, seen: str, by: Actor, at: datetime
) -> PatientText:
    """Change a draft and check it again; ``seen`` is the fingerprint of what the page showed."""
    require_role_at(by, text.site_id, *(Role(role) for role in WRITERS))
    refuse_if_any(rules.reasons_against_text(title, body))
    checked = _checked(title, body)
    with writing(by=by, at=at, why=f"Change the text {text.code}") as entry:
        now = PatientText.objects.get(pk=text.pk)
        if now.state != DRAFT:
            raise refuse("not_a_draft", "Only a draft can be changed. Write a new text.")
        refuse_if_any(rules.reasons_against_a_stale_page(seen, science.fingerprint(now.checked)))
        return entry.change(now, **checked)


def publish_text(
    *,
    text: PatientText,
    seen: str,
    by: Actor,
    at: datetime,
    signature: SignedIntent | None = None,
    reason: str = "",
) -> PatientText:
    """Let anybody read a draft; with blocking claims only signed by the advisor, with a reason.

    A text that tells patients to leave their medicines goes out with no signature at all.

    The text is checked once more with the rules of today before anything is decided; ``seen`` is
    the fingerprint of what the page showed, so that nobody lets out words they have not read.
    """
    action = "publish_despite_claims" if signature else "publish"
    require_move_at(by, text, action)
    with writing(by=by, at=at, why=f"Publish the text {text.code}") as entry:
        now = PatientText.objects.get(pk=text.pk)
        if now.state != DRAFT:
            raise refuse("not_a_draft", "This text was published or withdrawn already.")
        refuse_if_any(rules.reasons_against_a_stale_page(seen, science.fingerprint(now.checked)))
        checked = _checked(now.title, now.body)
        refuse_if_any(rules.reasons_against_advice(checked["checked"]))
        if not signature:
            refuse_if_any(rules.reasons_against_publishing(checked["findings"]))
        entry.change(now, **checked, published_at=at)
        content = queries.publish_content(now, reason.strip()) if signature else None
        return entry.move(now, action, reason=reason.strip(), signature=signature, content=content)


def withdraw_text(*, text: PatientText, reason: str, by: Actor, at: datetime) -> PatientText:
    """Take a text away from the public, or give a draft up; it stays readable on the record."""
    require_move_at(by, text, "withdraw")
    with writing(by=by, at=at, why=f"Withdraw the text {text.code}") as entry:
        return entry.move(PatientText.objects.get(pk=text.pk), "withdraw", reason=reason)


def _checked(title: str, body: str) -> dict[str, Any]:
    """Title and body in their one spelling, and what the check finds in them."""
    plain = body.replace("\r\n", "\n").replace("\r", "\n").strip()
    whole = f"{title.strip()}{_LINES}{plain}"
    findings = science.check(whole)
    return {
        "title": title.strip(),
        "body": plain,
        "checked": whole,
        "checked_by": science.check_version(),
        "findings": findings,
        "blocking_count": sum(one["blocks"] for one in findings),
    }
