"""The answer of a check as a plain document, and how to write it."""

from collections.abc import Callable
from typing import Any

from secretome.claims.checking import Finding, check_text
from secretome.claims.english import require_english
from secretome.claims.files import TextFile
from secretome.claims.records import ClaimRecord
from secretome.evidence import evidence_version, link_to


def check_document(
    file: TextFile, *, with_text: bool = False, progress: Callable[[float], None] | None = None
) -> dict[str, Any]:
    """Every claim of a file with place, verdict, sources and offered wording.

    ``progress`` is told how many more letters were read. Raises BadInput for another language.
    """
    require_english(file.text, where=file.name)
    findings = check_text(file.text, progress=progress)
    return {
        "file": file.name,
        "kind": file.kind,
        "sha256": file.sha256,
        "letters": len(file.text),
        "findings": [_finding(one, file) for one in findings],
        "blocking": sum(one.blocks for one in findings),
        "evidence_version": evidence_version(),
        **({"text": file.text} if with_text else {}),
    }


def _finding(finding: Finding, file: TextFile) -> dict[str, Any]:
    return {
        "start": finding.start,
        "end": finding.end,
        "line": file.line_at(finding.start),
        "page": file.page_at(finding.start),
        "text": finding.text,
        **claim_document(finding.claim),
    }


def claim_document(claim: ClaimRecord) -> dict[str, Any]:
    """A claim as a finding names it."""
    return {
        "claim_id": claim.claim_id,
        "claim": claim.text,
        "verdict": claim.verdict,
        "blocks": claim.blocks,
        "why": claim.why,
        "wording": claim.wording,
        "sources": list(claim.sources),
        "links": [link for source in claim.sources if (link := link_to(source))],
    }
