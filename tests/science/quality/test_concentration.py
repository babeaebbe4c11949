"""The concentration of a sample: its interval, and every reason against giving one."""

from math import exp, log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretome.errors import BadInput, Refused
from secretome.instruments import AttributeValue, Capture, InstrumentWarning, Sample, Severity
from secretome.quality import Dilution, concentration_estimate, reasons_against_estimate

STATED = Dilution(500, by="A. Analyst", reason="bench book page 12")


def a_sample(values=(1.0e8, 1.1e8, 0.9e8), tracks=1000, *, applied=False, warnings=()):
    captures = tuple(
        Capture(f"S_{place:02d}", (
            AttributeValue("particle_concentration", value, "", dilution_applied=applied,
                           reason="empty" if value is None else None),
            AttributeValue("valid_tracks", tracks, ""),
        ))
        for place, value in enumerate(values)
    )  # fmt: skip
    known = [value for value in values if value is not None]
    mean = sum(known) / len(known) if known else None
    whole = AttributeValue("particle_concentration", mean, "", dilution_applied=applied,
                           reason=None if known else "empty")  # fmt: skip
    return Sample("S", captures, (whole,), tuple(warnings))


def codes(sample, dilution):
    return {reason.code for reason in reasons_against_estimate(sample, dilution=dilution)}


def test_a_stated_dilution_is_applied_exactly_once():
    found = concentration_estimate(a_sample(), dilution=STATED)
    assert found.value == pytest.approx(1.0e8 * 500)
    assert found.level == 0.95
    assert "A. Analyst" in found.source


def test_a_dilution_in_the_file_is_not_applied_again():
    sample = a_sample(applied=True)
    assert concentration_estimate(sample, dilution=None).value == pytest.approx(1.0e8)
    assert codes(sample, STATED) == {"dilution_already_applied"}


def test_without_a_dilution_there_is_no_concentration():
    assert codes(a_sample(), None) == {"dilution_not_recorded"}


def test_replicates_give_the_t_interval_of_the_mean():
    found = concentration_estimate(a_sample(tracks=10**9), dilution=STATED)
    relative = 0.1 / sqrt(3)
    assert found.high / found.value == pytest.approx(exp(4.302653 * relative), rel=1e-5)
    assert found.low * found.high == pytest.approx(found.value**2)


def test_counting_error_is_a_floor_below_which_replicates_cannot_go():
    found = concentration_estimate(a_sample((1e8, 1e8, 1e8), tracks=30), dilution=STATED)
    assert log(found.high / found.value) == pytest.approx(4.302653 / sqrt(90), rel=1e-5)


def test_the_error_of_the_dilution_widens_the_interval():
    exact = concentration_estimate(a_sample(tracks=10**9), dilution=STATED)
    loose = Dilution(500, by="A", reason="r", relative_sd=0.2)
    wide = concentration_estimate(a_sample(tracks=10**9), dilution=loose)
    # u2 = 0.1^2/3 + 0.2^2; Welch-Satterthwaite: 2 x (u2 / (0.1^2/3))^2 degrees of freedom
    assert log(wide.high / wide.value) == pytest.approx(1.9669 * sqrt(0.01 / 3 + 0.04), rel=1e-3)
    assert wide.value == exact.value


@pytest.mark.parametrize(
    ("sample", "code"),
    [
        (a_sample((1e8, 1.1e8)), "too_few_captures"),
        (a_sample((1e8, None, 1.1e8)), "too_few_captures"),
        (a_sample((1e8, 1.1e8, 0.0)), "no_particles"),
        (a_sample(tracks=0), "counting_error_unknown"),
        (a_sample(applied=None), "dilution_unknown"),
    ],
)
def test_each_reason_alone_is_enough(sample, code):
    assert code in codes(sample, STATED)
    with pytest.raises(Refused):
        concentration_estimate(sample, dilution=STATED)


def test_an_unreliable_capture_refuses_and_a_caution_does_not():
    blocked = InstrumentWarning("nta_noise", Severity.UNRELIABLE, "Noise.", "S")
    careful = InstrumentWarning("nta_noise", Severity.CAUTION, "Noise.", "S")
    assert codes(a_sample(warnings=[blocked]), STATED) == {"nta_noise"}
    assert codes(a_sample(warnings=[careful]), STATED) == set()


def test_a_refusal_carries_all_reasons():
    blocked = InstrumentWarning("nta_noise", Severity.UNRELIABLE, "Noise.", "S")
    with pytest.raises(Refused) as refusal:
        concentration_estimate(a_sample((1e8,), warnings=[blocked]), dilution=None)
    found = {reason.code for reason in refusal.value.reasons}
    assert found == {"nta_noise", "too_few_captures", "dilution_not_recorded"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"factor": 0.5},
        {"factor": float("nan")},
        {"factor": float("inf")},
        {"by": " "},
        {"reason": ""},
        {"relative_sd": 2.0},
        {"relative_sd": -0.1},
    ],
)
def test_a_dilution_nobody_stands_for_is_refused(wrong):
    with pytest.raises(BadInput):
        Dilution(**{"factor": 10, "by": "A", "reason": "r", **wrong})


@given(
    values=st.lists(st.floats(1e3, 1e15), min_size=3, max_size=8),
    tracks=st.integers(1, 10**6),
    level=st.floats(0.5, 0.99),
)
def test_the_interval_always_holds_the_value_and_stays_positive(values, tracks, level):
    found = concentration_estimate(a_sample(values, tracks), dilution=STATED, level=level)
    assert 0 < found.low <= found.value <= found.high


@pytest.mark.parametrize("captures", [3, 5])
def test_the_interval_covers_the_truth_as_often_as_it_says(captures):
    rng = np.random.default_rng(11)
    truth, tracks, inside, runs = 2e8, 400, 0, 600
    for _ in range(runs):
        counted = rng.poisson(tracks * rng.lognormal(0, 0.12, captures))
        sample = a_sample(tuple(truth * counted / tracks), tracks)
        factor = 500 * rng.normal(1, 0.03)
        stated = Dilution(factor, by="A", reason="r", relative_sd=0.03)
        found = concentration_estimate(sample, dilution=stated)
        inside += found.low <= truth * 500 <= found.high
    assert 0.93 <= inside / runs <= 0.99
