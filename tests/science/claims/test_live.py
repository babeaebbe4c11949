"""Claims as numbers: computed now, with a bound, and unknown where that is the truth."""

import subprocess
import sys

import pytest

from secretome.claims import cost_per_dose, live_numbers, time_to_release


def of(claim_id: str, words: str):
    return next(n for n in live_numbers() if n.claim_id == claim_id and words in n.what)


def test_nothing_is_left_after_six_months():
    left = of("C13", "after 180 days")
    assert left.value == 0
    assert left.high < 1e-6
    assert of("C13", "Half-life").value == pytest.approx(180 / 6.6438, rel=1e-4)


def test_harm_has_an_upper_bound_even_where_nobody_had_any():
    serious = of("C10", "serious adverse event")
    assert serious.value == 0
    assert serious.high > 0
    pooled = of("C10", "adverse event incidence")
    assert (pooled.low, pooled.high) != (None, None)
    any_event = next(n for n in live_numbers() if n.claim_id == "C10" and n.value == 4.4)
    assert (any_event.low, any_event.high) == pytest.approx((0.7, 22.2))


def test_cells_and_vesicles_stand_side_by_side():
    vesicles, cells = of("C14", "Intact vesicles"), of("C14", "Living cells")
    assert 0 < vesicles.value < 100
    assert 0 < cells.value < 100
    needed, given = of("C17", "secrete"), of("C17", "1e6 per kg")
    assert needed.value < given.value
    assert "No human study" in needed.reason


def test_numbers_of_a_site_are_unknown_without_records():
    assert time_to_release([], own_cells=True).value is None
    assert "own cells" in time_to_release([], own_cells=True).reason
    assert cost_per_dose([], "EUR").value is None
    took = time_to_release([30, 10, 20], own_cells=False)
    assert (took.value, took.low, took.high, took.unit) == (20, 10, 30, "days")
    assert "3 records" in took.source


def test_every_number_names_its_source():
    assert all(number.source and number.what for number in live_numbers())


def test_a_text_is_checked_without_loading_the_body_model():
    code = (
        "import sys; from secretome.claims import check_text; check_text('Exosomes cure gout.');"
        "print({'numpy', 'llvmlite'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "set()"
