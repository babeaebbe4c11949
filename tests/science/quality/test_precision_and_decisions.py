"""The laboratory's precision enters the comparison, the bias between laboratories never does."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretome.errors import BadInput, Reason
from secretome.quality import (
    BETWEEN_LABORATORIES,
    RULES,
    DecisionRule,
    Limits,
    Line,
    MethodPrecision,
    Reported,
    Verdict,
    judge_guarded,
    judge_result,
    precision_from_runs,
    said_apart,
    widened,
)
from secretome.quality.assays import AssayResult
from secretome.units import Estimate, EstimateKind

NAME = "particle_concentration"
LIMITS = Limits(low=8e9, high=1.2e10)
TEN_PCT = MethodPrecision(0.10, "VAL-7")


def interval(value=1e10, low=9.5e9, high=1.05e10):
    return Estimate(value, low, high, 0.95, EstimateKind.CONFIDENCE, "test")


def test_the_precision_of_the_laboratory_turns_a_pass_into_cannot_tell():
    assert judge_guarded(interval(), LIMITS).verdict is Verdict.PASS
    found = judge_guarded(interval(), LIMITS, precision=TEN_PCT)
    assert found.verdict is Verdict.CANNOT_TELL
    assert found.compared.high > 1.2e10
    assert "VAL-7" in found.compared.source


def test_the_sentence_says_by_how_much_the_interval_was_widened_and_who_measured_that():
    found = judge_guarded(interval(), LIMITS, precision=TEN_PCT)
    assert "(with 10 % from run to run: VAL-7)" in found.reason
    assert "run to run" not in judge_guarded(interval(), LIMITS).reason


def test_digits_that_somebody_reported_are_the_ones_that_are_judged():
    line = Line(DecisionRule.SIMPLE, Limits(high=0.25))
    exact = AssayResult("endotoxin", 0.2504, None, "single reading")
    assert judge_result(exact, line).verdict is Verdict.PASS
    typed = Reported("0.2504", 0.2504)
    assert judge_result(exact, line, reported=typed).verdict is Verdict.FAIL


def test_the_bias_between_laboratories_is_said_and_changes_nothing():
    said = said_apart(NAME, "TRPS")
    assert "52.5 %" in said[0]
    plain = judge_guarded(interval(), LIMITS)
    beside = judge_guarded(interval(), LIMITS, apart=said)
    assert (beside.verdict, beside.compared) == (plain.verdict, plain.compared)
    assert beside.apart == said


def test_inside_the_comparison_the_bias_would_let_no_lot_pass():
    bias = MethodPrecision(BETWEEN_LABORATORIES[0].cv, "between laboratories")
    exact = interval(1e10, 0.9999e10, 1.0001e10)
    assert judge_guarded(exact, LIMITS, precision=bias).verdict is Verdict.CANNOT_TELL


def test_nothing_is_said_of_a_method_nobody_compared():
    assert said_apart("endotoxin", "LAL") == ()
    assert len(said_apart(NAME, "TRPS", sample="liposomes")) == 1


@given(st.floats(1, 1e12), st.floats(0.01, 0.5), st.floats(0, 0.9))
def test_widening_never_narrows(value, half, between):
    estimate = interval(value, value * (1 - half), value * (1 + half))
    found = widened(estimate, MethodPrecision(between, "runs"))
    assert found.low <= estimate.low <= estimate.high <= found.high
    assert found.value == estimate.value


def test_an_interval_through_zero_is_widened_on_the_plain_scale():
    found = widened(interval(1.0, -1.0, 3.0), MethodPrecision(0.5, "runs"))
    assert found.high == pytest.approx(1 + sqrt(2**2 + (1.959964 * 0.5) ** 2), rel=1e-6)


def test_variance_components_from_runs():
    runs = [[9.0, 11.0], [14.0, 16.0], [19.0, 21.0]]
    # within 2.0; between (50 - 2) / 2 = 24
    assert precision_from_runs(runs, source="t").between_runs == pytest.approx(sqrt(24) / 15)
    assert precision_from_runs([[9, 11], [9, 11]], source="t").between_runs == 0


@pytest.mark.parametrize(
    "call",
    [
        lambda: MethodPrecision(8.0, "VAL"),
        lambda: MethodPrecision(float("nan"), "VAL"),
        lambda: MethodPrecision(0.1, " "),
        lambda: precision_from_runs([[1.0, 2.0]], source="t"),
        lambda: precision_from_runs([[1.0], [2.0]], source="t"),
        lambda: precision_from_runs([[-1.0, -2.0], [-2.0, -3.0]], source="t"),
        lambda: Line(DecisionRule.SIMPLE),
        lambda: Line(DecisionRule.SIMPLE, LIMITS, "no growth"),
        lambda: Line(DecisionRule.QUALITATIVE, LIMITS),
    ],
)
def test_precision_nobody_measured_and_lines_that_do_not_fit_are_refused(call):
    with pytest.raises(BadInput):
        call()


def test_every_rule_is_explained():
    assert {row.rule for row in RULES} == set(DecisionRule)


def a_result(**parts):
    return AssayResult(**{"attribute": NAME, "value": 1e10, "estimate": interval(), **parts})


def test_one_door_for_the_three_rules():
    assert judge_result(a_result(), Line(DecisionRule.SIMPLE, LIMITS)).verdict is Verdict.PASS
    guarded = Line(DecisionRule.GUARDED, LIMITS, precision=TEN_PCT)
    assert judge_result(a_result(), guarded).verdict is Verdict.CANNOT_TELL
    words = Line(DecisionRule.QUALITATIVE, expected="no growth")
    sterile = AssayResult("sterility", None, None, "A result in words has no interval.")
    assert judge_result(sterile, words, words="no growth").verdict is Verdict.PASS
    assert judge_result(sterile, words, words="growth").verdict is Verdict.FAIL


def test_an_invalid_run_is_not_out_of_specification():
    broken = a_result(value=1.0, estimate=None, no_estimate_reason="x",
                      invalid=(Reason("r", "Spike lost."),))  # fmt: skip
    found = judge_result(broken, Line(DecisionRule.SIMPLE, LIMITS))
    assert found.verdict is Verdict.INVALID
    assert "Spike lost." in found.reason


def test_no_number_and_no_interval_cannot_tell():
    none = a_result(value=None, estimate=None, no_estimate_reason="Not proportional.")
    assert judge_result(none, Line(DecisionRule.SIMPLE, LIMITS)).verdict is Verdict.CANNOT_TELL
    single = a_result(estimate=None, no_estimate_reason="One reading.")
    assert judge_result(single, Line(DecisionRule.GUARDED, LIMITS)).verdict is Verdict.CANNOT_TELL
    assert judge_result(single, Line(DecisionRule.SIMPLE, LIMITS)).verdict is Verdict.PASS


@pytest.mark.parametrize("rule", [DecisionRule.SIMPLE, DecisionRule.GUARDED])
def test_a_bound_is_judged_as_a_bound_by_both_rules(rule):
    bound = AssayResult("endotoxin", 0.05, None, "below", "<")
    assert judge_result(bound, Line(rule, Limits(high=0.5))).verdict is Verdict.PASS
    assert judge_result(bound, Line(rule, Limits(high=0.01))).verdict is Verdict.CANNOT_TELL


def test_the_simple_rule_holds_the_rounded_value():
    near = a_result(value=7.996e9, estimate=interval(7.996e9, 7e9, 9e9))
    assert judge_result(near, Line(DecisionRule.SIMPLE, LIMITS)).verdict is Verdict.PASS
