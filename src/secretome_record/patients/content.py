"""The words of an answer: the four things asked for, what is unknown, what else there is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# Which legal basis each verdict leaves open is decided in treatments.
POSSIBLE: dict[str, str] = {
    "SUPPORTED": (
        "Treatment is possible. It needs a legal basis: an approved clinical trial, a hospital "
        "exemption, named-patient use or compassionate use."
    ),
    "TRIAL_ONLY": (
        "Possible, but too little is known to rely on it. Its place is an approved clinical "
        "trial. Outside a trial it needs another legal basis: a hospital exemption, named-patient "
        "use or compassionate use."
    ),
    "NOT_SUPPORTED": (
        "We advise against it outside a trial. What was studied in patients does not show that "
        "it helps, so it is allowed only inside an approved clinical trial."
    ),
    "NO_HUMAN_STUDY": (
        "Nobody knows. We found no study of it in patients with this condition, so it is allowed "
        "only inside an approved clinical trial."
    ),
    "CONTRAINDICATED": "Not possible. Harm was reported for this use, so we refuse it.",
}

# Said of one patient although the evidence for the condition says more.
CAUTIOUS: dict[str, str] = {
    "NOT_SUPPORTED": (
        "For you in particular we advise against it, although the studies leave it open."
    ),
    "CONTRAINDICATED": "Not possible for you: we refuse it because of the harm it could do.",
}

NOT_YET_PRICED = "Not yet priced"
NO_PRICE_REASON = "No price list applies yet. A proper clinical trial normally does not charge."
NO_DURATION = "Unknown"
NO_DURATION_REASON = (
    "No trial established how many sessions are needed. Courses in published trials lasted from "
    "one visit to three months."
)
WAIT = "Do nothing for now, and ask again when new studies are published."
NO_STANDARD_CARE = (
    "The usual care for your condition: ask your own physician, we have no list for it."
)
TRIAL = (
    "Look for an approved clinical trial; it names its number and ethics approval, "
    "and who pays for harm."
)


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What the advisor adds to the evidence; an empty possibility means what the verdict says."""

    possibility: str = ""
    price: str = ""
    duration: str = ""
    caution: str = ""
    note: str = ""


NOTHING_ADDED = OwnWords()


def answer_content(
    evidence: Mapping[str, Any], *, own: Mapping[str, str], head: Mapping[str, str]
) -> dict[str, Any]:
    """Return what the patient will read; text, whole numbers and lists only, so it can be signed.

    ``own`` are the advisor's words: possibility, price, duration, caution, note.
    """
    return {
        **head,
        "condition": evidence["condition"],
        "icd10": list(evidence["icd10"]),
        "possibility": _possibility(evidence, own["possibility"]),
        "expected": _expected(evidence),
        "cost": _or_reason(own.get("price", ""), NOT_YET_PRICED, NO_PRICE_REASON),
        "duration": _or_reason(own.get("duration", ""), NO_DURATION, NO_DURATION_REASON),
        "cautions": [sentence(c) for c in evidence["cautions"]] + _list(own.get("caution", "")),
        "unknown": list(evidence["unknown"]),
        "alternatives": _alternatives(evidence),
        "note": own.get("note", "").strip(),
        "study_count": evidence["study_count"],
        "controlled_count": evidence["controlled_count"],
        "certainty": evidence["certainty"],
        "sources": [{"id": s["id"], "source": s["source"]} for s in evidence["studies"]],
        "evidence_version": evidence["evidence_version"],
    }


def possibility_sentence(stance: str, verdict: str) -> str:
    """Say whether it is possible: by the evidence, or more cautiously for this one patient."""
    return POSSIBLE[stance] if stance == verdict else CAUTIOUS[stance]


def counted(evidence: Mapping[str, Any]) -> str:
    """Say how many studies there are, how many had a control group, and how sure one may be."""
    studies, controlled = evidence["study_count"], evidence["controlled_count"]
    if not studies:
        return "We found no human study of secretome for this condition."
    found = "1 human study was" if studies == 1 else f"{studies} human studies were"
    return (
        f"{found} read, {controlled or 'none'} with a control group; "
        f"certainty of a benefit: {evidence['certainty']}."
    )


def sentence(text: str) -> str:
    """Return a phrase of the tables as a sentence."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def _possibility(evidence: Mapping[str, Any], stance: str) -> dict[str, Any]:
    why = [counted(evidence)]
    if stance == evidence["verdict"]:
        why.insert(0, sentence(evidence["reasons"][0]))
    else:
        why.append("The medical advisor is more cautious in your case than the studies alone.")
    said = possibility_sentence(stance, evidence["verdict"])
    return {"stance": stance, "verdict": evidence["verdict"], "sentence": said, "why": why}


def _expected(evidence: Mapping[str, Any]) -> dict[str, str]:
    expected = evidence["expected"]
    reason = expected["reason"].removeprefix("Unknown: ")
    return {
        "text": "Unknown" if not expected["known"] else expected["text"],
        "reason": sentence(reason),
    }


def _or_reason(text: str, otherwise: str, reason: str) -> dict[str, str]:
    text = text.strip()
    if text:
        return {"text": text, "reason": ""}
    return {"text": otherwise, "reason": reason}


def _alternatives(evidence: Mapping[str, Any]) -> list[str]:
    care = evidence["standard_care"]
    usual = f"The usual care for this condition: {care.rstrip('.')}." if care else NO_STANDARD_CARE
    return [WAIT, usual, TRIAL]


def _list(text: str) -> list[str]:
    return [sentence(text)] if text.strip() else []
