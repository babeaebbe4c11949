"""Bead multiplex: a capture bead's signal over its control bead's, with the error of repeats.

Refuses: fewer than two repeats, signals that are not above zero (BadInput).
Stands on: ratio of means of log signals (repeats of one lot scatter by a factor), Welch's degrees
of freedom; fewest beads per population 30 (usual in the field, set by the laboratory).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

from secretome.errors import BadInput, Reason
from secretome.quality.assays.intervals import confidence, mean_and_error, t_factor
from secretome.quality.assays.result import AssayResult, numbers_of
from secretome.units import Estimate

FEWEST_BEADS = 30
TETRASPANINS = ("CD9", "CD63", "CD81")


@dataclass(frozen=True, slots=True)
class BeadSignal:
    """Median fluorescence of one population in each repeat, buffer beads already taken off."""

    medians: tuple[float, ...]
    fewest_beads: int

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why this population's medians must not be used; empty when they may."""
        if self.fewest_beads >= FEWEST_BEADS:
            return ()
        text = f"{self.fewest_beads} beads in a repeat; at least {FEWEST_BEADS} are needed."
        return (Reason("too_few_beads", text),)


def net_medians(medians: Sequence[float], buffer_medians: Sequence[float]) -> tuple[float, ...]:
    """Medians minus the mean of the buffer beads of the same antigen."""
    shown = numbers_of(medians, where="bead medians")
    empty = numbers_of(buffer_medians, where="buffer beads")
    return tuple(value - sum(empty) / len(empty) for value in shown)


def signal_ratio(
    marker: str, signal: BeadSignal, control: BeadSignal, *, level: float = 0.95
) -> AssayResult:
    """Signal of a marker over its isotype or buffer control; above 1 with its low end: present.

    A marker whose repeats are not all above zero after the buffer came off has no ratio.
    """
    name = f"marker_ratio[{marker}]"
    invalid = (*signal.reasons, *control.reasons)
    numbers_of(signal.medians, where=f"repeats of {marker}", at_least=2)
    floor = numbers_of(control.medians, where="repeats of the control", at_least=2)
    if min(floor) <= 0:
        do = "Do not take the buffer off the control twice, or name a floor"
        raise BadInput("a control signal is not above zero", where=marker, do=do)
    if min(signal.medians) <= 0:
        why = "A repeat is not above the buffer beads: no signal to divide."
        return AssayResult(name, None, None, why, invalid=invalid)
    found = ratio_of_means(signal.medians, control.medians, level, f"{marker} over control")
    return AssayResult(name, found.value, found, invalid=invalid)


def normalised(
    signals: Mapping[str, BeadSignal], *, reference: Sequence[str] = TETRASPANINS
) -> dict[str, float]:
    """Each marker's mean signal over the mean of the reference markers (CD9, CD63, CD81)."""
    missing = [name for name in reference if name not in signals]
    if missing:
        do = "Read them, or name other reference markers"
        raise BadInput(f"no signal for {', '.join(missing)}", where="reference markers", do=do)
    means = {name: sum(one.medians) / len(one.medians) for name, one in signals.items()}
    base = sum(means[name] for name in reference) / len(reference)
    if base <= 0:
        do = "The reference markers are not above the buffer; report the ratios to control"
        raise BadInput("nothing to divide by", where="reference markers", do=do)
    return {name: mean / base for name, mean in means.items()}


def ratio_of_means(
    above: Sequence[float], below: Sequence[float], level: float, source: str
) -> Estimate:
    """Ratio of geometric means of two sets of positive repeats."""
    top, top_error = mean_and_error(tuple(log(value) for value in above))
    base, base_error = mean_and_error(tuple(log(value) for value in below))
    error = sqrt(top_error**2 + base_error**2)
    freedom = _welch((top_error, len(above)), (base_error, len(below)))
    spread = exp(min(t_factor(level, freedom) * error, 700))
    value = exp(top - base)
    return confidence(value, (value / spread, value * spread), level, source)


def _welch(first: tuple[float, int], second: tuple[float, int]) -> float:
    parts = [(error**2, n - 1) for error, n in (first, second)]
    whole = sum(part for part, _ in parts)
    if not whole:
        return float(min(freedom for _, freedom in parts))
    return whole**2 / sum(part**2 / freedom for part, freedom in parts)
