"""Requests to start from: full facts, the evidence of a condition, and one that is known."""

import copy
from functools import cache

from secretome.answers import answer_document, words_version
from secretome.evidence import assess, assessment_document

FACTS = {
    "on": "2026-11-25",
    "example": True,
    "code": "AN-1",
    "version": 2,
    "condition": "pulmonary fibrosis",
    "product": "Example EV 01",
    "route": "nebulised",
    "legal_basis": {
        "kind": "trial",
        "jurisdiction": "DE",
        "reference": "EXAMPLE-CT-0001",
        "approved_by": "Example ethics committee",
        "valid_from": "2026-01-01",
        "valid_to": "2027-12-31",
        "product": "Example EV 01",
        "condition": "J84.1",
        "route": "nebulised",
    },
    "schedule": {
        "sessions": 14,
        "interval_days": 0.5,
        "visits": [{"week": week, "purpose": "safety"} for week in (1, 4, 12, 26, 52)],
    },
    "prices": {
        "version": "2026-1",
        "currency": "EUR",
        "items": [
            {"item": "Treatment", "amount": "12500.50", "per": "course"},
            {"item": "Check-up", "amount": "80.00", "per": "visit"},
        ],
        "not_included": ["travel", "overnight stays"],
        "charging_approved_by": "Example ethics committee",
    },
    "vials_per_session": 1,
    "travel": {"days_per_session": 1, "days_per_visit": 1},
    "own_cells": {
        "lots": 6,
        "failed": 1,
        "days": {"value": 64, "low": 55, "high": 80},
        "as_of": "2026-11-20",
    },
    "donor_stock": {"vials": 23, "as_of": "2026-11-24"},
    "answered_by": {"name": "A. Example", "role": "medical advisor", "on": "2026-11-25"},
}


@cache
def _evidence(condition, route):
    return assessment_document(assess(condition, route=route))


def evidence_of(condition="pulmonary fibrosis", *, route=None):
    """The evidence of a condition as plain values."""
    return copy.deepcopy(_evidence(condition, route))


def estimate(value, low, high, level=0.9):
    """An estimate as plain values."""
    return {
        "value": value, "low": low, "high": high, "level": level,
        "kind": "credible", "source": "made up",
    }  # fmt: skip


def known_evidence(**changes):
    """Evidence in which a change is known; every number of it is made up."""
    evidence = evidence_of()
    evidence["expected"] |= {
        "known": True,
        "outcome": "six-minute walk",
        "unit": "metres",
        "higher_is_better": True,
        "no_difference": 0.0,
        "change": estimate(31.4, -14.2, 78.4),
        "mid": {"value": 28.0, "unit": "metres", "source_id": "PMC3144486", "note": "read"},
        "chance_worthwhile": estimate(0.61, 0.3, 0.83),
        "share_not_reaching_mid": {
            "known": True,
            "treated": estimate(0.52, 0.361, 0.699),
            "control": estimate(0.71, 0.55, 0.83),
            "text": "",
            "reason": "",
        },
        "entered": ["PF-UCEV2025"],
        **changes,
    }
    return evidence


def an_answer(language="en", *, evidence=None, **changes):
    """The answer to the full request with changes; a fact set to None is left out."""
    facts = {k: v for k, v in (copy.deepcopy(FACTS) | changes).items() if v is not None}
    return answer_document(facts, evidence or evidence_of(), language=language)


def part(document, key):
    """The section of a key."""
    return next(one for one in document["sections"] if one["key"] == key)


def said(document, key):
    """All sentences of a section as one text."""
    one = part(document, key)
    lead = [one["lead"]] if one["lead"] else []
    lines = [*lead, *one["lines"], *one["points"], *one["after"]]
    return " ".join(line["text"] for line in lines)


def reviewed(language="de"):
    """A review of the very words in use."""
    return {"language": language, "by": "T. Reader", "words_version": words_version(language)}
