"""Growth and amplification tests: growth is final at once, its absence only at the end."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretome.errors import BadInput
from secretome.quality import Verdict
from secretome.quality.assays import (
    MYCOPLASMA_CULTURE,
    STERILITY,
    Controls,
    GrowthReading,
    GrowthState,
    NatMethod,
    NatRun,
    automated_sterility,
    cq_reads,
    due_at,
    growth_finding,
    nat_finding,
)

START = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
HELD = Controls(
    negative_stayed_clear=True, medium_supports_growth=True, product_does_not_inhibit=True
)


def read(days, *, growth=(), test=STERILITY, media=None):
    at = START + timedelta(days=days)
    names = test.media if media is None else media
    return [GrowthReading(medium, at, medium in growth) for medium in names]


def found(readings, controls=HELD, *, days=30, test=STERILITY):
    return growth_finding(test, START, readings, controls, now=START + timedelta(days=days))


def test_sterility_is_due_after_fourteen_full_days_and_mycoplasma_after_twenty_eight():
    assert due_at(STERILITY, START) == datetime(2026, 11, 15, 9, 30, tzinfo=UTC)
    assert due_at(MYCOPLASMA_CULTURE, START) == datetime(2026, 11, 29, 9, 30, tzinfo=UTC)


def test_no_growth_at_the_end_is_final():
    one = found(read(14))
    assert (one.words, one.state, one.verdict) == ("no growth", GrowthState.FINAL, Verdict.PASS)
    assert (
        one.result(STERILITY).no_estimate_reason == "no growth. A result in words has no interval."
    )


def test_an_interim_reading_is_never_final():
    one = found(read(13.99))
    assert one.verdict is Verdict.PENDING
    assert one.words == "no growth so far, day 13 of 14"
    assert {reason.code for reason in one.reasons} == {"incubation_not_over"}


@given(st.floats(0, 13.999), st.floats(14, 60))
def test_however_late_it_is_asked_an_early_reading_alone_stays_pending(days, now):
    assert found(read(days), days=now).verdict is Verdict.PENDING


@given(st.floats(0, 30), st.booleans())
def test_growth_at_any_time_is_final(days, also_later):
    readings = read(days, growth=STERILITY.media[:1])
    readings += read(30) if also_later else []
    one = found(readings)
    assert (one.words, one.verdict) == ("growth", Verdict.FAIL)


def test_every_medium_must_be_read_at_the_end():
    one = found([*read(7), *read(14, media=STERILITY.media[:1])])
    assert [reason.text[:15] for reason in one.reasons] == ["soybean-casein "]


@pytest.mark.parametrize(
    "controls",
    [Controls(False, True, True), Controls(True, False, True), Controls(True, True, False)],
)
def test_a_failed_control_is_an_invalid_run_whatever_grew(controls):
    assert found(read(14), controls).verdict is Verdict.INVALID
    grown = found(read(14, growth=STERILITY.media), controls)
    assert grown.verdict is Verdict.INVALID
    assert not grown.result(STERILITY).is_valid


def test_a_control_nobody_read_leaves_the_test_open():
    one = found(read(14), Controls(True, None, True))
    assert one.verdict is Verdict.PENDING
    assert "medium supports growth" in one.reasons[0].text


def test_nothing_read_is_day_nought():
    assert found([]).words == "no growth so far, day 0 of 14"


def test_an_automated_method_is_over_when_its_validation_says():
    seven = automated_sterility(7, validation="VAL-12")
    assert found(read(7, test=seven), test=seven).verdict is Verdict.PASS
    for days, number in ((0, "VAL-12"), (15, "VAL-12"), (7, " ")):
        with pytest.raises(BadInput):
            automated_sterility(days, validation=number)


def test_a_reading_before_the_start_in_the_future_or_without_a_zone_is_refused():
    for readings in (read(-1), read(31)):
        with pytest.raises(BadInput, match="outside start and now"):
            found(readings)
    naive = [GrowthReading("broth", datetime(2026, 11, 2), growth=False)]  # noqa: DTZ001
    with pytest.raises(BadInput, match="zone"):
        found(naive)


METHOD = NatMethod(10, "VAL-3")


def amplified(**changed):
    wells = {
        "sample": [None, None], "negative_control": [None, None], "positive_control": [30.0, 30.2],
        "internal_in_sample": [28.0, 28.1], "internal_alone": [27.5, 27.6], **changed,
    }  # fmt: skip
    return NatRun(**{name: cq_reads("m", values, cutoff=40) for name, values in wells.items()})


def test_mycoplasma_that_does_not_amplify_is_not_detected():
    one = nat_finding(amplified(), METHOD)
    assert (one.words, one.verdict) == ("not detected", Verdict.PASS)
    assert "10 CFU/mL" in one.result.no_estimate_reason


def test_a_single_repeat_that_comes_is_a_detection():
    one = nat_finding(amplified(sample=[None, 37.0]), METHOD)
    assert (one.words, one.verdict) == ("detected", Verdict.FAIL)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"negative_control": [None, 39.0]}, "negative_control"),
        ({"positive_control": [30.0, None]}, "positive_control"),
        ({"internal_in_sample": [None, 28.0]}, "internal_control"),
        ({"internal_in_sample": [31.0, 31.0]}, "inhibition"),
    ],
)
def test_a_control_out_of_order_makes_the_amplification_invalid(changed, code):
    one = nat_finding(amplified(sample=[36.0, 36.0], **changed), METHOD)
    assert one.verdict is Verdict.INVALID
    assert [reason.code for reason in one.reasons] == [code]
    assert not one.result.is_valid


@pytest.mark.parametrize("parts", [(100, "VAL-3"), (10, " "), (0, "VAL-3")])
def test_a_method_that_sees_too_little_cannot_replace_the_culture(parts):
    with pytest.raises(BadInput):
        NatMethod(*parts)
