"""Words about verdicts and studies, for the public pages and the advisor's form."""

from collections.abc import Mapping
from typing import Any

# Which legal bases a verdict leaves open stands in rules.BASES_UNDER (decision 0020).
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
    "CONTRAINDICATED": "Not possible. It can do harm, so we refuse it.",
}

# Said of one patient although the evidence for the condition says more.
CAUTIOUS: dict[str, str] = {
    "NOT_SUPPORTED": (
        "For you in particular we advise against it, although the studies leave it open."
    ),
    "CONTRAINDICATED": "Not possible for you: we refuse it because of the harm it could do.",
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
