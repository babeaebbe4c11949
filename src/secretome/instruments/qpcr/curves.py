"""Standard curves of a qPCR file, fitted to the reactions and held against the printed numbers."""

from collections.abc import Iterator, Sequence
from math import log10

from secretome.instruments.measurement import AttributeValue, Capture, Sample
from secretome.instruments.qpcr.structure import Plate, PrintedCurve, Reaction, Task
from secretome.instruments.values import localised, qualified

_LEAST_LEVELS = 2
# attribute -> field of the printed curve
_PRINTED = {
    "curve_slope": "slope",
    "curve_intercept": "intercept",
    "curve_r_squared": "r_squared",
    "amplification_efficiency": "efficiency",
}


def curve_samples(plate: Plate) -> Iterator[Sample]:
    """One sample per target with a standard curve, printed or to be fitted."""
    has_standards = any(one.task is Task.STANDARD for one in plate.reactions)
    for target in dict.fromkeys(one.target for one in plate.reactions if has_standards):
        points = list(_points(plate, target))
        printed = plate.curves.get(target)
        if len({amount for amount, _ in points}) >= _LEAST_LEVELS or printed:
            attributes = tuple(_attributes(target, points, printed or PrintedCurve()))
            sample_id = f"standard curve {target}"
            yield Sample(sample_id, (Capture(sample_id, attributes),), attributes)


def _points(plate: Plate, target: str) -> Iterator[tuple[float, float]]:
    """Logarithm of the amount and Cq of each standard that amplified."""
    for one in plate.reactions:
        if one.target == target and one.task is Task.STANDARD and not one.is_omitted:
            amount = localised(_amount(one), plate.decimal)
            cycles = localised(one.cq, plate.decimal)
            if amount and amount > 0 and cycles and 0 < cycles < (plate.limit_cycles or 1e3):
                yield log10(amount), cycles


def _amount(one: Reaction) -> str:
    return one.standard or one.quantity


def _attributes(
    target: str, points: Sequence[tuple[float, float]], printed: PrintedCurve
) -> Iterator[AttributeValue]:
    computed = _fitted(points)
    for name, field in _PRINTED.items():
        value = computed.get(name)
        reason = None if value is not None else "too few standards in the file to fit a curve"
        reported = getattr(printed, field)
        named = qualified(name, target)
        yield AttributeValue(named, value, reported, n=len(points), reason=reason)


def _fitted(points: Sequence[tuple[float, float]]) -> dict[str, float]:
    """Least squares of Cq on log10 of the amount; empty where the points allow no line."""
    if len({amount for amount, _ in points}) < _LEAST_LEVELS:
        return {}
    import numpy as np  # late: recognising a file must not wait for it

    amounts, cycles = np.asarray(points).T
    slope, intercept = np.polyfit(amounts, cycles, 1)
    residual = cycles - (slope * amounts + intercept)
    total = float(((cycles - cycles.mean()) ** 2).sum())
    found = {"curve_slope": float(slope), "curve_intercept": float(intercept)}
    if total > 0:
        found["curve_r_squared"] = 1 - float((residual**2).sum()) / total
    if slope < -0.5:  # a curve that hardly falls, or rises, has no efficiency
        found["amplification_efficiency"] = 100 * (10 ** (-1 / float(slope)) - 1)
    return found
