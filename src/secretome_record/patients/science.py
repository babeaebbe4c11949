"""The one door of the patients room into the evidence: assess, list, and say what is known."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from secretome import answers
from secretome.answers.words import speaker
from secretome.answers.words.tables import conditions as condition_words
from secretome.answers.words.tables import phrases, sentences
from secretome.dosing import routes
from secretome.errors import BadInput
from secretome.evidence import (
    ConditionVerdict,
    assess,
    assessment_document,
    conditions,
    evidence_version,
    find_condition,
    is_icd10,
    link_to,
)
from secretome.evidence.tables import contraindications
from secretome.proof import sha256_hex
from secretome_record.evidence.science import studies_of
from secretome_record.ledger.refusal import Reason, Refusal, refuse

__all__ = [
    "LANGUAGES",
    "ROUTES",
    "VERDICTS",
    "answer_document",
    "answer_pdf",
    "assessment_of",
    "catalogue",
    "contraindications_of",
    "current_evidence_version",
    "exclusions_of",
    "is_icd10",
    "is_listed",
    "known_condition",
    "link_to",
    "names_near",
    "only_near",
    "phrase",
    "plots_of",
    "published",
    "sha256_of",
    "verdict_by_route",
    "words_beside",
    "words_version",
]

SiteRows = Sequence[Mapping[str, Any]]
LANGUAGES: tuple[str, ...] = tuple(answers.LANGUAGES)
ROUTES: tuple[str, ...] = tuple(route.name for route in routes())
VERDICTS: tuple[str, ...] = tuple(verdict.value for verdict in ConditionVerdict)


def assessment_of(
    condition: str, *, route: str = "", found: Iterable[str] = (), site_rows: SiteRows = ()
) -> dict[str, Any]:
    """Return what the evidence says for a condition, as plain values.

    ``site_rows`` are study rows that two people of the site accepted; they count beside the
    published ones. Raises Refusal when the words name several conditions.
    """
    words, extra = " ".join(condition.split()), studies_of(site_rows)
    try:
        assessed = assess(words, route=route or None, found=tuple(found), extra=extra)
    except BadInput as error:
        raise refuse("condition", f"{error.what}. {error.do}") from error
    version = current_evidence_version(site_rows)
    return assessment_document(assessed) | {"evidence_version": version}


@lru_cache(maxsize=512)
def published(condition: str) -> dict[str, Any]:
    """Return what is said in public of a condition of the catalogue; worked out once a process."""
    return assessment_of(condition)


def contraindications_of(condition: str) -> list[dict[str, Any]]:
    """Return the uses in which harm was reported for a condition: routes, reason, study rows."""
    return [
        {"reason": row.reason, "routes": list(row.routes), "sources": list(row.sources)}
        for row in contraindications()
        if row.condition == condition
    ]


@lru_cache(maxsize=1)
def catalogue() -> tuple[dict[str, Any], ...]:
    """Return every condition of the catalogue with its group, verdict and certainty."""
    rows = []
    for condition in conditions():
        known = assess(condition)
        rows.append(
            {
                "name": condition.name,
                "group": condition.group,
                "icd10": list(condition.icd10),
                "aliases": list(condition.aliases),
                "verdict": known.verdict.value,
                "certainty": known.certainty.value,
                "study_count": known.study_count,
            }
        )
    return tuple(rows)


def known_condition(text: str) -> str | None:
    """Return the catalogue's name for a condition, or nothing."""
    found = find_condition(text)
    return found.condition.name if found.condition else None


def names_near(text: str) -> tuple[str, ...]:
    """Return the catalogue's names that the words could mean."""
    found = find_condition(text)
    if found.condition:
        return (found.condition.name,)
    return tuple(c.name for c in found.several) or found.near


def is_listed(text: str) -> bool:
    """Say whether the words or the code name a condition of the catalogue, or several."""
    found = find_condition(text)
    return bool(found.condition or found.several)


def only_near(text: str) -> tuple[str, ...]:
    """Return the catalogue's names near words that name none of its conditions."""
    found = find_condition(text)
    return () if found.condition or found.several else found.near


def current_evidence_version(site_rows: SiteRows = ()) -> str:
    """Return the version of the evidence tables in use now, with what a site added to them."""
    if not site_rows:
        return evidence_version()
    named = json.dumps([dict(row) for row in site_rows], sort_keys=True, ensure_ascii=False)
    return f"{evidence_version()}+{sha256_hex(named)[:8]}"


def exclusions_of(evidence: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the contraindications to ask about in one patient; a caution excludes nobody."""
    return [
        {"kind": "contraindication", "text": f"{row['reason']} (by {', '.join(row['routes'])})"}
        for row in contraindications_of(evidence["condition"])
    ]


def verdict_by_route(condition: str, route: str) -> str:
    """Return what the evidence in use today says for this route; nothing where none is named."""
    if not route:
        return ""
    try:
        return assess(condition, route=route).verdict.value
    except BadInput:
        # Words for several conditions; the assessment itself has decided which is meant.
        return ""


def answer_document(
    facts: Mapping[str, Any], evidence: Mapping[str, Any], *, language: str
) -> dict[str, Any]:
    """Return the answer as it is read. Raises Refusal with every fault of its facts."""
    try:
        return answers.answer_document(facts, evidence, language=language)
    except BadInput as error:
        raise Refusal(Reason("answer", f"{error.what}. {error.do}")) from error


def plots_of(evidence: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return a forest plot for each outcome that was looked at, drawn here on the server."""
    return [
        {"outcome": pool["outcome"], "reason": pool["reason"], "svg": answers.pool_svg(pool)}
        for kind in ("pools", "rates", "own_pools")
        for pool in evidence.get(kind, ())
        if pool["rows"]
    ]


def answer_pdf(document: Mapping[str, Any]) -> bytes:
    """Return the printed answer; the same document always gives the same bytes."""
    return answers.answer_pdf(dict(document))


def sha256_of(data: bytes) -> str:
    """Return the hash by which a printed answer is kept."""
    return sha256_hex(data)


def words_version(language: str) -> str:
    """Return the version of the answer's words in a language."""
    return answers.words_version(language)


def phrase(text: str, language: str) -> str:
    """Return a phrase of the evidence in a language; one that has no words yet stays as it is."""
    return speaker(language).phrase(text)


def words_beside(language: str) -> list[dict[str, str]]:
    """Return every sentence of an answer in English and beside it in a language, to be reviewed."""
    theirs = sentences(language)
    rows = [
        {"key": key, "english": text, "other": theirs[key]} for key, text in sentences("en").items()
    ]
    rows += [
        {"key": f"condition {part}", "english": one, "other": other}
        for name, known in condition_words("en").items()
        for part in ("name", "care", "careful")
        for one, other in zip(
            _texts(known[part]), _texts(condition_words(language)[name][part]), strict=True
        )
    ]
    return rows + [
        {"key": "phrase", "english": text, "other": phrases(language)[name]}
        for name, text in phrases("en").items()
    ]


def _texts(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
