"""Results: taken from files or entered by hand, verified by a second person, or set aside."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from secretome_record.batches.models import Lot
from secretome_record.batches.services import hold_released_lots
from secretome_record.batches.states import REVIEWED
from secretome_record.ledger.acting import Actor
from secretome_record.ledger.files import read_file
from secretome_record.ledger.refusal import Reason, refuse, refuse_if_any
from secretome_record.ledger.signing import SignedIntent
from secretome_record.ledger.writing import Entry, writing
from secretome_record.people.roles import Role
from secretome_record.people.standing import acting_person, require_move_at, require_role_at
from secretome_record.quality import investigating, queries, rules, science, specifying
from secretome_record.quality.models import Investigation, Result, Run, SpecificationLine
from secretome_record.quality.services.investigations import (
    is_oos,
    open_if_oos,
    require_testable,
    retest_under,
)
from secretome_record.quality.states import INVALIDATED

# Taken from every file that holds them, whether or not a specification asks for them.
ALWAYS_TAKEN = (science.CONCENTRATION, "size_mean", "size_mode")


def take_results(
    *,
    run: Run,
    sample_in_file: str,
    by: Actor,
    at: datetime,
    dilution_factor_text: str = "",
    dilution_reason: str = "",
    dilution_sd_pct_text: str = "",
) -> list[Result]:
    """Take the numbers of one sample out of the run's file, with their intervals.

    Where the file merges samples or does not know its dilution, the acting person states both.
    """
    require_role_at(by, run.site_id, Role.QC_ANALYST)
    person = acting_person(by)
    with writing(by=by, at=at, why=f"Take the results of {run.code} from its file") as entry:
        now = _run_for_change(run)
        if now.file is None:
            raise refuse("file", "This run has no file yet. Add the file of the instrument first.")
        if now.results.exists():
            raise refuse("taken_already", "The numbers of this run were taken already.")
        stated = science.Statement(
            sample_in_file, dilution_factor_text, dilution_reason, person.printed_name,
            specifying.relative_sd_of(dilution_sd_pct_text) or 0.0,
        )  # fmt: skip
        numbers = science.numbers_from_file(
            read_file(now.file), now.file.name, stated, _wanted(now.sample.lot)
        )
        refuse_if_any(_against_reading_now(now, numbers, at))
        require_testable(now.sample.lot, [number.attribute for number in numbers], person)
        chosen = sample_in_file.strip() or _only_sample(now)
        _require_not_taken_elsewhere(now, chosen)
        now = entry.change(
            now, sample_in_file=chosen, dilution_factor_text=dilution_factor_text.strip(),
            dilution_reason=dilution_reason.strip(),
            dilution_sd_pct_text=dilution_sd_pct_text.strip(),
        )  # fmt: skip
        results = [_record(entry, now, number, from_file=True) for number in numbers]
        _reopen(entry, now.sample.lot, results[0].code if results else now.code)
        return results


def _run_for_change(run: Run) -> Run:
    return Run.objects.select_related("sample__lot", "file").get(pk=run.pk)


def _wanted(lot: Lot | None) -> list[str]:
    specification = queries.specification_of(lot.product_id) if lot else None
    lines = specification.lines.order_by("number") if specification else []
    return [*(line.attribute for line in lines), *ALWAYS_TAKEN]


def _against_reading_now(
    run: Run, numbers: Sequence[science.TakenNumber], at: datetime
) -> Iterator[Reason]:
    for number in numbers:
        line = queries.line_for(run.sample.lot, number.attribute)
        yield from rules.reasons_against_reading_now(_entry_facts(run, number, line), at)


def _only_sample(run: Run) -> str:
    samples = (run.reading or {}).get("samples", [])
    return samples[0]["id"] if samples else ""


def _require_not_taken_elsewhere(run: Run, sample_in_file: str) -> None:
    """One sample of one file is one measurement, however often it is uploaded."""
    others = Result.objects.filter(run__file=run.file, run__sample_in_file=sample_in_file)
    other = others.exclude(state=INVALIDATED).exclude(run=run).select_related("run").first()
    if other is not None:
        raise refuse(
            "taken_elsewhere",
            f"The sample '{sample_in_file}' of this file was taken in the run {other.run.code} "
            "already. Name another sample, or add the right file to a new run.",
            other.run.code,
        )


def enter_result(  # noqa: PLR0913
    *,
    run: Run,
    attribute: str,
    as_reported: str,
    unit: str,
    by: Actor,
    at: datetime,
    no_estimate_reason: str = "",
    low_text: str = "",
    high_text: str = "",
) -> Result:
    """Enter a result by hand; a second person verifies it. What a file gives is never typed."""
    require_role_at(by, run.site_id, Role.QC_ANALYST)
    if not as_reported.strip():
        raise refuse("as_reported", "Write the result as it was reported.")
    number = science.number_as_typed(
        attribute, as_reported, unit, low_text=low_text, high_text=high_text,
        reason=no_estimate_reason, source=f"{run.code}, entered by hand",
    )  # fmt: skip
    with writing(by=by, at=at, why=f"Enter {attribute} of {run.code}") as entry:
        now = _run_for_change(run)
        line = queries.line_for(now.sample.lot, attribute)
        refuse_if_any(rules.reasons_against_entry(_entry_facts(now, number, line), at))
        require_testable(now.sample.lot, [attribute], acting_person(by))
        result = _record(entry, now, number, from_file=False)
        _reopen(entry, now.sample.lot, result.code)
        return result


def _entry_facts(
    run: Run, number: science.TakenNumber, line: SpecificationLine | None
) -> rules.EntryFacts:
    in_file = [a["name"] for s in (run.reading or {}).get("samples", []) for a in s["attributes"]]
    verdict, _ = science.judge(number, _limits(line))
    return rules.EntryFacts(
        label=science.label_of(number.attribute),
        is_given_already=run.results.exclude(state=INVALIDATED)
        .filter(attribute=number.attribute)
        .exists(),
        from_file_only=line is not None and line.from_file_only,
        file_has_it=number.attribute in in_file,
        needed_incubation_days=line.incubation_days if line else 0,
        incubation_days=run.incubation_days,
        due_at=run.due_at.astimezone(ZoneInfo(run.site.zone)) if run.due_at else None,
        is_as_hoped=verdict != science.FAIL,
        has_interval=number.estimate is not None,
        reason=number.no_estimate_reason,
    )


def _limits(line: SpecificationLine | None) -> science.LineLimits | None:
    if line is None:
        return None
    return science.LineLimits(
        line.rule, line.low, line.high, line.expected_text,
        between_runs=line.precision, precision_source=line.precision_source,
    )  # fmt: skip


def _record(entry: Entry, run: Run, number: science.TakenNumber, *, from_file: bool) -> Result:
    lot = run.sample.lot
    line = queries.line_for(lot, number.attribute)
    verdict, why = science.judge(number, _limits(line))
    estimate = number.estimate
    result = entry.create(
        Result,
        site_id=run.site_id,
        run=run,
        lot=lot,
        line=line,
        attribute=number.attribute,
        label=science.label_of(number.attribute),
        as_reported=number.as_reported,
        value=number.value,
        unit=number.unit,
        comparator=number.comparator,
        estimate=estimate.as_dict() if estimate else None,
        interval_low=estimate.low if estimate else None,
        interval_high=estimate.high if estimate else None,
        no_estimate_reason=number.no_estimate_reason,
        is_from_file=from_file,
        is_unreliable=number.is_unreliable,
        unreliable_reason=number.unreliable_reason,
        verdict=verdict,
        verdict_reason=why,
        entered_by=acting_person(entry.by),
        retest_of=retest_under(lot, number.attribute),
        is_demo=run.sample.is_demo,
    )
    return _hold_for(entry, result)


def verify_result(*, result: Result, by: Actor, at: datetime, signature: SignedIntent) -> Result:
    """Confirm as a second person that the number is the one that was measured."""
    require_role_at(by, result.site_id, Role.QC_ANALYST)
    person = acting_person(by)
    with writing(by=by, at=at, why=f"Verify {result.code}") as entry:
        now = _result_for_change(result)
        own = now.entered_by_id == person.pk
        refuse_if_any(rules.reasons_against_verifying(state=now.state, own_entry=own))
        entry.change(now, verified_by=person)
        entry.move(now, "verify", signature=signature, content=queries.result_content(now))
        open_if_oos(entry, now)
        return _hold_for(entry, now)


def _result_for_change(result: Result) -> Result:
    rows = Result.objects.select_related("lot", "line", "run__sample", "run__file")
    return rows.get(pk=result.pk)


def invalidate_result(*, result: Result, reason: str, by: Actor, at: datetime) -> Result:
    """Set a result aside for a named cause; a lot released on it goes on hold in the same act."""
    require_move_at(by, result, "invalidate")
    with writing(by=by, at=at, why=f"Invalidate {result.code}") as entry:
        now = _result_for_change(result)
        found = Investigation.objects.filter(result=now).first()
        refuse_if_any(
            investigating.reasons_against_invalidating(
                is_oos=is_oos(now), code=found.code if found else "",
                state=found.state if found else "",
            )
        )  # fmt: skip
        entry.move(now, "invalidate", reason=reason)
        # A dose rests on the concentration even where no line asks for it.
        if now.line_id is not None or now.attribute == science.CONCENTRATION:
            _hold(entry, now.lot_id, f"{now.code} was set aside: {reason.strip()}")
        _reopen(entry, now.lot, now.code)
        return now


def _hold(entry: Entry, lot_id: UUID | None, reason: str) -> None:
    """Hold the lot if it is released; a sample of anything else has no lot."""
    hold_released_lots(entry, Lot.objects.filter(pk=lot_id), reason)


def _hold_for(entry: Entry, result: Result) -> Result:
    """A number that speaks against its lot holds the lot at once, verified or not."""
    if result.is_unreliable or result.verdict in (science.FAIL, science.INVALID):
        said = result.verdict_reason or result.unreliable_reason
        _hold(entry, result.lot_id, f"{result.code} speaks against it: {said}")
    return result


def _reopen(entry: Entry, lot: Lot | None, what: str) -> None:
    """Send a reviewed lot back to quarantine: what was reviewed is no longer all there is."""
    if lot is not None and lot.state == REVIEWED:
        entry.move(lot, "reopen", reason=f"{what} came after the review")


def judge_again(*, lot: Lot, by: Actor, at: datetime) -> Sequence[Result]:
    """Hold the lot's results against the specification that is in force now."""
    require_role_at(by, lot.site_id, Role.QC_ANALYST, Role.QA)
    with writing(by=by, at=at, why=f"Judge {lot.code} by the specification in force") as entry:
        judged = [_judged_again(entry, r) for r in queries.results_of(lot)]
        changed = [result for result in judged if result is not None]
        if changed:
            _reopen(entry, Lot.objects.get(pk=lot.pk), "Another specification")
        return changed


def _judged_again(entry: Entry, result: Result) -> Result | None:
    line = queries.line_for(result.lot, result.attribute)
    too_short = line is not None and result.run.incubation_days < line.incubation_days
    typed = line is not None and line.from_file_only and not result.is_from_file
    if result.state == INVALIDATED or line is None or line.pk == result.line_id:
        return None
    if too_short or typed:
        return None
    verdict, why = science.judge(_as_number(result), _limits(line))
    judged = entry.change(result, line=line, verdict=verdict, verdict_reason=why)
    open_if_oos(entry, judged)
    return _hold_for(entry, judged)


def _as_number(result: Result) -> science.TakenNumber:
    return science.TakenNumber(
        result.attribute, result.as_reported, result.value, result.unit,
        comparator=result.comparator, estimate=science.estimate_from(result.estimate),
        no_estimate_reason=result.no_estimate_reason, unreliable_reason=result.unreliable_reason,
    )  # fmt: skip
