"""How far a result of one laboratory may be off on another day, and what other laboratories differ.

Refuses: fewer than two runs, a relative SD that is none (BadInput).
Stands on: ISO 5725-2 (between-run variance = (MS between - MS within) / repeats); inter-laboratory
CV of EV by TRPS 52.5 %, of liposomes 23.9 % (10.3402/jev.v5.31242).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, sqrt

from secretome.errors import BadInput
from secretome.units import Estimate, from_log_sd, two_sided_z


@dataclass(frozen=True, slots=True)
class MethodPrecision:
    """Within-laboratory precision of a method: it enters every guarded comparison.

    ``between_runs`` is the relative SD from run to run (day, analyst, calibration), 0.08 for 8 %;
    the scatter inside the run is already in the result's own interval.
    """

    between_runs: float
    source: str

    def __post_init__(self) -> None:
        """Refuse a number that is none, and one that nobody measured."""
        if not (isfinite(self.between_runs) and 0 <= self.between_runs < 1):
            what = f"{self.between_runs:g} is no relative SD"
            raise BadInput(what, where="method precision", do="Write 8 % as 0.08")
        if not self.source.strip():
            do = "Name the validation or the runs it comes from"
            raise BadInput("nobody measured the precision", where="method precision", do=do)


@dataclass(frozen=True, slots=True)
class BetweenLaboratories:
    """How much laboratories differ by one method: stated beside a verdict, never part of it."""

    attribute: str
    method: str
    sample: str
    cv: float
    source: str

    @property
    def sentence(self) -> str:
        """What is said apart."""
        return (
            f"Stated apart, not part of the verdict: between laboratories {self.method} of "
            f"{self.sample} differs by a CV of {100 * self.cv:.3g} % ({self.source})."
        )


BETWEEN_LABORATORIES = (
    BetweenLaboratories("particle_concentration", "TRPS", "EV", 0.525, "10.3402/jev.v5.31242"),
    BetweenLaboratories(
        "particle_concentration", "TRPS", "liposomes", 0.239, "10.3402/jev.v5.31242"
    ),
)


def said_apart(attribute: str, method: str, *, sample: str = "EV") -> tuple[str, ...]:
    """Sentences on the bias between laboratories for an attribute by a method; often none."""
    bare = attribute.partition("[")[0]
    return tuple(
        row.sentence
        for row in BETWEEN_LABORATORIES
        if (row.attribute, row.method, row.sample) == (bare, method, sample)
    )


def precision_from_runs(runs: Sequence[Sequence[float]], *, source: str) -> MethodPrecision:
    """Between-run relative SD of one material from repeats in several runs (one-way analysis)."""
    if len(runs) < 2 or any(len(run) < 2 for run in runs):
        do = "Give two repeats or more in two runs or more"
        raise BadInput("too few runs or repeats", where="method precision", do=do)
    sizes, n = [len(run) for run in runs], sum(len(run) for run in runs)
    means = [sum(run) / len(run) for run in runs]
    grand = sum(sum(run) for run in runs) / n
    if grand <= 0:
        do = "A relative SD needs positive values"
        raise BadInput("the mean is not above zero", where="method precision", do=do)
    pairs = list(zip(runs, means, strict=True))
    within = sum((value - mean) ** 2 for run, mean in pairs for value in run) / (n - len(runs))
    spread = sum(len(run) * (mean - grand) ** 2 for run, mean in pairs) / (len(runs) - 1)
    repeats = (n - sum(size**2 for size in sizes) / n) / (len(runs) - 1)
    between = max(0.0, (spread - within) / repeats)
    return MethodPrecision(sqrt(between) / grand, source)


def widened(estimate: Estimate, precision: MethodPrecision) -> Estimate:
    """The estimate with the method's run-to-run scatter added to its interval."""
    if not precision.between_runs:
        return estimate
    source = f"{estimate.source}; between runs {precision.source}"
    if estimate.low > 0:
        total = sqrt(estimate.log_sd**2 + precision.between_runs**2)
        found = from_log_sd(
            estimate.value, total, level=estimate.level, kind=estimate.kind, source=source
        )
        low, high = min(found.low, estimate.low), max(found.high, estimate.high)
    else:
        extra = two_sided_z(estimate.level) * precision.between_runs * abs(estimate.value)
        low = estimate.value - sqrt((estimate.value - estimate.low) ** 2 + extra**2)
        high = estimate.value + sqrt((estimate.high - estimate.value) ** 2 + extra**2)
    return Estimate(estimate.value, low, high, estimate.level, estimate.kind, source)
