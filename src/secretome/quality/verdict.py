"""From a reported result and a specification line to a verdict, by the line's named rule.

Refuses: a line without limits, or with limits in the wrong order (BadInput).
Stands on: USP General Notices 7.20 (limits apply to the reported, rounded value); JCGM 106:2012
(guarded acceptance: the whole interval of the measurement lies inside the limits).
"""

from dataclasses import dataclass
from enum import StrEnum
from math import isfinite

from secretome.errors import BadInput
from secretome.quality.precision import MethodPrecision, widened
from secretome.quality.reported import Reported
from secretome.units import Estimate


class DecisionRule(StrEnum):
    """How a result is held against its limits; named on each specification line."""

    SIMPLE = "SIMPLE"
    GUARDED = "GUARDED"
    QUALITATIVE = "QUALITATIVE"


class Verdict(StrEnum):
    """What the rule says about a result."""

    PASS = "PASS"  # noqa: S105 - a verdict, no password
    FAIL = "FAIL"
    CANNOT_TELL = "CANNOT_TELL"
    INVALID = "INVALID"
    PENDING = "PENDING"


@dataclass(frozen=True, slots=True)
class Limits:
    """The lowest and highest allowed value in the canonical unit; both ends are allowed."""

    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        """Refuse limits that allow nothing or everything."""
        ends = [end for end in (self.low, self.high) if end is not None]
        if not ends or not all(isfinite(end) for end in ends):
            raise BadInput("there is no limit", where="limits", do="Give a lowest or highest value")
        if len(ends) == 2 and ends[0] > ends[1]:
            what = f"the lowest value {ends[0]:g} lies above the highest {ends[1]:g}"
            raise BadInput(what, where="limits", do="Exchange them")

    def hold(self, low: float, high: float) -> bool:
        """Whether the whole interval lies inside."""
        low_holds = self.low is None or low >= self.low
        return low_holds and (self.high is None or high <= self.high)

    def exclude(self, low: float, high: float) -> bool:
        """Whether the whole interval lies outside on one side."""
        return (self.low is not None and high < self.low) or (
            self.high is not None and low > self.high
        )

    @property
    def words(self) -> str:
        """The limits as a sentence part."""
        if self.low is None:
            return f"at most {self.high:g}"
        if self.high is None:
            return f"at least {self.low:g}"
        return f"{self.low:g} to {self.high:g}"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict and the sentence that explains it.

    ``compared`` is the interval that was held against the limits, where the rule holds one;
    ``apart`` are sentences that stand beside the verdict and had no part in it.
    """

    verdict: Verdict
    reason: str
    compared: Estimate | None = None
    apart: tuple[str, ...] = ()


def judge_simple(reported: Reported, limits: Limits, *, floor: float = 0.0) -> Judgement:
    """Hold the reported value itself against the limits; a bound passes only when all of it does.

    ``floor`` is the lowest value the attribute can have: what hides below ``<`` is not lower.
    """
    low, high = reported.possible(floor)
    if _misses_open_end(reported, limits) or limits.exclude(low, high):
        return Judgement(Verdict.FAIL, f"{reported.text} is outside {limits.words}.")
    if limits.hold(low, high):
        return Judgement(Verdict.PASS, f"{reported.text} is inside {limits.words}.")
    return Judgement(
        Verdict.CANNOT_TELL,
        f"{reported.text} is only a bound; it does not show on which side of {limits.words} it is.",
    )


def _misses_open_end(reported: Reported, limits: Limits) -> bool:
    """``< 5`` can never reach a lowest value of 5, nor ``> 5`` stay below a highest of 5."""
    if reported.comparator == "<":
        return limits.low is not None and reported.value <= limits.low
    if reported.comparator == ">":
        return limits.high is not None and reported.value >= limits.high
    return False


def judge_guarded(
    estimate: Estimate | None,
    limits: Limits,
    *,
    precision: MethodPrecision | None = None,
    apart: tuple[str, ...] = (),
) -> Judgement:
    """Pass only when the whole interval lies inside; an interval across a limit tells nothing.

    The laboratory's own run-to-run precision widens the interval. Bias between laboratories goes
    into ``apart``: inside the comparison it would let no lot pass.
    """
    if estimate is None:
        reason = "The rule needs the measurement's interval, and this result has none."
        return Judgement(Verdict.CANNOT_TELL, reason, apart=apart)
    held = widened(estimate, precision) if precision else estimate
    shown = f"The interval {held.low:.3g} to {held.high:.3g}{_widening(precision)}"
    if limits.hold(held.low, held.high):
        verdict, reason = Verdict.PASS, f"{shown} lies inside {limits.words}."
    elif limits.exclude(held.low, held.high):
        verdict, reason = Verdict.FAIL, f"{shown} lies outside {limits.words}."
    else:
        verdict, reason = Verdict.CANNOT_TELL, f"{shown} crosses a limit ({limits.words})."
    return Judgement(verdict, reason, held, apart)


def _widening(precision: MethodPrecision | None) -> str:
    """Say by how much an interval was widened, and who measured that."""
    if precision is None:
        return ""
    return f" (with {100 * precision.between_runs:.3g} % from run to run: {precision.source})"


def judge_qualitative(text: str, expected: str) -> Judgement:
    """Pass when the reported words are the expected ones, whatever their capitals and blanks."""
    if not expected.strip():
        do = "Say what must be read"
        raise BadInput("no text is expected", where="specification line", do=do)
    if _folded(text) == _folded(expected):
        return Judgement(Verdict.PASS, f"Reported as expected: {expected}.")
    return Judgement(Verdict.FAIL, f"Reported '{text.strip()}'; expected '{expected.strip()}'.")


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
