"""Control charts, Westgard's rules and capability against printed numbers."""

import numpy as np
import pytest

from secretome.errors import BadInput
from secretome.quality import Limits
from secretome.quality.charts.capability import (
    capability,
    capability_of,
    precision_to_tolerance,
)
from secretome.quality.charts.limits import ControlLimits, individuals_limits, mean_limits
from secretome.quality.charts.westgard import ChartState, ControlPoint, read_chart

FLOW_RATES = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]  # NIST 6.3.2.2
UNIT = ControlLimits(0.0, 1.0, 30, "test")


def reading(*values, material="control"):
    points = [ControlPoint(f"R{i}", v, material) for i, v in enumerate(values, 1)]
    return read_chart(points, {material: UNIT})


def rules(read):
    return {hit.rule for hit in read.hits}


def test_individuals_limits_are_those_of_the_nist_handbook():
    limits = individuals_limits(FLOW_RATES)
    assert limits.centre == pytest.approx(50.81)
    low, high = limits.at(3)
    assert (round(low, 4), round(high, 4)) == (45.8159, 55.8041)
    assert "10 results are provisional" in limits.provisional


def test_lots_that_truly_differ_are_no_alarm_on_the_chart_of_means():
    groups = [[10, 10.1], [12, 12.1], [11, 11.1], [9, 9.1], [12, 11.9]]
    limits = mean_limits(groups)
    assert limits.sd > 10 * limits.within_sd
    assert limits.within_sd == pytest.approx(0.1 / np.sqrt(2), rel=1e-6)
    assert mean_limits([[1.0], [2.0]]).within_sd is None


def test_limits_need_results_that_differ():
    with pytest.raises(BadInput, match="standard deviation of 0"):
        individuals_limits([5.0, 5.0, 5.0])
    with pytest.raises(BadInput, match="cannot be drawn"):
        individuals_limits([5.0])


@pytest.mark.parametrize(
    ("values", "rule", "state"),
    [
        ((0.5, 2.1), "1-2s", ChartState.WARNING),
        ((0.5, -3.1), "1-3s", ChartState.OUT_OF_CONTROL),
        ((2.1, 2.2), "2-2s", ChartState.OUT_OF_CONTROL),
        ((1.1, 1.2, 1.3, 1.4), "4-1s", ChartState.OUT_OF_CONTROL),
        ((-0.1,) * 10, "10-x", ChartState.OUT_OF_CONTROL),
    ],
)
def test_each_rule_of_one_material_speaks(values, rule, state):
    read = reading(*values)
    assert rule in rules(read)
    assert read.state is state
    assert read.at(f"R{len(values)}")


@pytest.mark.parametrize(
    "values",
    [(2.0, -2.0), (2.1, -2.1, 0.0), (1.1, 1.2, -1.3, 1.4), (-0.1,) * 9, (2.1, 0.1, 2.2, 0.0)],
)
def test_what_only_comes_near_a_rule_rejects_nothing(values):
    assert not any(hit.rejects for hit in reading(*values).hits)


def test_two_controls_of_one_run_on_both_sides_are_a_random_error():
    points = [ControlPoint("R1", 2.3, "low"), ControlPoint("R1", -2.2, "high")]
    assert "R-4s" in rules(read_chart(points, {"low": UNIT, "high": UNIT}))
    apart = [ControlPoint("R1", 2.3, "low"), ControlPoint("R2", -2.2, "high")]
    assert "R-4s" not in rules(read_chart(apart, {"low": UNIT, "high": UNIT}))


def test_two_materials_of_one_run_beyond_two_sds_are_a_systematic_error():
    points = [ControlPoint("R1", 2.3, "low"), ControlPoint("R1", 2.2, "high")]
    assert "2-2s" in rules(read_chart(points, {"low": UNIT, "high": UNIT}))


def test_a_printed_example_of_two_controls_is_only_a_warning_and_both_sides():
    """QC 106 at mean 100, s 2.5 and 199 at 205, s 2.5: +2.4 and -2.4 SD, rejected by R-4s."""
    points = [ControlPoint("day 1", 106.0, "QC 1"), ControlPoint("day 1", 199.0, "QC 2")]
    limits = {"QC 1": ControlLimits(100, 2.5, 30, "x"), "QC 2": ControlLimits(205, 2.5, 30, "x")}
    read = read_chart(points, limits)
    assert {hit.rule for hit in read.hits if hit.rejects} == {"R-4s"}


def test_an_invalid_run_is_passed_over_and_named_and_breaks_no_row():
    points = [ControlPoint(f"R{i}", 1.5) for i in (1, 2, 3)]
    points.append(ControlPoint("R4", None, invalid_reason="lamp failed"))
    with_invalid = read_chart(points, {"control": UNIT})
    assert with_invalid.state is ChartState.INVALID
    assert with_invalid.passed_over == (("R4", "lamp failed"),)
    assert "4-1s" in rules(read_chart([*points, ControlPoint("R5", 1.5)], {"control": UNIT}))
    with pytest.raises(BadInput, match="half said"):
        ControlPoint("R1", 1.0, invalid_reason="lamp failed")


def test_a_material_without_limits_is_refused():
    with pytest.raises(BadInput, match="no limits for 'new'"):
        read_chart([ControlPoint("R1", 1.0, "new")], {"control": UNIT})


def test_capability_is_that_of_the_nist_handbook():
    """NIST 6.1.6: limits 8 and 20, mean 16, SD 2."""
    found = capability_of(16, 2, 50, Limits(8, 20))
    assert (found.cp.value, round(found.cpk.value, 4)) == (1.0, 0.6667)
    assert found.cpk.low < 0.6667 < found.cpk.high


def test_one_sided_limits_have_a_cpk_and_say_why_there_is_no_cp():
    found = capability([9.0, 10.0, 11.0], Limits(high=16))
    assert found.cp is None
    assert found.cpk.value == pytest.approx(2.0)
    assert "one side" in found.notes[0]


def test_the_interval_of_cp_covers_the_truth_at_its_level():
    rng = np.random.default_rng(11)
    draws = rng.normal(0, 1, (400, 15))
    found = [capability(row.tolist(), Limits(-4, 4)).cp for row in draws]
    assert np.mean([one.low <= 4 / 3 <= one.high for one in found]) == pytest.approx(0.95, abs=0.03)


def test_a_method_that_uses_up_the_limits_is_called_unusable():
    good = precision_to_tolerance(0.2, Limits(0, 30), freedom=30)
    poor = precision_to_tolerance(3, Limits(0, 30), freedom=30)
    unsure = precision_to_tolerance(1.4, Limits(0, 30), freedom=5)
    assert (good.usable, poor.usable, unsure.usable) == (True, False, False)
    assert good.share.value == pytest.approx(0.04)
    assert "cannot be judged" in poor.text
    assert "more repeats" in unsure.text
    with pytest.raises(BadInput, match="no width"):
        precision_to_tolerance(1, Limits(high=3), freedom=5)
