"""Standards read back, the reportable range, unknowns, dilutions and spikes."""

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretome.errors import BadInput, Reason, Refused
from secretome.quality.assays import (
    AssayResult,
    Curve,
    CurveModel,
    CurveRule,
    Standard,
    Weighting,
    fit_curve,
    over_dilutions,
    read_unknown,
    spike_recovery,
    standard_curve,
)
from secretome.units import Estimate, EstimateKind

TRUE = Curve(CurveModel.FOUR, (0.05, 2.5, log(60.0), 1.1))
LEVELS = (3.9, 7.8, 15.6, 31.25, 62.5, 125.0, 250.0, 500.0)
NAME = "analyte_concentration[VEGF-A]"


def wells(noise=0.012, seed=1, off=None):
    rng = np.random.default_rng(seed)
    return [
        Standard(x, float(TRUE.response(x)) * (off or {}).get(x, 1.0) * (1 + noise * rng.normal()))
        for x in LEVELS for _ in range(2)
    ]  # fmt: skip


def a_curve(**parts):
    fit = fit_curve(wells(**parts), CurveModel.FOUR, weighting=Weighting.BY_Y2)
    return standard_curve(fit)


GOOD = a_curve()


def interval(value, half):
    return Estimate(value, value - half, value + half, 0.95, EstimateKind.CONFIDENCE, "test")


def test_good_standards_are_read_back_within_a_fifth():
    assert GOOD.is_valid
    assert (GOOD.lloq, GOOD.uloq) == (3.9, 500.0)
    assert all(abs(level.recovery_pct - 100) <= 20 for level in GOOD.levels[1:-1])


def test_a_spoilt_end_shortens_the_range():
    spoilt = a_curve(off={3.9: 1.6})
    assert not spoilt.levels[0].met
    assert spoilt.lloq > 3.9


def test_spoilt_levels_make_the_curve_unusable_with_every_reason():
    spoilt = a_curve(off={7.8: 0.4, 31.25: 1.6, 125.0: 0.5}, noise=0.05)
    assert {reason.code for reason in spoilt.reasons} == {"too_few_levels", "levels_not_met"}
    with pytest.raises(Refused, match="not met"):
        read_unknown(spoilt, [1.0], NAME)


def test_the_rule_is_the_site_s_to_tighten():
    fit = fit_curve(wells(), CurveModel.FOUR)
    assert not standard_curve(fit, rule=CurveRule(fewest_levels=9)).is_valid
    assert not standard_curve(fit, rule=CurveRule(inner_pct=0.01, end_pct=0.01)).is_valid


def test_the_ends_have_a_wider_rule_than_the_levels_between():
    fit = fit_curve(wells(), CurveModel.FOUR)
    found = standard_curve(fit, rule=CurveRule(inner_pct=1e-9, end_pct=1e9))
    assert [level.met for level in found.levels] == [True, *[False] * 6, True]


def test_more_wells_of_an_unknown_narrow_its_interval():
    seen = float(TRUE.response(40.0))
    one, four = (read_unknown(GOOD, [seen] * n, NAME).estimate for n in (1, 4))
    assert four.value == pytest.approx(one.value)
    assert four.high < one.high


def test_an_unknown_in_range_is_a_number_of_the_undiluted_sample():
    found = read_unknown(GOOD, [float(TRUE.response(40.0))] * 2, NAME, dilution=5)
    assert found.value == pytest.approx(200, rel=0.05)
    assert found.estimate.low < found.value < found.estimate.high


def test_the_dilution_s_own_error_widens_an_unknown():
    seen = [float(TRUE.response(40.0))] * 2
    exact = read_unknown(GOOD, seen, NAME, dilution=5).estimate
    loose = read_unknown(GOOD, seen, NAME, dilution=5, dilution_sd=0.1).estimate
    assert loose.high > exact.high
    assert loose.value == exact.value


