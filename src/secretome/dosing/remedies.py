"""Which measurement would make a dose certain enough, and how good it has to become."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from secretome.dosing.chance import Spread, chance_of_missing
from secretome.dosing.request import ErrorPart


@dataclass(frozen=True, slots=True)
class Remedy:
    """One part of the error, the largest it may be (None: alone it cannot help), and what to do."""

    part: ErrorPart
    must_be: float | None

    @property
    def text(self) -> str:
        """What to measure, and how well."""
        part = self.part
        if self.must_be is None:
            return f"{part.name} ({part.log_sd:.1%}): {part.remedy}"
        more = ceil((part.log_sd / self.must_be) ** 2) if self.must_be > 0 else None
        repeats = f", about {more} times as many independent repeats" if more else ""
        return f"{part.name} ({part.log_sd:.1%} -> {self.must_be:.1%}{repeats}): {part.remedy}"


def largest_spread(*, tolerance_pct: float, risk: float) -> float:
    """The largest relative error (log scale) with which the chance of missing is the risk."""
    low, high = 0.0, 5.0
    for _ in range(60):
        middle = (low + high) / 2
        if chance_of_missing(middle, tolerance_pct=tolerance_pct) > risk:
            high = middle
        else:
            low = middle
    return low


def remedies(spread: Spread, *, tolerance_pct: float, risk: float) -> tuple[Remedy, ...]:
    """The parts of the error by falling size, as far as they are needed to reach the risk.

    The first that can do it alone ends the list; what stands before it must go with it.
    """
    allowed = largest_spread(tolerance_pct=tolerance_pct, risk=risk)
    found: list[Remedy] = []
    rest = spread.log_sd**2
    for part in sorted(spread.parts, key=lambda one: -one.log_sd):
        rest -= part.log_sd**2
        if part.log_sd <= 0:
            break
        if rest < allowed**2:
            return (*found, Remedy(part, sqrt(allowed**2 - max(rest, 0.0))))
        found.append(Remedy(part, None))
    return tuple(found)


def remedy_sentence(found: Sequence[Remedy]) -> str:
    """Say what to measure, the largest error first."""
    if not found:
        return ""
    first, *others = (one.text for one in found)
    told = f" The largest error is that of {first}."
    return told + "".join(f" Also {other}." for other in others)
