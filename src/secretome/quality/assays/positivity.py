"""Marker positivity in flow: share above the control's threshold, the control's own share off.

Refuses: too few events, counts that do not fit (BadInput); a control of no named kind.
Stands on: threshold = quantile of the control (99th to 99.9th); exact beta intervals for shares,
Newcombe (1998, 10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I) for differences;
exact Poisson limits for counts per volume.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from secretome.errors import BadInput, Reason
from secretome.quality.assays.intervals import (
    confidence,
    count_interval,
    difference,
    share_interval,
)
from secretome.quality.assays.result import AssayResult, positive
from secretome.units import Estimate

Signals = Sequence[float] | np.ndarray
FEWEST_CONTROL_EVENTS = 100
_EVENTS_BEYOND = 10  # control events above the threshold needed to know where it lies


class Control(StrEnum):
    """What the threshold was taken from."""

    ISOTYPE = "isotype"
    FMO = "fluorescence minus one"
    UNSTAINED = "unstained"
    BUFFER = "buffer with reagent"


@dataclass(frozen=True, slots=True)
class Threshold:
    """The signal above which an event is called positive, and where it came from."""

    signal: float
    quantile: float
    control: Control
    events: int
    notes: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """Events above the threshold out of all events of the gate."""

    above: int
    total: int

    def __post_init__(self) -> None:
        """Refuse counts that cannot be."""
        if not 0 <= self.above <= self.total or not self.total:
            what = f"{self.above} of {self.total} events cannot be"
            raise BadInput(what, where="events", do="Give events above, then all events")


def threshold_from_control(
    signals: Signals, *, control: Control, quantile: float = 0.995
) -> Threshold:
    """The quantile of the control's signals, with a note where few events lie beyond it."""
    if not 0.5 < quantile < 1:
        do = "Write the 99.5th percentile as 0.995"
        raise BadInput(f"{quantile:g} is no quantile", where="threshold", do=do)
    values = _signals(signals, f"{control} control", FEWEST_CONTROL_EVENTS)
    beyond = len(values) * (1 - quantile)
    text = f"Only {beyond:.1f} control events lie above the threshold; record more events."
    notes = (Reason("few_control_events", text),) if beyond < _EVENTS_BEYOND else ()
    signal = float(np.quantile(values, quantile))
    return Threshold(signal, quantile, control, len(values), notes)


def count_above(signals: Signals, threshold: Threshold) -> Counted:
    """Events of a stained sample above the threshold."""
    values = _signals(signals, "events", 1)
    return Counted(int(np.count_nonzero(values > threshold.signal)), len(values))


def share_above(counted: Counted, *, level: float = 0.95, source: str = "events") -> Estimate:
    """Share of positive events in per cent with its exact interval, no control taken off."""
    ends = share_interval(counted.above, counted.total, level)
    share = counted.above / counted.total
    return confidence(share, ends, level, source).scaled(100)


def marker_positivity(
    marker: str,
    sample: Counted,
    control: Counted,
    *,
    kind: Control,
    level: float = 0.95,
    notes: tuple[Reason, ...] = (),
) -> AssayResult:
    """Positive events in per cent above the control's own share, by Newcombe's interval.

    A marker is present when the interval lies above zero (see ``is_present``).
    """
    from statsmodels.stats.proportion import confint_proportions_2indep

    low, high = confint_proportions_2indep(
        sample.above, sample.total, control.above, control.total,
        method="newcomb", compare="diff", alpha=1 - level,
    )  # fmt: skip
    share = sample.above / sample.total - control.above / control.total
    source = f"{sample.total} events, {kind} control of {control.total} events taken off"
    found = confidence(share, (float(low), float(high)), level, source).scaled(100)
    return AssayResult(f"marker_positivity[{marker}]", found.value, found, notes=notes)


def positive_per_ml(
    sample_events: int,
    sample_volume_ml: float,
    control_events: int,
    control_volume_ml: float,
    *,
    level: float = 0.95,
) -> Estimate:
    """Positive events per millilitre as run, buffer with reagent taken off (exact Poisson ends)."""
    found = [
        _rate(count, positive(volume, where="acquired volume"), level)
        for count, volume in (
            (sample_events, sample_volume_ml), (control_events, control_volume_ml)
        )
    ]  # fmt: skip
    source = f"{sample_events} events, {control_events} in the buffer control taken off"
    return difference(found[0], found[1], source=source)


def is_present(positivity: AssayResult, *, at_least_pct: float = 0.0) -> bool | None:
    """Whether the marker is above a share: yes, no, or None where the interval holds it."""
    if positivity.estimate is None or not positivity.is_valid:
        return None
    if positivity.estimate.low > at_least_pct:
        return True
    return False if positivity.estimate.high <= at_least_pct else None


def _signals(signals: Signals, where: str, fewest: int) -> np.ndarray:
    """A channel of events as one array; millions of events stay an array."""
    values = np.asarray(signals, dtype=float)
    if values.ndim != 1 or len(values) < fewest:
        do = "Record more events, and give one channel"
        raise BadInput(f"fewer than {fewest} events", where=where, do=do)
    if not np.isfinite(values).all():
        do = "Gate out events without a number"
        raise BadInput("an event is missing or infinite", where=where, do=do)
    return values


def _rate(count: int, volume_ml: float, level: float) -> Estimate:
    if count < 0:
        raise BadInput("a count is not negative", where="events", do="Give the events counted")
    low, high = count_interval(count, level)
    ends = (low / volume_ml, high / volume_ml)
    return confidence(count / volume_ml, ends, level, f"{count} events")
