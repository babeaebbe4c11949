"""Pooling agrees with published worked examples to the printed digits."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.regression.linear_model import OLS
from statsmodels.stats.meta_analysis import combine_effects
from statsmodels.tools import add_constant

from secretome.evidence.effects import (
    Effect,
    EventArm,
    MeanArm,
    hedges_g,
    log_odds_ratio,
    log_risk_ratio,
    mean_difference,
    pooled_sd,
    risk_difference,
)
from secretome.evidence.pooling import (
    Tau2Method,
    fit,
    hksj,
    prediction,
    small_study_check,
    wald,
    wider,
)
from secretome.evidence.rates import exact_rate

# Colditz et al., JAMA 1994;271:698: tuberculosis after BCG: cases and others, vaccinated and not.
BCG = [
    (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619),
    (33, 5036, 47, 5761), (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892),
    (29, 7470, 45, 7232), (17, 1699, 65, 1600), (186, 50448, 141, 27197), (5, 2493, 3, 2338),
    (27, 16886, 29, 17825),
]  # fmt: skip
# Normand, Stat Med 1999;18:321-359, Table II: stay in hospital (days), n mean sd, twice.
NORMAND = [
    (155, 55, 47, 156, 75, 64), (31, 27, 7, 32, 29, 4), (75, 64, 17, 71, 119, 29),
    (18, 66, 20, 18, 137, 48), (8, 14, 8, 13, 18, 11), (57, 19, 7, 52, 18, 4),
    (34, 52, 45, 33, 41, 34), (110, 21, 16, 183, 31, 27), (60, 30, 27, 52, 23, 20),
]  # fmt: skip
# Hine et al. 1989 in Normand 1999, Table III: deaths after lidocaine, n events, twice.
HINE = [(39, 2, 43, 1), (44, 4, 44, 4), (107, 6, 110, 4), (103, 7, 100, 5), (110, 7, 106, 3),
        (154, 11, 146, 4)]  # fmt: skip
# Raudenbush 1985: teacher expectancy, standardised differences and variances.
RAUDENBUSH = [
    (0.03, 0.0156), (0.12, 0.0216), (-0.14, 0.0279), (1.18, 0.1391), (0.26, 0.1362),
    (-0.06, 0.0106), (-0.02, 0.0106), (-0.32, 0.0484), (0.27, 0.0269), (0.80, 0.0630),
    (0.54, 0.0912), (0.18, 0.0497), (-0.02, 0.0835), (0.23, 0.0841), (-0.18, 0.0253),
    (-0.06, 0.0279), (0.30, 0.0193), (0.07, 0.0088), (-0.07, 0.0303),
]  # fmt: skip
# Viechtbauer, J Educ Behav Stat 2005;30, examples 1 and 2, pages 271 and 272.
VIECHTBAUER_1 = [
    (-0.581, 0.023), (0.530, 0.052), (0.771, 0.060), (1.031, 0.115), (0.553, 0.095),
    (0.295, 0.203), (0.078, 0.200), (0.573, 0.211), (-0.176, 0.051), (-0.232, 0.040),
]  # fmt: skip
VIECHTBAUER_2 = [
    (0.100, 0.016), (-0.162, 0.015), (-0.090, 0.050), (-0.049, 0.050), (-0.046, 0.032),
    (-0.010, 0.052), (-0.431, 0.036), (-0.261, 0.024), (0.134, 0.034), (0.019, 0.033),
    (0.175, 0.031), (0.056, 0.034), (0.045, 0.039), (0.103, 0.167), (0.121, 0.134),
    (-0.482, 0.096), (0.290, 0.016), (0.342, 0.035),
]  # fmt: skip


def effects_of(pairs):
    return [Effect(value, variance) for value, variance in pairs]


def bcg(measure=log_risk_ratio):
    return [measure(EventArm(a, a + b), EventArm(c, c + d)) for a, b, c, d in BCG]


def digits(*numbers, places):
    return tuple(round(number, places) for number in numbers)


def span(interval, places):
    return digits(interval.low, interval.high, places=places)


def test_the_bcg_trials_give_the_published_reml_result():
    found = fit(bcg())
    assert digits(found.value, found.se, found.tau2, found.q, places=4) == (
        -0.7145, 0.1798, 0.3132, 152.2330,
    )  # fmt: skip
    assert round(found.i2_pct, 2) == 92.22
    assert span(wald(found), 4) == (-1.0669, -0.3622)


def test_the_bcg_trials_give_the_published_hksj_result():
    found = fit(bcg())
    assert round(found.se_hksj, 4) == 0.1808
    assert round(found.value / found.se_hksj, 4) == -3.9522
    assert span(hksj(found), 4) == (-1.1084, -0.3206)


def test_the_bcg_trials_give_the_published_fixed_and_dersimonian_laird_results():
    common = fit(bcg(), Tau2Method.COMMON)
    assert round(common.value, 4) == -0.4303
    assert span(wald(common), 4) == (-0.5097, -0.3509)
    assert digits(*(math.exp(x) for x in (wald(common).low, wald(common).high)), places=4) == (
        0.6007, 0.7040,
    )  # fmt: skip
    random = fit(bcg(), Tau2Method.DERSIMONIAN_LAIRD)
    assert digits(random.value, random.tau2, places=4) == (-0.7141, 0.3088)
    assert span(wald(random), 4) == (-1.0644, -0.3638)


def test_single_bcg_trials_have_the_published_odds_ratios():
    found = bcg(log_odds_ratio)
    assert digits(*(e.value for e in found[:3]), places=4) == (-0.9387, -1.6662, -1.3863)
    assert digits(*(e.variance for e in found[:3]), places=4) == (0.3571, 0.2081, 0.4334)


def test_risk_differences_of_normand_1999():
    found = [risk_difference(EventArm(a, n), EventArm(c, m)) for n, a, m, c in HINE]
    percent = [Effect(100 * e.value, 1e4 * e.variance) for e in found]
    assert digits(*(e.value for e in percent), places=4) == (
        2.8026, 0.0, 1.9711, 1.7961, 3.5334, 4.4031,
    )  # fmt: skip
    assert digits(*(e.variance for e in percent), places=4) == (
        17.7575, 37.5657, 8.1323, 10.8998, 8.0114, 6.1320,
    )  # fmt: skip
    pooled = fit(percent)
    assert round(pooled.value, 2) == 2.94
    assert span(wald(pooled), 1) == (0.4, 5.5)
    assert pooled.tau2 == 0


def test_mean_differences_of_normand_1999():
    effects = []
    for n, mean, sd, m, other_mean, other_sd in NORMAND:
        both = pooled_sd(MeanArm(mean, sd, n), MeanArm(other_mean, other_sd, m))
        effects.append(mean_difference(MeanArm(mean, both, n), MeanArm(other_mean, both, m)))
    assert digits(*(e.variance for e in effects), places=2) == (
        40.59, 2.05, 15.28, 150.22, 20.19, 1.22, 95.38, 8.03, 20.69,
    )  # fmt: skip
    common = fit(effects, Tau2Method.COMMON)
    assert (round(common.value, 2), *span(wald(common), 2)) == (-3.49, -5.03, -1.96)
    laird = fit(effects, Tau2Method.DERSIMONIAN_LAIRD)
    assert (round(laird.value, 2), *span(wald(laird), 2)) == (-14.10, -24.45, -3.75)
    assert round(laird.tau2, 2) == 218.72
    reml = fit(effects)
    assert (round(reml.value, 2), *span(wald(reml), 2)) == (-15.12, -32.67, 2.43)
    assert round(reml.tau2, 2) == 685.20


def test_standardised_differences_of_normand_1999():
    effects = [hedges_g(MeanArm(a, s, n), MeanArm(b, r, m)) for n, a, s, m, b, r in NORMAND[:4]]
    assert round(fit(effects).tau2, 4) == 1.0090


@pytest.mark.parametrize(
    ("data", "method", "tau2", "i2_pct"),
    [
        (VIECHTBAUER_1, Tau2Method.DERSIMONIAN_LAIRD, 0.277, 80.44),
        (VIECHTBAUER_1, Tau2Method.REML, 0.223, 76.84),
        (VIECHTBAUER_2, Tau2Method.DERSIMONIAN_LAIRD, 0.013, 27.53),
        (VIECHTBAUER_2, Tau2Method.REML, 0.016, 32.02),
    ],
)
def test_tau2_and_i2_of_viechtbauer_2005(data, method, tau2, i2_pct):
    found = fit(effects_of(data), method)
    assert (round(found.tau2, 3), round(found.i2_pct, 2)) == (tau2, i2_pct)


def test_teacher_expectancy_gives_the_published_intervals_in_both_ways():
    common = fit(effects_of(RAUDENBUSH), Tau2Method.COMMON)
    assert (round(common.value, 3), round(common.q, 2)) == (0.060, 35.83)
    found = fit(effects_of(RAUDENBUSH))
    assert digits(found.value, found.se, found.tau2, places=3) == (0.084, 0.052, 0.019)
    assert span(wald(found), 3) == (-0.018, 0.185)
    assert round(found.se_hksj, 3) == 0.062
    assert span(hksj(found), 3) == (-0.046, 0.213)


def test_prediction_needs_three_studies_and_is_wider_than_the_mean():
    assert prediction(fit(bcg()[:2])) is None
    found = fit(bcg())
    assert prediction(found).width > hksj(found).width > wald(found).width
    spread = math.sqrt(found.tau2 + found.se_hksj**2)
    assert prediction(found).high - found.value == pytest.approx(2.200985 * spread, rel=1e-5)


def test_dersimonian_laird_agrees_with_statsmodels():
    effects = bcg()
    other = combine_effects(
        np.array([e.value for e in effects]),
        np.array([e.variance for e in effects]),
        method_re="chi2",
    )
    found = fit(effects, Tau2Method.DERSIMONIAN_LAIRD)
    assert found.tau2 == pytest.approx(other.tau2, rel=1e-9)
    assert found.value == pytest.approx(other.mean_effect_re, rel=1e-9)
    assert found.se_hksj == pytest.approx(other.sd_eff_w_re_hksj, rel=1e-9)
    assert found.q == pytest.approx(other.q, rel=1e-9)


def test_egger_agrees_with_statsmodels_and_is_not_asked_of_few_studies():
    effects = bcg()
    x, y = [1 / e.se for e in effects], [e.value / e.se for e in effects]
    other = OLS(y, add_constant(x)).fit()
    found = small_study_check(effects)
    assert found.known
    assert (found.intercept, found.t, found.p) == pytest.approx(
        (other.params[0], other.tvalues[0], other.pvalues[0]), rel=1e-9
    )
    assert (round(found.t, 4), found.df) == (-1.4013, 11)
    few = small_study_check(effects[:9])
    assert not few.known
    assert "9 studies" in few.reason
    assert not small_study_check([Effect(0.1, 0.2)] * 10).known


def test_zero_cells_are_corrected_and_tables_that_say_nothing_are_left_out():
    found = log_risk_ratio(EventArm(0, 8), EventArm(8, 24))
    assert found.value == pytest.approx(math.log((0.5 / 9) / (8.5 / 25)))
    assert found.variance == pytest.approx(2 - 1 / 9 + 1 / 8.5 - 1 / 25)
    assert log_risk_ratio(EventArm(0, 8), EventArm(0, 24)) is None
    assert log_odds_ratio(EventArm(8, 8), EventArm(24, 24)) is None
    assert risk_difference(EventArm(0, 8), EventArm(0, 8)).variance > 0


def test_zero_events_leave_an_upper_bound_and_the_rule_of_three_holds():
    ten = exact_rate(0, 10, source="facts, section 7")
    assert (ten.value, ten.low, round(ten.high, 3)) == (0, 0, 0.308)
    assert exact_rate(0, 1000, source="rule").high == pytest.approx(3.68 / 1000, rel=0.01)
    all_of_them = exact_rate(10, 10, source="mirror")
    assert (round(all_of_them.low, 3), all_of_them.high) == (0.692, 1)


def test_exact_intervals_agree_with_the_textbook():
    # Newcombe, Stat Med 1998;17:857-872, Table I, method 5
    found = exact_rate(81, 263, source="Newcombe 1998")
    assert digits(found.low, found.high, places=4) == (0.2527, 0.3676)
    found = exact_rate(15, 148, source="Newcombe 1998")
    assert digits(found.low, found.high, places=4) == (0.0578, 0.1617)


sizes = st.lists(
    st.tuples(st.floats(-5, 5), st.floats(0.01, 4)).map(lambda p: Effect(*p)), min_size=2,
    max_size=9,
)  # fmt: skip


@given(sizes)
def test_the_interval_shown_is_never_narrower_than_either(effects):
    found = fit(effects)
    assert wider(found).width >= max(wald(found).width, hksj(found).width) - 1e-12
    assert found.tau2 >= 0
    assert sum(found.weights_pct) == pytest.approx(100)


@given(sizes, st.floats(-10, 10))
def test_a_shift_of_every_study_shifts_the_result_and_nothing_else(effects, shift):
    moved = fit([Effect(e.value + shift, e.variance) for e in effects])
    still = fit(effects)
    assert moved.value == pytest.approx(still.value + shift, abs=1e-6)
    assert moved.tau2 == pytest.approx(still.tau2, rel=1e-4, abs=1e-6)
