"""Endotoxin of one sample: recovery of the spike, "<" below the sensitivity, dilution allowed.

Refuses: numbers that cannot be (BadInput). A run outside its rules is invalid, not out of limits.
Stands on: USP <85> and Ph. Eur. 2.6.14: recovery 50 to 200 %, |r| of the curve at least 0.980,
maximum valid dilution = limit / sensitivity; CV at most 25 % (cartridge makers).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, log

from secretome.errors import BadInput, Reason
from secretome.quality.assays.intervals import confidence, mean_and_error, t_factor
from secretome.quality.assays.result import AssayResult, numbers_of, positive
from secretome.units import Estimate

RECOVERY_PCT = (50.0, 200.0)
FEWEST_R = 0.980
MOST_CV_PCT = 25.0
_NAME = "endotoxin"


@dataclass(frozen=True, slots=True)
class EndotoxinRun:
    """What the machine gave for one sample, in EU/mL of the diluted sample.

    ``readings`` holds None for a repeat below the sensitivity; ``curve_r`` is None for a machine
    that does not print it; ``largest_dilution`` is the maximum valid one.
    """

    readings: tuple[float | None, ...]
    spiked: tuple[float, ...]
    spike: float
    sensitivity: float
    dilution: float
    curve_r: float | None = None
    largest_dilution: float | None = None

    def __post_init__(self) -> None:
        """Refuse what no machine prints."""
        positive(self.spike, where="endotoxin spike")
        positive(self.sensitivity, where="sensitivity")
        numbers_of(self.spiked, where="spiked repeats")
        shown = [one for one in self.readings if one is not None]
        found = numbers_of(shown, where="endotoxin", at_least=0)
        if not self.readings or min(found, default=0) < 0:
            do = "Give each repeat; None for one below the sensitivity"
            raise BadInput("the repeats are no readings", where="endotoxin", do=do)
        if positive(self.dilution, where="dilution factor") < 1:
            do = "Give how many times the sample was diluted, 1 for undiluted"
            raise BadInput("a dilution factor is 1 or more", where="endotoxin", do=do)


def maximum_valid_dilution(
    limit_eu: float, *, sensitivity: float, concentration: float = 1.0
) -> float:
    """Limit x concentration / sensitivity; leave the concentration out for a limit per mL."""
    positive(limit_eu, where="endotoxin limit")
    positive(concentration, where="concentration")
    return limit_eu * concentration / positive(sensitivity, where="sensitivity")


def endotoxin_result(run: EndotoxinRun, *, level: float = 0.95) -> AssayResult:
    """EU/mL of the undiluted sample; "<" where a repeat lies below the sensitivity."""
    shown = [run.sensitivity if one is None else max(one, run.sensitivity) for one in run.readings]
    below = [one for one in run.readings if one is None or one < run.sensitivity]
    invalid = tuple(_reasons(run))
    if below:
        bound = sum(shown) / len(shown) * run.dilution
        why = f"{len(below)} of {len(shown)} repeats lie below {run.sensitivity:g} EU/mL."
        return AssayResult(_NAME, bound, None, why, "<", invalid)
    if len(shown) < 2:
        why = "One reading: nobody knows the scatter."
        return AssayResult(_NAME, shown[0] * run.dilution, None, why, invalid=invalid)
    found = _by_log(shown, level, f"{len(shown)} repeats, dilution {run.dilution:g}")
    whole = found.scaled(run.dilution)
    return AssayResult(_NAME, whole.value, whole, invalid=invalid)


def spike_recovery_pct(run: EndotoxinRun) -> float:
    """Share of the spike found again in per cent; repeats below the sensitivity count as zero."""
    neat = [0.0 if one is None or one < run.sensitivity else one for one in run.readings]
    gained = sum(run.spiked) / len(run.spiked) - sum(neat) / len(neat)
    return 100 * gained / run.spike


def recovery_result(run: EndotoxinRun) -> AssayResult:
    """The spike recovery as a result of its own."""
    value = spike_recovery_pct(run)
    why = "A control of the run, judged against 50 to 200 % as printed."
    return AssayResult("endotoxin_spike_recovery", value, None, why)


def _reasons(run: EndotoxinRun) -> Iterator[Reason]:
    recovery, (low, high) = spike_recovery_pct(run), RECOVERY_PCT
    if not low <= recovery <= high:
        text = f"{recovery:.0f} % of the spike was found; {low:g} to {high:g} % are allowed."
        yield Reason("endotoxin_recovery", text)
    if run.curve_r is not None and abs(run.curve_r) < FEWEST_R:
        text = f"The curve has |r| {abs(run.curve_r):.3f}; at least {FEWEST_R:g} is asked."
        yield Reason("endotoxin_curve", text)
    if run.largest_dilution is not None and run.dilution > run.largest_dilution:
        text = f"Diluted {run.dilution:g}-fold; at most {run.largest_dilution:g}-fold is valid."
        yield Reason("endotoxin_dilution", text)
    measured = tuple(one for one in run.readings if one is not None and one >= run.sensitivity)
    for name, values in (("sample", measured), ("spiked sample", run.spiked)):
        cv = _cv_pct(values)
        if cv is not None and cv > MOST_CV_PCT:
            text = f"The repeats of the {name} differ by a CV of {cv:.0f} %; at most 25 %."
            yield Reason("endotoxin_cv", text)


def _cv_pct(values: Sequence[float]) -> float | None:
    if len(values) < 2:
        return None
    mean, error = mean_and_error(tuple(values))
    return 100 * error * len(values) ** 0.5 / mean if mean else None


def _by_log(values: Sequence[float], level: float, source: str) -> Estimate:
    """Geometric mean with its interval: dilution assays scatter by a factor."""
    mean, error = mean_and_error(tuple(log(value) for value in values))
    spread = exp(min(t_factor(level, len(values) - 1) * error, 300))
    return confidence(exp(mean), (exp(mean) / spread, exp(mean) * spread), level, source)
