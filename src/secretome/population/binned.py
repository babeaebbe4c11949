"""Quantiles of any number of patients in bounded memory: counts in narrow bins, exact to add in
any grouping.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from secretome.errors import BadInput

Floats = NDArray[np.float64]

_KEPT_BITS = 6  # 64 bins to a doubling: a bin is at most 1.6 % wide
_SHIFT = 23 - _KEPT_BITS
_LOWEST_EXPONENT, _HIGHEST_EXPONENT = -70, 40
_FIRST = (127 + _LOWEST_EXPONENT) << _KEPT_BITS
BINS = ((_HIGHEST_EXPONENT - _LOWEST_EXPONENT) << _KEPT_BITS) + 2


def bins_of(values: NDArray[Any], scales: Floats) -> NDArray[np.int16]:
    """The bin of every value relative to its output's scale; axes (n, t, o) in, (t o, n) out.

    Bin 0 takes what is not above zero or too small to matter, the last bin what is too large.
    A value that is no number becomes -1.
    """
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        relative = np.multiply(values, 1 / scales).astype(np.float32)
    bins = relative.view(np.int32)
    missing = np.isnan(relative) if np.isnan(relative.sum()) else None
    bins >>= _SHIFT
    bins -= _FIRST - 1
    np.clip(bins, 0, BINS - 1, out=bins)
    if missing is not None:
        bins[missing] = -1
    return np.ascontiguousarray(bins.reshape(len(values), -1).T, np.int16)


@dataclass(slots=True)
class BinnedQuantiles:
    """Counts by time, output and bin; adding chunks in any order gives the same counts."""

    times: int
    scales: Floats
    counts: NDArray[np.int32] = field(init=False)
    subjects: int = 0

    def __post_init__(self) -> None:
        """Start with nothing counted."""
        self.counts = np.zeros(self.times * len(self.scales) * BINS, np.int32)

    def add(self, bins: NDArray[np.int16]) -> None:
        """Count the bins of a chunk; axes (t o, n)."""
        table = self.counts.reshape(-1, BINS)
        lowest, highest = bins.min(axis=1), bins.max(axis=1)
        for row, column in enumerate(bins):
            first = int(lowest[row])
            found = np.bincount(column - first)
            if first < 0:  # those that are no number
                found, first = found[1:], 0
            table[row, first : int(highest[row]) + 1] += found.astype(np.int32)
        self.subjects += bins.shape[1]

    def merge(self, other: "BinnedQuantiles") -> None:
        """Add another reduction of the same outputs."""
        if other.counts.shape != self.counts.shape:
            raise BadInput(
                "two reductions differ in times or outputs",
                where="merge",
                do="Merge like with like",
            )
        self.counts += other.counts
        self.subjects += other.subjects

    def quantiles(self, levels: tuple[float, ...]) -> Floats:
        """Quantiles, axes (q levels, t times, o outputs); NaN where nothing was counted."""
        table = self.counts.reshape(self.times, len(self.scales), BINS)
        found = np.full((len(levels), self.times, len(self.scales)), np.nan)
        edges = _edges()
        for time in range(self.times):
            below = np.cumsum(table[time], axis=1, dtype=np.int64)
            for output, scale in enumerate(self.scales):
                found[:, time, output] = _at(levels, below[output], edges) * scale
        return found


def _edges() -> Floats:
    """Lower edge of every bin after the first, and an upper end."""
    bits = (np.arange(BINS - 1, dtype=np.int64) + _FIRST) << _SHIFT
    edges = bits.astype(np.int32).view(np.float32).astype(np.float64)
    return np.concatenate([[0.0], edges, [edges[-1] * 2]])


def _at(levels: tuple[float, ...], below: NDArray[np.int64], edges: Floats) -> Floats:
    total = int(below[-1])
    if not total:
        return np.full(len(levels), np.nan)
    wanted = np.asarray(levels) * (total - 1) + 0.5
    bins = np.searchsorted(below, wanted)
    before = np.where(bins > 0, below[np.maximum(bins - 1, 0)], 0)
    share = (wanted - before) / (below[bins] - before)
    value = edges[bins] + share * (edges[bins + 1] - edges[bins])
    return np.where(bins == 0, 0.0, value)
