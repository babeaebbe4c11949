"""The claims as records: testable form, verdict, evidence both ways, and wording that it allows."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from secretome.evidence import claims


class ClaimVerdict(StrEnum):
    """What the evidence says of a claim."""

    SUPPORTED = "supported"
    PARTLY_SUPPORTED = "partly_supported"
    UNSUPPORTED = "unsupported"
    UNTESTED = "untested"
    CONTRADICTED = "contradicted"


BLOCKING = frozenset({ClaimVerdict.CONTRADICTED, ClaimVerdict.UNSUPPORTED, ClaimVerdict.UNTESTED})


@dataclass(frozen=True, slots=True)
class ClaimRecord:
    """One claim under test, why it has its verdict, and what may be said instead."""

    claim_id: str
    text: str
    testable_form: str
    verdict: ClaimVerdict
    evidence_for: str
    evidence_against: str
    why: str
    wording: str
    sources: tuple[str, ...]

    @property
    def blocks(self) -> bool:
        """A claim that evidence contradicts, does not support or never tested must not go out."""
        return self.verdict in BLOCKING


@cache
def claim_records() -> Mapping[str, ClaimRecord]:
    """Every claim by its id, in the order of the table."""
    text = (files("secretome.claims") / "tables" / "wording.csv").read_text(encoding="utf-8")
    plain = {row["claim_id"]: row for row in csv.DictReader(text.splitlines(), strict=True)}
    return MappingProxyType(
        {
            claim.claim_id: ClaimRecord(
                claim_id=claim.claim_id,
                text=claim.text,
                testable_form=claim.testable_form,
                verdict=ClaimVerdict(claim.verdict),
                evidence_for=claim.evidence_for,
                evidence_against=claim.evidence_against,
                why=plain[claim.claim_id]["why"],
                wording=plain[claim.claim_id]["wording"],
                sources=claim.sources,
            )
            for claim in claims()
        }
    )
