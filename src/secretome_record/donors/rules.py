"""What speaks against a donor, a screening or a donation: plain rules that name every reason."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from secretome_record.donors import panel
from secretome_record.donors.states import DEFERRED, ELIGIBLE, REFUSED, REGISTERED
from secretome_record.ledger.refusal import Reason
from secretome_record.people.roles import Role

NEGATIVE, POSITIVE, INVALID = "NEGATIVE", "POSITIVE", "INVALID"
RESULTS = (NEGATIVE, POSITIVE, INVALID)
# Who is shown a donor's name, and may search by it; all others read the code alone.
NAMERS = frozenset({Role.DONOR_COORDINATOR, Role.SAFETY_OFFICER})


@dataclass(frozen=True, slots=True)
class ScreeningFact:
    """One test as it stands: set aside ones are left out before the rules see them."""

    marker: str
    result: str
    sampled_at: datetime
    is_verified: bool


@dataclass(frozen=True, slots=True)
class ConsentFact:
    """One consent as it stands."""

    purposes: tuple[str, ...]
    given_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class DonorFacts:
    """Everything the eligibility of one donor is judged by."""

    code: str
    state: str
    birth_date: date | None
    consents: tuple[ConsentFact, ...]
    screenings: tuple[ScreeningFact, ...]


def reasons_against_eligibility(facts: DonorFacts, moment: datetime) -> Iterator[Reason]:
    """List what speaks against taking tissue from this donor at ``moment``, their state aside."""
    yield from _against_age(facts, moment)
    yield from _against_consent(facts, moment)
    for marker in panel.PANEL:
        yield from _against_marker(facts, marker, moment)


def reasons_against_state(facts: DonorFacts) -> Iterator[Reason]:
    """Only an accepted donor gives."""
    if facts.state == ELIGIBLE:
        return
    words = {
        REGISTERED: "has not been accepted yet: the donor coordinator signs the acceptance",
        REFUSED: "was refused",
        DEFERRED: "is deferred",
    }
    yield Reason(
        "donor_not_eligible", f"The donor {facts.code} {words[facts.state]}.", about=facts.code
    )


def _against_age(facts: DonorFacts, moment: datetime) -> Iterator[Reason]:
    if facts.birth_date is None:
        yield Reason(
            "age_missing", f"The birth date of {facts.code} is missing. Enter it.", facts.code
        )
    elif age_years(facts.birth_date, moment.date()) < panel.YOUNGEST_YEARS:
        yield Reason(
            "too_young",
            f"The donor {facts.code} is younger than {panel.YOUNGEST_YEARS} years.",
            facts.code,
        )


def _against_consent(facts: DonorFacts, moment: datetime) -> Iterator[Reason]:
    given = [c for c in facts.consents if c.given_at <= moment]
    open_ones = [c for c in given if c.withdrawn_at is None]
    if not given:
        yield Reason("no_consent", f"The donor {facts.code} has not given consent.", facts.code)
    elif not open_ones:
        last = max(c.withdrawn_at for c in given if c.withdrawn_at)
        yield Reason(
            "consent_withdrawn",
            f"The donor {facts.code} withdrew consent on {last:%d %b %Y}.",
            facts.code,
        )
    else:
        agreed = {purpose for consent in open_ones for purpose in consent.purposes}
        for purpose in panel.NEEDED_PURPOSES:
            if purpose not in agreed:
                yield Reason(
                    "purpose_missing",
                    f"The consent of {facts.code} does not cover: {purpose}.",
                    facts.code,
                )


def _against_marker(facts: DonorFacts, marker: panel.Marker, moment: datetime) -> Iterator[Reason]:
    tests = [s for s in facts.screenings if s.marker == marker.name]
    code, words = _verdict(tests, moment)
    if code:
        yield Reason(f"screening_{code}", f"{marker.title} {words}", about=facts.code)


def _verdict(tests: Sequence[ScreeningFact], moment: datetime) -> tuple[str, str]:
    """Return why one marker's tests do not clear the donor; two empty words when they do."""
    inside = [t for t in tests if in_window(t.sampled_at, moment)]
    negative = [t for t in inside if t.result == NEGATIVE]
    if any(t.result == POSITIVE for t in tests):
        return "positive", "was reported positive."
    if any(t.is_verified for t in negative):
        return "", ""
    if negative:
        return "unverified", "is not yet verified by a second person."
    if any(t.result == INVALID for t in inside):
        return "invalid", "gave no valid result: it must be tested again."
    if any(t.result == NEGATIVE for t in tests):
        last = max(t.sampled_at for t in tests if t.result == NEGATIVE)
        return "out_of_window", _outside_words(last, moment)
    return "missing", "has not been tested."


def _outside_words(sampled_at: datetime, moment: datetime) -> str:
    days = abs((moment - sampled_at).days)
    where = "before" if sampled_at < moment else "after"
    return (
        f"was sampled {days} days {where} the donation; a sample counts from "
        f"{panel.WINDOW_BEFORE.days} days before to {panel.WINDOW_AFTER.days} days after."
    )


def in_window(sampled_at: datetime, moment: datetime) -> bool:
    """Say whether a sample counts for a donation at ``moment``; both ends belong to it."""
    return moment - panel.WINDOW_BEFORE <= sampled_at <= moment + panel.WINDOW_AFTER


def age_years(born: date, day: date) -> int:
    """Return the completed years of age on ``day``."""
    had_birthday = (day.month, day.day) >= (born.month, born.day)
    return day.year - born.year - (0 if had_birthday else 1)


def reasons_against_screening(marker: str, result: str, as_reported: str) -> Iterator[Reason]:
    """A screening names a required marker, one of three results, and the report's own words."""
    if marker not in panel.MARKERS:
        yield Reason(
            "unknown_marker",
            f"'{marker}' is not on the panel. It has: {', '.join(panel.MARKERS)}.",
        )
    if result not in RESULTS:
        yield Reason("unknown_result", "A result is negative, positive or invalid.")
    if not as_reported.strip():
        yield Reason("as_reported", "Write the result as the laboratory reported it.")


def reasons_against_verifying(
    *, is_verified: bool, is_set_aside: bool, own_entry: bool
) -> Iterator[Reason]:
    """A second person verifies, once, what still counts."""
    if is_verified:
        yield Reason("verified_already", "This screening is verified already.")
    if is_set_aside:
        yield Reason("set_aside", "This screening was set aside. Enter the right one.")
    if own_entry:
        yield Reason("own_entry", "A second person verifies: you entered this result yourself.")


def reasons_against_consent(
    purposes: Sequence[str], text: str, given_at: datetime, at: datetime
) -> Iterator[Reason]:
    """A consent names the text that was shown and purposes we have words for."""
    if not text.strip():
        yield Reason("text", "Give the text that was shown to the donor.")
    unknown = [purpose for purpose in purposes if purpose not in panel.PURPOSES]
    if unknown:
        yield Reason(
            "purposes",
            f"Unknown purpose: {', '.join(unknown)}. Known: {', '.join(panel.PURPOSES)}.",
        )
    if not purposes:
        yield Reason("purposes", "Name at least one purpose the donor agreed to.")
    if given_at > at:
        yield Reason("given_at", "The consent is dated in the future. Check the date.")


def reasons_against_registration(
    name: str, birth_date: date | None, today: date
) -> Iterator[Reason]:
    """A donor has a name; a birth date, if known, lies in the past."""
    if not name.strip():
        yield Reason("name", "Give the donor's name; it is sealed under their own key.")
    if birth_date is not None and birth_date >= today:
        yield Reason("birth_date", "The birth date must lie in the past.")
