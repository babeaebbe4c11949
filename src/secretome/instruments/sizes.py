"""Size statistics of one binned number distribution, with the edge convention of the facts."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class SizeStatistics:
    """Computed from the bins; None throughout where the distribution is empty."""

    total_per_ml: float
    sizes_nm: dict[str, float] | None


def size_statistics(
    centres_nm: tuple[float, ...], counts: tuple[float, ...], step_nm: float
) -> SizeStatistics:
    """Total, mean, SD, mode and D-values; bin edges lie half a bin around the centre."""
    centre, count = np.asarray(centres_nm), np.asarray(counts)
    total = float(count.sum())
    if total <= 0:
        return SizeStatistics(0.0, None)
    mean = float((centre * count).sum() / total)
    variance = float(((centre - mean) ** 2 * count).sum() / total)
    sizes = {
        "size_mean": mean,
        "size_mode": float(centre[count.argmax()]),
        "size_sd": variance**0.5,
    }
    running = np.cumsum(count)
    for percent in (10, 50, 90):
        sizes[f"size_d{percent}"] = _crossing(centre, count, running, step_nm, percent / 100)
    return SizeStatistics(total, sizes)


def percentile(
    centres_nm: tuple[float, ...], counts: tuple[float, ...], step_nm: float, percent: float
) -> float:
    """Size with ``percent`` of the particles below; 0.0 for an empty distribution."""
    centre, count = np.asarray(centres_nm), np.asarray(counts)
    running = np.cumsum(count)
    if running[-1] <= 0:
        return 0.0
    return _crossing(centre, count, running, step_nm, percent / 100)


def _crossing(
    centre: np.ndarray, count: np.ndarray, running: np.ndarray, step_nm: float, share: float
) -> float:
    """Size at which the cumulative curve, linear inside each bin, reaches a share of the total."""
    target = share * running[-1]
    place = int(np.searchsorted(running, target))
    if not count[place]:  # only for a share of 0: everything lies above
        return float(centre[place] - step_nm / 2)
    below = running[place - 1] if place else 0.0
    inside = (target - below) / count[place]
    return float(centre[place] - step_nm / 2 + inside * step_nm)
