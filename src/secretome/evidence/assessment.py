"""Puts together what is known of one condition: verdict, studies, cautions, what is unknown."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from secretome.errors import BadInput
from secretome.evidence.catalogue import Found, find_condition, names_condition
from secretome.evidence.certainty import CertaintyTable, certainty_table
from secretome.evidence.covariates import covariates_of
from secretome.evidence.expectation import Expectation, LeftOut
from secretome.evidence.expecting import excludes_no_difference, expectation, pools_of
from secretome.evidence.files import evidence_version
from secretome.evidence.harms import harm_rates
from secretome.evidence.pooled import Pool
from secretome.evidence.rate_pools import rate_pools
from secretome.evidence.rows import (
    Certainty,
    Comparison,
    Condition,
    Contraindication,
    Finding,
    Origin,
    Role,
    Study,
    Verified,
)
from secretome.evidence.tables import contraindications, studies
from secretome.evidence.unknowns import unknown_sentences
from secretome.evidence.verdict import ConditionVerdict, Weight, decide

_COUNTED = (Role.EFFECT, Role.SAFETY)
_NOT_BETTER = (Finding.NO_DIFFERENCE, Finding.FAVOURS_CONTROL)
_EVERYWHERE = "all conditions"


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is known of secretome for one condition, and what is not.

    ``study_count`` counts the reports whose text was read; ``leads`` are known from memory only;
    ``own`` are results of the own programme, which stand beside the literature and never count.
    """

    condition: str
    icd10: tuple[str, ...]
    in_catalogue: bool
    verdict: ConditionVerdict
    certainty: Certainty
    certainty_text: str
    certainty_table: CertaintyTable
    study_count: int
    controlled_count: int
    studies: tuple[Study, ...]
    leads: tuple[Study, ...]
    harms: tuple[Study, ...]
    cells: tuple[Study, ...]
    own: tuple[Study, ...]
    cautions: tuple[str, ...]
    standard_care: str | None
    reasons: tuple[str, ...]
    found: tuple[str, ...]
    unknown: tuple[str, ...]
    expected: Expectation
    cells_expected: Expectation
    pools: tuple[Pool, ...]
    rates: tuple[Pool, ...]
    own_pools: tuple[Pool, ...]
    near: tuple[str, ...]
    evidence_version: str


def assess(
    condition: Condition | str,
    *,
    route: str | None = None,
    found: tuple[str, ...] = (),
    extra: Iterable[Study] = (),
) -> Assessment:
    """Assess a condition, for a route if one is named.

    ``found`` are contraindications a physician recorded for this patient. ``extra`` are reviewed
    rows of the site (``study_from_row``); those of the own programme are kept apart. A name or code
    outside the catalogue is a correct question: its answer is that no human study was found.
    """
    more = tuple(extra)
    if isinstance(condition, Condition):
        return _assess_known(condition, route=route, found=found, extra=more)
    match = find_condition(condition)
    if match.several:
        raise _several(match)
    known = match.condition or _outside(match)
    near = () if match.condition else match.near
    return _assess_known(known, route=route, found=found, extra=more, near=near)


def _outside(match: Found) -> Condition:
    """Return a condition of its own for what the catalogue does not hold: nothing is known."""
    return Condition(
        name=match.asked,
        group="",
        icd10=(match.icd10,) if match.icd10 else (),
        certainty=Certainty.NONE,
        certainty_text=Certainty.NONE.value,
        highest_phase="none",
        outcome_measures=(),
        standard_care="",
        cautions=("The condition is not in the catalogue, so no caution for it is known.",),
        study_labels=(),
        aliases=(),
    )


def _assess_known(
    condition: Condition,
    *,
    route: str | None,
    found: tuple[str, ...],
    extra: tuple[Study, ...],
    near: tuple[str, ...] = (),
) -> Assessment:
    added = tuple(s for s in extra if names_condition(condition, s))
    own = tuple(s for s in added if s.origin is Origin.OWN_PROGRAMME)
    added = tuple(s for s in added if s.origin is Origin.LITERATURE)
    rows = (*(s for s in studies() if s.condition in condition.study_labels), *added)
    counted = tuple(s for s in rows if _is_counted(s))
    cells = tuple(s for s in rows if not s.is_secretome and s.verified is Verified.READ)
    expected = _expected(condition, rows, counted)
    reviewer = None if any(s.is_secretome for s in added) else condition.certainty
    table = certainty_table(counted, expected, reviewer=reviewer)
    against = _contraindications_of(condition, route)
    harmed = tuple(c.reason for c in against)
    weight = replace(_weight(counted, harmed, table.for_verdict), found=found)
    rule = decide(weight)
    leads = tuple(s for s in rows if s.is_secretome and s.verified is Verified.RECALL)
    return Assessment(
        condition=condition.name,
        icd10=condition.icd10,
        in_catalogue=bool(condition.group),
        verdict=rule.verdict,
        certainty=table.level,
        certainty_text=_certainty_text(condition, table),
        certainty_table=table,
        study_count=weight.studies,
        controlled_count=len(_reports(s for s in counted if _is_controlled(s))),
        studies=counted,
        leads=leads,
        harms=_harms(rows),
        cells=cells,
        own=own,
        cautions=condition.cautions,
        standard_care=condition.standard_care or None,
        reasons=(rule.sentence, *weight.contraindications, *found, *_whys(counted)),
        found=found,
        unknown=unknown_sentences(weight, leads=leads),
        expected=expected,
        cells_expected=expectation(cells, product="cells"),
        pools=pools_of(s for s in rows if s.is_secretome),
        rates=rate_pools(counted),
        own_pools=(*pools_of(own), *rate_pools(own)),
        near=near,
        evidence_version=evidence_version(),
    )


def _expected(
    condition: Condition, rows: tuple[Study, ...], counted: tuple[Study, ...]
) -> Expectation:
    found = expectation(s for s in rows if s.is_secretome)
    cells = tuple(LeftOut(s.study_id, "cells, another product") for s in rows if not s.is_secretome)
    return replace(
        found,
        left_out=(*found.left_out, *cells),
        harms=harm_rates(counted, _harms(rows)),
        covariates=covariates_of(condition.name),
    )


def _certainty_text(condition: Condition, table: CertaintyTable) -> str:
    given = table.by_reviewer is not None and table.level is condition.certainty
    return condition.certainty_text if given else table.level.value


def _several(match: Found) -> BadInput:
    names = "; ".join(condition.name for condition in match.several)
    return BadInput(
        f"'{match.asked}' stands for {len(match.several)} conditions",
        where="condition",
        do=f"Name one of them: {names}.",
    )


def _weight(counted: tuple[Study, ...], against: tuple[str, ...], certainty: Certainty) -> Weight:
    controlled = tuple(s for s in counted if _is_controlled(s))
    favouring = tuple(s for s in controlled if _finding(s) is Finding.FAVOURS_TREATED)
    null = tuple(s for s in controlled if _finding(s) in _NOT_BETTER)
    return Weight(
        contraindications=against,
        studies=len(_reports(counted)),
        controlled_favouring=len(_reports(favouring)),
        blinded_favouring=len(_reports(s for s in favouring if _is_blinded(s))),
        blinded_without_difference=len(_reports(s for s in null if _is_blinded(s))),
        certainty=certainty,
        adjusted_better=excludes_no_difference(counted),
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
