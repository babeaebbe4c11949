"""The pictures hold the numbers they are given, a title and a description, and no inline style."""

import re
from xml.etree import ElementTree as ET

import pytest

from science.answers.requests import an_answer, estimate, known_evidence, part
from secretome.answers import pool_svg
from secretome.answers.pictures import Crowd, ForestLine, Plot, Range, forest_svg
from secretome.answers.pictures import icon_array_svg as icon_array
from secretome.answers.pictures.ranges import Mark, range_bar_svg

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '<script>alert("x")</script>&'


def people(**changes):
    one = {"name": "100 people", "value": 4, "high": 22, "words": "about 4 (1 to 22)"} | changes
    key = ("harmed", "perhaps", "not harmed")
    return icon_array((Crowd(**one),), title="Harm", desc="about 4 of 100", key=key)


def a_bar(**changes):
    marks = {"value": Mark(3, "3 points"), "low": Mark(-1, "−1"), "high": Mark(7, "7")}
    rest = {"zero": Mark(0, "0: no change"), "noticed": Mark(2, "2: noticed")}
    sides = {"below": "worse", "above": "better"}
    return range_bar_svg(Range(**(marks | rest | sides | changes)), title="Change", desc="3 points")


def a_pool(**changes):
    rows = [
        {"study_id": "A", "label": "A 2020", "estimate": estimate(0.4, 0.2, 0.9),
         "weight_pct": 60.0, "entered": True, "why_not": None},
        {"study_id": "B", "label": "B 2021", "estimate": None,
         "weight_pct": None, "entered": False, "why_not": "no control group"},
    ]  # fmt: skip
    pooled = {
        "measure": "risk ratio",
        "random": estimate(0.5, 0.3, 0.8),
        "prediction": estimate(0.5, 0.1, 2.0),
    }
    return {"outcome": "death", "pooled": pooled, "reason": "", "rows": rows} | changes


def counted(svg, name):
    return len(re.findall(f'class="{name}"', svg))


ALL = [people(), a_bar(), pool_svg(a_pool())]


@pytest.mark.parametrize("svg", ALL, ids=["people", "range", "forest"])
def test_a_picture_is_well_formed_named_and_without_inline_style(svg):
    root = ET.fromstring(svg)  # noqa: S314 - our own text
    assert root.find(f"{SVG}title").text
    assert root.find(f"{SVG}desc").text
    assert root.get("role") == "img"
    assert root.get("aria-label")
    assert "style" not in svg
    assert "<script" not in svg
    colours = set(re.findall(r'(?:fill|stroke)="([^"]+)"', svg))
    assert colours <= {"currentColor", "none"}


def test_a_hundred_figures_are_full_half_or_empty():
    svg = people()
    assert counted(svg, "person-full") == 4 + 1  # one more stands in the key
    assert counted(svg, "person-half") == 18 + 1
    assert counted(svg, "person-empty") == 78 + 1


def test_nobody_and_everybody_can_be_drawn():
    assert counted(people(value=0, high=0), "person-empty") == 100 + 1
    assert counted(people(value=100, high=100), "person-full") == 100 + 1


def test_words_from_a_file_are_escaped():
    svg = people(name=HOSTILE, words=HOSTILE)
    ET.fromstring(svg)  # noqa: S314 - our own text
    assert "<script" not in svg


def place_of(svg, name, attribute):
    return float(
        re.search(f'<[^>]*class="{name}"[^>]*>', svg)[0].split(f'{attribute}="')[1].split('"')[0]
    )


def test_the_bar_puts_low_value_high_and_no_change_in_order():
    svg = a_bar()
    band = ET.fromstring(svg).find(f"{SVG}rect")  # noqa: S314 - our own text
    low, width = float(band.get("x")), float(band.get("width"))
    zero, value = place_of(svg, "no-change", "x1"), place_of(svg, "value", "x1")
    assert low < zero < place_of(svg, "noticed", "x1") < value < low + width


def test_a_bar_of_one_point_still_shows():
    svg = a_bar(low=Mark(3, "3"), high=Mark(3, "3"), noticed=None)
    assert 'class="range"' in svg
    assert 'class="noticed"' not in svg


def test_the_forest_shows_rows_pool_and_prediction_and_lists_who_stayed_out():
    svg = pool_svg(a_pool())
    assert counted(svg, "study") == 1
    assert counted(svg, "pooled") == counted(svg, "prediction") == 1
    for text in ("A 2020", "0.40 (0.20 to 0.90)", "All together", "no control group"):
        assert text in svg


def test_the_forest_of_a_ratio_is_drawn_on_a_log_scale():
    half, double = (ForestLine(n, v, v, v, 50.0) for n, v in (("half", 0.5), ("double", 2.0)))
    plot = Plot("t", "d", 1.0, "less", "more", log=True)
    svg = forest_svg((half, double), plot)
    zero = place_of(svg, "no-change", "x1")
    starts = [float(x) for x in re.findall(r'<line x1="([\d.]+)"[^>]*class="interval"', svg)]
    assert starts[0] - zero == pytest.approx(zero - starts[1], abs=0.05)


def test_a_pool_without_numbers_draws_no_scale_and_lists_why():
    rows = [row for row in a_pool()["rows"] if row["estimate"] is None]
    svg = pool_svg(a_pool(pooled=None, rows=rows))
    assert 'class="no-change"' not in svg
    assert "no control group" in svg


def test_the_answer_holds_people_and_range_in_words_too():
    pictures = part(an_answer(evidence=known_evidence()), "expected")["pictures"]
    assert [one["key"] for one in pictures] == ["people", "range"]
    assert "52 of 100 (36 to 70)" in pictures[0]["desc"]
    assert "71 of 100 (55 to 83)" in pictures[0]["desc"]
    assert counted(pictures[0]["svg"], "person-full") == 52 + 71 + 1
    assert "31 metres, likely −14 to 78" in pictures[1]["desc"]


def test_where_less_is_better_the_noticeable_change_lies_below_zero():
    evidence = known_evidence(higher_is_better=False, change=estimate(-31.4, -78.4, 14.2))
    svg = part(an_answer(evidence=evidence), "expected")["pictures"][1]["svg"]
    assert place_of(svg, "noticed", "x1") < place_of(svg, "no-change", "x1")
    assert "← better" in svg
