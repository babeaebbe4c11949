"""An estimate is an ordered interval with a level, or it is refused."""

import json
from math import exp, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretome.errors import BadInput
from secretome.units import Estimate, EstimateKind, from_log_sd, product, quotient, two_sided_z


def an_estimate(value=2.0, low=1.0, high=4.0, level=0.95):
    return Estimate(value, low, high, level, EstimateKind.CONFIDENCE, "file")


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": 5.0},
        {"low": 3.0},
        {"level": 95},
        {"level": 0},
        {"value": float("nan")},
        {"high": float("inf")},
    ],
)
def test_what_is_no_interval_is_refused(wrong):
    with pytest.raises(BadInput):
        an_estimate(**wrong)


def test_an_estimate_survives_json():
    before = an_estimate()
    assert Estimate.from_dict(json.loads(json.dumps(before.as_dict()))) == before


@pytest.mark.parametrize("missing", ["value", "low", "high", "level", "kind", "source"])
def test_a_record_without_one_part_is_refused(missing):
    data = an_estimate().as_dict()
    del data[missing]
    with pytest.raises(BadInput, match="not an estimate"):
        Estimate.from_dict(data)


def test_relative_errors_add_in_squares():
    first = from_log_sd(10, 0.3, level=0.9, kind=EstimateKind.CONFIDENCE, source="a")
    second = from_log_sd(4, 0.4, level=0.95, kind=EstimateKind.CONFIDENCE, source="b")
    both = product(first, second, source="a x b")
    assert both.value == pytest.approx(40)
    assert both.high == pytest.approx(40 * exp(two_sided_z(0.9) * 0.5))
    assert quotient(first, second, source="a / b").log_sd == pytest.approx(0.5)


@given(value=st.floats(1e-9, 1e15), log_sd=st.floats(0, 3), level=st.floats(0.5, 0.999))
def test_a_log_interval_stays_positive_and_gives_its_width_back(value, log_sd, level):
    made = from_log_sd(value, log_sd, level=level, kind=EstimateKind.PREDICTION, source="s")
    assert 0 < made.low <= made.value <= made.high
    assert made.log_sd == pytest.approx(log_sd, rel=1e-6, abs=1e-9)


def test_a_bound_of_zero_has_no_relative_error():
    with pytest.raises(BadInput, match="not above zero"):
        _ = an_estimate(low=0.0).log_sd


def test_a_negative_factor_keeps_the_bounds_in_order():
    turned = an_estimate().scaled(-1)
    assert (turned.low, turned.value, turned.high) == (-4, -2, -1)
    assert turned.relative_half_width == pytest.approx(0.75)
    assert sqrt(turned.relative_half_width) > 0
