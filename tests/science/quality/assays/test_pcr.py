"""PCR: efficiency with its interval, non-detects that stay "later than", relative quantities."""

from math import log, log10

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import CensoredData, norm
from scipy.stats import t as student_t

from science.instruments.expected import both
from secretome.errors import BadInput, Refused
from secretome.quality.assays import (
    Amplified,
    Factor,
    Pair,
    amplification_curve,
    censored_mean,
    cq_reads,
    factor_of,
    mean_cq,
    quantity_on_curve,
    relative_quantity,
    standards_in,
)


def wells(slope=-3.3219, noise=0.0, seed=1, quantities=(1e2, 1e3, 1e4, 1e5, 1e6), repeats=3):
    rng = np.random.default_rng(seed)
    return [
        Amplified(q, 40 + slope * log10(q) + noise * rng.normal())
        for q in quantities for _ in range(repeats)
    ]  # fmt: skip


@pytest.mark.shared_data
def test_the_instrument_s_own_curve_is_met(shared):
    measurement, expected = both(shared, "qpcr/quantstudio_da_qs7_standard_curve.xlsx")
    printed = expected["std_curve"]["RNase P"]
    points = standards_in(measurement, "RNase P")
    assert len(points) == printed["n"]
    found = amplification_curve("RNase P", points)
    assert found.slope.value == pytest.approx(printed["slope"], rel=1e-9)
    assert found.intercept == pytest.approx(printed["intercept"], rel=1e-9)
    assert found.r_squared == pytest.approx(printed["r2"], rel=1e-9)
    assert found.efficiency.value == pytest.approx(printed["efficiency_pct"], rel=1e-8)
    assert found.efficiency.estimate.low < 97.503 < found.efficiency.estimate.high


def test_doubling_in_every_cycle_is_an_efficiency_of_100_per_cent():
    found = amplification_curve("a", wells(slope=-1 / log10(2), noise=1e-6))
    assert found.efficiency.value == pytest.approx(100, abs=1e-3)
    assert found.factor == pytest.approx(2, abs=1e-4)
    assert found.efficiency.is_valid


@pytest.mark.parametrize(
    ("curve", "code"),
    [
        (wells(slope=-4.5, noise=0.05), "pcr_efficiency"),
        (wells(noise=1.2, seed=3), "pcr_r_squared"),
    ],
)
def test_a_poor_curve_is_invalid_with_its_reason(curve, code):
    found = amplification_curve("a", curve)
    assert code in {reason.code for reason in found.efficiency.invalid}
    assert not quantity_on_curve(found, [30.0]).is_valid


def test_standards_that_bend_are_not_linear():
    bent = [Amplified(w.quantity, w.cq + 0.15 * (log10(w.quantity) - 4) ** 2) for w in
            wells(noise=0.03)]  # fmt: skip
    found = amplification_curve("a", bent)
    assert found.lack_of_fit_p < 0.01
    assert "pcr_not_linear" in {reason.code for reason in found.efficiency.invalid}
    assert amplification_curve("a", wells(noise=0.03)).lack_of_fit_p > 0.01


def test_single_wells_cannot_show_a_bend():
    assert amplification_curve("a", wells(noise=0.05, repeats=1)).lack_of_fit_p is None


@pytest.mark.parametrize("curve", [wells()[:6], wells(slope=3.3), [Amplified(0, 20)] * 4])
def test_standards_that_make_no_curve_are_refused(curve):
    with pytest.raises(BadInput):
        amplification_curve("a", curve)


def test_a_cq_far_from_the_standards_is_not_read_on_them():
    short = amplification_curve("a", wells(slope=-0.5, noise=0.01, quantities=(1, 2, 4)))
    found = quantity_on_curve(short, [90.0])
    assert found.value is None
    assert "too far" in found.no_estimate_reason


def test_a_quantity_is_read_back_with_the_error_of_curve_and_wells():
    curve = amplification_curve("a", wells(noise=0.1))
    found = quantity_on_curve(curve, [40 - 3.3219 * 4] * 3)
    assert found.value == pytest.approx(1e4, rel=0.1)
    assert found.estimate.low < 1e4 < found.estimate.high
    one = quantity_on_curve(curve, [40 - 3.3219 * 4])
    assert one.estimate.high > found.estimate.high


def test_the_interval_of_the_efficiency_covers_the_truth():
    inside = 0
    for seed in range(200):
        found = amplification_curve("a", wells(slope=-3.5, noise=0.2, seed=seed)).efficiency
        inside += found.estimate.low <= 100 * (10 ** (1 / 3.5) - 1) <= found.estimate.high
    assert 0.91 <= inside / 200 <= 0.99


def test_without_non_detects_the_mean_has_student_s_interval():
    values = [30.1, 31.0, 32.0, 33.5]
    found = mean_cq(cq_reads("a", values, cutoff=35)).estimate
    ends = student_t.interval(0.95, 3, np.mean(values), np.std(values, ddof=1) / 2)
    assert (found.low, found.high) == pytest.approx(tuple(ends), abs=1e-4)