@pytest.mark.parametrize(("seen", "sign", "bound"), [(0.06, "<", 39.0), (2.6, ">", 5000.0)])
def test_outside_the_range_an_unknown_stays_a_bound(seen, sign, bound):
    found = read_unknown(GOOD, [seen], NAME, dilution=10)
    assert (found.comparator, found.value) == (sign, pytest.approx(bound))
    assert found.estimate is None


def test_a_falling_curve_puts_the_bounds_the_other_way_round():
    down = Curve(CurveModel.FOUR, (2.5, 0.05, log(60.0), 1.1))
    fit = fit_curve([Standard(x, float(down.response(x)) * off) for x in LEVELS
                     for off in (0.99, 1.01)], CurveModel.FOUR)  # fmt: skip
    curve = standard_curve(fit)
    assert read_unknown(curve, [2.45], NAME).comparator == "<"
    assert read_unknown(curve, [0.06], NAME).comparator == ">"


@given(st.floats(4.5, 450))
def test_a_higher_response_never_gives_a_lower_concentration(x):
    first = read_unknown(GOOD, [float(TRUE.response(x))], NAME).value
    second = read_unknown(GOOD, [float(TRUE.response(x * 1.05))], NAME).value
    assert second >= first


def results(**values):
    return {
        float(name[1:]): AssayResult(NAME, abs(value), None, "test", "<" if value < 0 else "")
        for name, value in values.items()
    }


def test_parallel_dilutions_give_one_mean_with_its_interval():
    found = over_dilutions(results(d10=100.0, d20=104.0, d40=96.0))
    assert found.result.value == pytest.approx((100 * 104 * 96) ** (1 / 3))
    assert found.result.is_valid
    assert found.slope.low < 0 < found.slope.high
    assert found.cv_pct == pytest.approx(4, abs=0.2)


def test_dilutions_that_drift_are_not_parallel():
    found = over_dilutions(results(d10=100.0, d20=200.0, d40=400.0))
    assert [reason.code for reason in found.result.invalid] == ["not_parallel"]
    assert found.slope.value == pytest.approx(1)


def test_a_bound_is_never_averaged_in():
    found = over_dilutions(results(d10=100.0, d20=102.0, d40=98.0, d80=-310.0))
    assert found.result.value == pytest.approx((100 * 102 * 98) ** (1 / 3))


def test_bounds_alone_give_the_tightest_bound():
    found = over_dilutions(results(d10=-40.0, d20=-80.0)).result
    assert (found.comparator, found.value) == ("<", 40.0)


def test_spike_recovery_has_the_error_of_both_readings():
    found = spike_recovery("VEGF-A", interval(150, 5), interval(50, 3), 100)
    assert found.value == pytest.approx(100)
    assert found.estimate.high == pytest.approx(100 + (5**2 + 3**2) ** 0.5)
    assert found.is_valid
    lost = spike_recovery("VEGF-A", interval(100, 5), interval(50, 3), 100)
    assert "50 % of the addition" in lost.invalid[0].text
    with pytest.raises(BadInput):
        spike_recovery("VEGF-A", interval(100, 5), interval(50, 3), 0)


def test_with_two_dilutions_in_range_the_least_diluted_number_stands_with_a_note():
    lone = AssayResult(NAME, 100.0, interval(100.0, 5))
    found = over_dilutions({10.0: lone, 20.0: AssayResult(NAME, 80.0, None, "below", "<")}).result
    assert (found.value, found.estimate) == (100.0, lone.estimate)
    assert [note.code for note in found.notes] == ["parallelism_unknown"]


def test_above_the_range_at_every_dilution_is_the_highest_bound():
    above = {f: AssayResult(NAME, 50.0 * f, None, "above", ">") for f in (10.0, 20.0)}
    found = over_dilutions(above).result
    assert (found.comparator, found.value) == (">", 1000.0)


def test_without_any_usable_dilution_there_is_no_number():
    broken = AssayResult(NAME, 5.0, None, "x", invalid=(Reason("r", "Broken."),))
    assert over_dilutions({10.0: broken}).result.value is None
