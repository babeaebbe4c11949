"""Making as plain rules: readings, limits, order of steps, pools, expiry."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretome_record.batches import rules
from secretome_record.batches.readings import Limits, is_outside, read_number
from secretome_record.batches.rules import BatchFacts, DonationFact, StepFact, StepText
from secretome_record.ledger.refusal import Reason, Refusal

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def codes(found):
    return [reason.code for reason in found]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("12,5", "has a comma. Write 12.5 with a point"),
        ("", "is missing"),
        ("<5", "is a bound, not a reading"),
        ("about 5", "is not a plain number"),
        ("1,234.5", "is not a plain number"),
        ("nan", "is not a plain number"),
        ("inf", "is not a plain number"),
        ("1e999", "is not a plain number"),
        ("5 %", "is not a plain number"),
        ("١٢", "is not a plain number"),
    ],
)
def test_an_unclear_reading_is_refused_in_one_sentence(text, words):
    with pytest.raises(Refusal) as refused:
        read_number(text, "reading of viability")
    assert len(refused.value.reasons) == 1
    assert words in str(refused.value)


@given(st.decimals(-(10**9), 10**9, places=3))
def test_a_plain_number_is_read_exactly(number):
    assert read_number(f" {number} ", "reading") == float(number)


@given(st.integers(-50, 150), st.integers(0, 100), st.integers(0, 100))
def test_a_reading_is_outside_exactly_beyond_a_limit(value, one, other):
    low, high = sorted((one, other))
    assert is_outside(value, Limits(str(low), str(high), "%")) == (not low <= value <= high)
    assert is_outside(value, Limits(str(low), "", "%")) == (value < low)
    assert is_outside(value, Limits("", str(high), "%")) == (value > high)
    assert not is_outside(value, Limits("", "", "%"))


def test_a_deviation_names_the_reading_and_its_limits():
    sentence = rules.deviation_sentence(
        batch="BA-1", step="2. Harvest", what="cell viability", as_read="82",
        limits=Limits("90", "100", "%"),
    )  # fmt: skip
    assert sentence == "Step 2. Harvest of BA-1: cell viability read 82 %, limits 90 to 100 %."


STEPS = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=6)


@given(STEPS, st.data())
def test_a_step_is_recorded_once_in_order_after_the_one_before_was_checked(done, data):
    steps = tuple(
        StepFact(n, f"s{n}", is_recorded=recorded, is_checked=recorded and checked)
        for n, (recorded, checked) in enumerate(done, start=1)
    )
    number = data.draw(st.integers(1, len(steps)))
    found = rules.reasons_against_step(
        BatchFacts("BA-1", "IN_PROGRESS", steps), number, measures="", as_read=""
    )
    before_is_done = all(s.is_checked for s in steps[: number - 1])
    assert (codes(found) == []) == (before_is_done and not steps[number - 1].is_recorded)


@given(STEPS)
def test_a_fill_needs_every_step_recorded_and_checked(done):
    steps = tuple(
        StepFact(n, f"s{n}", is_recorded=recorded, is_checked=recorded and checked)
        for n, (recorded, checked) in enumerate(done, start=1)
    )
    found = codes(rules.reasons_against_fill(BatchFacts("BA-1", "IN_PROGRESS", steps), 4))
    assert len(found) == sum(not s.is_checked for s in steps)


def test_a_closed_batch_takes_neither_step_nor_fill():
    facts = BatchFacts("BA-1", "STOPPED", (StepFact(1, "s", is_recorded=True, is_checked=True),))
    assert "batch_closed" in codes(rules.reasons_against_fill(facts, 4))
    assert "batch_closed" in codes(rules.reasons_against_step(facts, 1, measures="", as_read=""))


def test_a_step_with_a_reading_outside_and_no_deviation_stops_the_fill():
    step = StepFact(1, "s", is_recorded=True, is_checked=True, lacks_deviation=True)
    found = rules.reasons_against_fill(BatchFacts("BA-1", "IN_PROGRESS", (step,)), 4)
    assert codes(found) == ["deviation_missing"]


@pytest.mark.parametrize("count", [0, -1, 501])
def test_a_fill_has_a_sensible_number_of_vials(count):
    step = StepFact(1, "s", is_recorded=True, is_checked=True)
    facts = BatchFacts("BA-1", "IN_PROGRESS", (step,))
    assert codes(rules.reasons_against_fill(facts, count)) == ["vial_count"]


def donation(code="DO-1", identity="", **more):
    return DonationFact(code, more.pop("site", "BER"), identity, more.pop("is_demo", False), **more)


@given(st.lists(st.sampled_from(["", "CI-A", "CI-B"]), min_size=1, max_size=4))
def test_a_pool_never_mixes_identity_codes(identities):
    pool = [donation(f"DO-{n}", identity) for n, identity in enumerate(identities)]
    found = codes(rules.reasons_against_bank(pool, passage=3, containers=5))
    assert ("identity_mixed" in found) == (len(set(identities)) > 1)


def test_a_bank_repeats_every_reason_against_its_donors():
    bad = donation(reasons=(Reason("donor_not_eligible", "Deferred."),))
    mixed = donation("DO-2", site="OSL", is_demo=True)
    assert codes(rules.reasons_against_bank([bad, mixed], passage=-1, containers=0)) == [
        "containers", "sites_mixed", "demo_mixed", "donor_not_eligible",
    ]  # fmt: skip
    assert codes(rules.reasons_against_bank([], passage=1, containers=1)) == ["donations"]


def test_a_batch_start_lists_everything_that_is_wrong():
    found = rules.reasons_against_start(
        recipe_state="DRAFT", recipe_code="RC-1", product_is_autologous=True, identity_code="",
        same_site=False, donor_reasons=[Reason("no_consent", "No consent.")],
    )  # fmt: skip
    assert codes(found) == ["recipe_not_approved", "wrong_cells", "other_site", "no_consent"]


def test_a_recipe_says_everything_that_is_wrong_with_it():
    steps = [
        StepText("", "do it"),
        StepText("a", "b", "x", "%", "9,5", ""),
        StepText("a", "b", "", "%", "5", "1"),
    ]
    found = [r.sentence for r in rules.reasons_against_recipe(steps, "0")]
    assert any("Step 1 needs a name" in s for s in found)
    assert any("'9,5' has a comma" in s for s in found)
    assert any("does not say what is measured" in s for s in found)
    assert any("lower limit lies above" in s for s in found)
    assert any("more than zero" in s for s in found)


@given(
    st.integers(0, 20 * 365 * 24 * 60).map(lambda minutes: AT + timedelta(minutes=minutes)),
    st.integers(1, 3650),
    st.sampled_from(["Europe/Berlin", "Pacific/Auckland", "America/Los_Angeles", "Asia/Kathmandu"]),
)
def test_expiry_is_the_last_second_of_a_day_on_the_clock_of_the_site(filled_at, days, zone):
    here = ZoneInfo(zone)
    end = rules.expiry_of(filled_at, days, zone).astimezone(here)
    assert (end.hour, end.minute, end.second) == (23, 59, 59)
    assert (end.date() - filled_at.astimezone(here).date()) == timedelta(days=days)


def test_labels_are_printed_again_only_with_a_reason():
    assert codes(rules.reasons_against_labels([0, 0], "")) == []
    assert codes(rules.reasons_against_labels([0, 1], " ")) == ["reason"]
    assert codes(rules.reasons_against_labels([1, 1], "smudged")) == []


@given(st.integers(0, 20), st.integers(0, 20), st.integers(0, 20))
def test_a_label_count_never_claims_more_than_was_printed(printed, used, destroyed):
    found = codes(
        rules.reasons_against_count(printed=printed, used=used, destroyed=destroyed, vials=10)
    )
    fits = printed > 0 and used <= 10 and used + destroyed <= printed
    assert (found == []) == fits
