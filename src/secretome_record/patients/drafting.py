"""Drafts an answer: what the record knows today, the facts, the document, and what is against it.

The advisor reads the draft before signing; the service signs exactly what a draft says.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from secretome_record.ledger.refusal import Reason
from secretome_record.patients import queries, rules, science
from secretome_record.patients.models import Answer, Assessment, Request, TranslationReview
from secretome_record.patients.offering import Offering, OwnWords, Standing, facts_of
from secretome_record.patients.offers import BasisOffer, offers_at
from secretome_record.patients.page_words import page_words, page_words_version
from secretome_record.people.models import Person


@dataclass(frozen=True, slots=True)
class Draft:
    """One answer before it is signed: what it will be made from."""

    assessment: Assessment
    own: OwnWords
    offering: Offering
    standing: Standing
    facts: dict[str, Any]
    exclusions: list[dict[str, str]]
    review: TranslationReview | None

    @property
    def stance(self) -> str:
        """What the answer says: the verdict, or more caution."""
        return self.own.possibility or self.assessment.verdict


def draft_answer(
    *,
    request: Request,
    assessment: Assessment,
    own: OwnWords,
    offering: Offering,
    at: datetime,
    by: Person | None = None,
    code: str = "",
) -> Draft:
    """Gather what the next version of an answer will be made from."""
    review = queries.review_of(request.site, offering.language, versions_of(offering.language))
    standing = _standing(request, assessment, offering, at, by=by, code=code, review=review)
    words = page_words(offering.language)
    listed = science.exclusions_of(assessment.evidence)
    offering = _with_states(offering, [row["text"] for row in listed])
    said = _in_language(offering)
    facts = facts_of(own, said, standing, words)
    exclusions = [{**row, "state": offering.exclusions.get(row["text"], "")} for row in listed]
    return Draft(assessment, own, offering, standing, facts, exclusions, review)


def document_of(draft: Draft) -> dict[str, Any]:
    """Write the answer. Raises Refusal when the choices do not fit each other."""
    language = draft.offering.language
    return science.answer_document(draft.facts, draft.assessment.evidence, language=language)


def reasons_against(draft: Draft) -> Iterator[Reason]:
    """Everything that speaks against signing this draft."""
    yield from rules.reasons_against_answer(_answer_facts(draft))
    yield from rules.reasons_against_offer(_offer_facts(draft))
    listed = [row["text"] for row in draft.exclusions]
    yield from rules.reasons_against_exclusions(listed, draft.offering.exclusions)
    yield from rules.reasons_against_language(
        draft.offering.language, is_reviewed=draft.review is not None
    )
    for name, kept, wanted in (
        ("legal_basis", draft.standing.basis, draft.offering.legal_basis),
        ("price_list", draft.standing.prices, draft.offering.price_list),
    ):
        if wanted and kept is None:
            words = name.replace("_", " ")
            yield Reason(name, f"This {words} does not hold today. Choose another, or none.")


def is_current(assessment: Assessment) -> bool:
    """Say whether the evidence, and what the site added to it, is still what was assessed."""
    rows = queries.site_rows(assessment.request)
    return assessment.evidence_version == science.current_evidence_version(rows)


def versions_of(language: str) -> queries.Versions:
    """Which words of a language are in use now."""
    return queries.Versions(science.words_version(language), page_words_version(language))


def document_in(answer: Answer, language: str) -> dict[str, Any] | None:
    """The same answer in another language, or nothing while nobody has reviewed its words."""
    if language == answer.language:
        return dict(answer.content)
    review = queries.review_of(answer.site, language, versions_of(language))
    if language != "en" and review is None:
        return None
    facts = {key: value for key, value in answer.facts.items() if key != "translation_review"}
    if review:
        facts["translation_review"] = _review(review)
    return science.answer_document(facts, answer.assessment.evidence, language=language)


def is_made_again(answer: Answer) -> bool:
    """Say whether the stored inputs still give the same words and the same printed bytes."""
    made = science.answer_document(
        answer.facts, answer.assessment.evidence, language=answer.language
    )
    printed = science.sha256_of(science.answer_pdf(made))
    return made == answer.content and printed == answer.document.sha256


def _standing(
    request: Request,
    assessment: Assessment,
    offering: Offering,
    at: datetime,
    *,
    by: Person | None,
    code: str,
    review: TranslationReview | None,
) -> Standing:
    site = request.site
    on = at.astimezone(ZoneInfo(site.zone)).date().isoformat()
    offers = offers_at(site, at)
    last = queries.answer_of(request)
    role = page_words(offering.language)("advisor")
    return Standing(
        on=on,
        is_demo=request.is_demo,
        condition=assessment.condition,
        code=code,
        version=last.version + 1 if last else 1,
        basis=offers.basis(offering.legal_basis),
        prices=offers.price(offering.price_list),
        own_cells=queries.own_cells_lead_time(site, at),
        donor_cells=queries.donor_cells_in_stock(site, at),
        answered_by={"name": by.printed_name, "role": role, "on": on} if by else None,
        translation_review=_review(review) if review else None,
    )


def _review(review: TranslationReview) -> dict[str, str]:
    return {
        "language": review.language, "by": review.reviewed_by.printed_name,
        "words_version": review.words_version,
    }  # fmt: skip


def _with_states(offering: Offering, listed: list[str]) -> Offering:
    """What nobody recorded is unknown, and the answer says so."""
    recorded = dict.fromkeys(listed, "unknown") | dict(offering.exclusions)
    return replace(offering, exclusions=recorded)


def _in_language(offering: Offering) -> Offering:
    said = {
        science.phrase(text, offering.language): state
        for text, state in offering.exclusions.items()
    }
    return replace(offering, exclusions=said)


def _answer_facts(draft: Draft) -> rules.AnswerFacts:
    own, assessment, route = draft.own, draft.assessment, draft.facts.get("route", "")
    met = [
        row["text"] for row in draft.exclusions
        if row["kind"] == "contraindication" and row["state"] == "met"
    ]  # fmt: skip
    return rules.AnswerFacts(
        possibility=draft.stance,
        verdict=assessment.verdict,
        own_words=(own.caution, own.note),
        evidence_is_current=is_current(assessment),
        patient_name=queries.name_on(assessment.request),
        met_contraindications=tuple(met),
        verdict_by_route=science.verdict_by_route(assessment.condition, route),
        route=route,
    )


def _offer_facts(draft: Draft) -> rules.OfferFacts:
    basis: BasisOffer | None = draft.standing.basis
    about = {
        "possibility": draft.stance, "condition": draft.assessment.condition,
        "route": draft.facts.get("route", ""), "product": draft.facts.get("product", ""),
    }  # fmt: skip
    if basis is None:
        return rules.OfferFacts(**about)
    return rules.OfferFacts(
        **about, kind=basis.kind, is_approved_trial=basis.is_approved_trial,
        basis_condition=basis.condition, basis_route=basis.route, basis_product=basis.product,
    )  # fmt: skip
