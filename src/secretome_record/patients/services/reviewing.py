"""A named person reads the words of a translation and stands for them, with a signature."""

from datetime import datetime

from secretome_record.ledger.acting import Actor
from secretome_record.ledger.refusal import refuse
from secretome_record.ledger.signing import SignedIntent
from secretome_record.ledger.writing import writing
from secretome_record.patients import drafting, queries, science
from secretome_record.patients.models import TranslationReview
from secretome_record.patients.states import TRANSLATION_REVIEWED
from secretome_record.people.models import Site
from secretome_record.people.roles import Role
from secretome_record.people.standing import acting_person, require_role_at


def review_translation(
    *, site: Site, language: str, words_read: str, note: str, by: Actor, at: datetime,
    signature: SignedIntent,
) -> TranslationReview:  # fmt: skip
    """Record that a named person read every word of a language, in the version in use now.

    ``words_read`` is the version that stood on the page they read. Raises Refusal for a language
    that has no words, and when the words changed meanwhile.
    """
    require_role_at(by, site.pk, Role.MEDICAL_ADVISOR)
    if language not in science.LANGUAGES or language == "en":
        raise refuse("language", f"There is no translation into '{language[:20]}' to review.")
    versions = drafting.versions_of(language)
    if words_read != versions.read:
        raise refuse("words_changed", "The words changed since you opened the page. Read again.")
    with writing(by=by, at=at, why=f"The translation '{language}' was reviewed") as entry:
        person = acting_person(by)
        if queries.is_reviewed_by(site, language, versions, person):
            raise refuse("reviewed", "You reviewed these words already.")
        review = entry.create(
            TranslationReview, site=site, language=language, words_version=versions.words,
            page_version=versions.page, note=note.strip(), reviewed_by=person, reviewed_at=at,
        )  # fmt: skip
        entry.sign(review, require_meaning(signature), queries.review_content(review))
        return review


def require_meaning(signature: SignedIntent) -> SignedIntent:
    """Return the signature. Raises Refusal when it says something else, or is missing."""
    if signature is None or signature.meaning != TRANSLATION_REVIEWED:
        raise refuse(
            "signature_missing", f"This needs a signature that says '{TRANSLATION_REVIEWED}'."
        )
    return signature
