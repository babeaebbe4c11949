"""Cq values of which some never came: the mean that takes a non-detect as "later than the cutoff".

Refuses: no wells, a cutoff that is not above zero (BadInput).
Stands on: maximum likelihood for a normal with right-censored values; profile likelihood interval,
scaled so that without non-detects it is Student's. A non-detect is never averaged as 40.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, pi
from typing import Any

import numpy as np
from scipy.optimize import brentq, minimize, minimize_scalar
from scipy.special import log_ndtr

from secretome.errors import BadInput
from secretome.quality.assays.intervals import confidence, t_factor
from secretome.quality.assays.result import AssayResult, numbers_of

FEWEST_DETECTED = 2
LATEST_CQ = 100.0  # the LightCycler 96 writes 100 for "nothing came"
_LOG_ROOT_2PI = log(2 * pi) / 2
_FAR = 40.0  # standard deviations within which an end of the interval is looked for


@dataclass(frozen=True, slots=True)
class CqReads:
    """Repeats of one target: those that came before the cutoff, and how many did not."""

    target: str
    detected: tuple[float, ...]
    not_detected: int
    cutoff: float

    @property
    def wells(self) -> int:
        """All repeats."""
        return len(self.detected) + self.not_detected


def cq_reads(target: str, values: Sequence[float | None], *, cutoff: float) -> CqReads:
    """Sort repeats: None, and whatever came later than the cutoff, was not detected."""
    if not values:
        raise BadInput("there are no wells", where=target, do="Give at least one repeat")
    came = cycles_of([one for one in values if one is not None], where=target, at_least=0)
    cycles_of([cutoff], where="cutoff")
    early = tuple(value for value in came if value <= cutoff)
    return CqReads(target, early, len(values) - len(early), cutoff)


def cycles_of(values: Sequence[float], *, where: str, at_least: int = 1) -> tuple[float, ...]:
    """The values as cycles. Raises BadInput for what no thermocycler prints."""
    found = numbers_of(values, where=where, at_least=at_least)
    if any(not 0 < value <= LATEST_CQ for value in found):
        do = f"A Cq lies above 0 and up to {LATEST_CQ:g}; None where nothing came"
        raise BadInput("a value is no cycle", where=where, do=do)
    return found


def mean_cq(reads: CqReads, *, level: float = 0.95) -> AssayResult:
    """Mean Cq with its interval; "> cutoff" where too few wells came to say more."""
    name = f"cq[{reads.target}]"
    shown = f"{len(reads.detected)} of {reads.wells} wells came before {reads.cutoff:g}"
    if not reads.detected or (reads.not_detected and len(set(reads.detected)) < FEWEST_DETECTED):
        return AssayResult(name, reads.cutoff, None, f"{shown}.", ">")
    if len(set(reads.detected)) < FEWEST_DETECTED:
        return AssayResult(name, reads.detected[0], None, f"{shown}: nobody knows the scatter.")
    mean, sd = censored_mean(reads)
    ends = _profile_ends(reads, mean, sd, level)
    if ends is None:
        return AssayResult(name, mean, None, f"{shown}: the interval has no upper end.")
    found = confidence(mean, ends, level, f"{shown}, maximum likelihood")
    return AssayResult(name, mean, found)


def censored_mean(reads: CqReads) -> tuple[float, float]:
    """Most likely mean and standard deviation."""
    came = np.asarray(reads.detected)
    start = [float(came.mean()), log(max(float(came.std()), 0.05))]
    found: Any = minimize(
        lambda v: _surprise(reads, v[0], v[1]), start, method="Nelder-Mead",
        options={"xatol": 1e-10, "fatol": 1e-12, "maxiter": 4000},
    )  # fmt: skip
    return float(found.x[0]), float(np.exp(found.x[1]))


def _surprise(reads: CqReads, mean: float, log_sd: float) -> float:
    """Minus the log likelihood."""
    sd, n = float(np.exp(log_sd)), len(reads.detected)
    away = (np.asarray(reads.detected) - mean) / sd
    came = n * (log_sd + _LOG_ROOT_2PI) + float(away @ away) / 2
    return came - reads.not_detected * float(log_ndtr((mean - reads.cutoff) / sd))


def _profile_ends(
    reads: CqReads, mean: float, sd: float, level: float
) -> tuple[float, float] | None:
    """Where the profile likelihood has fallen by what Student's interval allows."""
    n = len(reads.detected)
    allowed = n * np.log1p(t_factor(level, n - 1) ** 2 / (n - 1)) / 2
    best = _surprise(reads, mean, log(sd))

    def beyond(at: float) -> float:
        profile: Any = minimize_scalar(
            lambda log_sd: _surprise(reads, at, log_sd),
            bounds=(log(sd) - 4, log(sd) + 8), method="bounded", options={"xatol": 1e-9},
        )  # fmt: skip
        return float(profile.fun) - best - allowed

    far = _FAR * sd * max(1.0, t_factor(level, n - 1) / 10)
    if beyond(mean - far) < 0 or beyond(mean + far) < 0:
        return None
    low: Any = brentq(beyond, mean - far, mean, xtol=1e-8)
    high: Any = brentq(beyond, mean, mean + far, xtol=1e-8)
    return float(low), float(high)
