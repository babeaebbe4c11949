"""Shelf life, kinetics and losses against printed and independent numbers."""

import numpy as np
import pytest
import statsmodels.api as sm
from statsmodels.stats.anova import anova_lm

from secretome.errors import BadInput, Refused
from secretome.quality.stability.extrapolation import (
    Extrapolation,
    SignificantChange,
    StoredAt,
)
from secretome.quality.stability.kinetics import RateAt, arrhenius, first_order
from secretome.quality.stability.lines import PoolModel, StabilityPoint, pool
from secretome.quality.stability.losses import (
    freeze_thaw_loss,
    handling_loss,
    published_tube_losses,
)
from secretome.quality.stability.shelf_life import reasons_against_claim, shelf_life
from secretome.quality.verdict import Limits

TABLETS = Extrapolation(StoredAt.ROOM, SignificantChange.NONE, biological=False)
VESICLES = Extrapolation(StoredAt.FROZEN)
MONTHS = (0, 3, 6, 9, 12, 18, 24)


def batches(slopes=(-0.2, -0.2, -0.2), starts=(100, 100, 100), noise=0.3, seed=1):
    rng = np.random.default_rng(seed)
    return [
        StabilityPoint(f"B{i}", m, start + slope * m + rng.normal(0, noise))
        for i, (slope, start) in enumerate(zip(slopes, starts, strict=True))
        for m in MONTHS
    ]


def codes(reasons):
    return {reason.code for reason in reasons}


# M. Ovais, shelf-life spreadsheet (23/02/2007), product example, batch 123, limit 90 %.
PRINTED = dict(
    zip(
        (0, 1, 3, 6, 9, 12, 18, 24, 48, 54),
        (103.50, 104.00, 102.00, 101.85, 100.25, 101.00, 95.00, 98.50, 97.25, 95.00),
        strict=True,
    )
)


def test_one_batch_gives_the_printed_line_and_crossing():
    points = [StabilityPoint("123", m, v) for m, v in PRINTED.items()]
    found = shelf_life(points, Limits(low=90), extrapolation=TABLETS)
    line = found.pooling.lines[0]
    assert (round(line.intercept, 3), round(line.slope, 3)) == (102.273, -0.139)
    assert round(found.pooling.residual_sd, 4) == 1.9892
    assert round(found.crossing_months, 3) == 64.770
    assert codes(found.refused) == {"too_few_batches"}
    assert found.months is None


@pytest.mark.parametrize(
    ("slopes", "starts", "model"),
    [
        ((-0.2, -0.2, -0.2), (100, 100, 100), PoolModel.POOLED),
        ((-0.2, -0.2, -0.2), (100, 103, 98), PoolModel.COMMON_SLOPE),
        ((-0.1, -0.3, -0.5), (100, 100, 100), PoolModel.SEPARATE),
    ],
)
def test_the_model_is_the_one_that_the_f_tests_allow(slopes, starts, model):
    assert pool(batches(slopes, starts)).model is model


def test_both_p_values_are_those_of_an_analysis_of_covariance():
    points = batches((-0.2, -0.21, -0.19), (100, 100.2, 99.9), seed=4)
    import pandas as pd
    from statsmodels.formula.api import ols

    frame = pd.DataFrame([(p.batch, p.months, p.value) for p in points], columns=["b", "m", "y"])
    table = anova_lm(ols("y ~ m + C(b) + m:C(b)", frame).fit(), typ=1)
    found = pool(points)
    assert found.p_slopes == pytest.approx(table.loc["m:C(b)", "PR(>F)"])
    assert found.p_intercepts == pytest.approx(table.loc["C(b)", "PR(>F)"])


def test_the_bound_is_that_of_statsmodels():
    points = batches(seed=2)
    line = pool(points).lines[0]
    fit = sm.OLS([p.value for p in points], sm.add_constant([p.months for p in points])).fit()
    low = fit.get_prediction([1.0, 20.0]).conf_int(alpha=0.10)[0, 0]
    assert line.bound(20, upper=False, confidence=0.95) == pytest.approx(low)


def test_a_biological_product_is_never_dated_beyond_its_data():
    found = shelf_life(batches(), Limits(low=90), extrapolation=VESICLES)
    assert found.crossing_months > 24
    assert found.months == 24
    assert codes(reasons_against_claim(found, 36)) == {"shelf_life_extrapolated"}
    assert reasons_against_claim(found, 24) == ()


