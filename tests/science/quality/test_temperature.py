"""Temperature records: mean kinetic temperature where valid, time outside where not."""

from datetime import UTC, datetime, timedelta
from math import exp, log

import pytest

from secretome.errors import BadInput
from secretome.instruments import TimeSeries, read
from secretome.quality.stability.storage import STORAGE_RULES, StorageRule, storage_rule
from secretome.quality.stability.temperature import (
    Reading,
    mean_kinetic_c,
    readings_from,
    readings_of,
    temperature_history,
)
from secretome.quality.verdict import Verdict

COLD, ROOM, DEEP = (storage_rule(name) for name in ("cold", "room", "deep_freezer"))


def hourly(values):
    return [Reading(float(hour), value) for hour, value in enumerate(values)]


def test_the_mean_kinetic_temperature_is_the_formula_of_usp():
    values = [20.0, 25.0, 30.0]
    rates = [exp(-10_000 / (value + 273.15)) for value in values]
    assert mean_kinetic_c(values) == pytest.approx(10_000 / -log(sum(rates) / 3) - 273.15, abs=2e-3)
    assert mean_kinetic_c([5.0] * 10) == pytest.approx(5.0)
    assert mean_kinetic_c([20.0, 30.0]) > 25.0
    assert mean_kinetic_c([20.0, 30.0], [3.0, 1.0]) == pytest.approx(
        mean_kinetic_c([20.0, 20.0, 20.0, 30.0])
    )
    with pytest.raises(BadInput, match="no mean"):
        mean_kinetic_c([])


def test_cold_goods_with_a_short_warm_hour_are_judged_by_the_kinetic_mean():
    quiet = temperature_history(hourly([5.0] * 30), COLD)
    assert quiet.verdict is Verdict.PASS
    assert quiet.mkt_c == pytest.approx(5.0)
    warm = temperature_history(hourly([5.0] * 14 + [10.0] + [5.0] * 15), COLD)
    assert warm.verdict is Verdict.CANNOT_TELL
    assert warm.mkt_c < 8
    assert warm.above_h == 2.0
    assert "reached 10 °C" in warm.reasons[0]


def test_a_kinetic_mean_above_its_limit_or_a_spike_fails():
    long = temperature_history(hourly([5.0] * 10 + [12.0] * 20), COLD)
    assert long.verdict is Verdict.FAIL
    spike = temperature_history(hourly([5.0] * 14 + [16.0] + [5.0] * 15), COLD)
    assert spike.verdict is Verdict.FAIL
    assert "no spike may pass" in " ".join(spike.reasons)


def test_the_hottest_window_counts_not_the_mean_of_a_long_record():
    record = hourly([5.0] * 400 + [9.0] * 26 + [5.0] * 400)
    found = temperature_history(record, COLD)
    assert found.mkt_c == pytest.approx(9.0, abs=0.01)
    assert found.verdict is Verdict.FAIL


def test_frozen_goods_have_no_kinetic_mean_and_the_time_above_decides():
    found = temperature_history(hourly([-80.0] * 5 + [-55.0, -40.0] + [-80.0] * 5), DEEP)
    assert found.mkt_c is None
    assert "not valid for frozen goods" in found.mkt_reason
    assert found.above_h == 3.0
    assert found.highest_c == -40.0
    assert found.verdict is Verdict.CANNOT_TELL
    with pytest.raises(BadInput, match="not valid for frozen"):
        StorageRule("x", None, -60.0, "x", mkt_limit_c=-60.0)


def test_thawed_readings_of_cold_goods_below_freezing_have_no_kinetic_mean():
    found = temperature_history(hourly([5.0] * 12 + [-1.0] + [5.0] * 12), COLD)
    assert found.mkt_c is None
    assert "below freezing" in found.mkt_reason
    assert found.below_h == 2.0


def test_a_gap_is_never_taken_for_good_storage():
    times = [0.0, 1.0, 2.0, 3.0, 20.0, 21.0]
    found = temperature_history([Reading(at, 5.0) for at in times], COLD)
    assert found.gaps_h == 17.0
    assert found.verdict is Verdict.CANNOT_TELL
    assert found.mkt_c is None


def test_a_short_record_says_that_its_window_is_not_full():
    found = temperature_history(hourly([5.0] * 6), COLD)
    assert found.verdict is Verdict.PASS
    assert "window is 24 h" in found.mkt_reason


def test_readings_come_from_moments_and_holes_are_left_out():
    start = datetime(2026, 3, 1, tzinfo=UTC)
    times = [start + timedelta(minutes=15 * i) for i in range(4)]
    found = readings_from(times, [5.0, None, 5.0, 5.0])
    assert found[1] == Reading(0.25, None)
    assert temperature_history(found, COLD).hours == 0.75
    with pytest.raises(BadInput, match="do not match"):
        readings_from(times, [5.0])


def test_a_record_out_of_order_or_empty_is_refused():
    with pytest.raises(BadInput, match="not in order"):
        temperature_history([Reading(1.0, 5.0), Reading(0.0, 5.0)], COLD)
    with pytest.raises(BadInput, match="no reading"):
        temperature_history([Reading(0.0, None)], COLD)
    with pytest.raises(BadInput, match="Known: room"):
        storage_rule("attic")


def test_every_rule_names_its_source_and_only_liquid_goods_have_a_kinetic_limit():
    assert all(rule.source for rule in STORAGE_RULES)
    assert {r.name for r in STORAGE_RULES if r.mkt_limit_c is not None} == {"room", "cold"}


def test_room_storage_is_held_to_thirty_days():
    warm = temperature_history(hourly([20.0] * 700 + [26.0] * 24), ROOM)
    assert warm.verdict is Verdict.PASS
    assert temperature_history(hourly([27.0] * 800), ROOM).verdict is Verdict.FAIL


PRINTED_MEANS = {  # computed apart from us from the same files, in expected.json
    "hobo_20024354_ymd_gmt2_GPL.csv": 17.825894552,
    "hobo_6265_mdy_ampm_GPL.csv": 17.5373176907,
}


@pytest.mark.shared_data
@pytest.mark.parametrize(("name", "expected"), PRINTED_MEANS.items())
def test_logger_files_give_the_kinetic_mean_that_was_computed_apart(shared, name, expected):
    measured = read(shared / "data" / "instruments" / "temperature_logger" / name)
    series = next(
        capture.series
        for sample in measured.samples
        for capture in sample.captures
        if capture.series and capture.series.attribute == "temperature"
    )
    readings = readings_of(series)
    values = [one.celsius for one in readings if one.celsius is not None]
    assert mean_kinetic_c(values) == pytest.approx(expected, abs=1e-6)
    assert temperature_history(readings, COLD).verdict is Verdict.FAIL


def test_a_series_of_another_kind_is_no_temperature():
    with pytest.raises(BadInput, match="is no temperature"):
        readings_of(TimeSeries("relative_humidity", ("2026-03-01T00:00:00",), (50.0,)))
