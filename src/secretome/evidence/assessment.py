"""Puts together what is known of one condition: verdict, studies, cautions, what is unknown."""

from collections.abc import Iterable
from dataclasses import dataclass

from secretome.errors import BadInput
from secretome.evidence.catalogue import Found, find_condition
from secretome.evidence.expectation import Expectation
from secretome.evidence.expecting import expectation
from secretome.evidence.pooled import Pool
from secretome.evidence.rows import (
    Certainty,
    Comparison,
    Condition,
    Contraindication,
    Finding,
    Role,
    Study,
    Verified,
)
from secretome.evidence.tables import contraindications, evidence_version, studies
from secretome.evidence.unknowns import unknown_sentences
from secretome.evidence.verdict import ConditionVerdict, Weight, decide

_COUNTED = (Role.EFFECT, Role.SAFETY)
_EVERYWHERE = "all conditions"


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is known of secretome for one condition, and what is not.

    ``study_count`` counts the reports whose text was read; ``leads`` are known from memory only.
    """

    condition: str
    icd10: tuple[str, ...]
    in_catalogue: bool
    verdict: ConditionVerdict
    certainty: Certainty
    certainty_text: str
    study_count: int
    controlled_count: int
    studies: tuple[Study, ...]
    leads: tuple[Study, ...]
    harms: tuple[Study, ...]
    cells: tuple[Study, ...]
    cautions: tuple[str, ...]
    standard_care: str | None
    reasons: tuple[str, ...]
    unknown: tuple[str, ...]
    expected: Expectation
    cells_expected: Expectation
    pools: tuple[Pool, ...]
    near: tuple[str, ...]
    evidence_version: str


def assess(
    condition: Condition | str, *, route: str | None = None, found: tuple[str, ...] = ()
) -> Assessment:
    """Assess a condition, for a route if one is named.

    ``found`` are contraindications a physician recorded for this patient. A name or code outside
    the catalogue is a correct question: its answer is that no human study was found.
    """
    if isinstance(condition, str):
        match = find_condition(condition)
        if match.several:
            raise _several(match)
        if match.condition is None:
            return _nothing_found(match.asked, match.icd10, match.near, found=found)
        condition = match.condition
    return _assess_known(condition, route=route, found=found)


def _assess_known(condition: Condition, *, route: str | None, found: tuple[str, ...]) -> Assessment:
    rows = tuple(s for s in studies() if s.condition in condition.study_labels)
    counted = tuple(s for s in rows if _is_counted(s))
    leads = tuple(s for s in rows if s.is_secretome and s.verified is Verified.RECALL)
    against = _contraindications_of(condition, route)
    weight = _weight(condition, counted, (*found, *(c.reason for c in against)))
    rule = decide(weight)
    return Assessment(
        condition=condition.name,
        icd10=condition.icd10,
        in_catalogue=True,
        verdict=rule.verdict,
        certainty=weight.certainty,
        certainty_text=condition.certainty_text if counted else Certainty.NONE.value,
        study_count=weight.studies,
        controlled_count=len(_reports(s for s in counted if _is_controlled(s))),
        studies=counted,
        leads=leads,
        harms=_harms(rows),
        cells=tuple(s for s in rows if not s.is_secretome and s.verified is Verified.READ),
        cautions=condition.cautions,
        standard_care=condition.standard_care or None,
        reasons=(rule.sentence, *weight.contraindications, *_whys(counted)),
        unknown=unknown_sentences(weight, leads=leads),
        expected=expectation(rows),
        cells_expected=expectation(()),
        pools=(),
        near=(),
        evidence_version=evidence_version(),
    )


def _several(match: Found) -> BadInput:
    names = "; ".join(condition.name for condition in match.several)
    return BadInput(
        f"'{match.asked}' stands for {len(match.several)} conditions",
        where="condition",
        do=f"Name one of them: {names}.",
    )


def _nothing_found(
    asked: str, icd10: str | None, near: tuple[str, ...], *, found: tuple[str, ...]
) -> Assessment:
    weight = Weight(found, 0, 0, 0, 0, Certainty.NONE)
    rule = decide(weight)
    return Assessment(
        condition=asked,
        icd10=(icd10,) if icd10 else (),
        in_catalogue=False,
        verdict=rule.verdict,
        certainty=Certainty.NONE,
        certainty_text="none",
        study_count=0,
        controlled_count=0,
        studies=(),
        leads=(),
        harms=_harms(()),
        cells=(),
        cautions=("The condition is not in the catalogue, so no caution for it is known.",),
        standard_care=None,
        reasons=(rule.sentence, *found),
        unknown=unknown_sentences(weight, leads=()),
        expected=expectation(()),
        cells_expected=expectation(()),
        pools=(),
        near=near,
        evidence_version=evidence_version(),
    )


def _weight(condition: Condition, counted: tuple[Study, ...], against: tuple[str, ...]) -> Weight:
    controlled = tuple(s for s in counted if _is_controlled(s))
    favouring = tuple(s for s in controlled if _finding(s) is Finding.FAVOURS_TREATED)
    null = tuple(s for s in controlled if _finding(s) is Finding.NO_DIFFERENCE)
    return Weight(
        contraindications=against,
        studies=len(_reports(counted)),
        controlled_favouring=len(_reports(favouring)),
        blinded_favouring=len(_reports(s for s in favouring if _is_blinded(s))),
        blinded_without_difference=len(_reports(s for s in null if _is_blinded(s))),
        certainty=condition.certainty if counted else Certainty.NONE,
    )


def _contraindications_of(condition: Condition, route: str | None) -> tuple[Contraindication, ...]:
    return tuple(
        c
        for c in contraindications()
        if c.condition == condition.name and _is_route(route, c.routes)
    )


def _is_route(route: str | None, words: tuple[str, ...]) -> bool:
    return route is not None and any(word in route.casefold() for word in words)


def _harms(rows: tuple[Study, ...]) -> tuple[Study, ...]:
    """Harm reports of this condition, and those that concern every condition."""
    everywhere = (s for s in studies() if s.condition.startswith(_EVERYWHERE))
    return tuple(
        s
        for s in (*rows, *everywhere)
        if s.grading is not None and s.grading.role in (Role.HARM, Role.POOLED_HARM)
    )


def _is_counted(study: Study) -> bool:
    graded = study.grading
    return graded is not None and study.verified is Verified.READ and graded.role in _COUNTED


def _is_controlled(study: Study) -> bool:
    return study.grading is not None and study.grading.comparison is Comparison.INACTIVE


def _is_blinded(study: Study) -> bool:
    return study.grading is not None and study.grading.blinded is True


def _finding(study: Study) -> Finding | None:
    return study.grading.finding if study.grading else None


def _reports(rows: Iterable[Study]) -> set[str]:
    return {s.grading.report for s in rows if s.grading is not None}


def _whys(counted: tuple[Study, ...]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            f"{s.grading.report}: {s.grading.why}." for s in counted if s.grading is not None
        )
    )
