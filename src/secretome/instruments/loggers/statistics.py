"""Numbers of a temperature record: extremes, mean, mean kinetic temperature."""

from collections.abc import Iterator, Sequence
from math import exp, log

from secretome.instruments.measurement import AttributeValue

ACTIVATION_OVER_GAS_K = 83.144 / 0.0083144  # USP 1079.2: dH over R, 10000 K
ZERO_CELSIUS_K = 273.15
_NONE = "there is no reading"
COLDEST_C, HOTTEST_C = -273.15, 1000.0


def mean_kinetic_c(values_c: Sequence[float]) -> float:
    """Single temperature with the same degradation as all readings; equal weight for each."""
    coldest = min(values_c) + ZERO_CELSIUS_K
    scale = ACTIVATION_OVER_GAS_K / coldest  # taken out, or frozen readings would underflow
    terms = [exp(scale - ACTIVATION_OVER_GAS_K / (value + ZERO_CELSIUS_K)) for value in values_c]
    return ACTIVATION_OVER_GAS_K / (scale - log(sum(terms) / len(terms))) - ZERO_CELSIUS_K


def is_possible(value_c: float) -> bool:
    """Whether a sensor can have read this; anything else is damage."""
    return COLDEST_C + 1 < value_c < HOTTEST_C


def summarised(values_c: Sequence[float], suffix: str = "") -> Iterator[AttributeValue]:
    """The four numbers of a channel and the count of its readings."""
    count = len(values_c)
    numbers = {
        "temperature_min": min(values_c, default=None),
        "temperature_max": max(values_c, default=None),
        "temperature_mean": sum(values_c) / count if count else None,
        "mean_kinetic_temperature": mean_kinetic_c(values_c) if count else None,
    }
    for name, value in numbers.items():
        reason = None if value is not None else _NONE
        yield AttributeValue(f"{name}{suffix}", value, "", n=count, reason=reason)
    yield AttributeValue(f"readings{suffix}", float(count), str(count))