def test_the_bound_ends_the_claim_where_it_comes_first():
    found = shelf_life(batches((-1.0,) * 3), Limits(low=90), extrapolation=VESICLES)
    assert 8 <= found.months <= 9
    assert codes(reasons_against_claim(found, 12)) == {"shelf_life_beyond_bound"}


def test_the_worst_batch_decides_where_slopes_differ():
    found = shelf_life(batches((-0.1, -0.1, -0.6)), Limits(low=90), extrapolation=TABLETS)
    assert found.pooling.model is PoolModel.SEPARATE
    assert found.worst_batch == "B2"


@pytest.mark.parametrize(
    ("extrapolation", "allowed"),
    [
        (TABLETS, 36),
        (Extrapolation(StoredAt.ROOM, SignificantChange.ACCELERATED_ONLY, biological=False), 30),
        (Extrapolation(StoredAt.ROOM, SignificantChange.INTERMEDIATE, biological=False), 24),
        (Extrapolation(StoredAt.REFRIGERATED, SignificantChange.NONE, biological=False), 30),
        (Extrapolation(StoredAt.FROZEN, SignificantChange.NONE, biological=False), 24),
        (Extrapolation(StoredAt.ROOM, biological=False), 24),
        (Extrapolation(StoredAt.REFRIGERATED, SignificantChange.NONE), 24),
    ],
)
def test_how_far_a_claim_may_reach_is_the_tree_of_q1e(extrapolation, allowed):
    found = shelf_life(batches(), Limits(low=50), extrapolation=extrapolation)
    assert found.allowed_months == allowed
    assert found.months == allowed


def test_the_shortest_followed_batch_sets_the_length_of_the_data():
    short = [p for p in batches() if p.batch != "B1" or p.months <= 9]
    assert shelf_life(short, Limits(low=50), extrapolation=VESICLES).months == 9


def test_a_result_outside_the_limit_is_investigated_before_anything_is_dated():
    points = [*batches(), StabilityPoint("B0", 3, 80.0)]
    found = shelf_life(points, Limits(low=90), extrapolation=VESICLES)
    assert "stability_oos" in codes(found.refused)
    assert found.months is None


def test_an_upper_limit_and_two_limits_are_met_too():
    rising = [StabilityPoint(p.batch, p.months, 200 - p.value) for p in batches((-1.0,) * 3)]
    falling = shelf_life(batches((-1.0,) * 3), Limits(low=90), extrapolation=VESICLES)
    upper = shelf_life(rising, Limits(high=110), extrapolation=VESICLES)
    assert upper.crossing_months == pytest.approx(falling.crossing_months)
    both = shelf_life(batches((-1.0,) * 3), Limits(90, 110), extrapolation=VESICLES)
    assert both.crossing_months < falling.crossing_months


def test_too_few_times_are_refused_in_one_sentence():
    with pytest.raises(BadInput, match="at 2 times"):
        pool([StabilityPoint("A", 0, 1.0), StabilityPoint("A", 3, 1.0)])
    with pytest.raises(BadInput, match="no length"):
        shelf_life([], Limits(low=1), extrapolation=VESICLES)


def decaying(rate=0.03, spread=0.08, noise=0.02, names="ABCDE", seed=8):
    rng = np.random.default_rng(seed)
    starts = {name: rng.normal(0, spread) for name in names}
    return [
        StabilityPoint(n, m, 5e9 * np.exp(starts[n] - rate * m + rng.normal(0, noise)))
        for n in names
        for m in (0, 3, 6, 9, 12)
    ]


def test_a_first_order_rate_is_found_with_batches_as_random_effects():
    found = first_order(decaying())
    assert found.rate_per_month.low < 0.03 < found.rate_per_month.high
    assert found.batch_sd == pytest.approx(0.08, rel=0.6)
    assert "5 batches as random effects" in found.note
    assert first_order(decaying(names="AB")).batch_sd is None


def test_one_result_of_each_batch_tells_no_batch_from_its_result():
    values = (103, 91.5, 91.4, 81.1, 81.0)
    points = [StabilityPoint(f"B{place}", 3.0 * place, y) for place, y in enumerate(values)]
    found = first_order(points)
    assert found.batch_sd is None
    assert "cannot be told apart" in found.note


