"""Endotoxin: censored stays censored, a broken run is invalid, limits by kilogram and hour."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretome.errors import BadInput, Refused
from secretome.quality import DecisionRule, Limits, Line, Verdict, judge_result
from secretome.quality.assays import (
    PYROGEN_THRESHOLDS,
    AssayResult,
    EndotoxinRun,
    RouteClass,
    endotoxin_burden,
    endotoxin_result,
    limit_eu_per_ml,
    maximum_valid_dilution,
    recovery_result,
    spike_recovery_pct,
)

AT_MOST_HALF = Line(DecisionRule.SIMPLE, Limits(high=0.5))


def a_run(**changed):
    parts = {
        "readings": (0.010, 0.011), "spiked": (0.50, 0.52), "spike": 0.5, "sensitivity": 0.005,
        "dilution": 10.0, "curve_r": -0.995, "largest_dilution": 100.0,
    }  # fmt: skip
    return EndotoxinRun(**{**parts, **changed})


def test_a_measured_sample_is_multiplied_back_with_its_interval():
    found = endotoxin_result(a_run())
    assert found.value == pytest.approx((0.010 * 0.011) ** 0.5 * 10)
    assert found.estimate.low < found.value < found.estimate.high
    assert found.is_valid


def test_a_sample_below_the_sensitivity_is_less_than_it_times_the_dilution():
    found = endotoxin_result(a_run(readings=(None, None)))
    assert found.as_reported == "<0.05"
    assert judge_result(found, AT_MOST_HALF).verdict is Verdict.PASS
    too_dilute = endotoxin_result(a_run(readings=(None, None), dilution=400, largest_dilution=None))
    assert judge_result(too_dilute, AT_MOST_HALF).verdict is Verdict.CANNOT_TELL


def test_one_repeat_below_makes_the_mean_a_bound():
    found = endotoxin_result(a_run(readings=(None, 0.007)))
    assert found.comparator == "<"
    assert found.value == pytest.approx(0.06)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"spiked": (0.2, 0.2)}, "endotoxin_recovery"),
        ({"spiked": (1.2, 1.2)}, "endotoxin_recovery"),
        ({"curve_r": -0.97}, "endotoxin_curve"),
        ({"dilution": 101.0}, "endotoxin_dilution"),
        ({"readings": (0.010, 0.020)}, "endotoxin_cv"),
        ({"spiked": (0.3, 0.7)}, "endotoxin_cv"),
    ],
)
def test_each_broken_rule_makes_the_run_invalid_and_not_out_of_limits(changed, code):
    found = endotoxin_result(a_run(**changed))
    assert code in {reason.code for reason in found.invalid}
    assert judge_result(found, AT_MOST_HALF).verdict is Verdict.INVALID


def test_recovery_at_either_end_is_still_allowed():
    for spiked in (0.25, 1.0):
        run = a_run(readings=(None,), spiked=(spiked,))
        assert endotoxin_result(run).is_valid
    assert spike_recovery_pct(a_run(readings=(None,), spiked=(1.0,))) == pytest.approx(200)
    assert recovery_result(a_run()).value == pytest.approx(100 * (0.51 - 0.0105) / 0.5)


@pytest.mark.parametrize(
    "changed",
    [
        {"spike": 0.0}, {"sensitivity": -1.0}, {"dilution": 0.5}, {"readings": ()},
        {"readings": (-0.1,)}, {"spiked": ()},
    ],
)  # fmt: skip
def test_what_no_machine_prints_is_refused(changed):
    with pytest.raises(BadInput):
        a_run(**changed)


def test_the_valid_dilution_is_the_limit_over_the_sensitivity():
    assert maximum_valid_dilution(0.5, sensitivity=0.005) == pytest.approx(100)
    # 5 EU/mg, 2 mg/mL, 0.05 EU/mL
    assert maximum_valid_dilution(5, sensitivity=0.05, concentration=2) == pytest.approx(200)


@pytest.mark.parametrize(
    ("route", "weight_kg", "volume_ml", "limit"),
    [
        (RouteClass.PARENTERAL, 70, 2, 175.0),  # worked in the calculation pages on USP <85>
        (RouteClass.PARENTERAL, 60, 3, 100.0),
        (RouteClass.INTRATHECAL, 60, 3, 4.0),
        (RouteClass.PARENTERAL, 70, 100, 3.5),
    ],
)
def test_the_worked_limits_of_the_chapter(route, weight_kg, volume_ml, limit):
    found = limit_eu_per_ml(route, weight_kg=weight_kg, volume_ml_in_an_hour=volume_ml)
    assert found == pytest.approx(limit)


@pytest.mark.parametrize("route", [RouteClass.INHALED, RouteClass.ON_SKIN])
def test_a_route_without_k_has_no_limit_of_its_own(route):
    with pytest.raises(Refused, match="specification"):
        limit_eu_per_ml(route, weight_kg=70, volume_ml_in_an_hour=3)


def test_every_threshold_names_its_source():
    assert {row.route for row in PYROGEN_THRESHOLDS} == set(RouteClass)
    assert all(row.source for row in PYROGEN_THRESHOLDS)


def test_the_burden_takes_the_upper_end_and_a_bound_as_it_is():
    where = {"weight_kg": 70.0, "volume_ml_in_an_hour": 100.0}
    bound = AssayResult("endotoxin", 3.0, None, "below", "<")
    found = endotoxin_burden(bound, RouteClass.PARENTERAL, **where)
    assert (found.allowed, found.is_bound) == (True, True)
    assert found.eu_per_kg_h == pytest.approx(3.0 * 100 / 70)
    measured = endotoxin_burden(endotoxin_result(a_run()), RouteClass.PARENTERAL, **where)
    assert measured.eu_per_kg_h > 0.105 * 100 / 70
    over = AssayResult("endotoxin", 0.1, None, "above the curve", ">")
    assert endotoxin_burden(over, RouteClass.PARENTERAL, **where).allowed is None


@given(st.floats(0.5, 150), st.floats(0.1, 1000))
def test_half_the_weight_halves_the_limit(weight_kg, volume_ml):
    whole, half = (
        limit_eu_per_ml(RouteClass.PARENTERAL, weight_kg=one, volume_ml_in_an_hour=volume_ml)
        for one in (weight_kg, weight_kg / 2)
    )
    assert half == pytest.approx(whole / 2)


def test_one_reading_has_no_interval():
    found = endotoxin_result(a_run(readings=(0.02,)))
    assert found.value == pytest.approx(0.2)
    assert "nobody knows the scatter" in found.no_estimate_reason
