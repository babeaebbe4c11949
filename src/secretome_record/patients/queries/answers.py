"""The versions of an answer: the last one stands; who signed each, and whether that still holds."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from secretome_record.ledger.models import Signature
from secretome_record.ledger.signing import holds, signatures_on
from secretome_record.patients.models import Answer, Request, TranslationReview
from secretome_record.patients.states import ANSWER_GIVEN, TRANSLATION_REVIEWED
from secretome_record.people.models import Person, Site


@dataclass(frozen=True, slots=True)
class Versions:
    """Which words of a language are in use now: those of the answer, those of its page."""

    words: str
    page: str

    @property
    def read(self) -> str:
        """Both together: what somebody who reads them has before them."""
        return f"{self.words} {self.page}"


@dataclass(frozen=True, slots=True)
class SignedAnswer:
    """Who signed an answer, when, and whether the signature still covers its words."""

    printed_name: str
    role: str
    signed_at: datetime
    holds: bool


def answers_of(request: Request) -> list[Answer]:
    """Every version of the answer to a request, the one that stands first."""
    found = request.answers.select_related("answered_by", "assessment", "document")
    return list(found.order_by("-version"))


def answer_of(request: Request) -> Answer | None:
    """The answer to a request that stands: its last version, if one was given."""
    return next(iter(answers_of(request)), None)


def answer_by_token(token: str) -> Answer | None:
    """The answer a private link leads to; only the hash of its token is known here."""
    found = Answer.objects.filter(link_hash=token_hash(token))
    return found.select_related(
        "site", "request", "request__patient", "request__patient__subject", "answered_by",
        "document", "assessment",
    ).first()  # fmt: skip


def language_behind(token: str) -> str:
    """The language of the answer a private link leads to; English for a link to nowhere."""
    found = Answer.objects.filter(link_hash=token_hash(token)).values_list("language", flat=True)
    return found.first() or "en"


def is_replaced(answer: Answer) -> bool:
    """Say whether a later version stands in this one's place."""
    return Answer.objects.filter(replaces=answer).exists()


def token_hash(token: str) -> str:
    """What is stored of a private link."""
    return hashlib.sha256(token.encode()).hexdigest()


def answer_content(answer: Answer) -> dict[str, Any]:
    """What the signature under an answer covers: facts, words, exclusions, the printed file."""
    return signed_content(
        {
            "facts": answer.facts, "exclusions": answer.exclusions, "answer": answer.content,
            "version": answer.version, "language": answer.language,
            "printed": answer.document.sha256,
            "evidence_version": answer.assessment.evidence_version,
        }
    )  # fmt: skip


def signed_content(content: Any) -> Any:
    """The same with decimals as text, the way a signature covers them."""
    if isinstance(content, dict):
        return {key: signed_content(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [signed_content(value) for value in content]
    return repr(content) if isinstance(content, float) else content


def signature_of(answer: Answer) -> SignedAnswer | None:
    """The signature under an answer, and whether it still covers every word of it."""
    # Each version was signed once, in turn, and signatures are kept in the order they were made.
    signed = signatures_on(answer.request, ANSWER_GIVEN)
    if len(signed) < answer.version:
        return None
    return _signed(signed[answer.version - 1], answer_content(answer))


def reviews_for(person: Person) -> QuerySet[TranslationReview]:
    """The reviews of translations at the reader's sites, newest first."""
    found = TranslationReview.objects.filter(site__in=person.site_ids)
    return found.select_related("site", "reviewed_by").order_by("-recorded_at", "-id")


def review_of(site: Site, language: str, versions: Versions) -> TranslationReview | None:
    """The first review of exactly these words at a site, if a named person made one."""
    found = TranslationReview.objects.filter(
        site=site, language=language, words_version=versions.words, page_version=versions.page
    )
    return found.select_related("reviewed_by").order_by("recorded_at", "id").first()


def is_reviewed_by(site: Site, language: str, versions: Versions, person: Person) -> bool:
    """Say whether this person reviewed exactly these words at a site."""
    return TranslationReview.objects.filter(
        site=site, language=language, words_version=versions.words, page_version=versions.page,
        reviewed_by=person,
    ).exists()  # fmt: skip


def review_content(review: TranslationReview) -> dict[str, str]:
    """What the signature under a review covers."""
    return {
        "language": review.language, "words_version": review.words_version,
        "page_version": review.page_version, "note": review.note, "site": review.site.code,
    }  # fmt: skip


def review_signature(review: TranslationReview) -> SignedAnswer | None:
    """The signature under a review of a translation."""
    signed = signatures_on(review, TRANSLATION_REVIEWED)
    return _signed(signed[-1], review_content(review)) if signed else None


def _signed(last: Signature, content: dict[str, Any]) -> SignedAnswer:
    return SignedAnswer(last.printed_name, last.role, last.signed_at, holds(last, content))
