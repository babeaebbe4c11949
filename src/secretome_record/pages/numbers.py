"""Numbers set as print sets them: digits as reported, powers of ten, aligned decimals."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
FIGURE_SPACE = "\N{FIGURE SPACE}"
POINT_SPACE = "\N{PUNCTUATION SPACE}"
_NUMBER = re.compile(r"\s*([<>≤≥~±]?=?)\s*([-−+]?)(\d+)(\.\d+)?(?:[eE]([-+]?\d+))?\s*$")

Bound = str | float | int | Decimal


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, cut into the parts that are set differently."""

    mark: str
    sign: str
    whole: str
    fraction: str
    exponent: int | None

    @property
    def decimals(self) -> int:
        """How many digits were reported after the point."""
        return max(len(self.fraction) - 1, 0)

    @property
    def digits(self) -> str:
        """The reported digits with sign and grouped thousands."""
        return f"{self.sign}{_grouped(self.whole)}{self.fraction}"


def figure_from(text: str) -> Figure | None:
    """Cut a reported number into its parts; None when the text is not a plain number."""
    found = _NUMBER.match(text)
    if found is None:
        return None
    mark, sign, whole, fraction, exponent = found.groups()
    return Figure(
        mark=mark.replace("<=", "≤").replace(">=", "≥"),
        sign=MINUS if sign in {"-", MINUS} else sign,
        whole=whole,
        fraction=fraction or "",
        exponent=None if exponent is None else int(exponent),
    )


def typeset(value: object) -> SafeString | str:
    """Set a reported number for reading; text that is not a number comes back as it is."""
    text = str(value)
    figure = figure_from(text)
    if figure is None:
        return text
    mark = f"{figure.mark}{NARROW_SPACE}" if figure.mark else ""
    if figure.exponent is None:
        return format_html("{}{}", mark, figure.digits)
    return format_html(
        '{}{}\N{NARROW NO-BREAK SPACE}×\N{NARROW NO-BREAK SPACE}10<sup><span class="unseen">'
        " {} </span>{}</sup>",
        mark,
        figure.digits,
        gettext("to the power"),
        str(figure.exponent).replace("-", MINUS),
    )


def bounds_like(value: str, low: Bound, high: Bound) -> tuple[str, str]:
    """Write both ends of an interval in the value's power of ten and with its decimals.

    Ends given as text keep their own digits; ends that rounding would make equal get more digits.
    """
    figure = figure_from(value)
    exponent = figure.exponent or 0 if figure else 0
    decimals = figure.decimals if figure else 2
    for extra in range(4):
        ends = _end(low, exponent, decimals + extra), _end(high, exponent, decimals + extra)
        if ends[0] != ends[1] or low == high:
            break
    return ends


def shown_unit(unit: str) -> str:
    """A unit as people write it, where its code in the record is another."""
    return {"Cel": "°C", "1": ""}.get(unit, unit)


def plain(value: float) -> str:
    """Write a computed number in at most four digits as a sentence can carry it."""
    text = f"{value:.4g}"
    digits, _, exponent = text.partition("e")
    digits = digits.replace("-", MINUS)
    return f"{digits} × 10^{int(exponent)}" if exponent else digits


def aligned(texts: list[str]) -> list[str]:
    """Pad numbers with figure spaces so that their decimal points stand below one another."""
    figures = [figure_from(text) for text in texts]
    widest = max((f.decimals for f in figures if f and f.exponent is None), default=0)
    return [_padded(text, f, widest) for text, f in zip(texts, figures, strict=True)]


def _padded(text: str, figure: Figure | None, widest: int) -> str:
    if figure is None or figure.exponent is not None or widest == 0:
        return text
    missing = FIGURE_SPACE * (widest - figure.decimals)
    return text.strip() + ("" if figure.fraction else POINT_SPACE) + missing


def _end(bound: Bound, exponent: int, decimals: int) -> str:
    try:
        scaled = Decimal(str(bound)).scaleb(-exponent)
    except InvalidOperation:
        return str(bound)
    if not scaled.is_finite():
        return str(bound)
    text = f"{scaled:f}" if isinstance(bound, str) else f"{scaled:.{decimals}f}"
    return text.replace("-", MINUS)


def _grouped(whole: str) -> str:
    if len(whole) < 5 or whole.startswith("0"):
        return whole
    return f"{int(whole):,}".replace(",", NARROW_SPACE)
