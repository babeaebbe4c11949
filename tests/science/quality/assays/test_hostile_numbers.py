"""Whatever numbers come in: a result whose interval holds its value, or one clear sentence."""

from math import isfinite

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretome.errors import BadInput, Refused
from secretome.instruments import SizeDistribution
from secretome.quality.assays import (
    Amplified,
    AssayResult,
    BeadSignal,
    Control,
    Counted,
    CurveModel,
    DilutionPoint,
    DoseReading,
    EndotoxinRun,
    Standard,
    Weighting,
    amplification_curve,
    cq_reads,
    dilution_series,
    endotoxin_result,
    fit_curve,
    limits_from_blanks,
    marker_positivity,
    mean_cq,
    parallel_curve_potency,
    parallel_line_potency,
    quantity_on_curve,
    read_unknown,
    series_result,
    signal_ratio,
    size_results,
    standard_curve,
)

wild = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True), st.sampled_from([0.0, -1.0, 1e-300, 1e300]),
    st.floats(0.001, 1000),
)  # fmt: skip
usual = st.floats(0.001, 1000)
some = st.one_of(st.lists(wild, max_size=8), st.lists(usual, min_size=3, max_size=8))


def holds(make):
    """Run and look at every result; a named failure is an answer too."""
    try:
        with np.errstate(all="ignore"):
            found = make()
    except (BadInput, Refused):
        return
    for one in found if isinstance(found, tuple) else (found,):
        assert isinstance(one, AssayResult)
        assert one.value is None or isfinite(one.value)
        assert one.estimate is None or one.estimate.low <= one.estimate.high


@given(some, some)
def test_dilutions(factors, readings):
    points = [DilutionPoint(f, r) for f, r in zip(factors, readings, strict=False)]
    holds(lambda: series_result(dilution_series(points)))


@given(some, some, st.sampled_from(list(CurveModel)), st.sampled_from(list(Weighting)), wild)
def test_plates(levels, responses, model, weighting, seen):
    wells = [Standard(x, y) for x, y in zip(levels, responses, strict=False)]

    def make():
        curve = standard_curve(fit_curve(wells, model, weighting=weighting))
        return read_unknown(curve, [seen], "protein_concentration")

    holds(make)


@given(some, some, some, some)
def test_potencies(doses, responses, other_doses, other_responses):
    standard, test = (
        [DoseReading(d, r) for d, r in zip(*pair, strict=False)]
        for pair in ((doses, responses), (other_doses, other_responses))
    )
    holds(lambda: parallel_line_potency("a", standard, test).result)
    holds(lambda: parallel_curve_potency("a", standard, test).result)


@given(some, some, some)
def test_pcr(quantities, cqs, unknown):
    wells = [Amplified(q, c) for q, c in zip(quantities, cqs, strict=False)]
    holds(lambda: amplification_curve("a", wells).efficiency)
    holds(lambda: quantity_on_curve(amplification_curve("a", wells), unknown))


@given(some, wild, st.integers(0, 3))
def test_non_detects(values, cutoff, missed):
    holds(lambda: mean_cq(cq_reads("a", [*values, *[None] * missed], cutoff=cutoff)))


@given(some, some, wild, wild, wild, wild)
def test_endotoxin(readings, spiked, spike, sensitivity, dilution, r):
    holds(lambda: endotoxin_result(
        EndotoxinRun(tuple(readings), tuple(spiked), spike, sensitivity, dilution, r)
    ))  # fmt: skip


@given(some, some)
def test_beads(signals, control):
    holds(lambda: signal_ratio("CD9", BeadSignal(tuple(signals), 40),
                               BeadSignal(tuple(control), 40)))  # fmt: skip


@given(st.integers(-5, 50), st.integers(-5, 50), st.integers(-5, 50), st.integers(-5, 50))
def test_events(a, n, b, m):
    holds(lambda: marker_positivity("CD9", Counted(a, n), Counted(b, m), kind=Control.FMO))


@given(st.lists(wild, min_size=3, max_size=3), st.integers(0, 100))
def test_sizes(counts, counted):
    listed = SizeDistribution((1.0, 2.0, 3.0), tuple(counts))
    rng = np.random.default_rng(1)
    holds(lambda: size_results([listed] * 3))
    holds(lambda: size_results([listed], counted=counted, rng=rng))


def test_a_number_nobody_means_is_refused():
    assert limits_from_blanks((0.0, 0.0, 0.0)).critical == 0
    with pytest.raises(BadInput, match="too large to be meant"):
        limits_from_blanks((1e300, 1e300, 1e300))
