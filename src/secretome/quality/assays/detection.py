"""What can be decided, detected and quantified above a blank.

Refuses: too few blanks, negative counts, a risk outside 0 to 0.5 (BadInput).
Stands on: Currie (1968, 10.1021/ac60259a007) for counts; Currie (1995, 10.1351/pac199567101699,
IUPAC) for repeated blanks; risks of 5 % each and a relative SD of 10 % at the limit of quantity.
"""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from scipy.stats import t as student_t

from secretome.errors import BadInput
from secretome.quality.assays.result import numbers_of

FEWEST_BLANKS = 3
_TIMES_AT_QUANTITY = 10.0  # relative SD of 10 % at the limit of quantification


@dataclass(frozen=True, slots=True)
class DetectionLimits:
    """Net signals, in the unit of the blank: what differs, what is detected, what is quantified."""

    critical: float
    detection: float
    quantification: float
    source: str


def limits_from_blanks(
    blanks: tuple[float, ...], *, repeats: int = 1, risk: float = 0.05
) -> DetectionLimits:
    """Limits of a net value (sample mean of ``repeats`` minus blank mean) from repeated blanks."""
    values = numbers_of(blanks, where="blank", at_least=FEWEST_BLANKS)
    _require_risk(risk)
    if repeats < 1:
        raise BadInput("a sample is read at least once", where="repeats", do="Give 1 or more")
    mean = sum(values) / len(values)
    freedom = len(values) - 1
    one = sqrt(sum((value - mean) ** 2 for value in values) / freedom)
    net = one * sqrt(1 / repeats + 1 / len(values))
    critical = float(student_t.ppf(1 - risk, freedom)) * net
    source = f"{len(values)} blanks, {repeats} repeats of the sample"
    return DetectionLimits(critical, 2 * critical, _TIMES_AT_QUANTITY * net, source)


def limits_from_counts(background: float, *, risk: float = 0.05) -> DetectionLimits:
    """Limits of a net count when sample and blank were counted equally long (paired)."""
    _require_risk(risk)
    if background < 0:
        raise BadInput("a count is not negative", where="blank", do="Give the counted particles")
    k = NormalDist().inv_cdf(1 - risk)
    spread = sqrt(2 * background)
    times = _TIMES_AT_QUANTITY**2
    quantity = times / 2 * (1 + sqrt(1 + 8 * background / times))
    return DetectionLimits(
        k * spread, k**2 + 2 * k * spread, quantity, f"{background:g} counts in the blank"
    )


def _require_risk(risk: float) -> None:
    if not 0 < risk < 0.5:
        raise BadInput(f"{risk:g} is no risk", where="detection limit", do="Write 5 % as 0.05")
