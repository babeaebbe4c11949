"""Concentration held against blank, dilution series and certified bead."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretome.errors import BadInput, Refused
from secretome.instruments import AttributeValue, Capture, InstrumentWarning, Sample, Severity
from secretome.quality import Dilution, concentration_estimate
from secretome.quality.assays import (
    Certified,
    DilutionPoint,
    bead_check,
    detection_efficiency_apart,
    dilution_series,
    limits_from_blanks,
    limits_from_counts,
    net_concentration,
    series_result,
)
from secretome.units import Estimate, EstimateKind

BY_100 = Dilution(100, by="A. Analyst", reason="bench book")


def a_sample(name, values, tracks, *, factor=None, warnings=(), applied=False):
    captures = tuple(
        Capture(f"{name}{place}", (
            AttributeValue("particle_concentration", value, "", dilution_applied=applied),
            AttributeValue("valid_tracks", tracks, ""),
        ))
        for place, value in enumerate(values)
    )  # fmt: skip
    mean = AttributeValue(
        "particle_concentration", sum(values) / len(values), "", dilution_applied=applied
    )
    return Sample(name, captures, (mean,), tuple(warnings), factor)


SAMPLE = a_sample("S", (1.0e8, 1.1e8, 0.9e8), 1000)


def interval(value, relative):
    ends = (value * (1 - relative), value * (1 + relative))
    return Estimate(value, *ends, 0.95, EstimateKind.CONFIDENCE, "test")


def test_currie_s_limits_for_paired_counts():
    found = limits_from_counts(100)
    assert found.critical == pytest.approx(2.33 * 10, rel=2e-3)
    assert found.detection == pytest.approx(2.71 + 4.65 * 10, rel=2e-3)
    assert found.quantification == pytest.approx(50 * (1 + sqrt(1 + 100 / 12.5)))
    assert limits_from_counts(0).detection == pytest.approx(2.71, rel=2e-3)


def test_limits_from_blanks_by_student():
    found = limits_from_blanks((1.0, 2.0, 3.0), repeats=1)
    net = sqrt(1 + 1 / 3)
    assert found.critical == pytest.approx(2.919986 * net, rel=1e-6)
    assert found.detection == pytest.approx(2 * found.critical)
    assert found.quantification == pytest.approx(10 * net)


@pytest.mark.parametrize(
    "call",
    [
        lambda: limits_from_blanks((1.0, 2.0)),
        lambda: limits_from_blanks((1.0, 2.0, 3.0), repeats=0),
        lambda: limits_from_counts(-1),
        lambda: limits_from_counts(1, risk=0.7),
    ],
)
def test_limits_without_a_blank_are_refused(call):
    with pytest.raises(BadInput):
        call()


def test_the_blank_comes_off_before_the_dilution_is_multiplied_in():
    blank = a_sample("B", (1.0e6, 1.2e6, 0.8e6), 10)
    found = net_concentration(SAMPLE, blank, dilution=BY_100)
    assert found.result.value == pytest.approx((1.0e8 - 1.0e6) * 100)
    plain = concentration_estimate(SAMPLE, dilution=BY_100)
    assert found.result.estimate.high - found.result.estimate.value >= plain.high - plain.value
    assert "blank B taken off" in found.result.estimate.source


def test_a_sample_that_does_not_rise_above_its_blank_is_less_than_the_limit():
    blank = a_sample("B", (0.9e8, 1.0e8, 1.1e8), 1000)
    found = net_concentration(SAMPLE, blank, dilution=BY_100).result
    assert found.comparator == "<"
    assert found.value > 0
    assert "detection limit" in found.no_estimate_reason


def test_a_little_above_the_blank_is_not_enough():
    blank = a_sample("B", (0.90e8, 0.95e8, 1.0e8), 1000)
    found = net_concentration(SAMPLE, blank, dilution=BY_100)
    assert 0 < 1.0e8 - found.blank.value < found.limits.critical
    assert found.result.comparator == "<"
    assert found.result.value == pytest.approx(found.limits.detection * 100)


def test_between_detection_and_quantity_the_number_carries_a_note():
    blank = a_sample("B", (5.0e7, 6.0e7, 4.0e7), 500)
    found = net_concentration(SAMPLE, blank, dilution=BY_100).result
    assert [note.code for note in found.notes] == ["below_quantification"]
    assert found.estimate is not None


def test_an_empty_blank_takes_nothing_off():
    found = net_concentration(SAMPLE, a_sample("B", (0.0, 0.0, 0.0), 0), dilution=BY_100)
    assert found.result.value == pytest.approx(1.0e10)
    assert found.blank.high == pytest.approx(3.688879 * 1e8 * 3 / 3000 / 3, rel=1e-6)


def test_the_error_of_the_dilution_widens_the_net_interval():
    blank = a_sample("B", (1.0e6, 1.2e6, 0.8e6), 10)
    exact = net_concentration(SAMPLE, blank, dilution=BY_100).result.estimate
    loose = Dilution(100, by="A", reason="r", relative_sd=0.3)
    wide = net_concentration(SAMPLE, blank, dilution=loose).result.estimate
    assert wide.value == exact.value
    assert wide.high - wide.value == pytest.approx(
        sqrt((exact.high - exact.value) ** 2 + (1.959964 * 0.3 * exact.value) ** 2), rel=1e-6
    )


def test_what_speaks_against_a_blank_is_a_note_for_few_particles_are_its_nature():
    few = InstrumentWarning("nta_few_tracks", Severity.UNRELIABLE, "Too few tracks.", "B")
    blank = a_sample("B", (1.0e6, 1.2e6, 0.8e6), 10, warnings=[few])
    found = net_concentration(SAMPLE, blank, dilution=BY_100).result
    assert [note.code for note in found.notes] == ["blank_nta_few_tracks"]


def test_two_captures_of_a_blank_are_refused():
    with pytest.raises(Refused, match="2 captures"):
        net_concentration(SAMPLE, a_sample("B", (1e6, 1e6), 10), dilution=BY_100)


def test_a_diluted_blank_is_refused():
    blank = a_sample("B", (1e6, 1e6, 2e6), 10, factor=10.0)
    with pytest.raises(BadInput, match="10-fold"):
        net_concentration(SAMPLE, blank, dilution=BY_100)


def test_a_dilution_the_file_has_applied_is_taken_back_for_the_blank():
    blank = a_sample("B", (1.0e6, 1.2e6, 0.8e6), 10)
    applied = a_sample("S", (1.0e10, 1.1e10, 0.9e10), 1000, factor=100.0, applied=True)
    found = net_concentration(applied, blank, dilution=None).result
    assert found.value == pytest.approx((1.0e8 - 1.0e6) * 100)
    unknown = a_sample("S", (1.0e10, 1.1e10, 0.9e10), 1000, applied=True)
    with pytest.raises(BadInput, match="dilution factor"):
        net_concentration(unknown, blank, dilution=None)


def test_the_net_interval_covers_the_truth():
    rng, inside, runs = np.random.default_rng(9), 0, 300
    for _ in range(runs):
        seen, empty = (
            tuple(1e5 * rng.poisson(expected * rng.lognormal(0, 0.08, 3)))
            for expected in (1000, 100)
        )
        sample = a_sample("S", seen, round(sum(seen) / 3e5))
        blank = a_sample("B", empty, round(sum(empty) / 3e5))
        found = net_concentration(sample, blank, dilution=BY_100).result.estimate
        inside += found.low <= 9.0e9 <= found.high
    assert 0.93 <= inside / runs <= 0.995


def series(values, factors=(10, 20, 40, 80), exponent=1.0):
    return [DilutionPoint(f, values / f**exponent) for f in factors]


@given(st.floats(1e6, 1e12), st.floats(2, 500))
def test_an_exact_series_gives_back_its_number_and_slope(true, first):
    points = series(true, (first, first * 2, first * 4, first * 8))
    found = dilution_series(points)
    assert found.undiluted.value == pytest.approx(true, rel=1e-9)
    assert found.slope.value == pytest.approx(-1, abs=1e-9)
    assert found.proportionality_index == pytest.approx(0, abs=1e-6)
    assert len(found.linear_factors) == 4


def test_the_linear_range_leaves_out_the_swarm_at_low_dilution():
    points = [DilutionPoint(f, 1e10 / f) for f in (100, 200, 400, 800)]
    points.insert(0, DilutionPoint(10, 1e10 / 10 * 0.4))  # half the particles hide behind others
    found = dilution_series(points)
    assert found.linear_factors == (100, 200, 400, 800)
    assert not found.is_linear
    assert found.undiluted.value == pytest.approx(1e10)
    assert found.proportionality_index > 0.1
    result = series_result(found)
    assert result.value == pytest.approx(1e10)
    assert "left out: 10-fold" in result.notes[0].text


def test_a_series_that_does_not_fall_with_dilution_is_no_number():
    result = series_result(dilution_series(series(1e10, exponent=0.5)))
    assert result.value is None
    assert "-1 expected" in result.no_estimate_reason


def test_a_drift_inside_the_tolerance_is_shown_by_the_slope_and_stays_a_number():
    found = dilution_series(series(1e10, exponent=0.97))
    assert found.is_linear
    assert found.slope.value == pytest.approx(-0.97)
    assert series_result(found).notes == ()
    assert not dilution_series(series(1e10, exponent=0.97), tolerance=0.02).is_linear


def test_a_series_in_line_is_a_result():
    points = [DilutionPoint(f, 1e10 / f * off) for f, off in
              ((10, 1.04), (20, 0.97), (40, 1.02), (80, 0.98))]  # fmt: skip
    found = series_result(dilution_series(points))
    assert found.value == pytest.approx(1e10, rel=0.01)
    assert found.estimate.low < 1e10 < found.estimate.high


@pytest.mark.parametrize("points", [[], series(1e9, (10, 20)), [*series(1e9), DilutionPoint(5, 0)]])
def test_a_series_that_shows_nothing_is_refused(points):
    with pytest.raises(BadInput):
        dilution_series(points)


def test_the_interval_of_a_series_covers_the_truth():
    rng, inside, runs = np.random.default_rng(3), 0, 400
    for _ in range(runs):
        points = [DilutionPoint(f, 1e10 / f * rng.lognormal(0, 0.08)) for f in (10, 20, 40, 80)]
        found = dilution_series(points).undiluted
        inside += found.low <= 1e10 <= found.high
    assert 0.92 <= inside / runs <= 0.98


SIZE = Certified(100.0, 4.0, "C-1")
NUMBER = Certified(1e10, 1e9, "C-1")


def test_a_bead_at_its_certificate_passes_with_an_interval():
    found = bead_check(
        concentration=interval(0.95e10, 0.1), size_nm=interval(101.0, 0.02),
        certified_concentration=NUMBER, certified_size_nm=SIZE,
    )  # fmt: skip
    assert found.passed
    assert found.recovery.value == pytest.approx(95)
    assert found.recovery.estimate.low < 95 < found.recovery.estimate.high
    assert found.size_score == pytest.approx(1.0 / sqrt(2.02**2 + 4.0**2))


def test_a_bead_off_in_number_and_size_gives_both_reasons():
    found = bead_check(
        concentration=interval(0.5e10, 0.1), size_nm=interval(120.0, 0.02),
        certified_concentration=NUMBER, certified_size_nm=SIZE,
    )  # fmt: skip
    assert {reason.code for reason in found.reasons} == {"bead_recovery", "bead_size"}


@pytest.mark.parametrize("parts", [(0, 1, "c"), (1, 0, "c"), (1, 1, " ")])
def test_a_certificate_that_certifies_nothing_is_refused(parts):
    with pytest.raises(BadInput):
        Certified(*parts)


def test_a_detection_efficiency_stands_beside_the_number_and_never_in_it():
    found = detection_efficiency_apart(interval(6e9, 0.1), interval(0.6, 0.1))
    assert found.measured.value == 6e9
    assert found.corrected.value == pytest.approx(1e10)
    with pytest.raises(BadInput):
        detection_efficiency_apart(interval(6e9, 0.1), interval(60, 0.1))
