"""One reportable potency from several independent runs of the same lot.

Refuses: fewer than two runs, runs of different assays (BadInput); an invalid run among them
(errors.Refused): it is repeated or left out by decision, never averaged away.
Stands on: Ph. Eur. 5.3, chapter 6, unweighted combination on the log scale.
"""

from collections.abc import Sequence
from math import exp, log

from secretome.errors import BadInput, Reason, Refused
from secretome.quality.assays.intervals import confidence, mean_and_error, t_factor
from secretome.quality.assays.result import AssayResult, positive

FEWEST_RUNS = 2


def combined_potency(runs: Sequence[AssayResult], *, level: float = 0.95) -> AssayResult:
    """Geometric mean of the runs' potencies; the interval is between runs, as the lot meets it."""
    names = {run.attribute for run in runs}
    if len(runs) < FEWEST_RUNS or len(names) != 1:
        do = "Give two independent runs or more of one assay"
        raise BadInput(f"{len(runs)} runs of {len(names)} assays", where="potency", do=do)
    broken = [reason for run in runs for reason in run.invalid]
    if broken or any(run.value is None for run in runs):
        text = "A run has no potency; repeat it or leave it out by a documented decision."
        raise Refused("no combined potency", reasons=(Reason("run_invalid", text), *broken))
    logs = tuple(log(positive(run.value or 0.0, where="potency")) for run in runs)
    mean, error = mean_and_error(logs)
    value, spread = exp(mean), exp(min(t_factor(level, len(logs) - 1) * error, 70.0))
    found = confidence(value, (value / spread, value * spread), level, f"{len(logs)} runs")
    return AssayResult(runs[0].attribute, value, found)
