"""Time above a limit: never less than it was, only while it lay there, day by day where need be."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories.loggers import logger_file
from secretome_record.ledger.refusal import Refusal
from secretome_record.stock.exposure import Reading, Stay, exposed, thinned
from secretome_record.stock.rules import duration
from secretome_record.stock.science import read_temperature_file

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
STEP = timedelta(minutes=15)


def record(*celsius: float) -> list[Reading]:
    return [Reading(START + n * STEP, value) for n, value in enumerate(celsius)]


def test_the_time_counts_from_the_last_reading_within_to_the_first_within_again():
    found = exposed(record(-80, -79, -60, -61, -80, -80), Stay(START), -70)
    assert found.above == 3 * STEP
    assert found.recorded == 5 * STEP
    assert found.first_above_at == START + STEP
    assert found.warmest_c == -60


def test_only_the_time_it_lay_there_counts():
    readings = record(-80, -60, -60, -60, -80)
    late = exposed(readings, Stay(START + 2 * STEP), -70)
    assert late.above == 2 * STEP
    short = exposed(readings, Stay(START, START + timedelta(minutes=20)), -70)
    assert short.above == timedelta(minutes=20)
    outside = exposed(readings, Stay(START + 5 * STEP), -70)
    assert (outside.recorded, outside.warmest_c) == (timedelta(0), None)


def test_at_the_limit_is_within_the_limit():
    assert exposed(record(-70, -70), Stay(START), -70).above == timedelta(0)


@given(st.lists(st.floats(-90, 20), min_size=2, max_size=60), st.floats(-90, 20))
def test_it_is_never_less_than_the_time_between_warm_readings(values, limit):
    readings = record(*values)
    found = exposed(readings, Stay(START), limit)
    surely = sum(max(a, b) > limit for a, b in pairwise(values))
    assert found.above == surely * STEP
    assert found.above <= found.recorded
    assert (found.first_above_at is None) == (found.above == timedelta(0))


def test_thinning_keeps_the_warmest_and_the_coldest():
    readings = record(*([-80.0] * 3000), -20.0, *([-81.0] * 3000))
    kept = thinned(readings, 200)
    assert len(kept) <= 220
    assert max(r.celsius for r in kept) == -20
    assert min(r.celsius for r in kept) == -81
    assert [r.at for r in kept] == sorted(r.at for r in kept)


def test_a_logger_is_read_on_its_own_clock():
    at = datetime.fromisoformat("2026-03-02T09:00:00+01:00")
    found = read_temperature_file(logger_file(at, [-81, -80.5]), "t.csv", zone="Europe/Lisbon")
    assert (found.kind, found.is_daily) == ("hobo", False)
    assert [r.at for r in found.readings] == [at, at + STEP]


def test_another_file_is_refused_in_one_sentence():
    for data in (b"remember the milk", b"sample,endotoxin [EU/mL]\nS1,0.1\n", b""):
        with pytest.raises(Refusal) as refused:
            read_temperature_file(data, "x.csv", zone="UTC")
        assert refused.value.codes == {"file"}


def test_daily_summaries_count_whole_days_on_the_clock_of_the_site(shared):
    name = "data/instruments/temperature_logger/fridge_tag2_berlinger.txt"
    data = (shared / name).read_bytes()
    found = read_temperature_file(data, "tag.txt", zone="Europe/Berlin")
    assert found.is_daily
    assert found.clock == "Europe/Berlin"
    start = found.readings[0].at
    warm = exposed(found.readings, Stay(start, start + timedelta(days=3)), 8.0)
    assert warm.above == timedelta(days=3)
    cool = exposed(found.readings, Stay(start), 60.0)
    assert cool.above == timedelta(0)


def test_durations_are_rounded_up_and_plain():
    assert [duration(s) for s in (1, 60, 3600, 3661, 49 * 3600)] == [
        "1 min", "1 min", "1 h", "1 h 2 min", "2 days 1 h",
    ]  # fmt: skip
