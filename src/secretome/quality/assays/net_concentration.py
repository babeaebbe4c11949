"""EV concentration with the blank taken off, or "less than" where it does not rise above it.

Refuses: what concentration_estimate refuses, and a blank with too few captures (errors.Refused).
Stands on: the blank is the diluent itself, read undiluted with the sample's settings, so it is
taken off the diluted sample before the dilution is multiplied in.
"""

from dataclasses import dataclass
from math import sqrt

from secretome.errors import BadInput, Reason, Refused
from secretome.instruments import Capture, Sample
from secretome.quality.assays.detection import (
    FEWEST_BLANKS,
    DetectionLimits,
    limits_from_blanks,
    limits_from_counts,
)
from secretome.quality.assays.intervals import (
    confidence,
    count_interval,
    difference,
    mean_and_error,
    t_factor,
)
from secretome.quality.assays.result import AssayResult
from secretome.quality.concentration import Dilution, concentration_estimate
from secretome.units import Estimate, two_sided_z

_CONCENTRATION = "particle_concentration"
_COUNTED = ("valid_tracks", "traces")


@dataclass(frozen=True, slots=True)
class NetConcentration:
    """The result for the undiluted sample, with the blank and the limits it was held against."""

    result: AssayResult
    blank: Estimate
    limits: DetectionLimits


def net_concentration(
    sample: Sample, blank: Sample, *, dilution: Dilution | None, level: float = 0.95
) -> NetConcentration:
    """Particles per millilitre of the undiluted sample above the blank.

    Below the critical level the result is "<" the detection limit; below the limit of
    quantification the number stands with a note.
    """
    whole = concentration_estimate(sample, dilution=_without_error(dilution), level=level)
    factor = _factor(sample, dilution)
    diluted = whole.scaled(1 / factor)
    values, used = _blank_values(blank), _with_number(sample)
    per_track = diluted.value * len(used) / _count(used)
    counted = _count(_with_number(blank))
    empty = _blank_estimate(values, counted, per_track, level)
    limits = _limits(values, counted, per_track, len(used))
    net = difference(diluted, empty, source=f"{whole.source}, blank {blank.id} taken off")
    notes = tuple(
        Reason(f"blank_{one.code}", f"Blank: {one.text}")
        for one in blank.warnings
        if one.severity.blocks
    )
    if net.value <= limits.critical:
        why = f"Not above the blank; below the detection limit ({limits.source})."
        bound = limits.detection * factor
        return NetConcentration(
            AssayResult(_CONCENTRATION, bound, None, why, "<", notes=notes), empty, limits
        )
    if net.value < limits.quantification:
        text = "Above the blank, below the limit of quantification."
        notes = (*notes, Reason("below_quantification", text))
    spread = _with_dilution_error(net, dilution).scaled(factor)
    return NetConcentration(
        AssayResult(_CONCENTRATION, spread.value, spread, notes=notes), empty, limits
    )


def _without_error(dilution: Dilution | None) -> Dilution | None:
    return Dilution(dilution.factor, by=dilution.by, reason=dilution.reason) if dilution else None


def _factor(sample: Sample, dilution: Dilution | None) -> float:
    """How often the sample was diluted when the instrument saw it."""
    factor = dilution.factor if dilution else sample.dilution_factor
    if factor is None:
        do = "Without it the blank cannot be taken off; use the concentration without blank"
        raise BadInput("the file does not say its dilution factor", where=sample.id, do=do)
    return factor


def _blank_values(blank: Sample) -> tuple[float, ...]:
    if blank.dilution_factor not in {None, 1.0}:
        what = f"blank {blank.id} was read as a {blank.dilution_factor:g}-fold dilution"
        raise BadInput(what, where="blank", do="Read the diluent itself, factor 1")
    found = (capture.value(_CONCENTRATION) for capture in blank.captures)
    values = tuple(value for value in found if value is not None)
    if len(values) < FEWEST_BLANKS:
        text = f"The blank has {len(values)} captures; at least {FEWEST_BLANKS} are needed."
        reasons = (Reason("too_few_blanks", text),)
        raise Refused(f"no blank from {blank.id}", reasons=reasons)
    return values


def _with_number(sample: Sample) -> list[Capture]:
    return [one for one in sample.captures if one.value(_CONCENTRATION) is not None]


def _count(captures: list[Capture]) -> float:
    return max(sum(one.value(name) or 0 for one in captures) for name in _COUNTED)


def _blank_estimate(
    values: tuple[float, ...], counted: float, per_track: float, level: float
) -> Estimate:
    """Mean of the blank; its interval is the wider of the repeats' and the count's."""
    mean, error = mean_and_error(values)
    half = t_factor(level, len(values) - 1) * error
    low, high = (end * per_track / len(values) for end in count_interval(counted, level))
    ends = (max(0.0, min(mean - half, low)), max(mean + half, high))
    return confidence(mean, ends, level, f"blank, {len(values)} captures, {counted:.0f} tracks")


def _limits(
    values: tuple[float, ...], counted: float, per_track: float, repeats: int
) -> DetectionLimits:
    """The higher of the limits by repeats and by counting: repeats already contain counting."""
    by_repeats = limits_from_blanks(values, repeats=repeats)
    found = limits_from_counts(counted)
    each = per_track / len(values)
    by_count = DetectionLimits(
        found.critical * each, found.detection * each, found.quantification * each, found.source
    )
    return max(by_repeats, by_count, key=lambda one: one.detection)


def _with_dilution_error(net: Estimate, dilution: Dilution | None) -> Estimate:
    if not dilution or not dilution.relative_sd:
        return net
    extra = two_sided_z(net.level) * dilution.relative_sd * net.value
    down = sqrt((net.value - net.low) ** 2 + extra**2)
    up = sqrt((net.high - net.value) ** 2 + extra**2)
    return confidence(net.value, (net.value - down, net.value + up), net.level, net.source)
