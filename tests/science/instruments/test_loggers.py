"""Temperature loggers: one logger in four locales reads the same; what is ambiguous is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from science.instruments.expected import both, codes
from secretome.errors import BadInput
from secretome.instruments import read
from secretome.instruments.loggers.statistics import mean_kinetic_c

HOBO = [
    "hobo_20024354_mdy_fahrenheit_GPL.csv",
    "hobo_20024354_mdy_split_czech_pm_GPL.csv",
    "hobo_20024354_ymd_gmt2_GPL.csv",
    "hobo_6265_mdy_ampm_GPL.csv",
]
FRIDGE_TAG = "temperature_logger/fridge_tag2_berlinger.txt"


def a_log(*dates, header='"#","Date Time, GMT+00:00","Temp, °C"', values=None, sign=","):
    """A small export with these moments."""
    texts = values or ["5.000"] * len(dates)
    lines = [f"{n}{sign}{one}{sign}{text}" for n, (one, text) in
             enumerate(zip(dates, texts, strict=True), 1)]  # fmt: skip
    return "\n".join(['"Plot Title: x"', header, *lines, ""]).encode()


@pytest.mark.shared_data
@pytest.mark.parametrize("name", HOBO)
def test_each_locale_gives_its_known_values(shared, name):
    measurement, expected = both(shared, f"temperature_logger/{name}")
    sample = measurement.sample()
    for attribute, key in [
        ("temperature_min", "min_C"),
        ("temperature_max", "max_C"),
        ("temperature_mean", "mean_C"),
        ("mean_kinetic_temperature", "MKT_C"),
        ("readings", "records"),
    ]:
        assert sample.value(attribute) == pytest.approx(expected[key], rel=1e-9)
    assert sample.value("logging_interval") * 3600 == expected["step_seconds"][0]
    series = sample.captures[0].series
    assert series.times[0][:19] == expected["first_local"].replace(" ", "T")
    assert series.times[-1][:19] == expected["last_local"].replace(" ", "T")
    assert len(series.values) == expected["records"]
    assert any("End Of File" in text for _, text in measurement.summary)


@pytest.mark.shared_data
def test_the_same_logger_reads_the_same_in_every_locale(shared):
    split, ymd = (both(shared, f"temperature_logger/{name}")[0].sample() for name in HOBO[1:3])
    assert split.captures[0].series == ymd.captures[0].series


def test_a_decimal_comma_and_semicolons_are_read():
    header = "#;Datum Zeit, GMT+01:00;Temp, °C (LGR S/N: 1)"
    data = a_log("31.12.2024 23:30:00", "01.01.2025 00:00:00", header=header, sign=";",
                 values=["4,125", "-12,375"])  # fmt: skip
    sample = read(data).sample()
    assert sample.value("temperature_min") == -12.375
    assert sample.captures[0].series.times[1] == "2025-01-01T00:00:00+01:00"


@pytest.mark.parametrize("sign", [";", "\t"])
def test_quoted_titles_in_any_separator_are_read(sign):
    titles = sign.join(['"#"', '"Date Time, GMT+02:00"', '"Temp, °C (LGR S/N: 1, LBL: x)"'])
    data = a_log("31.12.24 23:30:00", "01.01.25 00:00:00", header=titles, sign=sign,
                 values=["4,125", "-12,375"])  # fmt: skip
    sample = read(data).sample("1")
    assert sample.value("temperature_max") == 4.125
    assert sample.captures[0].series.times[0] == "2024-12-31T23:30:00+02:00"


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        (("04.08.21 23:30", "04.08.21 23:45", "04.09.21 00:00"), "mdy"),
        (("04.08.21 23:30", "04.08.21 23:45", "05.08.21 00:00"), "dmy"),
        (("21.04.08 23:30", "21.04.08 23:45", "21.04.09 00:00"), "ymd"),
        (("2021-04-08 23:30", "2021-04-08 23:45"), "ymd"),
        (("04/08/21 11:45:00 PM", "04/09/21 12:00:00 AM", "04/09/21 12:15:00 AM"), "mdy"),
        (("2021/4/8 下午 11:45:00", "2021/4/9 上午 12:00:00"), "ymd"),
    ],
)
def test_the_order_of_dates_is_proved_by_an_even_step(dates, order):
    assert dict(read(a_log(*dates)).details)["date order"] == order


@pytest.mark.parametrize(
    ("dates", "part"),
    [
        (("04.08.21 10:00", "04.08.21 10:15"), "ambiguous"),
        (("04.08.21 10:15", "04.08.21 10:00"), "forward"),
        (("31.31.31 10:00", "31.31.31 10:15"), "forward"),
        (("2021-04-08 99:00", "2021-04-08 99:15"), "no time"),
        (("04/08/21 10:00 xm", "04/09/21 10:00 xm"), "half of the day"),
        (("yesterday", "today"), "no date"),
    ],
)
def test_dates_that_prove_nothing_are_refused(dates, part):
    with pytest.raises(BadInput, match=part):
        read(a_log(*dates))


def test_a_gap_is_said_and_a_missing_zone_too():
    data = a_log("2021-04-08 10:00", "2021-04-08 11:00", "2021-04-08 13:00",
                 header='"#","Date Time","Temp, °C (LGR S/N: 7)"')  # fmt: skip
    assert {"logger_gaps", "logger_zone_not_stated"} <= codes(read(data))


def test_a_reading_that_is_a_word_is_missing_and_said():
    header = '"#","Date Time, GMT+00:00","Temp, °C","RH, %"'
    data = a_log("2021-04-08 10:00", "2021-04-08 11:00", "2021-04-08 12:00", header=header,
                 values=["5.0,50", "ERROR,51", "7.0,52"])  # fmt: skip
    sample = read(data).sample()
    assert sample.attribute("temperature_mean").n == 2
    assert sample.captures[0].series.values[1] is None
    assert "logger_missing_readings" in codes(read(data))


def test_two_channels_of_one_title_are_kept_apart():
    header = '"#","Date Time, GMT+00:00","Temp, °C (SEN S/N: 1)","Temp, °C (SEN S/N: 2)"'
    data = a_log("2021-04-08 10:00", "2021-04-08 11:00", header=header, values=["5,50", "6,60"])
    sample = read(data).sample()
    assert sample.value("temperature_mean[Temp, °C]") == 5.5
    assert sample.value("temperature_mean[Temp, °C (2)]") == 55


@pytest.mark.parametrize("value", ["-400.0", "5000.0"])
def test_an_impossible_temperature_is_refused(value):
    with pytest.raises(BadInput, match="impossible"):
        read(a_log("2021-04-08 10:00", "2021-04-08 11:00", values=[value, "5.0"]))


@pytest.mark.shared_data
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.97])
def test_a_log_that_is_cut_gives_no_number_or_is_blocked(shared, share):
    data = (shared / "data/instruments/temperature_logger" / HOBO[2]).read_bytes()
    cut = data[: int(len(data) * share)]
    with pytest.raises(BadInput):
        read(cut)
    at_a_line_end = read(cut[: cut.rindex(b"\n") + 1])
    assert at_a_line_end.is_blocked
    assert "logger_end_missing" in codes(at_a_line_end)


@given(values=st.lists(st.floats(-80, 60), min_size=1, max_size=50))
def test_the_mean_kinetic_temperature_lies_between_mean_and_maximum(values):
    mean = sum(values) / len(values)
    assert mean - 1e-6 <= mean_kinetic_c(values) <= max(values) + 1e-6


@pytest.mark.shared_data
def test_the_fridge_tag_gives_its_known_values(shared):
    measurement, expected = both(shared, FRIDGE_TAG)
    sample = measurement.sample(expected["serial"])
    assert len(sample.captures) == expected["days"]
    assert sample.value("temperature_min") == expected["lowest_min"]
    assert sample.value("temperature_max") == expected["highest_max"]
    assert sample.value("temperature_mean") == pytest.approx(expected["mean_of_daily_avg"])
    kinetic = sample.value("mean_kinetic_temperature")
    assert kinetic == pytest.approx(expected["MKT_from_daily_avg"])
    above = sample.value("time_above_limit[> +8.0 C]")
    assert above * 60 == pytest.approx(expected["high_alarm_min_total"])
    assert sample.value("time_below_limit[< -0.5 C]") == 0
    assert sample.captures[0].id == expected["first_day"]["date"]
    assert {"logger_high_alarm", "logger_daily_summaries"} == codes(measurement)


@pytest.mark.shared_data
def test_a_fridge_tag_in_fahrenheit_is_converted(shared):
    text = (shared / "data/instruments" / FRIDGE_TAG).read_text(encoding="utf-8")
    measurement = read(text.replace("Temp unit: C", "Temp unit: F").encode())
    assert measurement.sample().value("temperature_min") == pytest.approx((21.6 - 32) * 5 / 9)


@pytest.mark.shared_data
def test_a_day_without_a_temperature_is_missing_and_said(shared):
    text = (shared / "data/instruments" / FRIDGE_TAG).read_text(encoding="utf-8")
    measurement = read(text.replace("Min T: +21.8", "Min T: ---", 1).encode())
    day = measurement.sample().captures[0].attributes[0]
    assert (day.value, day.reason) == (None, "the file prints '---'")
    assert measurement.sample().attribute("temperature_min").n == 59
    assert "logger_missing_readings" in codes(measurement)


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("Sig: ", "Gis: ", "cut off"),
        ("Avrg T: +22.4", "Avrg T: +92.4", "outside"),
        ("Min T: +21.8", "Min T: +9921.8", "damaged"),
        ("Date: 2026-04-28", "Date: 2026-05-28", "new to old"),
        ("t Acc: 974", "t Acc: 9740", "minutes"),
    ],
)
def test_a_damaged_report_is_refused(shared, old, new, part):
    text = (shared / "data/instruments" / FRIDGE_TAG).read_text(encoding="utf-8")
    with pytest.raises(BadInput, match=part):
        read(text.replace(old, new, 1).encode())
    with pytest.raises(BadInput, match="stands twice"):
        read((text + text).encode())
