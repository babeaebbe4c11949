"""Charts drawn once for the content they show, on light or dark ground, and kept as SVG."""

from collections.abc import Callable
from typing import Any

import vl_convert
from django.conf import settings

from secretome_record.ledger.science import sha256_hex

# Drawn anew when a drawing itself changes.
_EDITION = "2"
_INK = {"light": ("#1c2327", "#5b6a70", "#0b5563", "#b8c4c8", "#a3201b"),
        "dark": ("#e6ecee", "#9fb0b6", "#5cc3d6", "#4a5a60", "#ff9f96")}  # fmt: skip


class Ink:
    """The colours of one ground: text, quiet text, the one accent, thin rules, a limit."""

    def __init__(self, ground: str) -> None:
        """``ground`` is light or dark."""
        self.text, self.quiet, self.accent, self.thin, self.limit = _INK[ground]


def kept_svg(about: str, ground: str, chart: Callable[[Ink], dict[str, Any]]) -> bytes:
    """Return the picture of ``about``; drawn at the first asking, kept by what it shows."""
    name = sha256_hex(f"{about} {ground} {_EDITION}")
    path = settings.SECRETOME_FILES / "pictures" / f"{name}.svg"
    if not path.exists():
        ink = Ink(ground)
        drawn = vl_convert.vegalite_to_svg(_framed(chart(ink), ink)).encode()
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(drawn)
        part.replace(path)
    return path.read_bytes()


def _framed(chart: dict[str, Any], ink: Ink) -> dict[str, Any]:
    axis = {"labelColor": ink.quiet, "titleColor": ink.text, "gridColor": ink.thin,
            "gridOpacity": 0.35, "domainColor": ink.quiet, "tickColor": ink.quiet,
            "labelFontSize": 12, "titleFontSize": 13, "titleFontWeight": "normal"}  # fmt: skip
    header = {"labelColor": ink.text, "labelFontSize": 12, "titleColor": ink.text}
    legend = {"labelColor": ink.text, "titleColor": ink.text, "labelFontSize": 12}
    config = {"axis": axis, "header": header, "legend": legend, "view": {"stroke": None},
              "font": "sans-serif"}  # fmt: skip
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": "transparent",
        "config": config,
        **({} if "concat" in chart else {"width": 620, "height": 240}),
        **chart,
    }