def test_non_detects_move_the_mean_up_as_scipy_s_own_likelihood_says():
    values = [30.1, 31.0, 32.0, 33.5, None, None]
    reads = cq_reads("a", values, cutoff=35)
    other = norm.fit(CensoredData(uncensored=values[:4], right=[35, 35]))
    assert censored_mean(reads) == pytest.approx(other, rel=1e-4)
    found = mean_cq(reads)
    assert found.value > np.mean(values[:4])
    assert found.estimate.high - found.value > found.value - found.estimate.low


def test_a_cq_later_than_the_cutoff_is_a_non_detect():
    reads = cq_reads("a", [34.0, 36.5, 40.0, None], cutoff=35)
    assert (reads.detected, reads.not_detected, reads.wells) == ((34.0,), 3, 4)


@pytest.mark.parametrize("values", [[None, None], [34.0, None], [36.0, 40.0]])
def test_too_few_detects_leave_only_the_cutoff(values):
    found = mean_cq(cq_reads("a", values, cutoff=35))
    assert found.as_reported == ">35"
    assert "came before 35" in found.no_estimate_reason


def test_one_well_has_a_number_and_no_interval():
    found = mean_cq(cq_reads("a", [30.0], cutoff=35))
    assert (found.value, found.estimate) == (30.0, None)


@pytest.mark.parametrize(("values", "cutoff"), [([], 35), ([30.0], 0), ([-3.0], 35), ([30.0], 400)])
def test_reads_that_are_none_are_refused(values, cutoff):
    with pytest.raises(BadInput):
        cq_reads("a", values, cutoff=cutoff)


@given(st.lists(st.floats(20, 34.9), min_size=3, max_size=6, unique=True), st.integers(0, 3))
def test_more_non_detects_never_lower_the_mean(values, missed):
    if np.ptp(values) < 0.1:
        return
    fewer = censored_mean(cq_reads("a", [*values, *[None] * missed], cutoff=35))[0]
    more = censored_mean(cq_reads("a", [*values, *[None] * (missed + 1)], cutoff=35))[0]
    assert more >= fewer - 1e-4


def test_the_censored_interval_covers_the_true_mean():
    rng, inside, runs = np.random.default_rng(6), 0, 150
    for _ in range(runs):
        values = rng.normal(34, 1.0, 8)
        found = mean_cq(cq_reads("a", values.tolist(), cutoff=35))
        inside += found.estimate is None or found.estimate.low <= 34 <= found.estimate.high
    assert 0.91 <= inside / runs <= 0.995


def pair(sample, calibrator, factor=2.0, cutoff=40, error=0.0):
    return Pair(
        cq_reads("miR-21", sample, cutoff=cutoff), cq_reads("miR-21", calibrator, cutoff=cutoff),
        Factor(factor, error),
    )  # fmt: skip


REFERENCE = pair([20.0, 20.1, 19.9], [21.0, 21.1, 20.9])


@given(st.floats(18, 30), st.floats(18, 30), st.floats(18, 30), st.floats(18, 30))
def test_with_perfect_factors_it_is_livak_s_delta_delta(a, b, c, d):
    found = relative_quantity(pair([a], [b]), pair([c], [d]))
    assert log(found.value) == pytest.approx(-log(2) * ((a - c) - (b - d)), abs=1e-9)


def test_pfaffl_s_formula_with_two_efficiencies():
    target = pair([24.0, 24.2, 23.8], [28.0, 28.2, 27.8], factor=1.9)
    found = relative_quantity(target, pair([20.0, 20.2, 19.8], [21.0, 21.2, 20.8], factor=1.8))
    assert found.value == pytest.approx(1.9**4 / 1.8**1)
    assert found.estimate.low < found.value < found.estimate.high


def test_the_error_of_the_efficiency_widens_the_ratio():
    exact = relative_quantity(pair([24.0, 24.1], [28.0, 28.1]), REFERENCE).estimate
    loose = relative_quantity(pair([24.0, 24.1], [28.0, 28.1], error=0.05), REFERENCE).estimate
    assert loose.high > exact.high


def test_a_factor_carries_the_error_of_its_curve():
    curve = amplification_curve("a", wells(noise=0.1))
    found = factor_of(curve)
    ends = [10 ** (-1 / slope) for slope in (curve.slope.low, curve.slope.high)]
    assert found.value == curve.factor
    assert found.log_error * 2 * 1.96 == pytest.approx(log(ends[1] / ends[0]), rel=0.01)


def test_a_target_that_was_not_always_detected_gives_a_bound():
    low = relative_quantity(pair([30.0, None], [25.0, 25.1], cutoff=35), REFERENCE)
    high = relative_quantity(pair([25.0, 25.1], [None, None], cutoff=35), REFERENCE)
    assert (low.comparator, high.comparator) == ("<", ">")
    neither = relative_quantity(pair([None], [None], cutoff=35), REFERENCE)
    assert neither.value is None


def test_a_lost_reference_is_refused():
    with pytest.raises(Refused, match="reference"):
        relative_quantity(REFERENCE, pair([20.0, None], [21.0, 21.0]))


def test_equal_repeats_do_not_show_the_scatter():
    found = mean_cq(cq_reads("a", [30.0, 30.0, 30.0], cutoff=35))
    assert (found.value, found.estimate) == (30.0, None)
