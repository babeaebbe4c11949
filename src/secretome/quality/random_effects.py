"""One line through groups that each have their own level: variances by REML, errors by GLS.

Stands on: linear mixed model (statsmodels MixedLM); generalised least squares for the errors, which
holds at a group variance of zero too, where the likelihood's own curvature fails.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np


@dataclass(frozen=True, slots=True)
class GroupedLine:
    """Intercept and slope with their covariance, and the variances between and inside groups."""

    intercept: float
    slope: float
    covariance: tuple[float, float, float]
    between: float
    inside: float


def grouped_line(
    times: np.ndarray, values: np.ndarray, groups: Sequence[str]
) -> GroupedLine | None:
    """Fit a random level for each group; None where the variances cannot be found."""
    from statsmodels.regression.mixed_linear_model import MixedLM  # takes a second to load

    columns = np.column_stack([np.ones_like(times), times])
    middle, scale = float(values.mean()), float(np.std(values))
    if scale <= 0:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a fit on the boundary is judged below
        try:
            scaled = (values - middle) / scale
            fit = MixedLM(scaled, columns, groups=np.array(groups)).fit(reml=True)
            between, inside = float(np.asarray(fit.cov_re)[0, 0]), float(fit.scale)
        except (np.linalg.LinAlgError, ValueError):
            return None
    if not (isfinite(between) and isfinite(inside) and inside > 0 and between >= 0):
        return None
    same = np.array(groups)[:, None] == np.array(groups)[None, :]
    weights = np.linalg.inv(np.eye(len(values)) * inside + same * between)
    covariance = np.linalg.inv(columns.T @ weights @ columns)
    found = covariance @ columns.T @ weights @ (values - middle)
    cov = covariance * scale**2
    three = (float(cov[0, 0]), float(cov[0, 1]), float(cov[1, 1]))
    return GroupedLine(
        float(found[0]) + middle, float(found[1]), three, between * scale**2, inside * scale**2
    )
