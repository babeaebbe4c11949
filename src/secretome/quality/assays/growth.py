"""Sterility and mycoplasma by culture: when a test is over, and what a reading may say before.

Refuses: readings before the start or in the future, moments without a zone (BadInput).
Stands on: USP <71> and Ph. Eur. 2.6.1: at least 14 days; Ph. Eur. 2.6.7 culture: 28 days;
Ph. Eur. 2.6.27: an automated method's own validated time. Growth is final at once, its absence
only at the end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from secretome.errors import BadInput, Reason
from secretome.quality.assays.result import AssayResult
from secretome.quality.verdict import Verdict

NO_INTERVAL = "A result in words has no interval."


@dataclass(frozen=True, slots=True)
class GrowthTest:
    """One kind of growth test: how long, in which media, by which text."""

    name: str
    attribute: str
    days: float
    media: tuple[str, ...]
    source: str


STERILITY = GrowthTest(
    "sterility by direct inoculation or filtration", "sterility", 14,
    ("thioglycollate 30-35 Cel", "soybean-casein 20-25 Cel"), "USP <71>, Ph. Eur. 2.6.1",
)  # fmt: skip
MYCOPLASMA_CULTURE = GrowthTest(
    "mycoplasma by culture", "mycoplasma", 28, ("broth", "agar"), "Ph. Eur. 2.6.7, USP <63>"
)


def automated_sterility(validated_days: float, *, validation: str) -> GrowthTest:
    """An automated growth method with the time that its own validation allows."""
    if not 0 < validated_days <= 14 or not validation.strip():
        do = "Give the validated days (up to 14) and the validation's number"
        raise BadInput("the time of incubation is not validated", where="sterility", do=do)
    media, source = ("aerobic bottle", "anaerobic bottle"), f"Ph. Eur. 2.6.27, {validation}"
    return GrowthTest("sterility, automated", "sterility", validated_days, media, source)


@dataclass(frozen=True, slots=True)
class GrowthReading:
    """What was seen in one medium or bottle at one moment."""

    medium: str
    at: datetime
    growth: bool


@dataclass(frozen=True, slots=True)
class Controls:
    """What makes a run valid; None where nobody has read it yet."""

    negative_stayed_clear: bool | None
    medium_supports_growth: bool | None
    product_does_not_inhibit: bool | None


class GrowthState(StrEnum):
    """How far the test is."""

    INTERIM = "interim"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class GrowthFinding:
    """The words to report, the state, when it is due, and the verdict against "no growth"."""

    words: str
    state: GrowthState
    due: datetime
    verdict: Verdict
    reasons: tuple[Reason, ...]

    def result(self, test: GrowthTest) -> AssayResult:
        """The finding as a result in words."""
        invalid = self.reasons if self.verdict is Verdict.INVALID else ()
        notes = () if invalid else self.reasons
        return AssayResult(
            test.attribute, None, None, f"{self.words}. {NO_INTERVAL}", "", invalid, notes
        )


def due_at(test: GrowthTest, started: datetime) -> datetime:
    """The first moment at which the absence of growth is final: full days of 24 hours."""
    _require_zone(started, "start")
    return started + timedelta(days=test.days)


def growth_finding(
    test: GrowthTest,
    started: datetime,
    readings: Sequence[GrowthReading],
    controls: Controls,
    *,
    now: datetime,
) -> GrowthFinding:
    """What may be said now. A medium without a reading at or after the due moment is not done."""
    due = due_at(test, started)
    _require_times(started, readings, now)
    broken = tuple(_broken(controls))
    grown = sorted({one.medium for one in readings if one.growth})
    if broken:
        return GrowthFinding("invalid", GrowthState.FINAL, due, Verdict.INVALID, broken)
    if grown:
        reason = Reason("growth", f"Growth in {', '.join(grown)}.")
        return GrowthFinding("growth", GrowthState.FINAL, due, Verdict.FAIL, (reason,))
    waiting = tuple(_waiting(test, readings, controls, due))
    if waiting:
        day = (max((one.at for one in readings), default=started) - started) / timedelta(days=1)
        words = f"no growth so far, day {int(day)} of {test.days:g}"
        return GrowthFinding(words, GrowthState.INTERIM, due, Verdict.PENDING, waiting)
    return GrowthFinding("no growth", GrowthState.FINAL, due, Verdict.PASS, ())


def _broken(controls: Controls) -> list[Reason]:
    rows = (
        (controls.negative_stayed_clear, "negative_control", "The negative control grew."),
        (controls.medium_supports_growth, "growth_promotion",
         "The medium did not support growth."),
        (controls.product_does_not_inhibit, "suitability",
         "The product inhibits growth in this method."),
    )  # fmt: skip
    return [Reason(code, text) for held, code, text in rows if held is False]


def _waiting(
    test: GrowthTest, readings: Sequence[GrowthReading], controls: Controls, due: datetime
) -> list[Reason]:
    found = [
        Reason("incubation_not_over", f"{medium} was not read at or after {due:%Y-%m-%d %H:%M}.")
        for medium in test.media
        if not any(one.medium == medium and one.at >= due for one in readings)
    ]
    names = ("negative_stayed_clear", "medium_supports_growth", "product_does_not_inhibit")
    return found + [
        Reason("control_not_read", f"Nobody has read the control '{name.replace('_', ' ')}'.")
        for name in names
        if getattr(controls, name) is None
    ]


def _require_times(started: datetime, readings: Sequence[GrowthReading], now: datetime) -> None:
    _require_zone(now, "now")
    for one in readings:
        _require_zone(one.at, f"reading of {one.medium}")
        if not started <= one.at <= now:
            what = f"{one.medium} was read at {one.at:%Y-%m-%d %H:%M}, outside start and now"
            raise BadInput(what, where="growth test", do="Correct the moment of the reading")


def _require_zone(moment: datetime, where: str) -> None:
    if moment.utcoffset() is None:
        raise BadInput("the moment has no time zone", where=where, do="State the zone")
