"""Relative potency by parallel lines and parallel curves."""

from math import exp, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from science.quality.assays import published
from secretome.errors import BadInput, Reason, Refused
from secretome.quality.assays import (
    AssayResult,
    Curve,
    CurveModel,
    DoseReading,
    Similarity,
    combined_potency,
    parallel_curve_potency,
    parallel_line_potency,
)

DOSES = (1.0, 2.0, 4.0, 8.0)
WIDE = (0.5, 1.5, 5.0, 15.0, 50.0, 150.0, 500.0)
SIGMOID = Curve(CurveModel.FOUR, (0.1, 2.1, log(15.0), 1.3))


def line(potency=1.0, slope=10.0, noise=1.0, seed=1, repeats=4, bend=0.0):
    rng = np.random.default_rng(seed)
    return [
        DoseReading(d, 20 + slope * log(d * potency) + bend * log(d) ** 2 + noise * rng.normal())
        for d in DOSES for _ in range(repeats)
    ]  # fmt: skip


def sigmoid(potency=1.0, noise=0.03, seed=1, repeats=2, curve=SIGMOID):
    rng = np.random.default_rng(seed)
    return [
        DoseReading(d, float(curve.response(d * potency)) + noise * rng.normal())
        for d in WIDE for _ in range(repeats)
    ]  # fmt: skip


def codes(found):
    return {reason.code for reason in found.result.invalid}


def test_the_european_pharmacopoeia_s_corticotrophin_is_met():
    found = parallel_line_potency(
        "ACTH", published.readings(published.ACTH_STANDARD),
        published.readings(published.ACTH_TEST),
    )  # fmt: skip
    assert found.result.value / 100 == pytest.approx(1.11, abs=0.005)
    assert found.result.estimate.low / 100 == pytest.approx(0.82, abs=0.006)
    assert found.result.estimate.high / 100 == pytest.approx(1.51, abs=0.006)
    assert all(test.freedom[1] == 36 for test in found.tests)
    assert found.result.is_valid


@given(st.floats(0.2, 5), st.integers(0, 1000))
def test_doubled_doses_of_the_test_halve_its_potency(potency, seed):
    standard, test = line(seed=seed), line(potency, seed=seed + 1)
    doubled = [DoseReading(2 * one.dose, one.response) for one in test]
    once = parallel_line_potency("a", standard, test).result
    twice = parallel_line_potency("a", standard, doubled).result
    assert twice.value == pytest.approx(once.value / 2, rel=1e-9)
    assert twice.estimate.high == pytest.approx(once.estimate.high / 2, rel=1e-9)


@given(st.integers(0, 1000))
def test_exchanging_the_preparations_inverts_the_potency(seed):
    standard, test = line(seed=seed), line(1.5, seed=seed + 1)
    there = parallel_line_potency("a", standard, test).result
    back = parallel_line_potency("a", test, standard).result
    assert there.value * back.value == pytest.approx(1e4, rel=1e-9)
    assert there.estimate.low * back.estimate.high == pytest.approx(1e4, rel=1e-6)


def test_slopes_that_differ_are_not_parallel_by_either_rule():
    standard, test = line(), line(slope=16.0, seed=2)
    assert codes(parallel_line_potency("a", standard, test)) == {"not_parallel"}
    bounds = Similarity(ratio_bounds=(0.8, 1.25))
    assert codes(parallel_line_potency("a", standard, test, similarity=bounds)) == {
        "not_equivalent"
    }


def test_noise_passes_the_f_test_and_not_the_equivalence():
    standard, test = line(noise=8.0), line(noise=8.0, seed=2)
    assert "not_parallel" not in codes(parallel_line_potency("a", standard, test))
    bounds = Similarity(ratio_bounds=(0.8, 1.25))
    assert "not_equivalent" in codes(parallel_line_potency("a", standard, test, similarity=bounds))


def test_a_precise_assay_passes_the_equivalence():
    bounds = Similarity(ratio_bounds=(0.8, 1.25))
    found = parallel_line_potency("a", line(), line(1.2, seed=2), similarity=bounds)
    assert found.result.is_valid


def test_no_slope_and_bent_lines_are_named():
    flat = parallel_line_potency("a", line(slope=0.0), line(slope=0.0, seed=2))
    assert "no_slope" in codes(flat)
    bent = parallel_line_potency("a", line(bend=6.0), line(bend=6.0, seed=2))
    assert "not_linear" in codes(bent)


def test_a_slope_that_may_be_zero_leaves_the_potency_without_an_end():
    flat = parallel_line_potency("a", line(slope=0.0), line(slope=0.0, seed=2)).result
    assert flat.estimate is None
    assert "no end" in flat.no_estimate_reason


