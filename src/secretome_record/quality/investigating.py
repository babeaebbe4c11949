"""What speaks against each step of an OOS investigation, tests meanwhile, and decisions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from secretome_record.ledger.refusal import Reason
from secretome_record.quality.states import (
    LABORATORY_ERROR,
    OPEN_INVESTIGATIONS,
    PHASE_1,
    RETESTING,
)

MOST_RETESTS = 7
FAIL, PASS, INVALID, CANNOT_TELL = "FAIL", "PASS", "INVALID", "CANNOT_TELL"


@dataclass(frozen=True, slots=True)
class RetestFact:
    """One retest: its code, what it says, whether a second person verified it."""

    code: str
    verdict: str
    is_verified: bool
    is_invalidated: bool = False
    is_unreliable: bool = False

    @property
    def counts(self) -> bool:
        """An invalid run is no retest: it is made again."""
        return not (self.is_invalidated or self.is_unreliable or self.verdict == INVALID)


@dataclass(frozen=True, slots=True)
class InvestigationFact:
    """One investigation with every retest that was made under its plan."""

    code: str
    label: str
    state: str
    planned: int = 0
    first_analyst: object = None
    retests: tuple[RetestFact, ...] = ()

    @property
    def counted(self) -> tuple[RetestFact, ...]:
        """The retests that count, each judged alone."""
        return tuple(r for r in self.retests if r.counts)

    @property
    def is_open(self) -> bool:
        """Whether nobody concluded yet."""
        return self.state in OPEN_INVESTIGATIONS


def reasons_against_release(investigations: Sequence[InvestigationFact]) -> Iterator[Reason]:
    """An open investigation blocks its lot until quality assurance concludes."""
    for one in investigations:
        if one.is_open:
            where = "phase I" if one.state == PHASE_1 else "phase II"
            sentence = f"The OOS investigation {one.code} of {one.label} is open in {where}."
            yield Reason("oos_open", sentence, one.code)


def reasons_against_test(one: InvestigationFact, analyst: object) -> Iterator[Reason]:
    """No test before the plan, none beyond the planned number, none by the first analyst."""
    if one.is_open and analyst == one.first_analyst:
        yield Reason(
            "oos_same_analyst",
            f"You measured the result that {one.code} investigates. Another analyst retests it.",
            one.code,
        )
    if one.is_open and one.state != RETESTING:
        yield Reason(
            "oos_open",
            f"{one.label} is under the OOS investigation {one.code}. It is tested again only "
            "under a retest plan that quality assurance signed beforehand.",
            one.code,
        )
    elif one.is_open and len(one.counted) >= one.planned:
        yield Reason(
            "retests_done",
            f"{one.code} planned {_times(one.planned)} of {one.label}, and all are made. "
            "Quality assurance concludes from them; no further test is added.",
            one.code,
        )


def reasons_against_plan(planned: int, text: str) -> Iterator[Reason]:
    """A plan fixes how many retests are made, and how, before the first one."""
    if not 1 <= planned <= MOST_RETESTS:
        yield Reason("planned_retests", f"Plan 1 to {MOST_RETESTS} retests.")
    if not text.strip():
        yield Reason("plan_text", "Say how, on which sample and by whom it is tested again.")


def reasons_against_confirming(one: InvestigationFact) -> Iterator[Reason]:
    """Confirmed: by one retest that fails, or when every planned retest is made."""
    if not any(r.verdict == FAIL for r in one.counted):
        yield from _missing(one)


def reasons_against_no_cause(one: InvestigationFact) -> Iterator[Reason]:
    """No cause found: every planned retest made, verified, and passing by itself."""
    yield from _missing(one)
    for retest in one.counted:
        if not retest.is_verified:
            sentence = f"The retest {retest.code} is not yet verified by a second person."
            yield Reason("result_unverified", sentence, retest.code)
        if retest.verdict != PASS:
            yield Reason(
                "retest_not_passed",
                f"The retest {retest.code} does not pass by itself. Retests are judged singly "
                "and never averaged, so the OOS result stands.",
                retest.code,
            )


def _missing(one: InvestigationFact) -> Iterator[Reason]:
    if not one.planned:
        yield Reason("retests_missing", f"{one.code} has no retest plan yet.", one.code)
    elif len(one.counted) < one.planned:
        made = len(one.counted)
        verb = "is" if made == 1 else "are"
        sentence = f"{one.code} planned {_times(one.planned)}; {made} {verb} made."
        yield Reason("retests_missing", sentence, one.code)


def reasons_against_ending(making_text: str) -> Iterator[Reason]:
    """Phase II looks beyond the laboratory before it ends."""
    if not making_text.strip():
        yield Reason("making_text", "Say what the making, the sampling and the other lots show.")


def reasons_against_signer(*, took_part: bool) -> Iterator[Reason]:
    """Whoever measured or verified the result does not judge its investigation."""
    if took_part:
        yield Reason(
            "same_person",
            "You entered or verified a result of this investigation. Somebody else signs it.",
        )


def reasons_against_error(concluded: Sequence[str]) -> Iterator[Reason]:
    """An error would set the whole run aside, and with it what was concluded about it."""
    for code in concluded:
        yield Reason(
            "oos_concluded",
            f"{code} concluded on a result of the same run that it counts. That stays, so no error "
            "of the laboratory sets this run aside.",
            code,
        )


def reasons_against_invalidating(
    *, is_oos: bool, code: str = "", state: str = ""
) -> Iterator[Reason]:
    """A failing result is set aside for a laboratory error that is found, or it stays."""
    if not is_oos or state == LABORATORY_ERROR:
        return
    if not code:
        yield Reason(
            "oos_first",
            "This result is outside its specification. It is set aside only for a "
            "laboratory error that its OOS investigation finds: open the investigation.",
        )
    else:
        yield Reason(
            "oos_first",
            f"This result is under the OOS investigation {code}. It is set aside only for a "
            "laboratory error that is found there.",
            code,
        )


def reasons_against_deciding(
    *,
    verdict: str,
    is_verified: bool,
    is_unreliable: bool,
    is_decided: bool,
    protocol: str,
    reason: str,
) -> Iterator[Reason]:
    """The qualified person decides, once, a verified result that cannot be told."""
    if verdict != CANNOT_TELL or is_unreliable:
        yield Reason("not_open", "Only a result that cannot be told is decided under a protocol.")
    elif not is_verified:
        yield Reason("result_unverified", "A second person verifies the number first.")
    if is_decided:
        yield Reason("decided_already", "This result was decided already. That stays.")
    if not protocol.strip():
        yield Reason("protocol", "Name the written protocol: its number and version.")
    if not reason.strip():
        yield Reason("reason", "Say why the protocol leads to this decision.")


def _times(n: int) -> str:
    return f"{n} retest" if n == 1 else f"{n} retests"
