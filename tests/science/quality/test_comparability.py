"""Equivalence, tolerance intervals and trends, against printed and independent numbers."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.regression.mixed_linear_model import MixedLM

from secretome.errors import BadInput
from secretome.quality.comparability.equivalence import Margin, equivalence
from secretome.quality.comparability.tolerance import (
    one_sided_factor,
    tolerance_bound,
    tolerance_interval,
    two_sided_factor,
)
from secretome.quality.comparability.trend import LotPoint, trend
from secretome.quality.random_effects import grouped_line
from secretome.quality.verdict import Verdict

RATIO = Margin(0.8, 1.25, "a fifth less is not seen in potency", is_ratio=True)
OLD = [1.00, 0.97, 1.03, 1.00, 0.99]


def test_equivalence_is_two_one_sided_t_tests():
    new, margin = [5.1, 5.3, 4.9, 5.2], Margin(-0.5, 0.5, "within the method's error")
    old = [5.0, 5.1, 5.2, 4.8, 5.0]
    found = equivalence(new, old, margin)
    by_hand = max(
        stats.ttest_ind(np.add(new, 0.5), old, equal_var=False, alternative="greater").pvalue,
        stats.ttest_ind(np.subtract(new, 0.5), old, equal_var=False, alternative="less").pvalue,
    )
    assert found.p_value == pytest.approx(by_hand)
    assert (found.p_value < 0.05) == (found.judgement.verdict is Verdict.PASS)


@pytest.mark.parametrize(
    ("new", "verdict"),
    [
        ([1.01, 0.98, 1.02, 1.00], Verdict.PASS),
        ([0.50, 0.52, 0.49, 0.51], Verdict.FAIL),
        ([0.60, 1.40, 0.90, 1.10], Verdict.CANNOT_TELL),
    ],
)
def test_scatter_is_no_proof_of_sameness(new, verdict):
    assert equivalence(new, OLD, RATIO).judgement.verdict is verdict


def test_a_margin_needs_a_reason_and_encloses_sameness():
    with pytest.raises(BadInput, match="no reason"):
        Margin(-1, 1, " ")
    with pytest.raises(BadInput, match="does not enclose 1"):
        Margin(1.1, 1.3, "x", is_ratio=True)
    with pytest.raises(BadInput, match="do not differ"):
        equivalence([1.0, 1.0], [1.0, 1.0], Margin(-1, 1, "x"))
    with pytest.raises(BadInput, match="show no spread"):
        equivalence([1.0], OLD, RATIO)
    with pytest.raises(BadInput, match="above zero"):
        equivalence([0.0, 1.0], OLD, RATIO)


def test_tolerance_factors_are_those_of_the_nist_handbook():
    """NIST 7.2.6.3: 43 results, 90 % of all with 99 % confidence."""
    assert round(two_sided_factor(43, 0.90, 0.99), 3) == 2.217
    assert round(one_sided_factor(43, 0.90, 0.99), 4) == 1.8740


def test_a_tolerance_interval_holds_its_share_as_often_as_it_says():
    rng = np.random.default_rng(5)
    held = []
    for row in rng.normal(0, 1, (400, 12)):
        found = tolerance_interval(row.tolist())
        held.append(stats.norm.cdf(found.high) - stats.norm.cdf(found.low) >= 0.95)
    assert np.mean(held) == pytest.approx(0.95, abs=0.03)
    assert tolerance_bound([9.0, 10.0, 11.0], upper=True) > 11
    with pytest.raises(BadInput, match="too few"):
        tolerance_interval([1.0, 2.0])


def lots(slope, donors="abcdabcdabcd", noise=0.5):
    rng = np.random.default_rng(3)
    shift = {"a": 4.0, "b": -4.0, "c": 0.0, "d": 2.0}
    return [
        LotPoint(f"L{i}", 10.0 * i, 100 + slope * i / 3 + shift[d] + rng.normal(0, noise), d)
        for i, d in enumerate(donors)
    ]


def test_a_drift_is_found_though_donors_differ_more_than_it():
    found = trend(lots(slope=1.0))
    assert found.drifts
    assert found.per_30_days.low < 1.0 < found.per_30_days.high
    assert found.donor_share > 0.8
    assert not trend(lots(slope=0.0)).drifts


@pytest.mark.parametrize(
    ("donors", "said"), [("abab", "2 donors"), ("abcd", "more than one lot"), ("abc", "more than")]
)
def test_where_donors_cannot_be_told_apart_the_reason_is_given(donors, said):
    found = trend(lots(0.0, donors))
    assert found.donor_sd is None
    assert said in found.note
    unnamed = [LotPoint(one.lot, one.day, one.value) for one in lots(0.0)]
    assert "name no donor" in trend(unnamed).note


def test_the_line_without_donors_is_that_of_least_squares():
    points = lots(1.0, "abab")
    fit = stats.linregress([p.day / 30 for p in points], [p.value for p in points])
    assert trend(points).per_30_days.value == pytest.approx(fit.slope)
    half = stats.t.ppf(0.975, 2) * fit.stderr
    assert trend(points).per_30_days.high == pytest.approx(fit.slope + half)
    with pytest.raises(BadInput, match="no line"):
        trend(points[:2])


def test_errors_with_random_donors_are_those_of_statsmodels_where_it_has_them():
    points = lots(1.0)
    months = np.array([p.day / 30 for p in points])
    values, donors = np.array([p.value for p in points]), [p.donor for p in points]
    columns = np.column_stack([np.ones_like(months), months])
    fit = MixedLM(values, columns, groups=np.array(donors)).fit(reml=True)
    found = grouped_line(months, values, donors)
    assert found.slope == pytest.approx(fit.fe_params[1], rel=1e-3)
    assert np.sqrt(found.covariance[2]) == pytest.approx(fit.bse_fe[1], rel=1e-3)


@pytest.mark.parametrize("seed", [39, 48, 51, 111])
def test_donors_that_do_not_differ_still_give_a_trend_with_an_interval(seed):
    rng = np.random.default_rng(seed)
    same = [
        LotPoint(f"L{i}", 7.0 * i, 100 + rng.normal(0, 1e-3), d) for i, d in enumerate("abcd" * 3)
    ]
    found = trend(same)
    assert found.donor_sd is not None
    assert found.per_30_days.low < found.per_30_days.value < found.per_30_days.high