@pytest.mark.parametrize(
    ("standard", "words"),
    [
        ([DoseReading(1.0, 5.0)] * 4, "too few doses"),
        ([DoseReading(0.0, 5.0), *line()], "not above zero"),
        ([DoseReading(1.0, float("nan")), *line()], "missing"),
    ],
)
def test_readings_that_carry_no_potency_are_refused(standard, words):
    for method in (parallel_line_potency, parallel_curve_potency):
        with pytest.raises(BadInput, match=words):
            method("a", standard, line())


def test_readings_without_scatter_are_refused():
    with pytest.raises(BadInput, match="no scatter"):
        parallel_line_potency("a", line(noise=0.0), line(noise=0.0))


@pytest.mark.parametrize("parts", [{"risk": 0.0}, {"ratio_bounds": (1.1, 1.25)}])
def test_a_similarity_that_allows_nothing_is_refused(parts):
    with pytest.raises(BadInput):
        Similarity(**parts)


@settings(max_examples=15)
@given(st.floats(0.5, 2.0), st.integers(0, 200))
def test_parallel_curves_give_back_the_shift(potency, seed):
    found = parallel_curve_potency(
        "a", sigmoid(noise=0.001, seed=seed), sigmoid(potency, noise=0.001, seed=seed + 1)
    )
    assert found.result.value == pytest.approx(100 * potency, rel=0.02)


def test_a_curve_with_another_top_is_not_similar():
    other = Curve(CurveModel.FOUR, (0.1, 1.4, log(15.0), 1.3))
    found = parallel_curve_potency("a", sigmoid(), sigmoid(curve=other, seed=2))
    assert codes(found) == {"not_parallel"}
    bounds = Similarity(ratio_bounds=(0.8, 1.25))
    named = parallel_curve_potency("a", sigmoid(), sigmoid(curve=other, seed=2), similarity=bounds)
    assert any("ratio of the range" in reason.text for reason in named.result.invalid)


def test_similar_curves_pass_both_rules():
    bounds = Similarity(ratio_bounds=(0.7, 1.4))
    for rule in (None, bounds):
        found = parallel_curve_potency("a", sigmoid(), sigmoid(1.3, seed=2), similarity=rule)
        assert found.result.is_valid
        assert found.result.estimate.low < 130 < found.result.estimate.high


def test_the_interval_of_lines_covers_the_true_potency():
    inside = 0
    for seed in range(300):
        found = parallel_line_potency(
            "a", line(noise=3.0, seed=seed), line(0.8, noise=3.0, seed=seed + 10_000)
        ).result.estimate
        inside += found.low <= 80 <= found.high
    assert 0.92 <= inside / 300 <= 0.98


def test_the_interval_of_curves_covers_the_true_potency():
    inside, runs = 0, 50
    for seed in range(runs):
        found = parallel_curve_potency(
            "a", sigmoid(noise=0.06, seed=seed), sigmoid(1.2, noise=0.06, seed=seed + 10_000)
        ).result.estimate
        inside += found.low <= 120 <= found.high
    assert inside / runs >= 0.88


def test_fieller_is_wider_above_than_below_on_the_plain_scale():
    found = parallel_line_potency("a", line(noise=3.0), line(noise=3.0, seed=2)).result.estimate
    assert found.high / found.value > 1
    assert log(found.high / found.value) == pytest.approx(log(found.value / found.low), rel=0.2)
    assert exp(log(found.value)) == pytest.approx(found.value)


def a_run(value, **parts):
    return AssayResult("potency[a]", value, None, "one run", **parts)


def test_runs_are_combined_on_the_log_scale_with_the_scatter_between_them():
    found = combined_potency([a_run(80.0), a_run(100.0), a_run(125.0)])
    assert found.value == pytest.approx(100)
    half = 4.302653 * log(1.25) / 3**0.5
    assert log(found.estimate.high / found.value) == pytest.approx(half, rel=1e-6)


def test_an_invalid_run_is_never_averaged_away():
    broken = a_run(300.0, invalid=(Reason("not_parallel", "Not parallel."),))
    with pytest.raises(Refused, match="Not parallel"):
        combined_potency([a_run(100.0), broken])
    with pytest.raises(BadInput):
        combined_potency([a_run(100.0)])
    with pytest.raises(BadInput):
        combined_potency([a_run(100.0), AssayResult("potency[b]", 1.0, None, "one run")])


def test_doses_that_miss_the_bend_of_a_curve_leave_the_shift_without_an_end():
    flat = [DoseReading(d, 0.1 + 0.01 * (place % 2)) for place, d in enumerate(WIDE * 2)]
    found = parallel_curve_potency("a", sigmoid(), flat).result
    assert found.value is None
    assert "do not reach the bend" in found.no_estimate_reason
