"""Numbers keep their reported digits; times say how long ago and in which zone."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from secretome_record.pages import moments
from secretome_record.pages.numbers import aligned, bounds_like, figure_from, plain, typeset

NARROW = "\N{NARROW NO-BREAK SPACE}"
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def seen(text):
    return unescape(str(text)).replace(NARROW, " ")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("5.80", "5.80"),
        ("<0.05", "< 0.05"),
        ("<=3", "≤ 3"),
        ("-4.10", "\N{MINUS SIGN}4.10"),
        ("1250000", "1 250 000"),
        ("1234.50", "1234.50"),
        ("00123", "00123"),
        ("not detected", "not detected"),
    ],
)
def test_a_number_is_shown_with_the_digits_that_were_reported(text, shown):
    assert seen(typeset(text)) == shown


def test_a_power_of_ten_is_raised_and_spoken():
    assert "5.8" in typeset("5.8e9")
    assert "10<sup>" in typeset("5.8e9")
    assert "to the power" in typeset("5.8e9")
    assert "\N{MINUS SIGN}3</sup>" in typeset("2E-3")


def test_text_that_is_not_a_number_is_escaped_on_a_page():
    from django.utils.html import conditional_escape

    assert "<script>" not in conditional_escape(typeset("<script>1</script>"))


@given(st.decimals(min_value=0, max_value=10**9, places=3))
def test_no_digit_is_lost_or_invented(number):
    figure = figure_from(str(number))
    if figure is not None:
        assert figure.whole + figure.fraction == str(number).lstrip("-")


def test_both_ends_of_an_interval_stand_in_the_power_of_the_value():
    assert bounds_like("5.8e9", "5.1e9", "6.6e9") == ("5.1", "6.6")
    assert bounds_like("5.8e9", 5.1234e9, 6.6321e9) == ("5.1", "6.6")
    assert bounds_like("1.2e10", "9.6e9", "1.5e10") == ("0.96", "1.5")


def test_a_narrow_interval_gets_more_digits_instead_of_equal_ends():
    assert bounds_like("5.8", 5.78, 5.82) == ("5.78", "5.82")
    assert bounds_like("5.8", 5.8, 5.8) == ("5.8", "5.8")


def test_ends_that_are_no_numbers_stay_as_they_are():
    assert bounds_like("5.8", "not stated", Decimal("NaN")) == ("not stated", "NaN")


def test_decimal_points_stand_below_one_another():
    lines = [line for line in aligned(["5.8", "12", "0.125", "n/a"]) if line != "n/a"]
    assert len({len(line) - _point(line) for line in lines}) == 1


def _point(line):
    return min(line.index(sign) for sign in (".", "\N{PUNCTUATION SPACE}") if sign in line)


def test_a_computed_number_reads_as_a_sentence_can_carry_it():
    assert plain(5.8e9) == "5.8 × 10^9"
    assert plain(-0.25) == "\N{MINUS SIGN}0.25"


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=47), "47 hours ago"),
        (timedelta(days=3), "3 days ago"),
        (timedelta(days=400), "13 months ago"),
        (timedelta(days=800), "2 years ago"),
        (timedelta(hours=-5), "in 5 hours"),
    ],
)
def test_a_moment_says_how_far_it_lies_away(ago, words):
    assert moments.relative(NOW - ago, NOW) == words


def test_a_moment_is_written_in_the_active_zone_with_its_name():
    with timezone.override(ZoneInfo("Europe/Oslo")):
        assert moments.absolute(NOW) == "24 Nov 2026, 13:00 CET"


def test_a_date_close_by_has_a_name():
    today = date(2026, 11, 24)
    assert moments.relative_day(today, today) == "today"
    assert moments.relative_day(date(2026, 11, 23), today) == "yesterday"
    assert moments.relative_day(date(2026, 11, 25), today) == "tomorrow"
    assert moments.relative_day(date(2026, 12, 3), today) == "in 9 days"
    assert moments.relative_day(date(2026, 11, 14), today) == "10 days ago"
