"""From an instrument's file to results, as the record would do it."""

from dataclasses import replace

import numpy as np
import pytest

from science.instruments.expected import both
from secretome.errors import BadInput
from secretome.instruments import read
from secretome.quality.assays import (
    Control,
    CurveChoice,
    CurveModel,
    PlateLayout,
    Weighting,
    beads_of,
    channel_signals,
    count_above,
    counted_in,
    cq_reads_of,
    distributions_of,
    mean_cq,
    read_plate,
    size_results,
    standards_in,
    threshold_from_control,
    wells_of,
)

pytestmark = pytest.mark.shared_data
NAME = "protein_concentration"
READ = "absorbance[Blank 630nmAbsRead:630]"
STANDARDS = dict(zip("ABCDEFG", (2000, 666.67, 222.22, 74.074, 24.691, 8.2305, 2.7435),
                     strict=True))  # fmt: skip
LINE = CurveChoice(CurveModel.LINEAR, Weighting.NONE)


def layout():
    standards = {f"{row}{n}": level for row, level in STANDARDS.items() for n in (1, 2, 3)}
    samples = {
        f"SPL{1 + place + 3 * half}": {
            f"{row}{4 + 3 * place + n}": 2.0**step
            for step, row in enumerate(("ABCD", "EFGH")[half]) for n in (0, 1, 2)
        }
        for half in (0, 1) for place in (0, 1, 2)
    }  # fmt: skip
    return PlateLayout(standards, samples)


def test_a_protein_plate_gives_the_reader_s_line_and_samples(shared):
    measurement, expected = both(shared, "plate_reader/gen5_endpoint_stdcurve.txt")
    found = read_plate(wells_of(measurement.samples[0], READ), layout(), NAME, LINE)
    line = found.curve.fit
    assert line.curve.parameter("slope") == pytest.approx(expected["curve"]["A"], rel=1e-9)
    assert line.curve.parameter("intercept") == pytest.approx(expected["curve"]["B"], rel=1e-6)
    assert line.r_squared == pytest.approx(expected["curve"]["R2"], rel=1e-9)
    for name, (_, mean, _) in expected["sample_mean_corrected_for_dilution"].items():
        one = found.samples[name]
        assert one.result.value == pytest.approx(mean, rel=3e-3)
        assert one.result.is_valid
        assert one.result.estimate.low < one.result.value < one.result.estimate.high


def test_a_layout_with_a_missing_or_doubled_well_is_refused(shared):
    measurement, _ = both(shared, "plate_reader/gen5_endpoint_stdcurve.txt")
    wells = wells_of(measurement.samples[0], READ)
    with pytest.raises(BadInput, match="Z9"):
        read_plate(wells, PlateLayout({"Z9": 1.0}, {}), NAME, LINE)
    with pytest.raises(BadInput, match="stands twice"):
        read_plate(wells, replace(layout(), blanks=("A1",)), NAME, LINE)
    with pytest.raises(BadInput, match="Known here"):
        wells_of(measurement.samples[0], "absorbance[450]")


def test_a_blank_in_the_layout_comes_off_every_well(shared):
    measurement, _ = both(shared, "plate_reader/gen5_endpoint_stdcurve.txt")
    raw = wells_of(measurement.samples[0], "absorbance[630nmAbsRead:630]")
    found = read_plate(raw, replace(layout(), blanks=("H1", "H2", "H3")), NAME, LINE)
    net = read_plate(wells_of(measurement.samples[0], READ), layout(), NAME, LINE)
    assert found.samples["SPL1"].result.value == pytest.approx(
        net.samples["SPL1"].result.value, rel=2e-3
    )


def test_the_sizes_of_beads_are_those_of_the_instrument(shared):
    path = shared / "data" / "instruments" / "nanosight" / "tidynano_beads_nta32_combined.csv"
    for sample in read(path).samples:
        found = {one.attribute: one for one in size_results(distributions_of(sample))}
        for name in ("size_mean", "size_d50", "size_sd"):
            assert found[name].value == pytest.approx(sample.value(name), rel=1e-6)
            assert found[name].estimate is not None
        assert counted_in(sample) > 1000


def test_one_capture_of_beads_has_the_error_of_its_count(shared):
    path = shared / "data" / "instruments" / "nanosight" / "tidynano_beads_nta32_combined.csv"
    sample = read(path).samples[0]
    found = size_results(
        distributions_of(sample)[:1], counted=counted_in(sample) // 3, rng=np.random.default_rng(1)
    )
    assert all(one.estimate.high > one.estimate.low for one in found)


def test_a_cq_printed_as_forty_is_never_averaged(shared):
    measurement, _ = both(shared, "qpcr/ev_mirna_ct_serum_exosome.csv")
    sample = measurement.sample("ExoKO1")
    found = mean_cq(cq_reads_of(sample, "mmu-let-7a", cutoff=40))
    assert found.as_reported == ">40"


def test_a_target_without_standards_is_refused(shared):
    measurement, _ = both(shared, "qpcr/quantstudio_da_qs7_standard_curve.xlsx")
    with pytest.raises(BadInput, match="no standard of GAPDH"):
        standards_in(measurement, "GAPDH")


def test_a_channel_of_events_gives_a_threshold_and_a_share(shared):
    data = (shared / "data" / "instruments" / "flow_fcs" / "fortessa_fcs30_float.fcs").read_bytes()
    signals = channel_signals(data, "FSC-A")
    threshold = threshold_from_control(signals, control=Control.UNSTAINED, quantile=0.99)
    counted = count_above(signals, threshold)
    assert counted.total == len(signals) == 11585
    assert counted.above / counted.total == pytest.approx(0.01, abs=0.001)
    with pytest.raises(BadInput, match=r"Name one of: .*FSC-A"):
        channel_signals(data, "CD63")


def test_beads_of_repeats_come_with_the_fewest_count(shared):
    measurement, _ = both(shared, "multiplex_beads/luminex_xponent_example02.csv")
    found = beads_of(measurement.samples[:2], "alpha")
    assert found.medians == (10921.5, 8244.0)
    assert found.fewest_beads == 26
    assert [reason.code for reason in found.reasons] == ["too_few_beads"]
    with pytest.raises(BadInput, match="no beads of zulu"):
        beads_of(measurement.samples, "zulu")


def test_a_sample_without_sizes_and_a_file_of_several_acquisitions_are_refused(shared):
    measurement, _ = both(shared, "multiplex_beads/luminex_xponent_example02.csv")
    with pytest.raises(BadInput, match="no capture has a size"):
        distributions_of(measurement.samples[0])
    flow = shared / "data" / "instruments" / "flow_fcs"
    data = (flow / "guava_muse_first2_datasets_DERIVED.fcs").read_bytes()
    with pytest.raises(BadInput, match="data sets"):
        channel_signals(data, "FSC")
