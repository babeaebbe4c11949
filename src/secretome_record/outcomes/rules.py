"""What speaks against a score, a visit, an adverse event or its assessment: plain rules."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from secretome_record.ledger.refusal import Reason

# E2B(R3) E.i.3.2a-f: each is true, or there is no information; there is no plain "no".
SERIOUSNESS: tuple[tuple[str, str], ...] = (
    ("death", "Results in death"),
    ("life_threatening", "Life-threatening"),
    ("hospitalisation", "Caused or prolonged a stay in hospital"),
    ("disabling", "Disabling or incapacitating"),
    ("congenital_anomaly", "Congenital anomaly or birth defect"),
    ("other_important", "Other medically important condition"),
)
# The categories of WHO-UMC.
CAUSALITIES: tuple[tuple[str, str], ...] = (
    ("certain", "Certain"),
    ("probable", "Probable or likely"),
    ("possible", "Possible"),
    ("unlikely", "Unlikely"),
    ("unclassified", "Conditional or unclassified"),
    ("unassessable", "Unassessable or unclassifiable"),
)
GRADING_VERSIONS = ("CTCAE v6.0", "CTCAE v5.0")
GRADES: tuple[tuple[int, str], ...] = (
    (1, "1, mild"),
    (2, "2, moderate"),
    (3, "3, severe"),
    (4, "4, life-threatening"),
    (5, "5, death"),
)
DEATH, LIFE_THREATENING = "death", "life_threatening"
ASSESS_SERIOUS_WITHIN = timedelta(hours=24)
# From the second serious event of one lot on, a hold is proposed.
SERIOUS_EVENTS_FOR_A_HOLD = 2
# No scale goes further; beyond it a number would not fit its column.
LARGEST_SCORE = Decimal("1e12")


@dataclass(frozen=True, slots=True)
class MeasureFacts:
    """The range of one version of a measure, as decimal text."""

    name: str
    low: str
    high: str
    step: str


@dataclass(frozen=True, slots=True)
class ReadScore:
    """A score as reported, with its value, or why there is none."""

    measure: MeasureFacts
    as_reported: str
    missing_reason: str


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """What the rules ask about a visit that is to be held."""

    name: str
    wanted_measures: tuple[str, ...]
    first_dose_at: datetime | None
    is_missed: bool
    earliest_on: date | None = None
    held_on: date | None = None


def earliest_day(due_on: date | None, grace_days: int) -> date | None:
    """The first day on which a visit counts: its due day less its days of grace."""
    return due_on - timedelta(days=grace_days) if due_on else None


def reasons_against_score(score: ReadScore) -> Iterator[Reason]:
    """A score lies on its scale; a missing one says why."""
    measure, text = score.measure, score.as_reported.strip()
    if not text:
        if not score.missing_reason.strip():
            yield Reason(_field(measure), f"{measure.name}: give the score, or say why it is none.")
        return
    if score.missing_reason.strip():
        yield Reason(
            f"missing_{measure.name}",
            f"{measure.name} has a score and a reason why it is missing. Keep one of the two.",
        )
    value = score_value(text)
    if value is None:
        yield Reason(_field(measure), f"{measure.name}: '{text[:20]}' is no number.")
        return
    low, high, step = Decimal(measure.low), Decimal(measure.high), Decimal(measure.step)
    if not low <= value <= high:
        sentence = f"{measure.name}: {text} lies outside its scale of {_plain(low)} to "
        yield Reason(_field(measure), f"{sentence}{_plain(high)}.")
    elif step > 0 and (value - low) % step:
        yield Reason(_field(measure), f"{measure.name} goes in steps of {_plain(step)}.")


def as_after(stated: datetime, dose_at: datetime) -> datetime:
    """Return the moment, where a minute read off the wall is that of the dose: the dose's own.

    A wall clock has no seconds; a reaction in the minute of the dose did not begin before it.
    """
    minute = dose_at.replace(second=0, microsecond=0)
    return dose_at if minute <= stated < dose_at else stated


def reasons_against_visit(
    visit: VisitFacts, held_at: datetime, scores: Iterable[ReadScore], late_reason: str
) -> Iterator[Reason]:
    """A visit follows the first dose, and every planned score is there or says why not."""
    given = list(scores)
    yield from _against_day(visit, held_at)
    if visit.is_missed and not late_reason.strip():
        yield Reason("late_reason", "This visit was noted as missed. Say why it is held now.")
    names = [score.measure.name for score in given]
    for name in visit.wanted_measures:
        if name not in names:
            yield Reason(_field_of(name), f"{name} is planned: give it, or say why it is missing.")
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Reason(_field_of(name), f"{name} is given twice.")
    for score in given:
        yield from reasons_against_score(score)


def reasons_against_missing(due_on: date | None, today: date) -> Iterator[Reason]:
    """A visit is missed once its day is over, not before."""
    if due_on is None or today <= due_on:
        yield Reason("not_yet", "The day of this visit is not over yet. Hold it, or wait.")


def reasons_against_event(
    *, what: str, onset_at: datetime, given_at: datetime, at: datetime, grade: int,
    seriousness: Iterable[str], grading_version: str,
) -> Iterator[Reason]:  # fmt: skip
    """An event says what, when and how bad; it begins after the dose it is reported for."""
    chosen = set(seriousness)
    if not what.strip():
        yield Reason("what", "Describe what happened, in plain words.")
    yield from _against_onset(onset_at, given_at, at)
    if grade not in dict(GRADES):
        yield Reason("grade", "Give the grade from 1 to 5.")
    if grading_version not in GRADING_VERSIONS:
        known = " or ".join(GRADING_VERSIONS)
        yield Reason("grading_version", f"Name the version of the grading: {known}.")
    odd = sorted(chosen - {name for name, _ in SERIOUSNESS})
    if odd:
        yield Reason("seriousness", f"No criterion of E2B(R3) is called {', '.join(odd)}.")
    if grade == 5 and DEATH not in chosen:
        yield Reason("seriousness", "Grade 5 is death; mark that it resulted in death.")
    if DEATH in chosen and grade in dict(GRADES) and grade != 5:
        yield Reason("grade", "It resulted in death; that is grade 5.")


def reasons_against_assessment(causality: str, causality_reason: str) -> Iterator[Reason]:
    """A causality is one of WHO-UMC's categories and says why."""
    if causality not in dict(CAUSALITIES):
        yield Reason("causality", "Choose one of the six categories of WHO-UMC.")
    if not causality_reason.strip():
        yield Reason("causality_reason", "Say what speaks for this category.")


