"""The curves of one experiment's draws, and what pharmacokinetics reads off a curve."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from secretome.population.reading import CannotTell, Subject

Floats = NDArray[np.float64]
EARLY_H, _NCA_H = 0.05, 24.0
_READ_IN_SERUM = ("dye", "reporter")  # red cells swallow light


@dataclass(frozen=True, slots=True)
class Vessels:
    """Plasma of the big vessels and of all vessels, axes (n draws), and each organ's part of it."""

    pools_ml: Floats
    plasma_ml: Floats
    hematocrit: float
    organ_share: Mapping[str, Floats]


@dataclass(frozen=True, slots=True)
class Curves:
    """One group's draws: times (t), curves by output, axes (n draws, t times), and organ sizes in
    grams.
    """

    times_h: Floats
    by_output: Mapping[str, Floats]
    grams: Mapping[str, Floats]
    vessels: "Vessels"
    weight_kg: Floats
    parameters: Mapping[str, Floats]
    subject: Subject

    def mark(self, place: str, *, alive: bool = False) -> Floats:
        """What an instrument sees in a place, as a share of the dose."""
        cells = self.subject.product == "cells"
        kind = ("alive" if alive else "cellmark") if cells else "label"
        if cells and not alive and self.subject.label == "reporter":
            kind = "alive"
        if place in {"urine", "feces"}:
            if cells:
                raise CannotTell("cell label in excreta is not followed")
            return self.by_output[f"label_{place}"] / self.subject.dose
        if place == "plasma" and cells:
            place = "blood"
        held = self.by_output[f"{kind}_{place}"] + self._blood_left_in(place, kind)
        return held / self.subject.dose

    def _blood_left_in(self, place: str, kind: str) -> Floats | float:
        """What blood that stays in an organ's vessels adds to a reading of the organ.

        Vesicles in an organ's own plasma are states of the model; free label, vesicles on blood
        cells and whole cells are followed in the blood as one and belong to its vessels in part.
        """
        share = self.vessels.organ_share.get(place)
        return 0.0 if share is None else self._borne(kind) * share[:, None]

    def _borne(self, kind: str) -> Floats:
        blood = self.by_output[f"{kind}_blood"]
        return blood - self.by_output["plasma"] if kind == "label" else blood

    def at(self, curve: Floats, time_h: float) -> Floats:
        """The curve at a time, draw by draw, straight between output times."""
        place = np.searchsorted(self.times_h, time_h)
        if place >= len(self.times_h):
            return curve[:, -1]
        if place == 0:
            return curve[:, 0]
        t0, t1 = self.times_h[place - 1], self.times_h[place]
        share = (time_h - t0) / (t1 - t0)
        return curve[:, place - 1] * (1 - share) + curve[:, place] * share

    def density(self, place: str) -> Floats:
        """Share of the dose a gram (a millilitre of blood or plasma), axes (n, t)."""
        if place in {"blood", "plasma"}:
            return self._in_fluid(place) / self.subject.dose
        if place not in self.grams:
            raise CannotTell(f"no weight of {place} to give an amount per gram")
        return self.mark(place) / self.grams[place][:, None]

    def _in_fluid(self, fluid: str) -> Floats:
        """Particles or cells in a millilitre. Light is read in serum, whatever the table says."""
        plasma_ml, cells_share = self.vessels.plasma_ml[:, None], self.vessels.hematocrit
        if self.subject.product == "cells":
            kind = "alive" if self.subject.label == "reporter" else "cellmark"
            return self.by_output[f"{kind}_blood"] * (1 - cells_share) / plasma_ml
        intact, free = self.by_output["plasma"], self.by_output["label_plasma"]
        serum = intact / self.vessels.pools_ml[:, None] + (free - intact) / plasma_ml
        if fluid == "plasma" or self.subject.label in _READ_IN_SERUM:
            return serum
        bound = self.by_output["label_blood"] - free
        return (1 - cells_share) * (serum + bound / plasma_ml)


def terminal_rate(curves: Curves, curve: Floats) -> Floats:
    """Slope of the log curve over the window in which such studies sample the tail, or until too
    little is left.
    """
    first, last = (
        (6.0, 36.0) if curves.times_h[-1] >= 36 else (curves.times_h[-1] / 4, curves.times_h[-1])
    )
    early, late = curves.at(curve, first), curves.at(curve, last)
    rate = np.log(np.maximum(early, 1e-30) / np.maximum(late, 1e-30)) / (last - first)
    return np.maximum(rate, 1e-5)


def fast_half_life(curves: Curves, curve: Floats) -> Floats:
    """Half-life of what is left after the tail is taken off, between three minutes and an hour."""
    rate = terminal_rate(curves, curve)
    at = [curves.at(curve, h) for h in (EARLY_H, 1.0, 6.0)]
    tail = [at[2] * np.exp(rate * (6.0 - h)) for h in (EARLY_H, 1.0)]
    rest = [np.maximum(a - b, 1e-4 * a) for a, b in zip(at[:2], tail, strict=True)]
    fall = np.maximum(np.log(rest[0] / rest[1]), 0.02)
    return np.log(2) * (1.0 - EARLY_H) / fall


def time_to_half(curves: Curves, curve: Floats) -> Floats:
    """From the peak to half of it; censored at the horizon."""
    peak = np.argmax(curve, axis=1)
    top = np.take_along_axis(curve, peak[:, None], axis=1)
    after = np.arange(curve.shape[1])[None, :] > peak[:, None]
    below = after & (curve <= 0.5 * top)
    index = np.where(below.any(axis=1), np.argmax(below, axis=1), curve.shape[1] - 1)
    rows = np.arange(len(curve))
    t0, t1 = curves.times_h[index - 1], curves.times_h[index]
    c0, c1 = curve[rows, index - 1], curve[rows, index]
    share = np.clip((c0 - 0.5 * top[:, 0]) / np.maximum(c0 - c1, 1e-300), 0, 1)
    return np.maximum(t0 + share * (t1 - t0) - curves.times_h[peak], 1e-3)


def areas(curves: Curves, curve: Floats) -> tuple[Floats, Floats]:
    """Area and first moment to a day, with the tail beyond it."""
    inside = curves.times_h <= max(_NCA_H, curves.times_h[1])
    times, part = curves.times_h[inside], curve[:, inside]
    rate, last = terminal_rate(curves, curve), part[:, -1]
    area = np.trapezoid(part, times, axis=1) + last / rate
    moment = np.trapezoid(part * times, times, axis=1) + last / rate * (times[-1] + 1 / rate)
    return area, moment
