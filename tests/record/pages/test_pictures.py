"""The small pictures place what they show where it belongs."""

from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from secretome_record.pages.pictures import (
    BAR_WIDTH,
    SPARK_HEIGHT,
    Measure,
    crowd,
    interval_bar,
    sparkline,
)

numbers = st.floats(min_value=1e-6, max_value=1e12)


def test_a_value_between_its_limits_is_drawn_between_them():
    bar = interval_bar(Measure(5.8, low=5.1, high=6.6, lower=3, upper=9, guard=0.5))
    lower, upper = bar.limits
    assert lower < bar.interval.start < bar.value < bar.interval.end < upper
    assert bar.guards[0].start == lower
    assert bar.guards[1].end == upper
    assert not bar.outside


def test_a_value_beyond_a_limit_is_marked():
    bar = interval_bar(Measure(212, low=199, high=226, lower=60, upper=200))
    assert bar.outside
    assert bar.value > bar.limits[1]


def test_a_one_sided_limit_leaves_the_other_side_open():
    bar = interval_bar(Measure(0.05, upper=0.5))
    assert bar.allowed.start == 0
    assert interval_bar(Measure(5, lower=3)).allowed.end == BAR_WIDTH


def test_a_censored_value_is_drawn_from_the_start_of_the_scale():
    bar = interval_bar(Measure(0.05, upper=0.5, censored=True))
    assert bar.interval.start == 0
    assert bar.interval.end == bar.value


def test_a_bar_without_a_value_shows_no_mark():
    bar = interval_bar(Measure(None, lower=1, upper=2))
    assert bar.value is None
    assert interval_bar(Measure(None)).allowed is None


def test_decades_are_equally_far_apart_on_a_log_scale():
    marks = [interval_bar(Measure(v, lower=1, upper=1000, log=True)).value for v in (1, 10, 100)]
    assert round(marks[1] - marks[0], 1) == round(marks[2] - marks[1], 1)


@given(numbers, numbers, numbers)
def test_no_mark_leaves_the_picture(value, lower, upper):
    bar = interval_bar(Measure(value, low=value / 2, high=value * 2, lower=lower, upper=upper))
    marks = [bar.value, *bar.limits, bar.interval.start, bar.interval.end]
    assert all(0 <= mark <= BAR_WIDTH + 0.01 for mark in marks)


def test_a_missing_value_breaks_the_history_line():
    spark = sparkline([1, 2, None, 3, 4], upper=5)
    assert len(spark.lines) == 2
    assert len(spark.dots) == 4
    assert spark.last == spark.dots[-1]
    assert all(0 <= y <= SPARK_HEIGHT for _, y in spark.dots)


def test_a_history_without_values_is_empty():
    assert sparkline([None, None]).last is None


def test_a_crowd_has_as_many_figures_as_it_says():
    drawn = crowd(34)
    assert drawn.filled.count("M") == 34
    assert drawn.empty.count("M") == 66
    assert crowd(140).empty == ""


def test_a_bar_tells_a_screen_reader_what_it_shows():
    shown = Template(
        "{% load figures %}"
        "{% interval_bar 'Size' 212 unit='nm' low=199 high=226 lower=60 upper=200 guard=5 %}"
    ).render(Context())
    assert 'role="img"' in shown
    assert "Value 212 nm, interval 199 to 226" in shown
    assert "at least 60 required, at most 200 allowed, guard band 5." in shown
    assert "<desc>" in shown
    assert "style=" not in shown


def test_numbers_in_a_picture_keep_their_point_in_every_language(settings):
    from django.utils import translation

    template = Template("{% load figures %}{% interval_bar 'Size' 5.8 lower=3 upper=9 %}")
    with translation.override("de"):
        german = template.render(Context())
    assert (
        german.split("<title>")[0].split("viewBox")[1]
        == (template.render(Context()).split("<title>")[0].split("viewBox")[1])
    )
    assert 'x1="15' not in german or "," not in german.split("<desc>")[1].split("</desc>")[1]
