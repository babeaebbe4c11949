"""A share of patients with its exact interval: zero events still leave an upper bound.

Stands on: Clopper and Pearson, Biometrika 1934;26:404-413.
"""

from secretome.errors import BadInput
from secretome.evidence.quantiles import beta_quantile
from secretome.units import Estimate, EstimateKind


def exact_rate(events: int, n: int, *, level: float = 0.95, source: str) -> Estimate:
    """Share with its exact (Clopper-Pearson) interval.

    Raises BadInput where there are no patients, or more events than patients.
    """
    if not 0 <= events <= n or n == 0:
        what = f"{events} events in {n} patients is no share"
        raise BadInput(what, where=source, do="Give 0 to n events in at least one patient.")
    tail = (1 - level) / 2
    low = 0.0 if events == 0 else _low(events, n, tail)
    high = 1.0 if events == n else 1 - _low(n - events, n, tail)
    return Estimate(events / n, low, high, level, EstimateKind.CONFIDENCE, source)


def _low(events: int, n: int, tail: float) -> float:
    """Closed form where all have the event, so that the usual answer needs no scipy."""
    if events == n:
        return tail ** (1 / n)
    return beta_quantile(tail, events, n - events + 1)
