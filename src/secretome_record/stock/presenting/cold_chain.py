"""Temperature files, exposures, holds and transports in the words of their pages."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from secretome_record.pages.numbers import MINUS
from secretome_record.pages.tables import Cell, Column
from secretome_record.stock.exposure import Reading, longest_gap, thinned
from secretome_record.stock.models import Exposure, TemperatureFile, Transport, VialHold
from secretome_record.stock.rules import duration
from secretome_record.stock.states import CONDEMNED, FREED, HELD

DECISIONS = (
    ("free", gettext_lazy("May be used")),
    ("condemn", gettext_lazy("May not be used: to be destroyed")),
)
HOLD_TONES = {HELD: "held", FREED: "good", CONDEMNED: "refused"}
_WARNING_TONES = {"note": "neutral", "caution": "warning", "unreliable": "refused"}


def hold_word(state: str) -> str:
    """The state of a hold as people say it."""
    return {
        HELD: _("On hold"), FREED: _("Freed"), CONDEMNED: _("Condemned: destroy it"),
    }[state]  # fmt: skip


def celsius(value: float, digits: int = 1) -> str:
    """A temperature with its unit."""
    return f"{value:.{digits}f} °C".replace("-", MINUS)


def place_of(found: TemperatureFile) -> dict[str, Any]:
    """Where it was recorded."""
    if found.freezer is not None:
        url = reverse("stock:record", args=[found.freezer.code])
        return {"name": _("Recorded in"), "value": found.freezer.name, "url": url}
    assert found.transport is not None, "a freezer or a transport, by a constraint"  # noqa: S101
    url = reverse("stock:transport", args=[found.transport.code])
    return {"name": _("Recorded on"), "value": found.transport.name, "url": url}


def file_facts(found: TemperatureFile, readings: list[Reading]) -> list[dict[str, Any]]:
    """What the record covers and where it comes from."""
    zone = ZoneInfo(found.site.zone)
    gap = duration(int(longest_gap(readings).total_seconds()))
    return [
        place_of(found),
        {"name": _("From"), "value": _clock(found.first_at, zone)},
        {"name": _("Until"), "value": _clock(found.last_at, zone)},
        {"name": _("Coldest and warmest"),
         "value": f"{celsius(found.coldest_c)} – {celsius(found.warmest_c)}"},
        {"name": _("Readings"), "value": str(found.reading_count),
         "note": _("longest time between two: %(gap)s") % {"gap": gap}},
        {"name": _("Logger"), "value": found.logger},
        {"name": _("Clock of the logger"), "value": found.clock},
        {"name": _("File"), "value": found.name,
         "url": reverse("stock:temperature_document", args=[found.code]),
         "note": f"SHA-256 {found.file.sha256}"},
        {"name": _("Added by"), "value": str(found.added_by)},
    ]  # fmt: skip


def _clock(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%d %b %Y, %H:%M %Z}"


def warning_rows(found: TemperatureFile) -> list[dict[str, str]]:
    """What the logger and its reader warn of."""
    words = {"note": _("Note"), "caution": _("Caution"), "unreliable": _("Unreliable")}
    said = {(w["severity"], w["text"]): None for w in found.warnings}
    rows = [
        {"text": text, "tone": _WARNING_TONES[severity], "word": words[severity]}
        for severity, text in said
    ]
    if found.freezer is not None and found.coldest_c > found.freezer.max_c:
        rows.insert(0, {"text": _foreign(found), "tone": "warning", "word": _("Caution")})
    if found.is_daily:
        text = _("Daily summaries: a day with one warm reading counts as warm from end to end.")
        rows.append({"text": text, "tone": "warning", "word": _("Caution")})
    return rows


def _foreign(found: TemperatureFile) -> str:
    """A file whose every reading is too warm was perhaps recorded somewhere else."""
    assert found.freezer is not None, "asked of a freezer's file only"  # noqa: S101
    words = _(
        "Not one reading is as cold as this freezer is kept: %(coldest)s to %(warmest)s, and the "
        "freezer at most %(limit)s. Check that this file belongs to this freezer."
    )
    return words % {
        "coldest": celsius(found.coldest_c), "warmest": celsius(found.warmest_c),
        "limit": celsius(found.freezer.max_c),
    }  # fmt: skip


def sentence(found: TemperatureFile, exposures: list[Exposure]) -> str:
    """What the record means, in one sentence."""
    above = [e for e in exposures if e.above_s]
    if not exposures:
        return _("No vial was there while it was recorded.")
    if not above:
        words = _("All %(n)d vials that were there stayed within their limit.")
        return words % {"n": len(exposures)}
    longest = duration(max(e.above_s for e in above))
    words = _(
        "%(above)d of %(n)d vials that were there were too warm, for up to %(longest)s, "
        "up to %(warmest)s."
    )
    return words % {
        "above": len(above), "n": len(exposures), "longest": longest,
        "warmest": celsius(found.warmest_c),
    }  # fmt: skip


def signing_pattern(held: int) -> str:
    """What a signature on a decision states, with places for the count and the decision."""
    words = _(
        "I judged what the ticked vials went through. Vials decided: {count} of %(held)d. "
        "Decision: {decision}."
    )
    return words % {"held": held}


def signing_sentence(ticked: int, held: int, decision: str) -> str:
    """What is signed now: how many vials are decided, and how."""
    words = dict(DECISIONS).get(decision) or _("none yet")
    pattern = signing_pattern(held).replace("{count}", str(ticked))
    return pattern.replace("{decision}", str(words))


def decided_sentence(decided: int, held: int, *, is_free: bool) -> str:
    """What a signature changed, and how many vials it left on hold."""
    words = _("%(n)d of %(held)d held vials decided: %(decision)s. %(left)d stay on hold.")
    decision = dict(DECISIONS)["free" if is_free else "condemn"]
    return words % {"n": decided, "held": held, "decision": decision, "left": held - decided}


def exposure_columns() -> list[Column]:
    """The headings of the vials that were there."""
    return [
        Column(_("Vial"), "code"), Column(_("Lot"), "code"), Column(_("Limit"), "number"),
        Column(_("Time above it")), Column(_("Warmest"), "number"), Column(_("Recorded for")),
        Column(_("State"), "state"),
    ]  # fmt: skip


def exposure_rows(exposures: Iterable[Exposure]) -> list[list[object]]:
    """One row for each vial that was there."""
    return [
        [
            Cell(e.vial.code, reverse("stock:vial", args=[e.vial.code])),
            Cell(e.vial.lot.code, reverse("stock:lot", args=[e.vial.lot.code])),
            Cell(_number(e.limit_c), unit="°C"),
            duration(e.above_s) if e.above_s else _("none"),
            Cell(_number(e.warmest_c), unit="°C"),
            duration(e.recorded_s),
            _state_cell(e),
        ]
        for e in exposures
    ]


def _number(value: float) -> str:
    return f"{value:.1f}".replace("-", MINUS)


def _state_cell(exposure: Exposure) -> Cell:
    holds = list(exposure.holds.all())
    if holds:
        return Cell(hold_word(holds[-1].state), tone=HOLD_TONES[holds[-1].state])
    if not exposure.above_s:
        return Cell(_("Within its limit"), tone="good")
    if exposure.vial.state == "GIVEN":
        return Cell(_("Given already: tell the safety officer"), tone="refused")
    if exposure.vial.state == "DESTROYED":
        return Cell(_("Destroyed"), tone="neutral")
    return Cell(hold_word(CONDEMNED), tone=HOLD_TONES[CONDEMNED])


def file_columns() -> list[Column]:
    """The headings of the temperature files of a place."""
    return [
        Column(_("Temperature file"), "code"),
        Column(_("From"), "time"), Column(_("Until"), "time"),
        Column(_("Coldest"), "number"), Column(_("Warmest"), "number"),
        Column(_("Vials too warm"), "number"),
    ]  # fmt: skip


def file_rows(found: Iterable[Any]) -> list[list[object]]:
    """One row for each temperature file."""
    return [
        [
            Cell(one.code, reverse("stock:temperature", args=[one.code])),
            one.first_at,
            one.last_at,
            Cell(_number(one.coldest_c), unit="°C"),
            Cell(_number(one.warmest_c), unit="°C"),
            one.vials_above,
        ]
        for one in found
    ]


def transport_columns() -> list[Column]:
    """The headings of the list of transports."""
    return [
        Column(_("Transport"), "code"), Column(_("What")), Column(_("Vials"), "number"),
        Column(_("Left"), "time", sort="left"), Column(_("Arrived"), "time"),
    ]  # fmt: skip


def transport_rows(found: Iterable[Any]) -> list[list[object]]:
    """One row for each transport."""
    return [
        [
            Cell(one.code, reverse("stock:transport", args=[one.code])),
            one.name, one.vial_count, one.left_at, one.arrived_at,
        ]
        for one in found
    ]  # fmt: skip


def transport_facts(found: Transport, vials: list[Any]) -> list[dict[str, Any]]:
    """What travelled, and when."""
    zone = ZoneInfo(found.site.zone)
    return [
        {"name": _("Left"), "value": _clock(found.left_at, zone)},
        {"name": _("Arrived"), "value": _clock(found.arrived_at, zone)},
        {"name": _("Vials"), "value": ", ".join(one.vial.code for one in vials)},
        {"name": _("Recorded by"), "value": str(found.recorded_by)},
    ]


def hold_facts(hold: VialHold | None) -> list[dict[str, Any]]:
    """Why a vial is held, for its page."""
    if hold is None:
        return []
    code = hold.exposure.temperature_file.code
    url = reverse("stock:temperature", args=[code])
    return [{"name": hold_word(hold.state), "value": hold.reason, "url": url}]


def limits_of(found: TemperatureFile, exposures: Iterable[Exposure]) -> list[tuple[float, str]]:
    """The limits the picture shows: the freezer's, and those of the vials that were there."""
    limits: dict[float, list[str]] = {}
    for limit_c in sorted({e.limit_c for e in exposures}):
        limits.setdefault(limit_c, []).append(_("vials"))
    if found.freezer is not None:
        limits.setdefault(found.freezer.max_c, []).append(_("freezer"))
    return [
        (limit_c, _("%(who)s: at most %(limit)s")
         % {"who": ", ".join(who), "limit": celsius(limit_c, 0)})
        for limit_c, who in limits.items()
    ]  # fmt: skip


def drawn(found: TemperatureFile, readings: list[Reading]) -> list[tuple[datetime, float]]:
    """The readings as the picture shows them, on the clock of the site."""
    zone = ZoneInfo(found.site.zone)
    return [(one.at.astimezone(zone), one.celsius) for one in thinned(readings)]


def vial_exposures(found: Iterable[Exposure]) -> list[dict[str, Any]]:
    """What a vial went through by every temperature file, for its page."""
    return [
        {
            "name": e.temperature_file.code,
            "value": _("%(time)s above %(limit)s")
            % {"time": duration(e.above_s), "limit": celsius(e.limit_c, 0)}
            if e.above_s
            else _("within %(limit)s") % {"limit": celsius(e.limit_c, 0)},
            "note": _("warmest %(warmest)s") % {"warmest": celsius(e.warmest_c)},
            "url": reverse("stock:temperature", args=[e.temperature_file.code]),
        }
        for e in found
    ]
