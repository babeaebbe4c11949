"""Nonlinear least squares from several starts; the best that settles is the answer.

Refuses: a problem of which no start settles (BadInput).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import least_squares

from secretome.errors import BadInput

Array = np.ndarray
_TIGHT: dict[str, Any] = {"ftol": 1e-14, "xtol": 1e-14, "gtol": 1e-14, "max_nfev": 500}


@dataclass(frozen=True, slots=True)
class Solved:
    """The values, the slopes of the residuals there, and the sum of their squares."""

    values: Array
    slopes: Array
    sum_squares: float


def best_fit(
    left_over: Callable[[Array], Array],
    slopes: Callable[[Array], Array],
    starts: Sequence[Array],
    *,
    bounds: tuple[Array, Array] | None = None,
    what: str,
) -> Solved:
    """Least squares of ``left_over`` with its derivatives, from each start in turn."""
    free = bounds or (np.full(len(starts[0]), -np.inf), np.full(len(starts[0]), np.inf))
    jac: Any = slopes  # the stubs know only names of difference schemes
    found = [
        least_squares(
            left_over, np.clip(start, *free), jac=jac, bounds=free, x_scale="jac", **_TIGHT
        )
        for start in starts
    ]
    settled = [one for one in found if one.success and np.isfinite(one.cost)]
    if not settled:
        do = "Look at the plate, or take a curve with fewer numbers"
        raise BadInput(f"the {what} does not settle", where="curve", do=do)
    best = min(settled, key=lambda one: one.cost)
    return Solved(best.x, best.jac, 2 * float(best.cost))