def test_a_first_order_fit_agrees_with_lme4():
    rows = {
        "A": ((0, 105.0), (3, 103.1), (6, 98.0), (12, 93.2)),
        "B": ((0, 96.2), (6, 91.9), (12, 84.0)),
        "C": ((0, 101.1), (3, 97.0), (9, 91.5), (12, 90.2)),
        "D": ((3, 108.3), (9, 101.0), (12, 97.7)),
    }
    found = first_order([StabilityPoint(b, m, y) for b, row in rows.items() for m, y in row])
    # R 4.2.2, lme4 1.1.31: lmer(log(y) ~ t + (1 | b)); rate, its error, SD of batches, residual SD
    rate, error, batch_sd, residual_sd = 0.0104929951, 0.0005896374, 0.0603455956, 0.0099168126
    assert found.rate_per_month.value == pytest.approx(rate, rel=1e-3)
    assert np.sqrt(found.covariance[2]) == pytest.approx(error, rel=2e-3)
    assert (found.batch_sd, found.residual_sd) == pytest.approx((batch_sd, residual_sd), rel=5e-3)


def test_prediction_limits_hold_a_new_batch_as_often_as_they_say():
    inside = []
    for seed in range(60):
        points = decaying(seed=seed, names="ABCDEF")
        limits = first_order([p for p in points if p.batch != "F"]).predict(9)
        new = next(p.value for p in points if p.batch == "F" and p.months == 9)
        inside.append(limits.low <= new <= limits.high)
    assert np.mean(inside) >= 0.88


def test_no_prediction_beyond_the_studied_time():
    with pytest.raises(Refused, match="would extrapolate"):
        first_order(decaying()).predict(24)
    with pytest.raises(BadInput, match="not above zero"):
        first_order([StabilityPoint("A", m, 0.0) for m in (0, 1, 2)])


def test_arrhenius_finds_the_energy_and_stays_inside_its_temperatures():
    energy = 83.144
    rates = [RateAt(c, np.exp(30 - energy / (8.3144e-3 * (c + 273.15)))) for c in (5, 15, 25, 40)]
    found = arrhenius(rates)
    assert found.activation_kj_per_mol.value == pytest.approx(energy)
    assert found.rate_per_month(25) == pytest.approx(rates[2].rate_per_month)
    with pytest.raises(Refused, match="outside"):
        found.rate_per_month(-20)


def test_frozen_and_liquid_rates_make_no_line():
    with pytest.raises(Refused) as refused:
        arrhenius([RateAt(-80, 0.01), RateAt(4, 0.1)])
    assert codes(refused.value.reasons) == {"too_few_temperatures", "across_freezing"}
    with pytest.raises(Refused, match="nothing was lost"):
        arrhenius([RateAt(5, 0.0), RateAt(15, 0.1), RateAt(25, 0.2)])


def test_the_loss_in_a_tube_comes_with_its_source():
    plain = next(one for one in published_tube_losses() if one.left.value == 0.49)
    assert (plain.left.low, plain.left.high, plain.hours) == (0.46, 0.52, 48)
    assert plain.left.source == "10.1371/journal.pone.0243738"


def test_handling_and_thawing_losses_come_from_the_sites_own_counts():
    left = handling_loss([100, 110, 90], [80, 88, 72], source="three tubes")
    assert left.value == pytest.approx(0.8)
    thawed = freeze_thaw_loss([0, 1, 2, 3], [100, 90, 81, 72.9], source="one bag")
    assert thawed.per_cycle.value == pytest.approx(0.9)
    assert thawed.left_after(2).value == pytest.approx(0.81)
    with pytest.raises(Refused, match="3 cycles were tried"):
        thawed.left_after(4)
    with pytest.raises(BadInput, match="not paired"):
        handling_loss([1, 2, 3], [1, 2, 3, 4], source="x")
    with pytest.raises(BadInput, match="show no loss"):
        freeze_thaw_loss([0, 1, 1], [3, 2, 2], source="x")


@pytest.mark.parametrize(
    ("seed", "model"),
    [
        (26, PoolModel.SEPARATE),  # p of slopes 0.233
        (6, PoolModel.POOLED),  # 0.327, p of intercepts 0.579
        (14, PoolModel.COMMON_SLOPE),  # 0.729, 0.225
        (12, PoolModel.POOLED),  # 0.931, 0.255
    ],
)
def test_batches_are_pooled_only_above_a_quarter(seed, model):
    assert pool(batches((-0.2, -0.21, -0.22), seed=seed)).model is model
