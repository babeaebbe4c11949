"""Verdicts by rule: what is certain passes or fails, what is not is said to be unknown."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretome.errors import BadInput, UnitMismatch
from secretome.quality import (
    Limits,
    Reported,
    Verdict,
    judge_guarded,
    judge_qualitative,
    judge_simple,
    read_reported,
    says_invalid,
)
from secretome.units import Estimate, EstimateKind, Kind

numbers = st.floats(0, 1e12, allow_nan=False)
signs = st.sampled_from(["", "<", "<=", ">", ">="])


@st.composite
def limits(draw):
    low, high = sorted((draw(numbers), draw(numbers)))
    shown = draw(st.sampled_from(["both", "low", "high"]))
    return Limits(None if shown == "high" else low, None if shown == "low" else high)


@st.composite
def intervals(draw):
    low, value, high = sorted((draw(numbers), draw(numbers), draw(numbers)))
    return Estimate(value, low, high, 0.95, EstimateKind.CONFIDENCE, "test")


def inside(value, allowed):
    return (allowed.low is None or value >= allowed.low) and (
        allowed.high is None or value <= allowed.high
    )


def could_be(reported):
    """Some values that the report allows."""
    v = reported.value
    below = [0.0, v / 2, math.nextafter(v, 0)]
    above = [math.nextafter(v, math.inf), v * 2 + 1, 1e15]
    return {
        "": [v], "<": [x for x in below if x < v], "<=": [*below, v], ">": above, ">=": [v, *above],
    }[reported.comparator]  # fmt: skip


@given(numbers, signs, limits())
def test_a_simple_pass_holds_for_every_value_the_report_allows(value, sign, allowed):
    reported = Reported(f"{sign}{value}", value, sign)
    verdict = judge_simple(reported, allowed).verdict
    outcomes = {inside(x, allowed) for x in could_be(reported)}
    if verdict is Verdict.PASS:
        assert outcomes <= {True}
    if verdict is Verdict.FAIL:
        assert outcomes <= {False}


@given(numbers, limits())
def test_a_plain_number_is_never_unknown(value, allowed):
    verdict = judge_simple(Reported(str(value), value), allowed).verdict
    assert verdict is (Verdict.PASS if inside(value, allowed) else Verdict.FAIL)


@given(intervals(), limits())
def test_a_guarded_verdict_is_certain_or_says_that_it_is_not(estimate, allowed):
    verdict = judge_guarded(estimate, allowed).verdict
    ends = {inside(estimate.low, allowed), inside(estimate.high, allowed)}
    if verdict is Verdict.PASS:
        assert ends == {True}
    if verdict is Verdict.FAIL:
        assert ends == {False}
        assert not inside(estimate.value, allowed)
    if verdict is Verdict.CANNOT_TELL:
        assert False in ends


@given(intervals(), limits())
def test_a_guarded_pass_is_a_simple_pass_too(estimate, allowed):
    if judge_guarded(estimate, allowed).verdict is Verdict.PASS:
        plain = Reported(str(estimate.value), estimate.value)
        assert judge_simple(plain, allowed).verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("0.5", "PASS"), ("0.51", "FAIL"), ("<0.05", "PASS"), ("<0.5", "PASS"),
        ("<1", "CANNOT_TELL"),
        (">0.5", "FAIL"), (">=0.5", "CANNOT_TELL"), ("≤0.5", "PASS"), (">2", "FAIL"),
    ],
)  # fmt: skip
def test_endotoxin_against_half_a_unit(text, verdict):
    reported = read_reported(text, "EU/mL", Kind.ENDOTOXIN_CONCENTRATION)
    assert judge_simple(reported, Limits(high=0.5)).verdict == verdict


def test_what_hides_below_a_bound_is_not_below_nothing():
    reported = read_reported("<0.05", "EU/mL", Kind.ENDOTOXIN_CONCENTRATION)
    assert judge_simple(reported, Limits(low=0.0, high=0.5)).verdict is Verdict.PASS
    assert judge_simple(reported, Limits(low=0.05)).verdict is Verdict.FAIL
    assert judge_simple(reported, Limits(low=0.01)).verdict is Verdict.CANNOT_TELL


def test_an_interval_across_the_limit_cannot_tell():
    across = Estimate(1.0, 0.9, 1.1, 0.95, EstimateKind.CONFIDENCE, "test")
    assert judge_guarded(across, Limits(low=1.0)).verdict is Verdict.CANNOT_TELL
    assert judge_guarded(None, Limits(low=1.0)).verdict is Verdict.CANNOT_TELL


def test_words_are_compared_without_capitals_and_blanks():
    assert judge_qualitative(" No  Growth ", "no growth").verdict is Verdict.PASS
    assert judge_qualitative("growth", "no growth").verdict is Verdict.FAIL
    with pytest.raises(BadInput):
        judge_qualitative("growth", " ")


@pytest.mark.parametrize("ends", [(None, None), (2.0, 1.0), (math.nan, None), (None, math.inf)])
def test_limits_that_allow_nothing_or_everything_are_refused(ends):
    with pytest.raises(BadInput):
        Limits(*ends)


def test_a_reported_text_must_be_a_number_of_its_kind():
    with pytest.raises(UnitMismatch):
        read_reported("0.5", "mg", Kind.ENDOTOXIN_CONCENTRATION)
    for text in ("about five", "", "1,5", "2 x 108"):
        with pytest.raises(BadInput):
            read_reported(text, "EU/mL", Kind.ENDOTOXIN_CONCENTRATION)


def test_a_unit_of_the_same_kind_is_converted():
    assert read_reported("0.2", "um", Kind.LENGTH).value == pytest.approx(200)


def test_an_invalid_test_is_known_by_its_word():
    assert says_invalid(" Invalid ")
    assert not says_invalid("no growth")
