"""What follows an out-of-specification result: a table of steps, who decides, what is needed first.

An invalid run is no out-of-specification result: it has its own step and opens no investigation.
Stands on: FDA, Investigating Out-of-Specification Test Results (2006, revised 2022; recall).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from secretome.errors import BadInput, Reason
from secretome.quality.verdict import Judgement, Verdict

MOST_RETESTS = 7  # a protocol that asks for more is testing into compliance


class OosPhase(StrEnum):
    """Where an investigation stands."""

    PHASE_I = "PHASE_I"  # the laboratory looks for its own error; no retest yet
    PHASE_II = "PHASE_II"  # making and sampling are looked at; the retests of the protocol
    DECIDED = "DECIDED"  # an outcome stands; the lot's disposition follows


class OosOutcome(StrEnum):
    """What an investigation found."""

    LABORATORY_ERROR = "LABORATORY_ERROR"  # a proven cause: the result is set aside, one repeat
    CONFIRMED = "CONFIRMED"  # the lot fails
    INCONCLUSIVE = "INCONCLUSIVE"  # no cause found, all retests pass: the result still counts


@dataclass(frozen=True, slots=True)
class OosStep:
    """One step: from which phase to which, which role decides, and what it ends in."""

    name: str
    from_phase: OosPhase
    to_phase: OosPhase
    decides: tuple[str, ...]
    meaning: str
    outcome: OosOutcome | None = None


OOS_STEPS: tuple[OosStep, ...] = (
    OosStep("set_aside", OosPhase.PHASE_I, OosPhase.DECIDED, ("QA",),
            "A laboratory error is proven: the result is set aside and the test is repeated once.",
            OosOutcome.LABORATORY_ERROR),
    OosStep("open_phase_ii", OosPhase.PHASE_I, OosPhase.PHASE_II, ("QA",),
            "The laboratory found no error: making and sampling are investigated."),
    OosStep("retest", OosPhase.PHASE_II, OosPhase.PHASE_II, ("QC_ANALYST",),
            "One retest of the number fixed by the protocol, by another analyst."),
    OosStep("find_error_late", OosPhase.PHASE_II, OosPhase.DECIDED, ("QA",),
            "Phase II proves a laboratory error after all.", OosOutcome.LABORATORY_ERROR),
    OosStep("confirm", OosPhase.PHASE_II, OosPhase.DECIDED, ("QA",),
            "The result is confirmed: the lot fails.", OosOutcome.CONFIRMED),
    OosStep("conclude_without_cause", OosPhase.PHASE_II, OosPhase.DECIDED, ("QUALIFIED_PERSON",),
            "No cause was found and every retest passes; the first result still counts.",
            OosOutcome.INCONCLUSIVE),
)  # fmt: skip
_PROVEN = frozenset({"set_aside", "find_error_late"})
_ALL_RETESTS = frozenset({"confirm", "conclude_without_cause"})


@dataclass(frozen=True, slots=True)
class OosFacts:
    """What is known of one investigation; every result of it stays in ``retests``, in order.

    ``retests_planned`` is the number that the protocol fixed before the first retest; None where
    no protocol is signed yet. ``retested_by_others`` says that nobody retested his own result.
    """

    phase: OosPhase
    first: Verdict
    checklist_done: bool = False
    proven_cause: str = ""
    cause_reviewed: bool = False
    retests_planned: int | None = None
    retests: tuple[Verdict, ...] = ()
    retested_by_others: bool = True
    making_reviewed: bool = False
    outcome: OosOutcome | None = None


def opens_investigation(verdict: Verdict) -> bool:
    """Whether a verdict opens one: only a failing result of a valid run does."""
    return verdict is Verdict.FAIL


def oos_step(name: str) -> OosStep:
    """Return the step of this name. Raises BadInput for one that is not in the table."""
    for step in OOS_STEPS:
        if step.name == name:
            return step
    known = ", ".join(step.name for step in OOS_STEPS)
    raise BadInput(f"there is no step '{name}'", where="out of specification", do=f"Known: {known}")


def steps_from(phase: OosPhase) -> tuple[OosStep, ...]:
    """The steps that lead on from a phase."""
    return tuple(step for step in OOS_STEPS if step.from_phase is phase)


def reasons_against_oos_step(name: str, facts: OosFacts, *, role: str) -> tuple[Reason, ...]:
    """Every reason why this step may not be taken now by this role; empty when it may."""
    step = oos_step(name)
    return tuple(_reasons(step, facts, role))


def take_oos_step(name: str, facts: OosFacts) -> OosFacts:
    """The facts after a step: phase and outcome moved, nothing forgotten."""
    step = oos_step(name)
    return replace(facts, phase=step.to_phase, outcome=step.outcome or facts.outcome)


def verdict_after_oos(facts: OosFacts) -> Judgement:
    """What the result is worth now; passing retests never erase or average a failing one."""
    if not opens_investigation(facts.first):
        text = f"A result of {facts.first} opens no investigation; it stands as it is."
        return Judgement(facts.first, text)
    if facts.outcome is OosOutcome.LABORATORY_ERROR:
        text = f"Set aside for a proven laboratory error ({facts.proven_cause}); repeat the test."
        return Judgement(Verdict.INVALID, text)
    if facts.outcome is OosOutcome.CONFIRMED:
        return Judgement(Verdict.FAIL, "Out of specification, confirmed by the investigation.")
    if facts.outcome is OosOutcome.INCONCLUSIVE:
        text = (
            f"No cause was found; {len(facts.retests)} retests pass. The first result still "
            "counts: the qualified person decides under the written protocol."
        )
        return Judgement(Verdict.CANNOT_TELL, text)
    return Judgement(Verdict.FAIL, f"Out of specification; the investigation is in {facts.phase}.")


def reasons_against_average(results: Sequence[Verdict]) -> tuple[Reason, ...]:
    """Why results may not be averaged into one: any of them fails or is invalid by itself."""
    if Verdict.FAIL in results:
        text = "A result is out of specification; an average would hide it. Report each result."
        return (Reason("average_hides_oos", text),)
    if Verdict.INVALID in results:
        text = "An invalid run carries no number; leave it out and say so."
        return (Reason("average_with_invalid", text),)
    return ()


def _reasons(step: OosStep, facts: OosFacts, role: str) -> Iterator[Reason]:
    if role not in step.decides:
        text = f"'{step.name}' is decided by {' or '.join(step.decides)}, not by {role}."
        yield Reason("oos_role", text)
    if not opens_investigation(facts.first):
        text = f"The first result is {facts.first}; only a failing result of a valid run counts."
        yield Reason("oos_not_failing", text)
    if facts.phase is not step.from_phase:
        text = f"The investigation is in {facts.phase}; '{step.name}' belongs to {step.from_phase}."
        yield Reason("oos_phase", text)
    if not facts.checklist_done:
        text = "The laboratory checklist (sample, standard, instrument, sums) is not complete."
        yield Reason("oos_checklist", text)
    if step.name in _PROVEN:
        yield from _against_setting_aside(facts)
    if step.name == "retest":
        yield from _against_retest(facts)
    if step.name in _ALL_RETESTS:
        yield from _against_ending(step, facts)


def _against_setting_aside(facts: OosFacts) -> Iterator[Reason]:
    if not facts.proven_cause.strip():
        text = "No cause is named. Without a proven laboratory error the result stands."
        yield Reason("oos_no_cause", text)
    if not facts.cause_reviewed:
        text = "A second person has not reviewed the evidence for the cause."
        yield Reason("oos_cause_not_reviewed", text)


def _against_retest(facts: OosFacts) -> Iterator[Reason]:
    planned = facts.retests_planned
    if planned is None:
        text = "No protocol fixes the number of retests; it must be signed before the first one."
        yield Reason("oos_no_retest_plan", text)
    elif not 1 <= planned <= MOST_RETESTS:
        text = f"The protocol plans {planned} retests; 1 to {MOST_RETESTS} are possible."
        yield Reason("oos_retest_plan", text)
    elif _valid(facts) >= planned:
        text = f"All {planned} planned retests are done; more would be testing into compliance."
        yield Reason("oos_retests_used", text)
    if not facts.retested_by_others:
        text = "The analyst of the first result may not retest it; another analyst does."
        yield Reason("oos_same_analyst", text)


def _against_ending(step: OosStep, facts: OosFacts) -> Iterator[Reason]:
    planned = facts.retests_planned or 0
    if not facts.making_reviewed:
        text = "Making, sampling and other lots have not been reviewed."
        yield Reason("oos_making_not_reviewed", text)
    if step.outcome is OosOutcome.CONFIRMED and Verdict.FAIL in facts.retests:
        return  # one failing retest already confirms; the rest need not be spent
    if not planned or _valid(facts) < planned:
        text = f"{_valid(facts)} of {planned or 'no planned'} retests have a valid result."
        yield Reason("oos_retests_open", text)
    if step.outcome is OosOutcome.INCONCLUSIVE and any(
        one not in {Verdict.PASS, Verdict.INVALID} for one in facts.retests
    ):
        text = "A retest fails or cannot tell; the result is then confirmed, not inconclusive."
        yield Reason("oos_retest_fails", text)


def _valid(facts: OosFacts) -> int:
    """Retests with a valid run; an invalid one is repeated and uses nothing up."""
    return sum(one is not Verdict.INVALID for one in facts.retests)
