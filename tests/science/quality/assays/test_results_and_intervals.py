"""What an assay answers, and the intervals it stands on, against published values."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretome.errors import BadInput, Reason
from secretome.quality import DecisionRule, Limits, Line, Verdict, judge_result
from secretome.quality.assays import AssayResult
from secretome.quality.assays.intervals import (
    count_interval,
    difference,
    fieller,
    share_interval,
    t_factor,
)
from secretome.quality.assays.result import numbers_of, positive
from secretome.units import Estimate, EstimateKind

some = st.floats(0.1, 1e6)


def interval(value, low, high):
    return Estimate(value, low, high, 0.95, EstimateKind.CONFIDENCE, "test")


@pytest.mark.parametrize(
    "wrong",
    [
        {"attribute": "no_such_thing"},
        {"no_estimate_reason": ""},
        {"estimate": interval(1, 0, 2)},
        {"comparator": "~"},
        {"comparator": "<", "value": None},
    ],
)
def test_a_result_without_interval_and_reason_is_refused(wrong):
    with pytest.raises(BadInput):
        AssayResult(**{"attribute": "endotoxin", "value": 1.0, "no_estimate_reason": "w", **wrong})


def test_a_bound_stays_a_bound_in_every_form():
    result = AssayResult("endotoxin", 0.05, None, "Below the sensitivity.", "<")
    assert result.is_censored
    assert result.as_reported == "<0.05"
    assert result.reported.possible() == (0.0, 0.05)
    assert result.as_dict()["comparator"] == "<"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(6004.0, "6004"), (999.6, "1000"), (0.12345, "0.123"), (5.6789e10, "5.68e+10"), (94.96, "95")],
)
def test_a_number_is_reported_with_three_digits_and_all_before_the_point(value, shown):
    result = AssayResult("subvisible_particles_per_container[10 um]", value, None, "one container")
    assert (result.as_reported, result.reported.value) == (shown, float(shown))


def test_rounding_brings_no_count_down_to_its_limit():
    line = Line(DecisionRule.SIMPLE, Limits(high=6000.0))
    for count, verdict in ((6000.0, Verdict.PASS), (6004.0, Verdict.FAIL)):
        name = "subvisible_particles_per_container[10 um]"
        result = AssayResult(name, count, None, "one container")
        assert judge_result(result, line).verdict is verdict


def test_a_result_without_a_number_cannot_be_judged():
    with pytest.raises(BadInput, match="no number"):
        _ = AssayResult("cq[a]", None, None, "why").reported


def test_an_invalid_run_says_why():
    result = AssayResult("cq[a]", 3.0, None, "one well", invalid=(Reason("x", "Broken."),))
    assert not result.is_valid
    assert result.as_dict()["invalid"] == [{"code": "x", "text": "Broken."}]


@pytest.mark.parametrize("values", [[1.0], [1.0, float("nan")], ["a", 1], None])
def test_values_that_are_no_numbers_or_too_few_are_refused(values):
    with pytest.raises(BadInput):
        numbers_of(values, where="test", at_least=2)


@pytest.mark.parametrize("value", [0.0, -1.0, float("inf"), float("nan")])
def test_what_must_be_positive_is(value):
    with pytest.raises(BadInput):
        positive(value, where="test")


def test_ten_counts_give_the_published_poisson_limits():
    assert count_interval(10, 0.95) == pytest.approx((4.795389, 18.390356), rel=1e-6)
    assert count_interval(0, 0.95) == pytest.approx((0.0, 3.688879), rel=1e-6)


def test_shares_give_the_published_exact_limits():
    assert share_interval(10, 20, 0.95) == pytest.approx((0.2719578, 0.7280422), rel=1e-6)
    assert share_interval(0, 20, 0.95) == pytest.approx((0.0, 0.1684335), rel=1e-5)
    assert share_interval(20, 20, 0.95)[1] == 1.0


@given(some, some, st.floats(0.001, 0.2), st.floats(0.001, 0.2))
def test_fieller_is_the_set_of_ratios_that_a_t_test_does_not_reject(a, b, a_cv, b_cv):
    above, below = (a, a * a_cv), (b, b * b_cv)
    ends = fieller(above, below, covariance=0.0, quantile=2.0)
    for end in ends:
        away = (a - end * b) / sqrt((a * a_cv) ** 2 + (end * b * b_cv) ** 2)
        assert abs(away) == pytest.approx(2.0, rel=1e-6)


def test_fieller_with_covariance_also_solves_its_equation():
    a, b, va, vb, c = 3.0, 2.0, 0.04, 0.09, 0.03
    for end in fieller((a, sqrt(va)), (b, sqrt(vb)), covariance=c, quantile=2.0):
        away = (a - end * b) ** 2 / (va - 2 * end * c + end**2 * vb)
        assert away == pytest.approx(4.0, rel=1e-9)


def test_a_ratio_over_what_may_be_zero_has_no_end():
    assert fieller((1.0, 0.1), (1.0, 0.6), covariance=0.0, quantile=2.0) is None
    assert fieller((1.0, 0.1), (0.0, 0.0), covariance=0.0, quantile=2.0) is None


@given(some, some, some, some)
def test_a_difference_of_symmetric_intervals_adds_variances(a, b, half_a, half_b):
    found = difference(
        interval(a, a - half_a, a + half_a), interval(b, b - half_b, b + half_b), source="t"
    )
    assert found.value == pytest.approx(a - b)
    assert found.high - found.value == pytest.approx(sqrt(half_a**2 + half_b**2), rel=1e-9)


def test_each_side_of_a_difference_comes_from_the_sides_that_push_it_there():
    found = difference(interval(10, 7, 11), interval(4, 3.5, 8), source="t")
    assert found.low == pytest.approx(6 - sqrt(3**2 + 4**2))
    assert found.high == pytest.approx(6 + sqrt(1**2 + 0.5**2))


def test_a_difference_of_two_levels_is_refused():
    other = Estimate(1, 0, 2, 0.9, EstimateKind.CONFIDENCE, "t")
    with pytest.raises(BadInput):
        difference(interval(1, 0, 2), other, source="t")


def test_fieller_covers_the_ratio_as_often_as_it_says():
    rng, inside, runs = np.random.default_rng(5), 0, 800
    for _ in range(runs):
        top, base = rng.normal(6, 1, 5), rng.normal(3, 0.8, 5)
        ends = fieller(
            (top.mean(), top.std(ddof=1) / sqrt(5)), (base.mean(), base.std(ddof=1) / sqrt(5)),
            covariance=0.0, quantile=t_factor(0.95, 8),
        )  # fmt: skip
        inside += ends is None or ends[0] <= 2 <= ends[1]
    assert 0.93 <= inside / runs <= 0.985
