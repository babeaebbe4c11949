"""How sure one may be of a condition's evidence, domain by domain, from a readable table of rules.

Stands on: GRADE (Guyatt et al., BMJ 2008;336:924); tables/certainty_rules.csv holds the rules.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from secretome.evidence.expectation import Expectation
from secretome.evidence.files import rows_of
from secretome.evidence.judging import is_randomised
from secretome.evidence.pooled import Pooled
from secretome.evidence.rows import Certainty, Comparison, Finding, Study

_LADDER = (Certainty.VERY_LOW, Certainty.LOW, Certainty.MODERATE, Certainty.HIGH)
_FEW, _VERY_FEW, _ENOUGH_TO_TEST = 400, 100, 10
_AT_MOST_PER_DOMAIN = 3
_DOMAINS = ("risk of bias", "inconsistency", "indirectness", "imprecision", "publication")


@dataclass(frozen=True, slots=True)
class CertaintyRule:
    """One line of the table: a finding, how many steps it costs, and its sentence."""

    domain: str
    finding: str
    steps: int
    sentence: str


@dataclass(frozen=True, slots=True)
class CertaintyReason:
    """One domain for one condition: what was found, and how many steps down it costs."""

    domain: str
    steps: int
    sentence: str
    study_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CertaintyTable:
    """The grade with its reasons, and which version of the tables it comes from.

    ``by_reviewer`` is a person's grade, ``by_rule`` what the rules allow; ``level`` is never
    above the rules where no person has graded.
    """

    level: Certainty
    by_rule: Certainty
    by_reviewer: Certainty | None
    reasons: tuple[CertaintyReason, ...]
    version: str
    date: str

    @property
    def for_verdict(self) -> Certainty:
        """The lower of both grades: a verdict is never more positive than either."""
        return lower_of(self.level, self.by_rule)


@dataclass(frozen=True, slots=True)
class Body:
    """What the rules look at: the counted studies of a condition and what came of them."""

    studies: tuple[Study, ...]
    controlled: tuple[Study, ...]
    expected: Expectation

    @property
    def patients(self) -> int:
        """Patients of the controlled reports, each report once."""
        largest: dict[str, int] = {}
        for s in self.controlled:
            n = (s.n_treated or 0) + (s.n_control or 0)
            report = s.grading.report if s.grading else s.study_id
            largest[report] = max(largest.get(report, 0), n)
        return sum(largest.values())

    @property
    def reports(self) -> int:
        """Number of controlled reports."""
        return len({s.grading.report for s in self.controlled if s.grading})

    def findings(self) -> set[Finding]:
        """What the controlled studies found."""
        return {s.grading.finding for s in self.controlled if s.grading}


def certainty_table(
    studies: Iterable[Study], expected: Expectation, *, reviewer: Certainty | None
) -> CertaintyTable:
    """Grade the counted studies of a condition; ``reviewer`` is a person's grade, if there is one.

    A rule alone never says high: that takes a person.
    """
    counted = tuple(studies)
    body = Body(counted, tuple(s for s in counted if _is_controlled(s)), expected)
    reasons = _reasons(body) if counted else ()
    by_rule = _level(reasons) if counted else Certainty.NONE
    level = by_rule if reviewer is None else reviewer
    level = level if counted else Certainty.NONE
    version, date = tables_version()
    return CertaintyTable(level, by_rule, reviewer, reasons, version, date)


def lower_of(first: Certainty, second: Certainty) -> Certainty:
    """Return the less certain of two grades."""
    order = (Certainty.NONE, *_LADDER)
    return min(first, second, key=order.index)


@cache
def certainty_rules() -> tuple[CertaintyRule, ...]:
    """Return the table of rules."""
    return tuple(
        CertaintyRule(row["domain"], row["finding"], int(row["steps"]), row["sentence"])
        for row in rows_of("certainty_rules")
    )


def tables_version() -> tuple[str, str]:
    """Return number and date of the latest version of the tables."""
    last = rows_of("versions")[-1]
    return last["version"], last["date"]


def _reasons(body: Body) -> tuple[CertaintyReason, ...]:
    found = []
    for rule in certainty_rules():
        ids = _FINDINGS[rule.finding](body)
        if ids:
            found.append(CertaintyReason(rule.domain, rule.steps, rule.sentence, ids))
    return tuple(found)


def _level(reasons: tuple[CertaintyReason, ...]) -> Certainty:
    lost = sum(
        min(_AT_MOST_PER_DOMAIN, max((r.steps for r in reasons if r.domain == domain), default=0))
        for domain in _DOMAINS
    )
    return lower_of(_LADDER[max(0, len(_LADDER) - 1 - lost)], Certainty.MODERATE)


def _ids(studies: Iterable[Study]) -> tuple[str, ...]:
    return tuple(s.study_id for s in studies)


def _is_controlled(study: Study) -> bool:
    return study.grading is not None and study.grading.comparison is Comparison.INACTIVE


def _when(holds: object, studies: Iterable[Study]) -> tuple[str, ...]:
    return _ids(studies) if holds else ()


def _disagree(body: Body) -> tuple[str, ...]:
    found = body.findings()
    against = {Finding.NO_DIFFERENCE, Finding.FAVOURS_CONTROL} & found
    return _when(bool(against) and Finding.FAVOURS_TREATED in found, body.controlled)


def _pooled(body: Body) -> Pooled | None:
    return body.expected.pooled


def _spread(body: Body) -> tuple[str, ...]:
    pooled = _pooled(body)
    return _when(pooled is not None and pooled.i2_pct >= 50, body.controlled)


def _not_patients(body: Body) -> tuple[str, ...]:
    return _ids(
        s
        for s in body.studies
        if "healthy" in f"{s.condition} {s.outcome} {s.design}".casefold()
        or "not MSC" in s.reported.get("cell_source", "")
        or "plant" in s.reported.get("ae_text", "")
    )


def _wide(body: Body) -> tuple[str, ...]:
    change, none = body.expected.change, body.expected.no_difference
    return _when(change is not None and change.low <= none <= change.high, body.controlled)


def _asymmetry(body: Body) -> tuple[str, ...]:
    pooled = _pooled(body)
    p = pooled.small_studies.p if pooled else None
    return _when(p is not None and p < 0.1, body.controlled)


_FINDINGS: dict[str, Callable[[Body], tuple[str, ...]]] = {
    "no_control": lambda b: _when(not b.controlled, b.studies),
    "not_blinded": lambda b: _ids(
        s for s in b.controlled if not (s.grading and s.grading.blinded is True)
    ),
    "not_randomised": lambda b: _ids(s for s in b.controlled if not is_randomised(s)),
    "confounded": lambda b: _ids(s for s in b.studies if s.grading and s.grading.confounded_by),
    "disagree": _disagree,
    "spread": _spread,
    "single": lambda b: _when(b.reports == 1, b.controlled),
    "not_patients": _not_patients,
    "no_numbers": lambda b: _when(not b.expected.known, b.controlled),
    "few_patients": lambda b: _when(_VERY_FEW <= b.patients < _FEW, b.controlled),
    "very_few_patients": lambda b: _when(b.patients < _VERY_FEW, b.controlled),
    "wide": _wide,
    "few_studies": lambda b: _when(b.reports < _ENOUGH_TO_TEST, b.studies),
    "asymmetry": _asymmetry,
}
