"""What both potency methods share: readings, validity tests, rule of parallelism, the answer.

Refuses: doses or readings that are no numbers, a bound that allows nothing (BadInput).
Stands on: Ph. Eur. 5.3 and USP <1032>/<1034>: similarity by F test or by equivalence of the slopes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from secretome.errors import BadInput, Reason
from secretome.quality.assays.result import AssayResult, numbers_of, positive
from secretome.units import Estimate

Array = np.ndarray
_WIDEST_LOG = 70.0  # a factor of 1e30


@dataclass(frozen=True, slots=True)
class DoseReading:
    """One response at one dose of one preparation."""

    dose: float
    response: float


@dataclass(frozen=True, slots=True)
class ValidityTest:
    """One F test: name, statistic with its degrees of freedom, p, and whether it speaks against."""

    name: str
    statistic: float
    freedom: tuple[int, int]
    p: float
    passed: bool


@dataclass(frozen=True, slots=True)
class Similarity:
    """How parallelism is judged: by equivalence where bounds are named, by the F test otherwise.

    An F test alone passes noisy assays and fails precise ones; equivalence does not.
    """

    risk: float = 0.05
    ratio_bounds: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        """Refuse a rule that allows nothing."""
        low, high = self.ratio_bounds or (0.8, 1.25)
        if not 0 < self.risk < 0.5 or not 0 < low < 1 < high:
            do = "Write 5 % as 0.05, and bounds around 1 as 0.8 and 1.25"
            raise BadInput("the rule allows nothing", where="similarity", do=do)


@dataclass(frozen=True, slots=True)
class RelativePotency:
    """Potency in per cent of the standard; no result in words where the curves are not similar."""

    result: AssayResult
    tests: tuple[ValidityTest, ...]
    ratios: tuple[tuple[str, Estimate | None], ...]


def checked(readings: Sequence[DoseReading], where: str, fewest: int) -> tuple[Array, Array]:
    """Log doses and responses. Raises BadInput for too few doses or numbers that are none."""
    doses = [positive(one.dose, where=f"dose of the {where}") for one in readings]
    responses = numbers_of([one.response for one in readings], where=f"responses of the {where}")
    if len(set(doses)) < fewest:
        do = f"Give at least {fewest} doses"
        raise BadInput("too few doses", where=where, do=do)
    return np.log(doses), np.asarray(responses)


def is_meant(*log_ratios: float) -> bool:
    """Whether potencies with these logarithms could be meant; others come of flat curves."""
    return all(abs(one) < _WIDEST_LOG for one in log_ratios)


def similarity_reasons(
    f_test: ValidityTest, ratios: Sequence[tuple[str, Estimate | None]], rule: Similarity
) -> list[Reason]:
    """Why the preparations are not similar; by bounds where there are some."""
    if rule.ratio_bounds is None:
        text = f"The curves are not parallel (F {f_test.statistic:.2f}, p {f_test.p:.2g})."
        return [] if f_test.passed else [Reason("not_parallel", text)]
    low, high = rule.ratio_bounds
    found = []
    for name, ratio in ratios:
        if ratio is None or ratio.low < low or ratio.high > high:
            shown = f"{ratio.low:.2f} to {ratio.high:.2f}" if ratio else "without end"
            text = f"The ratio of the {name} is {shown}; it must lie within {low:g} to {high:g}."
            found.append(Reason("not_equivalent", text))
    return found
