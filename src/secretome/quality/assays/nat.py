"""Mycoplasma by nucleic acid amplification: words by rule, from the target and its controls.

Refuses: a method without a validated detection limit (BadInput).
Stands on: Ph. Eur. 2.6.7: detects 10 CFU/mL; negative controls stay negative, the internal control
shows that the sample does not inhibit.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from secretome.errors import BadInput, Reason
from secretome.quality.assays.nondetects import CqReads
from secretome.quality.assays.result import AssayResult, positive
from secretome.quality.verdict import Verdict

LARGEST_LIMIT_CFU_PER_ML = 10.0
USUAL_SHIFT = 2.0  # cycles by which the internal control may come later; set by the laboratory


@dataclass(frozen=True, slots=True)
class NatMethod:
    """What the validation showed."""

    detection_limit_cfu_per_ml: float
    validation: str

    def __post_init__(self) -> None:
        """Refuse a method that cannot replace the culture."""
        limit = positive(self.detection_limit_cfu_per_ml, where="detection limit")
        if limit > LARGEST_LIMIT_CFU_PER_ML or not self.validation.strip():
            what = f"detects {limit:g} CFU/mL; at most {LARGEST_LIMIT_CFU_PER_ML:g} may replace "
            do = "Use the culture, or name the validation that shows less"
            raise BadInput(f"{what}culture", where="mycoplasma NAT", do=do)


@dataclass(frozen=True, slots=True)
class NatRun:
    """Repeats of the sample, of the controls, and of the internal control with and without it."""

    sample: CqReads
    negative_control: CqReads
    positive_control: CqReads
    internal_in_sample: CqReads
    internal_alone: CqReads


@dataclass(frozen=True, slots=True)
class NatFinding:
    """The words to report with their verdict against "not detected"."""

    words: str
    verdict: Verdict
    reasons: tuple[Reason, ...]
    result: AssayResult


def nat_finding(run: NatRun, method: NatMethod, *, shift: float = USUAL_SHIFT) -> NatFinding:
    """Any repeat that came is a detection, unless a control makes the run invalid."""
    broken = tuple(_broken(run, shift))
    came = len(run.sample.detected)
    limit = f"detection limit {method.detection_limit_cfu_per_ml:g} CFU/mL, {method.validation}"
    if broken:
        return _finding("invalid", Verdict.INVALID, broken, limit)
    if came:
        text = f"{came} of {run.sample.wells} repeats came before {run.sample.cutoff:g}."
        return _finding("detected", Verdict.FAIL, (Reason("detected", text),), limit)
    return _finding("not detected", Verdict.PASS, (), limit)


def _finding(words: str, verdict: Verdict, reasons: tuple[Reason, ...], limit: str) -> NatFinding:
    invalid = reasons if verdict is Verdict.INVALID else ()
    notes = () if invalid else reasons
    why = f"{words} ({limit}). A result in words has no interval."
    result = AssayResult("mycoplasma", None, None, why, invalid=invalid, notes=notes)
    return NatFinding(words, verdict, reasons, result)


def _broken(run: NatRun, shift: float) -> Iterator[Reason]:
    if run.negative_control.detected:
        yield Reason("negative_control", "The negative control came.")
    if run.positive_control.not_detected:
        yield Reason("positive_control", "The positive control did not always come.")
    if run.internal_alone.not_detected or run.internal_in_sample.not_detected:
        yield Reason("internal_control", "The internal control did not always come.")
        return
    late = _mean(run.internal_in_sample) - _mean(run.internal_alone)
    if late > shift:
        text = (
            f"The internal control comes {late:.1f} cycles later in the sample; at most {shift:g}"
        )
        yield Reason("inhibition", f"{text} are allowed: the sample inhibits.")


def _mean(reads: CqReads) -> float:
    return sum(reads.detected) / len(reads.detected)
