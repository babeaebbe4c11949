"""Mode, D-values, span, mean and SD of a size distribution, with errors and the edge convention.

Refuses: an empty distribution and bins that differ between captures (BadInput).
Stands on: instruments.sizes for the numbers; captures as repeats (t interval), else a bootstrap of
the counted particles (multinomial); instruments print bin edges or centres (see Edge).
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum

import numpy as np

from secretome.errors import BadInput
from secretome.instruments import SizeDistribution
from secretome.instruments.sizes import size_statistics
from secretome.quality.assays.intervals import (
    confidence,
    mean_and_error,
    share_interval,
    t_factor,
)
from secretome.quality.assays.result import AssayResult, numbers_of
from secretome.units import Estimate

FEWEST_CAPTURES = 3
_REPEATS = 400
_NAMES = (
    "size_mode", "size_d10", "size_d50", "size_d90", "size_span", "size_mean", "size_sd",
)  # fmt: skip


class Edge(StrEnum):
    """Where in its bin a listed size lies; all results are for bins known by their centres."""

    CENTRE = "centre"  # NanoSight 0.5, 1.5, ...: the middle of the bin
    LOWER = "lower edge"  # the bin reaches from the listed size to the next
    UPPER = "upper edge"  # ZetaView's printed medians take the listed size as the upper edge


def recentred(listed: SizeDistribution, edge: Edge) -> SizeDistribution:
    """The distribution with the centres of its bins, from sizes listed by another convention."""
    shift = {Edge.CENTRE: 0.0, Edge.LOWER: 0.5, Edge.UPPER: -0.5}[edge] * _step(listed)
    centres = tuple(size + shift for size in listed.bin_centres_nm)
    return SizeDistribution(centres, listed.particles_per_ml)


def size_results(
    captures: Sequence[SizeDistribution],
    *,
    edge: Edge = Edge.CENTRE,
    counted: int | None = None,
    rng: np.random.Generator | None = None,
    level: float = 0.95,
) -> tuple[AssayResult, ...]:
    """All size statistics of one sample, number-weighted, each with its interval or a reason.

    Three captures or more give the interval; fewer need the number of particles ``counted`` and
    an ``rng`` for the bootstrap, which knows nothing of the scatter between captures.
    """
    shown = [recentred(capture, edge) for capture in captures]
    pooled = _pooled(shown)
    whole = _statistics(pooled)
    source = f"{len(shown)} captures, listed sizes taken as {edge} of the bin"
    if len(shown) >= FEWEST_CAPTURES:
        each = [_statistics(capture) for capture in shown]
        return tuple(_replicated(name, each, level, source) for name in _NAMES)
    if counted and rng is not None:
        drawn = _bootstrap(pooled, counted, rng)
        origin = f"{source}, bootstrap of {counted} particles"
        return tuple(_resampled(name, whole, drawn, level, origin) for name in _NAMES)
    why = "Fewer than three captures, and nobody said how many particles were counted."
    return tuple(AssayResult(name, whole[name], None, why) for name in _NAMES)


def fraction_in_range(
    captures: Sequence[SizeDistribution],
    low_nm: float,
    high_nm: float,
    *,
    counted: int,
    edge: Edge = Edge.CENTRE,
    level: float = 0.95,
) -> AssayResult:
    """Share of particles between two sizes in per cent; a bin cut by a limit counts in part."""
    if not 0 <= low_nm < high_nm:
        raise BadInput("the range is empty", where="size range", do="Give lower, then higher size")
    pooled = _pooled([recentred(capture, edge) for capture in captures])
    step, counts = _step(pooled), np.asarray(pooled.particles_per_ml)
    left = np.asarray(pooled.bin_centres_nm) - step / 2
    inside = np.clip((np.minimum(left + step, high_nm) - np.maximum(left, low_nm)) / step, 0, 1)
    share = float((counts * inside).sum() / counts.sum())
    ends = share_interval(round(share * counted), counted, level)
    source = f"{counted} particles, listed sizes taken as {edge} of the bin"
    found = confidence(share, ends, level, source).scaled(100)
    name = f"size_fraction_in_range[{low_nm:g}-{high_nm:g} nm]"
    return AssayResult(name, found.value, found)


def _step(listed: SizeDistribution) -> float:
    sizes = listed.bin_centres_nm
    counts = numbers_of(listed.particles_per_ml, where="sizes", at_least=2)
    if min(counts) < 0:
        raise BadInput("a bin holds fewer than no particles", where="sizes", do="Check the file")
    if len(sizes) != len(counts) or sum(counts) <= 0:
        do = "Leave out captures without particles"
        raise BadInput("a size distribution is empty", where="sizes", do=do)
    return (sizes[-1] - sizes[0]) / (len(sizes) - 1)


def _pooled(captures: Sequence[SizeDistribution]) -> SizeDistribution:
    if len({capture.bin_centres_nm for capture in captures}) != 1:
        do = "Give captures of one file and one bin width"
        raise BadInput("the captures have no common bins", where="sizes", do=do)
    mean = np.mean([capture.particles_per_ml for capture in captures], axis=0)
    return SizeDistribution(captures[0].bin_centres_nm, tuple(mean.tolist()))


def _statistics(shown: SizeDistribution) -> dict[str, float]:
    found = size_statistics(shown.bin_centres_nm, shown.particles_per_ml, _step(shown)).sizes_nm
    sizes = dict(found or {})
    sizes["size_span"] = (sizes["size_d90"] - sizes["size_d10"]) / sizes["size_d50"]
    return sizes


def _bootstrap(
    pooled: SizeDistribution, counted: int, rng: np.random.Generator
) -> list[dict[str, float]]:
    shares = np.asarray(pooled.particles_per_ml)
    draws = rng.multinomial(counted, shares / shares.sum(), size=_REPEATS)
    return [
        _statistics(SizeDistribution(pooled.bin_centres_nm, tuple(row))) for row in _plain(draws)
    ]


def _plain(draws: np.ndarray) -> Iterator[list[float]]:
    return (row.astype(float).tolist() for row in draws)


def _replicated(name: str, each: list[dict[str, float]], level: float, source: str) -> AssayResult:
    """Mean of the captures' statistic with its t interval."""
    mean, error = mean_and_error(tuple(one[name] for one in each))
    half = t_factor(level, len(each) - 1) * error
    found = confidence(mean, (max(0.0, mean - half), mean + half), level, source)
    return AssayResult(name, mean, found)


def _resampled(
    name: str, whole: dict[str, float], drawn: list[dict[str, float]], level: float, source: str
) -> AssayResult:
    values = [one[name] for one in drawn]
    tail = (1 - level) / 2
    low, high = (float(end) for end in np.quantile(values, [tail, 1 - tail]))
    found: Estimate = confidence(whole[name], (low, high), level, source)
    return AssayResult(name, whole[name], found)
