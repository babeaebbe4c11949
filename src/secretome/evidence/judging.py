"""Reads a row that no reviewer has graded: control, blinding and finding from its own words.

What the words do not say counts against the row. A reviewer's grading always goes before it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from secretome.evidence.rows import Comparison, Finding, Grading, Role, Study

_SAME_PATIENTS = re.compile(r"same patients as ([A-Za-z0-9.+_-]*[A-Za-z0-9+_])")
_CONFOUNDED = re.compile(
    r"cannot be separated|cannot separate|confounded by|given first|cells followed by|mixed product"
)
_INACTIVE = re.compile(
    r"placebo|saline|sham|vehicle|untreated|no treatment|usual care|standard care|routine"
    r"|standard of care|\bpbs\b|gauze|laser alone|alone\b"
)
_ACTIVE = re.compile(
    r"no (untreated|placebo|vehicle) control|active (arms|control|comparator)|dose comparison"
    r"|versus (hyaluronic|prp|platelet|steroid|cortico|triamcinolone|minoxidil|cells)"
    r"|non-inferiority"
)
_NO_CONTROL = re.compile(
    r"single[- ](arm|group|case)|case (series|report)|one case|two cases|three cases|no control"
    r"|without control|uncontrolled|no placebo|dose (escalation|finding)|open-label three dose"
    r"|historical"
)
_OPEN = re.compile(r"open|unblinded|non-blinded|not blinded")
_BLIND = re.compile(r"(single|double|triple|investigator|observer|assessor)[- ]blind|\bblinded\b")
_RANDOM = re.compile(r"\brcts?\b|\brandomi[sz]ed\b|\brandomi[sz]ation\b")
_NOT_RANDOM = re.compile(r"(non|not)[- ]randomi[sz]ed")
_NULL_P = re.compile(r"not significant|no difference|\bns\b|no significant")


@dataclass(frozen=True, slots=True)
class DesignWords:
    """What the words of a design say."""

    is_randomised: bool
    is_pool: bool
    comparison: Comparison
    blinded: bool | None


def read_design(row: Mapping[str, str]) -> DesignWords:
    """Read design and arm sizes; a control arm that is not described is taken as untreated."""
    words = " ".join((row.get("design", ""), row.get("outcome", ""))).casefold()
    randomised = bool(_RANDOM.search(words)) and not _NOT_RANDOM.search(words)
    is_pool = bool(re.search(r"meta-analysis|\breview\b", words))
    comparison = _comparison(row, words, is_pool=is_pool)
    return DesignWords(randomised, is_pool, comparison, _blinded(words, comparison))


def is_randomised(study: Study) -> bool:
    """Say whether the row's own words call it randomised."""
    return read_design(study.reported).is_randomised


def is_pool(study: Study) -> bool:
    """Say whether the row is itself a pool of studies."""
    return read_design(study.reported).is_pool


def grade(row: Mapping[str, str], finding: Finding = Finding.NOT_SHOWN) -> Grading:
    """Grade a row from its words; ``finding`` is what its numbers show."""
    design = read_design(row)
    if design.comparison is Comparison.INACTIVE and finding is Finding.NOT_SHOWN:
        finding = _finding_of_words(row.get("p_value", ""))
    return Grading(
        report=report_of(row),
        role=_role(row),
        comparison=design.comparison,
        blinded=design.blinded,
        finding=finding if design.comparison is Comparison.INACTIVE else Finding.NOT_SHOWN,
        why=_why(design),
        confounded_by=_confounder(row),
    )


def report_of(row: Mapping[str, str]) -> str:
    """Name the report a row belongs to, so that no patient counts twice."""
    joined = _SAME_PATIENTS.search(" ".join((row.get("outcome", ""), row.get("ae_text", ""))))
    if joined:
        return joined.group(1)
    for name in ("registration", "doi_or_pmid"):
        if row.get(name):
            return row[name].casefold()
    author, year = row.get("first_author", ""), row.get("year", "")
    if author and year:
        return f"{author} {year} {row.get('condition', '')}".casefold()
    return row["study_id"]


def _comparison(row: Mapping[str, str], words: str, *, is_pool: bool) -> Comparison:
    if _ACTIVE.search(words):
        return Comparison.ACTIVE
    has_control = row.get("n_control", "") not in ("", "0")
    if row.get("n_control") == "0" or (_NO_CONTROL.search(words) and not has_control):
        return Comparison.NONE
    if _INACTIVE.search(words) or has_control:
        return Comparison.INACTIVE
    if is_pool and row.get("effect_measure", "").upper() in ("RR", "OR", "MD", "SMD"):
        return Comparison.INACTIVE
    if _RANDOM.search(words) and not _NOT_RANDOM.search(words):
        return Comparison.INACTIVE
    return Comparison.NONE


def _blinded(words: str, comparison: Comparison) -> bool | None:
    if comparison is Comparison.NONE or _OPEN.search(words):
        return False
    return True if _BLIND.search(words) else None


def _role(row: Mapping[str, str]) -> Role:
    place = f"{row.get('phase', '')} {row.get('design', '')}".casefold()
    if "pooled_incidence" in row.get("effect_measure", "") and row["condition"].startswith("all "):
        return Role.POOLED_HARM
    if "harm" in place or "complications" in place:
        return Role.HARM
    outcome = row.get("outcome", "").casefold()
    if "adverse" in outcome or "tolerab" in outcome or "toxicity" in outcome:
        return Role.SAFETY
    return Role.EFFECT


def _finding_of_words(p_value: str) -> Finding:
    words = p_value.casefold()
    try:
        null = float(words) > 0.05
    except ValueError:
        null = bool(_NULL_P.search(words))
    return Finding.NO_DIFFERENCE if null else Finding.NOT_SHOWN


def _confounder(row: Mapping[str, str]) -> str | None:
    words = " ".join(row.get(k, "") for k in ("design", "dose_text", "ae_text")).casefold()
    found = _CONFOUNDED.search(words)
    return f"another treatment ('{found.group(0)}')" if found else None


def _why(design: DesignWords) -> str:
    if design.comparison is Comparison.NONE:
        return "no control group"
    if design.comparison is Comparison.ACTIVE:
        return "compared with another treatment"
    blind = {True: "blinded", False: "not blinded", None: "blinding not stated"}[design.blinded]
    kind = "randomised" if design.is_randomised else "not stated as randomised"
    return f"untreated or placebo control; {kind}; {blind}; read by rule, not by a reviewer"
