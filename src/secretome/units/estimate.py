"""A number with its interval: what every measured, computed or published value travels as."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import exp, isfinite, log, sqrt
from statistics import NormalDist
from typing import Self

from secretome.errors import BadInput


class EstimateKind(StrEnum):
    """What the interval promises."""

    CONFIDENCE = "confidence"  # covers the true mean in `level` of repetitions
    PREDICTION = "prediction"  # covers the next single value
    CREDIBLE = "credible"  # holds `level` of the posterior
    TOLERANCE = "tolerance"  # holds a stated share of all values
    RANGE = "range"  # lowest to highest as published; `level` is the share it is taken to hold


@dataclass(frozen=True, slots=True)
class Estimate:
    """One value between two bounds; ``source`` names the file, paper or method it came from."""

    value: float
    low: float
    high: float
    level: float
    kind: EstimateKind
    source: str

    def __post_init__(self) -> None:
        """Refuse what cannot be an interval."""
        where = f"estimate from {self.source!r}"
        if not all(isfinite(number) for number in (self.value, self.low, self.high, self.level)):
            raise BadInput("a number is missing or infinite", where=where, do="Give finite numbers")
        if not self.low <= self.value <= self.high:
            what = f"{self.value:g} is not between {self.low:g} and {self.high:g}"
            raise BadInput(what, where=where, do="Order them low, value, high")
        if not 0 < self.level < 1:
            what = f"the level {self.level:g} is not between 0 and 1"
            raise BadInput(what, where=where, do="Write 95 % as 0.95")

    @property
    def relative_half_width(self) -> float:
        """Half the interval over the value; infinite for a value of zero."""
        return (self.high - self.low) / 2 / abs(self.value) if self.value else float("inf")

    @property
    def log_sd(self) -> float:
        """Standard deviation on the log scale of the lognormal with this interval."""
        if self.low <= 0:
            what = f"the lower bound {self.low:g} is not above zero"
            do = "Relative errors need positive bounds"
            raise BadInput(what, where=f"estimate from {self.source!r}", do=do)
        return (log(self.high) - log(self.low)) / (2 * two_sided_z(self.level))

    def scaled(self, factor: float) -> Self:
        """Multiply by a constant that is known without error (a unit, a stated number)."""
        ends = sorted((self.low * factor, self.high * factor))
        return type(self)(self.value * factor, ends[0], ends[1], self.level, self.kind, self.source)

    def as_dict(self) -> dict[str, float | str]:
        """Plain values, ready for JSON."""
        return {
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "level": self.level,
            "kind": str(self.kind),
            "source": self.source,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Self:
        """Build from :meth:`as_dict`; raises BadInput where a part is missing or no number."""
        try:
            return cls(
                value=float(str(data["value"])),
                low=float(str(data["low"])),
                high=float(str(data["high"])),
                level=float(str(data["level"])),
                kind=EstimateKind(str(data["kind"])),
                source=str(data["source"]),
            )
        except (KeyError, ValueError) as fault:
            do = "Give value, low, high, level, kind and source"
            raise BadInput(f"not an estimate ({fault})", where="estimate", do=do) from fault


def two_sided_z(level: float) -> float:
    """Normal quantile that leaves (1 - level) / 2 on each side."""
    return NormalDist().inv_cdf((1 + level) / 2)


def from_log_sd(
    value: float, log_sd: float, *, level: float, kind: EstimateKind, source: str
) -> Estimate:
    """Interval value / k to value x k with k = exp(z x log_sd); keeps positive values positive."""
    factor = exp(two_sided_z(level) * log_sd)
    return Estimate(value, value / factor, value * factor, level, kind, source)


def product(first: Estimate, second: Estimate, *, source: str) -> Estimate:
    """First x second, for independent positive values: variances add on the log scale."""
    return _combined(first, second, first.value * second.value, source)


def quotient(first: Estimate, second: Estimate, *, source: str) -> Estimate:
    """First / second, for independent positive values: variances add on the log scale."""
    return _combined(first, second, first.value / second.value, source)


def _combined(first: Estimate, second: Estimate, value: float, source: str) -> Estimate:
    log_sd = sqrt(first.log_sd**2 + second.log_sd**2)
    return from_log_sd(value, log_sd, level=first.level, kind=first.kind, source=source)