def reasons_against_measure(
    *, name: str, low: str, high: str, step: str, worthwhile: str, worthwhile_source: str
) -> Iterator[Reason]:
    """A measure has a name, a scale that goes upwards, and a source for what is worthwhile."""
    if not name.strip():
        yield Reason("name", "Give the measure its name.")
    change = worthwhile.strip() or "0"
    numbers = {"low": low, "high": high, "step": step, "worthwhile_change": change}
    read = {key: score_value(text) for key, text in numbers.items()}
    for key, value in read.items():
        if value is None:
            yield Reason(key, f"'{numbers[key][:20]}' is no number.")
    bottom, top, pace = read["low"], read["high"], read["step"]
    if bottom is not None and top is not None and bottom >= top:
        yield Reason("high", "The highest score must lie above the lowest.")
    if pace is not None and pace <= 0:
        yield Reason("step", "The step must be above zero.")
    if worthwhile.strip() and not worthwhile_source.strip():
        yield Reason("worthwhile_source", "Say where the worthwhile change comes from.")


def score_value(text: str) -> Decimal | None:
    """Return a score as a decimal, or nothing when the text is no plain number."""
    try:
        value = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) < LARGEST_SCORE else None


def is_serious(seriousness: Iterable[str]) -> bool:
    """Whether any criterion of seriousness is true."""
    return any(seriousness)


def _against_day(visit: VisitFacts, held_at: datetime) -> Iterator[Reason]:
    first = visit.first_dose_at
    if first is None or as_after(held_at, first) < first:
        yield Reason("held_at", "A visit follows the first dose. Check the day and the hour.")
    elif visit.earliest_on and visit.held_on and visit.held_on < visit.earliest_on:
        # Held in advance it would open the way to the next dose before anybody could know.
        yield Reason(
            "held_at",
            f"'{visit.name}' can be held from {visit.earliest_on} on, not on {visit.held_on}. "
            "Wait for that day, or check the day you wrote.",
        )


def _against_onset(onset_at: datetime, given_at: datetime, at: datetime) -> Iterator[Reason]:
    if onset_at > at:
        yield Reason("onset_at", "It cannot begin in the future. Check the day and the hour.")
    elif onset_at < given_at:
        yield Reason(
            "onset_at", "It began before this dose was given. Choose the dose it followed."
        )


def _field(measure: MeasureFacts) -> str:
    return _field_of(measure.name)


def _field_of(name: str) -> str:
    return f"score_{name}"


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
