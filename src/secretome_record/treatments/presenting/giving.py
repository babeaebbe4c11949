"""How a dose is given, in the words and numbers that are set on the device."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

_MINUTES = 60
_TENS_ML = 10


def giving_facts(dose: dict[str, Any]) -> list[dict[str, str]]:
    """Carrier, device, time and places of a dose; nothing where the plan named none of them."""
    giving = dose.get("giving") or {}
    rows = [*_mixture(giving, dose), *_times(giving), *_places(giving)]
    return [{"name": name, "value": value, "note": note} for name, value, note in rows]


def _mixture(giving: dict[str, Any], dose: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    # From the volume as it is drawn, so that both together make the whole.
    if giving.get("is_made_up"):
        carrier = Decimal(str(giving["total_ml"])) - Decimal(dose["draw_ml_text"])
        whole = _("made up to %(whole)s mL") % {"whole": _plain(giving["total_ml"])}
        decimals = 2 if carrier < _TENS_ML else 1
        yield _("Carrier to add"), f"{carrier:.{decimals}f} mL", whole
    if giving.get("dead_volume_ml"):
        dead = f"{_plain(giving['dead_volume_ml'])} mL"
        yield _("Stays in device or line"), dead, _("already counted in the volume to draw")


def _times(giving: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    if giving.get("duration_h") is not None:
        rate = _("%(rate)s mL/h") % {"rate": _plain(giving["rate_ml_per_h"])}
        yield _("Given over"), _time(giving["duration_h"] * _MINUTES), rate
    if giving.get("shortest_h") is not None:
        yield _("Not faster than"), _time(giving["shortest_h"] * _MINUTES), ""
    if giving.get("nebulised_min") is not None:
        yield _("Time in the nebuliser"), _("about %(time)s") % {
            "time": _time(giving["nebulised_min"])
        }, ""  # fmt: skip


def _places(giving: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    count, place = giving.get("sites", 1), giving.get("site")
    if count > 1:
        each = _("%(each)s mL each") % {"each": _plain(giving["each_site_ml"])}
        yield _("Places"), f"{count} × {place}" if place else str(count), each
    elif place:
        yield _("Place"), place, ""


def _time(minutes: float) -> str:
    if minutes < 2 * _MINUTES:
        return _("%(n)s min") % {"n": _plain(minutes)}
    return _("%(n)s h") % {"n": _plain(minutes / _MINUTES)}


def _plain(number: float) -> str:
    return f"{number:.3g}"
