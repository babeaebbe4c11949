"""The one door of the patients room into the evidence: assess, list, and say what is known."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from secretome.errors import BadInput
from secretome.evidence import (
    ConditionVerdict,
    assess,
    assessment_document,
    conditions,
    evidence_version,
    find_condition,
    is_icd10,
)
from secretome.evidence.tables import contraindications
from secretome_record.ledger.refusal import refuse

__all__ = [
    "VERDICTS",
    "assessment_of",
    "catalogue",
    "contraindications_of",
    "current_evidence_version",
    "is_icd10",
    "known_condition",
    "names_near",
    "only_near",
    "published",
]

VERDICTS: tuple[str, ...] = tuple(verdict.value for verdict in ConditionVerdict)


def assessment_of(condition: str, *, route: str = "", found: Iterable[str] = ()) -> dict[str, Any]:
    """Return what the evidence says for a condition, as plain values.

    Raises Refusal when the words name several conditions.
    """
    try:
        assessed = assess(" ".join(condition.split()), route=route or None, found=tuple(found))
    except BadInput as error:
        raise refuse("condition", f"{error.what}. {error.do}") from error
    return assessment_document(assessed)


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


def only_near(text: str) -> tuple[str, ...]:
    """Return the catalogue's names near words that name none of its conditions."""
    found = find_condition(text)
    return () if found.condition or found.several else found.near


def current_evidence_version() -> str:
    """Return the version of the evidence tables in use now."""
    return evidence_version()
