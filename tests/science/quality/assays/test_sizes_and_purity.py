"""Size statistics with errors and edge convention; particles per microgram of protein."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretome.errors import BadInput
from secretome.instruments import SizeDistribution
from secretome.quality.assays import (
    Edge,
    Purity,
    fraction_in_range,
    particles_per_ug,
    particles_per_ug_above,
    purity_class,
    recentred,
    size_results,
)
from secretome.units import Estimate, EstimateKind

CENTRES = tuple(np.arange(0.5, 400, 1.0).tolist())


def bell(middle=120.0, width=30.0, scale=1e6):
    counts = scale * np.exp(-(((np.asarray(CENTRES) - middle) / width) ** 2) / 2)
    return SizeDistribution(CENTRES, tuple(counts.tolist()))


def by_name(results):
    return {one.attribute: one for one in results}


def interval(value, relative=0.1):
    ends = (value / (1 + relative), value * (1 + relative))
    return Estimate(value, *ends, 0.95, EstimateKind.CONFIDENCE, "test")


def test_a_bell_of_sizes_gives_back_its_moments_and_quantiles():
    found = by_name(size_results([bell(), bell(121), bell(119)]))
    assert found["size_mean"].value == pytest.approx(120, abs=0.1)
    assert found["size_sd"].value == pytest.approx(30, abs=0.2)
    assert found["size_d10"].value == pytest.approx(120 - 1.2816 * 30, abs=0.2)
    assert found["size_span"].value == pytest.approx(2 * 1.2816 * 30 / 120, abs=0.01)
    mean = found["size_mean"].estimate
    assert mean.high - mean.value == pytest.approx(4.3027 / 3**0.5, rel=0.02)


@pytest.mark.parametrize(
    ("edge", "shift"), [(Edge.CENTRE, 0), (Edge.LOWER, 2.5), (Edge.UPPER, -2.5)]
)
def test_the_edge_convention_moves_every_size_by_half_a_bin(edge, shift):
    listed = SizeDistribution((2.5, 7.5, 12.5), (0.0, 10.0, 0.0))
    assert recentred(listed, edge).bin_centres_nm[1] == 7.5 + shift
    found = by_name(size_results([listed] * 3, edge=edge))
    assert found["size_d50"].value == pytest.approx(7.5 + shift)
    assert str(edge) in found["size_d50"].estimate.source


def test_one_capture_and_its_count_give_a_bootstrap():
    few = by_name(size_results([bell()], counted=100, rng=np.random.default_rng(1)))
    many = by_name(size_results([bell()], counted=10_000, rng=np.random.default_rng(1)))
    half = (few["size_mean"].estimate.high - few["size_mean"].estimate.low) / 2
    assert half == pytest.approx(1.96 * 30 / 10, rel=0.15)
    for name, one in few.items():
        other = many[name].estimate
        assert other.high - other.low < one.estimate.high - one.estimate.low


def test_without_repeats_or_count_the_reason_stands_for_the_interval():
    for one in size_results([bell(), bell()]):
        assert one.estimate is None
        assert "three captures" in one.no_estimate_reason


def test_an_empty_distribution_and_mixed_bins_are_refused():
    with pytest.raises(BadInput):
        size_results([SizeDistribution((1.0, 2.0), (0.0, 0.0))])
    with pytest.raises(BadInput, match="common bins"):
        size_results([bell(), SizeDistribution((1.0, 2.0), (1.0, 0.0))])


def test_the_share_in_a_range_cuts_a_bin_in_part():
    listed = SizeDistribution((5.0, 15.0, 25.0), (100.0, 100.0, 100.0))
    found = fraction_in_range([listed], 5.0, 25.0, counted=300)
    assert found.value == pytest.approx(100 * 200 / 300)
    assert found.attribute == "size_fraction_in_range[5-25 nm]"
    assert found.estimate.low < found.value < found.estimate.high
    with pytest.raises(BadInput):
        fraction_in_range([listed], 25.0, 5.0, counted=300)


@given(st.floats(1e6, 1e13), st.floats(0.1, 1e4))
def test_purity_is_the_ratio_inside_its_interval(particles, protein):
    found = particles_per_ug(interval(particles), interval(protein))
    assert found.value == pytest.approx(particles / protein)
    assert found.estimate.low < found.value < found.estimate.high
    wider = np.log(found.estimate.high / found.value)
    assert wider == pytest.approx(np.log(1.1) * 2**0.5, rel=1e-6)


def test_fieller_and_the_log_scale_agree_for_small_errors():
    plain = particles_per_ug(interval(1e10, 0.02), interval(5, 0.02)).estimate
    exact = particles_per_ug(interval(1e10, 0.02), interval(5, 0.02), by_fieller=True).estimate
    assert exact.low == pytest.approx(plain.low, rel=1e-3)
    assert exact.high == pytest.approx(plain.high, rel=1e-3)


def test_a_protein_that_may_be_nothing_gives_no_upper_end():
    protein = Estimate(1.0, -0.5, 2.5, 0.95, EstimateKind.CONFIDENCE, "BCA")
    found = particles_per_ug(interval(1e10), protein)
    assert found.estimate is None
    assert "no upper end" in found.no_estimate_reason


def test_protein_below_its_limit_makes_the_ratio_a_lower_bound():
    found = particles_per_ug_above(interval(1e10), 2.0)
    assert found.comparator == ">"
    assert found.value == pytest.approx(1e10 / 1.1 / 2)


@pytest.mark.parametrize(
    ("ratio", "relative", "expected"),
    [
        (1e11, 0.1, Purity.HIGH), (5e9, 0.1, Purity.LOW), (1e8, 0.1, Purity.IMPURE),
        (2.5e10, 0.1, Purity.BETWEEN), (2e10, 0.2, Purity.CANNOT_TELL),
    ],
)  # fmt: skip
def test_the_published_class_must_hold_the_whole_interval(ratio, relative, expected):
    assert purity_class(interval(ratio, relative)) is expected
