"""The pure rules: every reason is named, none hides another, none appears from nowhere."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretome_record.batches.rules import StepFact
from secretome_record.ledger.refusal import Reason
from secretome_record.quality import rules, science
from secretome_record.quality.blockers import CODES

moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001

results = st.builds(
    rules.ResultFact,
    code=st.just("RS-1"), verdict=st.sampled_from(["PASS", "FAIL", "CANNOT_TELL", "INVALID"]),
    is_verified=st.booleans(), is_invalidated=st.booleans(),
    unreliable_reason=st.sampled_from(["", "vibration"]), is_demo=st.booleans(),
    due_at=st.none() | moments,
)  # fmt: skip
lines = st.builds(
    rules.LineFact, label=st.sampled_from(["Endotoxin", "Sterility"]),
    results=st.lists(results, max_size=3).map(tuple), due_at=st.none() | moments,
)  # fmt: skip
steps = st.builds(
    StepFact, number=st.integers(1, 9), name=st.just("Harvest"), is_recorded=st.booleans(),
    is_checked=st.booleans(), lacks_deviation=st.booleans(),
)  # fmt: skip
deviations = st.builds(
    rules.DeviationFact, code=st.just("DV-1"), state=st.sampled_from(["OPEN", "ASSESSED", "CLOSED"])
)
reviews = st.builds(
    rules.ReviewFact, reviewer=st.just("Q. Example"), holds=st.booleans(), took_part=st.booleans()
)
facts = st.builds(
    rules.ReleaseFacts,
    code=st.just("LT-1"), expires_at=moments, is_demo=st.booleans(),
    state=st.sampled_from(["QUARANTINED", "REVIEWED", "RELEASED", "ON_HOLD", "REJECTED"]),
    specification=st.none() | st.just("SP-1"), lines=st.lists(lines, max_size=3).map(tuple),
    steps=st.lists(steps, max_size=3).map(tuple),
    deviations=st.lists(deviations, max_size=2).map(tuple),
    donors=st.lists(
        st.sampled_from(["donor_not_eligible", "consent_withdrawn", "screening_positive"]).map(
            lambda code: Reason(code, "A sentence.")
        ),
        max_size=2,
    ).map(tuple),
    review=st.none() | reviews,
)  # fmt: skip


def is_clean(lot: rules.ReleaseFacts, at: datetime) -> bool:
    """The same question asked the other way round: is everything as it must be?"""

    def result_is_good(result):
        return (
            result.verdict == "PASS" and result.is_verified and not result.unreliable_reason
            and result.is_demo == lot.is_demo and (result.due_at is None or result.due_at <= at)
        )  # fmt: skip

    return (
        lot.state == "REVIEWED" and at < lot.expires_at and lot.specification is not None
        and not lot.donors and all(d.state == "CLOSED" for d in lot.deviations)
        and all(s.is_recorded and s.is_checked and not s.lacks_deviation for s in lot.steps)
        and all(line.live and all(map(result_is_good, line.live)) for line in lot.lines)
        and lot.review is not None and lot.review.holds and not lot.review.took_part
    )  # fmt: skip


@given(facts, moments)
def test_nothing_speaks_against_a_lot_exactly_when_all_is_well(lot, at):
    assert (rules.reasons_against_release(lot, at) == ()) == is_clean(lot, at)


@given(facts, moments)
def test_every_reason_has_a_code_the_database_knows_and_a_sentence(lot, at):
    for reason in rules.reasons_against_release(lot, at):
        assert reason.code in CODES
        assert reason.sentence.endswith(".") or ":" in reason.sentence


@given(facts, moments)
def test_the_review_asks_for_everything_but_itself(lot, at):
    release = rules.reasons_against_release(lot, at)
    review = rules.reasons_against_review(lot, at)
    assert set(review) == {r for r in release if r.code not in rules.AFTER_REVIEW}


@given(facts, moments, st.integers(1, 300))
def test_waiting_never_takes_an_expiry_away(lot, at, days):
    codes = {r.code for r in rules.reasons_against_release(lot, at)}
    later = {r.code for r in rules.reasons_against_release(lot, at + timedelta(days=days))}
    assert "expired" not in codes or "expired" in later


@given(st.frozensets(st.sampled_from([rules.MADE, rules.MEASURED])), st.booleans())
def test_whoever_may_release_may_review_unless_they_did(parts, is_reviewer):
    signer = rules.SignerFact(parts, is_reviewer)
    released = tuple(rules.reasons_against_releaser(signer))
    reviewed = tuple(rules.reasons_against_reviewer(signer))
    assert len(released) == len(parts) + is_reviewer
    assert len(reviewed) == len(parts)


@pytest.mark.parametrize(("said", "shown"), [
    ("The interval 1.96e+10 to 2.31e+10 lies inside 1e+10 to 4e+10.",
     "The interval 1.96 × 10^10 to 2.31 × 10^10 lies inside 1 × 10^10 to 4 × 10^10."),
    ("5e-3 is inside.", "5 × 10^-3 is inside."),
    ("Lot LT-1E5X22-K and 0x1e5 stay.", "Lot LT-1E5X22-K and 0x1e5 stay."),
])  # fmt: skip
def test_sentences_write_powers_of_ten_as_pages_do(said, shown):
    assert science.powers_of_ten(said) == shown
