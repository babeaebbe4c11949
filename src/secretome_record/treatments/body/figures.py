"""Geometry of the body and of the curves: shares on a log scale, as SVG without inline style."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log10
from typing import Any

FAINTEST = 1e-6  # of a dose: what is less is drawn empty
PANEL_W, PANEL_H = 260.0, 150.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 52.0, 8.0, 8.0, 24.0
_LOWEST = 1e-6
_GRID = ((1.0, "100 %"), (1e-2, "1 %"), (1e-4, "0.01 %"), (1e-6, "10⁻⁶"))
_SMALLEST_PEAK = 1e-5  # a place that never holds this share of a dose gets no panel

# place: shapes in a picture 120 wide and 250 high, front view, the body's left on the right
_ELLIPSE = "M{x} {y}m-{a} 0a{a} {b} 0 1 0 {aa} 0a{a} {b} 0 1 0-{aa} 0z"


def _oval(x: float, y: float, a: float, b: float) -> str:
    return _ELLIPSE.format(x=x, y=y, a=a, b=b, aa=2 * a)


OUTLINE = (
    "M60 4c-11 0-18 8-18 19 0 8 4 14 9 17v6c-6 3-17 4-23 9-6 5-8 13-9 24l-5 44c-1 5 6 7 8 2l9-40"
    " 2 30c0 10-4 17-4 30l4 94c0 6 13 6 14 0l7-80c1-8 11-8 12 0l7 80c1 6 14 6 14 0l4-94c0-13-4-20"
    "-4-30l2-30 9 40c2 5 9 3 8-2l-5-44c-1-11-3-19-9-24-6-5-17-6-23-9v-6c5-3 9-9 9-17 0-11-7-19-18"
    "-19z"
)
SHAPES: Mapping[str, str] = {
    "brain": _oval(60, 20, 11, 11),
    "lung": _oval(48, 72, 9, 16) + _oval(74, 72, 8, 16),
    "heart": _oval(62, 76, 6, 7),
    "liver": "M40 96c6-5 22-4 30-1-2 8-12 15-24 14-5-1-8-6-6-13z",
    "spleen": _oval(78, 101, 5, 7),
    "kidney": _oval(47, 117, 4, 7) + _oval(73, 117, 4, 7),
    "gut": _oval(60, 131, 12, 12),
    "muscle": _oval(46, 182, 6, 20) + _oval(74, 182, 6, 20),
    "bone": "M45 212h4v28h-4zM71 212h4v28h-4z",
}
# where the local site of each route lies
_SITES: Mapping[str, str] = {
    "joint": _oval(46, 206, 6, 6),
    "muscle": _oval(26, 76, 5, 9),
    "dermis": _oval(22, 100, 4, 7),
    "depot": _oval(22, 100, 4, 7),
    "skin_intact": _oval(22, 100, 4, 9),
    "spinal_fluid": "M57 112h6v26h-6z",
}


@dataclass(frozen=True, slots=True)
class Organ:
    """One organ of the picture: its outline and how dark it is, from 0 to 1."""

    place: str
    path: str
    darkness: float
    share: Mapping[str, float]


def organs_at(places: Mapping[str, Mapping[str, Any]], mark: str, route: str) -> list[Organ]:
    """The organs at one mark; places that the picture has no shape for are left to the table."""
    shapes = dict(SHAPES)
    if route in _SITES:
        shapes["site"] = _SITES[route]
    return [
        Organ(place, path, darkness(places[place][mark]["median"]), places[place][mark])
        for place, path in shapes.items()
        if mark in places.get(place, {})
    ]


def darkness(share: float) -> float:
    """0 for a millionth of a dose or less, 1 for all of it, even steps for each tenfold."""
    if share <= FAINTEST:
        return 0.0
    return round(min(1.0, 1 - log10(share) / log10(FAINTEST)), 3)


@dataclass(frozen=True, slots=True)
class Panel:
    """The curve of one place: median line, band, grid; in picture units."""

    place: str
    line: str
    band: str
    rows: tuple[tuple[float, str], ...]
    columns: tuple[tuple[float, str], ...]
    peak: float
    peak_h: float


def panels(tissues: Mapping[str, Mapping[str, Any]], until_h: float) -> list[Panel]:
    """A panel for every place that ever holds a visible share, largest first."""
    found = [
        _panel(place, curve, until_h)
        for place, curve in tissues.items()
        if max(curve["p95"]) >= _SMALLEST_PEAK
    ]
    return sorted(found, key=lambda panel: (panel.place != "body", -panel.peak))


def interesting_until_h(curve: Mapping[str, Any], last_session_h: float) -> float:
    """The time after which nothing of the body's curve could be seen; a week after the last dose
    at least.
    """
    seen = [t for t, high in zip(curve["t_h"], curve["p95"], strict=True) if high > _LOWEST]
    return min(max([last_session_h + 168.0, *seen]), curve["t_h"][-1])


def _panel(place: str, curve: Mapping[str, Any], until_h: float) -> Panel:
    times = [t for t in curve["t_h"] if t <= until_h]
    count = len(times)
    spots = {
        name: [_spot(t, share, until_h) for t, share in zip(times, curve[name], strict=False)]
        for name in ("median", "p05", "p95")
    }
    top = max(range(count), key=lambda i: curve["median"][i])
    return Panel(
        place,
        " ".join(spots["median"]),
        " ".join(spots["p95"] + spots["p05"][::-1]),
        tuple((_height(share), words) for share, words in _GRID),
        _columns(until_h),
        curve["median"][top],
        times[top],
    )


def _spot(t_h: float, share: float, until_h: float) -> str:
    return f"{_across(t_h, until_h)},{_height(share)}"


def _across(t_h: float, until_h: float) -> float:
    return round(_LEFT + t_h / until_h * (PANEL_W - _LEFT - _RIGHT), 1)


def _height(share: float) -> float:
    part = log10(max(share, _LOWEST)) / log10(_LOWEST)
    return round(_TOP + min(max(part, 0.0), 1.0) * (PANEL_H - _TOP - _BOTTOM), 1)


def _columns(until_h: float) -> tuple[tuple[float, str], ...]:
    days = until_h / 24
    step = next((s for s in (1, 2, 5, 7, 14, 30, 60, 90, 180, 365, 730) if days / s <= 5), 1000)
    return tuple((_across(day * 24, until_h), str(day)) for day in range(0, int(days) + 1, step))


def legend() -> list[tuple[str, float]]:
    """What each darkness means."""
    steps: Sequence[tuple[str, float]] = (
        ("100 %", 1.0), ("1 %", 1e-2), ("0.01 %", 1e-4), ("10⁻⁶", 2e-6),
    )  # fmt: skip
    return [(words, darkness(share)) for words, share in steps]
