"""One door from an assay's result to its verdict: the line's rule decides which judge answers.

Refuses: a line whose rule and limits do not fit (BadInput).
Stands on: the table RULES; docs/explanation/assay-statistics.md prints it.
"""

from dataclasses import dataclass

from secretome.errors import BadInput
from secretome.quality.assays.result import AssayResult
from secretome.quality.precision import MethodPrecision
from secretome.quality.reported import Reported
from secretome.quality.verdict import (
    DecisionRule,
    Judgement,
    Limits,
    Verdict,
    judge_guarded,
    judge_qualitative,
    judge_simple,
)
from secretome.units import Kind, attribute

_SIGNED = {Kind.TEMPERATURE, Kind.RATIO, Kind.POTENCY, Kind.FRACTION}


@dataclass(frozen=True, slots=True)
class RuleExplained:
    """One decision rule in words: what is compared, and what the three answers mean."""

    rule: DecisionRule
    compared: str
    passes: str
    fails: str
    cannot_tell: str
    used_for: str


RULES = (
    RuleExplained(
        DecisionRule.SIMPLE,
        "the reported, rounded value",
        "it lies inside the limits, or all that a bound allows does",
        "it lies outside, or all that a bound allows does",
        "a bound (< or >) reaches across a limit",
        "compendial limits (USP General Notices 7.20)",
    ),
    RuleExplained(
        DecisionRule.GUARDED,
        "the result's interval, widened by the laboratory's run-to-run precision",
        "the whole interval lies inside the limits",
        "the whole interval lies outside on one side",
        "the interval crosses a limit, or there is none",
        "limits of the site's own, label claims (JCGM 106:2012)",
    ),
    RuleExplained(
        DecisionRule.QUALITATIVE,
        "the reported words, whatever their capitals and blanks",
        "they are the expected words",
        "they are any other words",
        "never; a test that is not over is PENDING, a broken one INVALID",
        "sterility, mycoplasma, appearance, identity",
    ),
)


@dataclass(frozen=True, slots=True)
class Line:
    """What one specification line asks, in the canonical unit."""

    rule: DecisionRule
    limits: Limits | None = None
    expected: str = ""
    precision: MethodPrecision | None = None

    def __post_init__(self) -> None:
        """Refuse a rule without what it compares with."""
        asks_words = self.rule is DecisionRule.QUALITATIVE
        if asks_words != (self.limits is None) or asks_words != bool(self.expected.strip()):
            do = "Give limits for simple and guarded, expected words for qualitative"
            raise BadInput("rule and limits do not fit", where="specification line", do=do)


def judge_result(
    result: AssayResult,
    line: Line,
    *,
    words: str = "",
    apart: tuple[str, ...] = (),
    reported: Reported | None = None,
) -> Judgement:
    """Answer by the line's rule. An invalid run is INVALID, never out of specification.

    A censored result is judged as the bound it is under both rules for numbers. ``reported`` is
    the number with the digits in which somebody else reported it; without it the result's own.
    """
    if result.invalid:
        why = " ".join(reason.text for reason in result.invalid)
        return Judgement(Verdict.INVALID, f"The run must not be used: {why}", apart=apart)
    if line.limits is None:
        found = judge_qualitative(words, line.expected)
        return Judgement(found.verdict, found.reason, None, apart)
    if result.value is None:
        why = f"There is no number: {result.no_estimate_reason}"
        return Judgement(Verdict.CANNOT_TELL, why, apart=apart)
    if line.rule is DecisionRule.GUARDED and not result.is_censored:
        return judge_guarded(result.estimate, line.limits, precision=line.precision, apart=apart)
    floor = float("-inf") if attribute(result.attribute).kind in _SIGNED else 0.0
    found = judge_simple(reported or result.reported, line.limits, floor=floor)
    return Judgement(found.verdict, found.reason, None, apart)
