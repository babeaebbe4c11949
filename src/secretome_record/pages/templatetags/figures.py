"""The small pictures: interval bar, sparkline and icon array as SVG without any inline style."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secretome_record.pages import pictures
from secretome_record.pages.numbers import plain

register = template.Library()

PIECES = "pages/pieces/"


@register.inclusion_tag(PIECES + "interval_bar.html")
def interval_bar(label: str, value: float | None, unit: str = "", **parts: Any) -> dict[str, Any]:
    """A value with low, high against lower, upper and the guard band; log and censored as flags."""
    measure = pictures.Measure(value=value, **parts)
    return {
        "label": label,
        "bar": pictures.interval_bar(measure),
        "words": _bar_words(measure, unit),
        "width": pictures.BAR_WIDTH,
        "height": pictures.BAR_HEIGHT,
    }


@register.inclusion_tag(PIECES + "sparkline.html")
def sparkline(
    label: str,
    values: Sequence[float | None],
    lower: float | None = None,
    upper: float | None = None,
) -> dict[str, Any]:
    """A history as a line as high as a line of text; limits as thin rules."""
    known = [value for value in values if value is not None]
    return {
        "label": label,
        "spark": pictures.sparkline(values, lower=lower, upper=upper),
        "words": _spark_words(known),
        "width": pictures.SPARK_WIDTH,
        "height": pictures.SPARK_HEIGHT,
    }


@register.inclusion_tag(PIECES + "icon_array.html")
def icon_array(count: int, label: str, of: int = 100, tone: str = "accent") -> dict[str, Any]:
    """A share as figures: `count` of `of` filled, the rest drawn as outlines."""
    words = _("%(count)d of %(of)d") % {"count": count, "of": of}
    crowd = pictures.crowd(count, of)
    return {"label": label, "crowd": crowd, "words": words, "tone": tone}


def _bar_words(measure: pictures.Measure, unit: str) -> str:
    if measure.value is None:
        return _("No value yet.")
    words = [_("Value %(value)s %(unit)s") % {"value": plain(measure.value), "unit": unit}]
    if measure.censored:
        words = [_("Below %(value)s %(unit)s") % {"value": plain(measure.value), "unit": unit}]
    if measure.low is not None and measure.high is not None:
        ends = {"low": plain(measure.low), "high": plain(measure.high)}
        words.append(_("interval %(low)s to %(high)s") % ends)
    words += _limit_words(measure)
    return ", ".join(word.strip() for word in words) + "."


def _limit_words(measure: pictures.Measure) -> list[str]:
    words = []
    if measure.lower is not None:
        words.append(_("at least %(limit)s required") % {"limit": plain(measure.lower)})
    if measure.upper is not None:
        words.append(_("at most %(limit)s allowed") % {"limit": plain(measure.upper)})
    if measure.guard:
        words.append(_("guard band %(guard)s") % {"guard": plain(measure.guard)})
    return words


def _spark_words(known: list[float]) -> str:
    if not known:
        return _("No values yet.")
    words = ngettext("%(n)d value, last %(last)s", "%(n)d values, last %(last)s", len(known))
    return words % {"n": len(known), "last": plain(known[-1])}
