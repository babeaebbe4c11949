"""What speaks against a specification, a sample, a result or a release: every reason at once."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from secretome_record.batches.rules import StepFact
from secretome_record.batches.states import CLOSED, ON_HOLD, OPEN, QUARANTINED, REJECTED, RELEASED
from secretome_record.ledger.refusal import Reason
from secretome_record.quality import investigating
from secretome_record.quality.investigating import InvestigationFact

FAIL, CANNOT_TELL, INVALID = "FAIL", "CANNOT_TELL", "INVALID"
SIMPLE, GUARDED, QUALITATIVE = "SIMPLE", "GUARDED", "QUALITATIVE"
DECISION_RULES = (SIMPLE, GUARDED, QUALITATIVE)

_VERDICT_CODES = {INVALID: "result_invalid", FAIL: "result_failed", CANNOT_TELL: "cannot_tell"}

# What a person did for a lot, as far as it bars them from judging it.
MADE, MEASURED = "MADE", "MEASURED"

# What may still stand when quality control reviews: the review itself takes the first three away,
# and quality assurance closes an assessed deviation afterwards.
AFTER_REVIEW = frozenset(
    {"not_reviewed", "review_broken", "reviewer_took_part", "deviation_not_closed"}
)


@dataclass(frozen=True, slots=True)
class LineText:
    """One line of a specification as somebody writes it."""

    attribute: str
    rule: str
    unit: str = ""
    low_text: str = ""
    high_text: str = ""
    expected_text: str = ""
    incubation_days: int = 0
    from_file_only: bool = False
    source: str = ""
    precision_text: str = ""
    precision_source: str = ""


@dataclass(frozen=True, slots=True)
class ResultFact:
    """One result as the gate sees it.

    ``is_accepted``: the qualified person accepted under a protocol what could not be told.
    """

    code: str
    verdict: str
    verdict_reason: str = ""
    is_verified: bool = True
    is_invalidated: bool = False
    unreliable_reason: str = ""
    is_demo: bool = False
    due_at: datetime | None = None
    is_accepted: bool = False

    @property
    def is_unreliable(self) -> bool:
        """Whether the instrument or its reader says that the number must not be used."""
        return bool(self.unreliable_reason)


@dataclass(frozen=True, slots=True)
class LineFact:
    """One line of the specification with every result of the lot for it.

    ``due_at`` is the end of the last incubation begun for this lot, if the line needs one.
    """

    label: str
    results: tuple[ResultFact, ...] = ()
    due_at: datetime | None = None

    @property
    def live(self) -> tuple[ResultFact, ...]:
        """The results that nobody set aside."""
        return tuple(r for r in self.results if not r.is_invalidated)


@dataclass(frozen=True, slots=True)
class DeviationFact:
    """One deviation of the batch."""

    code: str
    state: str


@dataclass(frozen=True, slots=True)
class ReviewFact:
    """The last QC review: by whom, whether it still covers what stands there, what they did."""

    reviewer: str
    holds: bool = True
    took_part: bool = False


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """Everything a release is judged by."""

    code: str
    state: str
    expires_at: datetime
    is_demo: bool = False
    batch: str = ""
    specification: str | None = None
    lines: tuple[LineFact, ...] = ()
    steps: tuple[StepFact, ...] = ()
    deviations: tuple[DeviationFact, ...] = ()
    investigations: tuple[InvestigationFact, ...] = ()
    donors: tuple[Reason, ...] = field(default=())
    review: ReviewFact | None = None


@dataclass(frozen=True, slots=True)
class SignerFact:
    """The person who wants to judge a lot: what they did for it, whether they reviewed it."""

    parts: frozenset[str] = frozenset()
    is_reviewer: bool = False


def reasons_against_release(facts: ReleaseFacts, at: datetime) -> tuple[Reason, ...]:
    """List everything that speaks against releasing the lot at ``at``; empty when nothing does."""
    return (
        *_against_state(facts, at),
        *_against_making(facts),
        *(Reason(_donor_code(r.code), r.sentence, r.about) for r in facts.donors),
        *_against_results(facts, at),
        *investigating.reasons_against_release(facts.investigations),
        *_against_review(facts),
    )


def reasons_against_review(facts: ReleaseFacts, at: datetime) -> tuple[Reason, ...]:
    """List what speaks against the QC review: the same as against a release, the review aside."""
    return tuple(r for r in reasons_against_release(facts, at) if r.code not in AFTER_REVIEW)


def reasons_against_reviewer(signer: SignerFact) -> Iterator[Reason]:
    """Whoever made the lot or measured it does not review it."""
    if MADE in signer.parts:
        yield Reason("same_person", "You took part in making this lot. Somebody else reviews it.")
    if MEASURED in signer.parts:
        yield Reason("same_person", "You entered results of this lot. Somebody else reviews it.")


def reasons_against_releaser(signer: SignerFact) -> Iterator[Reason]:
    """Whoever made, measured or reviewed the lot does not release it."""
    if MADE in signer.parts:
        yield Reason("same_person", "You took part in making this lot. Somebody else releases it.")
    if MEASURED in signer.parts:
        yield Reason("same_person", "You entered results of this lot. Somebody else releases it.")
    if signer.is_reviewer:
        yield Reason("same_person", "You reviewed this lot. Somebody else releases it.")


def _against_state(facts: ReleaseFacts, at: datetime) -> Iterator[Reason]:
    if facts.state == ON_HOLD:
        sentence = f"{facts.code} is on hold. The hold must be lifted first."
        yield Reason("on_hold", sentence, facts.code)
    if facts.state == REJECTED:
        yield Reason("rejected", f"{facts.code} was rejected. That is final.", facts.code)
    if facts.state == RELEASED:
        yield Reason("released_already", f"{facts.code} is released already.", facts.code)
    if at >= facts.expires_at:
        yield Reason("expired", f"{facts.code} expired on {facts.expires_at:%d %b %Y}.", facts.code)


def _against_making(facts: ReleaseFacts) -> Iterator[Reason]:
    for step in facts.steps:
        sentence = _step_sentence(step)
        if sentence:
            yield Reason("step_open", f"Step {step.number} ({step.name}) {sentence}", facts.batch)
    for deviation in facts.deviations:
        if deviation.state == OPEN:
            sentence = f"The deviation {deviation.code} is open and not assessed."
            yield Reason("deviation_open", sentence, deviation.code)
        elif deviation.state != CLOSED:
            sentence = f"The deviation {deviation.code} is assessed but not closed."
            yield Reason("deviation_not_closed", sentence, deviation.code)


def _step_sentence(step: StepFact) -> str:
    if not step.is_recorded:
        return "is not recorded."
    if not step.is_checked:
        return "was not checked by a second person."
    return "was outside its limits and has no deviation." if step.lacks_deviation else ""


def _donor_code(code: str) -> str:
    if code == "donor_not_eligible":
        return code
    return "donor_consent" if "consent" in code or code == "purpose_missing" else "donor_screening"


def _against_results(facts: ReleaseFacts, at: datetime) -> Iterator[Reason]:
    if facts.specification is None:
        yield Reason("no_specification", "No specification of this product is in force.")
    for line in facts.lines:
        if line.live:
            for result in line.live:
                yield from _against_result(line, result, facts.is_demo, at)
        else:
            yield _without_result(line, facts.code, at)


def _without_result(line: LineFact, lot: str, at: datetime) -> Reason:
    if line.due_at is not None and at < line.due_at:
        return Reason("incubation", f"{line.label} incubates until {_when(line.due_at)}.", lot)
    if line.results:
        last = line.results[-1]
        return Reason(
            "result_invalid", f"{line.label}: {last.code} was set aside. Test again.", last.code
        )
    return Reason("result_missing", f"{line.label} has no result.", lot)


def _against_result(
    line: LineFact,
    result: ResultFact,
    lot_is_demo: bool,  # noqa: FBT001 - one caller, just above
    at: datetime,
) -> Iterator[Reason]:
    who = f"{line.label} ({result.code})"
    if not result.is_verified:
        yield Reason(
            "result_unverified", f"{who} is not yet verified by a second person.", result.code
        )
    if result.due_at is not None and at < result.due_at:
        sentence = f"{who} incubates until {_when(result.due_at)}."
        yield Reason("incubation", sentence, result.code)
    if result.is_demo != lot_is_demo:
        yield Reason("demo_mismatch", f"{who} mixes demo data with real data.", result.code)
    if result.is_unreliable:
        sentence = f"{who} must not be used: {result.unreliable_reason}"
        yield Reason("unreliable", sentence, result.code)
    elif result.verdict in _VERDICT_CODES and not (
        result.is_accepted and result.verdict == CANNOT_TELL
    ):
        sentence = f"{who}: {result.verdict_reason}"
        yield Reason(_VERDICT_CODES[result.verdict], sentence, result.code)


def _when(moment: datetime) -> str:
    return f"{moment:%d %b %Y %H:%M %Z}"


def _against_review(facts: ReleaseFacts) -> Iterator[Reason]:
    if facts.state == QUARANTINED or facts.review is None:
        yield Reason(
            "not_reviewed", "Quality control has not reviewed and signed this lot.", facts.code
        )
        return
    if not facts.review.holds:
        yield Reason(
            "review_broken",
            "Something changed after the quality control review, so its signature no longer "
            "holds. Reopen the lot and review it again.",
            facts.code,
        )
    if facts.review.took_part:
        yield Reason(
            "reviewer_took_part",
            f"{facts.review.reviewer} reviewed a lot they had taken part in.",
            facts.code,
        )


def reasons_against_approval(*, state: str, own_work: bool) -> Iterator[Reason]:
    """A draft is approved by somebody who did not write it."""
    if state != "DRAFT":
        yield Reason("not_a_draft", "Only a draft is approved.")
    if own_work:
        yield Reason("own_work", "A second person approves: you wrote this specification.")


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """What entering one result by hand is judged by."""

    label: str
    is_given_already: bool
    from_file_only: bool
    file_has_it: bool
    needed_incubation_days: int
    incubation_days: int
    due_at: datetime | None
    is_as_hoped: bool
    has_interval: bool
    reason: str


def reasons_against_entry(facts: EntryFacts, at: datetime) -> Iterator[Reason]:
    """What speaks against typing this result now."""
    if facts.is_given_already:
        yield Reason("given_already", f"This run has a result for {facts.label} already.")
    if facts.from_file_only or facts.file_has_it:
        yield Reason(
            "from_file_only",
            f"{facts.label} is taken from the instrument file, never typed. Add the file.",
        )
    yield from reasons_against_reading_now(facts, at)
    if not facts.has_interval and not facts.reason.strip():
        yield Reason(
            "no_estimate_reason", "Give the interval of the number, or say why it has none."
        )


def reasons_against_reading_now(facts: EntryFacts, at: datetime) -> Iterator[Reason]:
    """An incubation is made in full and read at its end, by a person or out of a file."""
    if facts.incubation_days < facts.needed_incubation_days:
        yield Reason(
            "incubation_days",
            f"{facts.label} needs {facts.needed_incubation_days} days of incubation; "
            f"this run has {facts.incubation_days}. Start a run with the full incubation.",
        )
    if facts.due_at is not None and at < facts.due_at and facts.is_as_hoped:
        yield Reason(
            "incubation",
            f"{facts.label} is read when the incubation ends, {_when(facts.due_at)}. "
            "Only a failure seen earlier is entered now.",
        )


def reasons_against_verifying(*, state: str, own_entry: bool) -> Iterator[Reason]:
    """A second person verifies, once, what still counts."""
    if state != "RECORDED":
        yield Reason("not_recorded", f"This result is {state.lower()} already.")
    if own_entry:
        yield Reason("own_entry", "A second person verifies: you entered this result yourself.")


def reasons_against_file(
    *, has_file: bool, has_results: bool, is_synthetic: bool, is_demo: bool
) -> Iterator[Reason]:
    """A run has one file, and a made-up file stays in the demo."""
    if has_file or has_results:
        yield Reason("file", "This run has its data already. Start another run for another file.")
    if is_synthetic and not is_demo:
        yield Reason(
            "synthetic_file",
            "The file says that it is synthetic or a demo: it is taken for a demo sample only.",
        )


def due_at(started_at: datetime, incubation_days: int) -> datetime | None:
    """Return when an incubation ends; nothing where there is none."""
    return started_at + timedelta(days=incubation_days) if incubation_days else None
