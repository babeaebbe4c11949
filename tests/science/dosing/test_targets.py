"""A target that cannot be read is named for what is wrong with it: the number, or the unit."""

import pytest

from secretome.dosing import parse_target
from secretome.errors import BadInput


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("2e9 ug", "the target '2e9 ug' carries a unit of its own beside the unit 'particles'"),
        ("0x10", "target: '0x10' is not a number"),
        ("1_000", "target: '1_000' is not a number"),
        ("2e9.5", "target: '2e9.5' is not a number"),
        ("", "target: an empty amount is not a number"),
        ("nan", "target: 'nan' is not a number"),
        ("2,5", "target: the comma in '2,5 particles' can mean two things"),
    ],
)
def test_a_target_that_is_no_number_is_blamed_for_that_and_not_its_unit(number, said):
    with pytest.raises(BadInput) as caught:
        parse_target(number, "particles")
    assert said in str(caught.value)
    assert "/mL" not in str(caught.value)


def test_a_unit_that_nobody_can_dose_by_is_still_blamed():
    with pytest.raises(BadInput, match="'mL' is not a unit of dose"):
        parse_target("2", "mL")


def test_the_unit_written_twice_is_one_unit():
    for number in ("2e9 particles", "2e9particles"):
        assert parse_target(number, "particles").unit == "particles"
    assert parse_target("2e9 particles", "particles") == parse_target("2e9", "particles")
