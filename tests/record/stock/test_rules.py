"""Where a vial may lie: each reason alone refuses, and all are named together."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretome_record.stock import rules
from secretome_record.stock.grid import boxes
from secretome_record.stock.queries import natural

VIAL = rules.VialFacts("VL-1", "UNPLACED", "LT-1", "RELEASED", False, -70.0, "BER", "")
PLACE = rules.PlaceFacts("A1", "North", -80.0, "BER", "")


def _codes(reasons):
    return {reason.code for reason in reasons}


def test_a_sound_vial_goes_into_a_cold_free_place():
    assert _codes(rules.reasons_against_placing(VIAL, PLACE)) == set()


@pytest.mark.parametrize(
    ("vial", "place", "code"),
    [
        ({"lies_in": "B2"}, {}, "lies_elsewhere"),
        ({"is_expired": True}, {}, "lot_expired"),
        ({"state": "GIVEN"}, {}, "vial_is_gone"),
        ({"state": "DESTROYED"}, {}, "vial_is_gone"),
        ({"lot_state": "REJECTED"}, {}, "lot_rejected"),
        ({"site": "OSL"}, {}, "another_site"),
        ({}, {"holds": "VL-2"}, "position_taken"),
        ({}, {"freezer_max_c": -69.9}, "too_warm"),
    ],
)
def test_each_reason_alone_refuses_a_place(vial, place, code):
    facts = replace(VIAL, **vial), replace(PLACE, **place)
    assert _codes(rules.reasons_against_placing(*facts)) == {code}


def test_all_reasons_are_named_together():
    facts = replace(VIAL, lot_state="REJECTED", site="OSL"), replace(PLACE, freezer_max_c=4.0)
    found = _codes(rules.reasons_against_placing(*facts))
    assert found == {"lot_rejected", "another_site", "too_warm"}


@pytest.mark.parametrize("state", ["QUARANTINED", "REVIEWED", "RELEASED", "ON_HOLD"])
def test_lots_that_wait_or_are_held_are_kept_cold_too(state):
    assert not _codes(rules.reasons_against_placing(replace(VIAL, lot_state=state), PLACE))


@given(st.floats(-196, 30), st.floats(-196, 30))
def test_a_freezer_is_cold_enough_exactly_when_it_never_gets_warmer(freezer, product):
    facts = replace(VIAL, storage_max_c=product), replace(PLACE, freezer_max_c=freezer)
    assert ("too_warm" in _codes(rules.reasons_against_placing(*facts))) is (freezer > product)


@given(st.integers(1, 26), st.integers(1, 23), st.sampled_from(["", "b1", "R1-B2"]))
def test_a_box_has_each_name_once_and_is_drawn_as_it_was_named(rows, columns, prefix):
    names = rules.grid_names(prefix, rows, columns)
    assert len(set(names)) == rows * columns
    assert not _codes(rules.reasons_against_positions(names, frozenset()))
    drawn, loose = boxes((name, name) for name in names)
    assert not loose
    assert [cell for box in drawn for _letter, row in box.rows for cell in row] == list(names)


@pytest.mark.parametrize("names", [[], ["a b!"], ["A1", "A1"], ["A1"] * 601, ["<B>"]])
def test_odd_position_names_are_refused(names):
    assert _codes(rules.reasons_against_positions(names, frozenset())) == {"names"}


def test_positions_sort_as_people_count():
    assert sorted(["A10", "A2", "A1", "B1"], key=natural) == ["A1", "A2", "A10", "B1"]


def test_a_name_that_spells_no_box_stands_on_its_own():
    drawn, loose = boxes([("DOOR LEFT", "x"), ("B1-A1", "y"), ("B1-B2", "z")])
    assert loose == ("x",)
    assert drawn[0].rows == (("A", ("y", None)), ("B", (None, "z")))
