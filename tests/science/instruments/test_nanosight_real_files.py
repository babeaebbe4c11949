"""The real NanoSight files give the values that were computed independently of this reader."""

import json
from statistics import fmean, stdev

import pytest

from secretome.instruments import Severity, read

pytestmark = pytest.mark.shared_data

FILES = [
    "nanosight/tidynano_beads_nta32_combined.csv",
    "nanosight/tidynano_plasma_ev_nta32_combined.csv",
]
SIZES = {
    "size_mean": "mean", "size_sd": "sd", "size_mode": "mode",
    "size_d10": "D10", "size_d50": "D50", "size_d90": "D90",
}  # fmt: skip
PRINTED = {
    "size_mean": "Mean", "size_sd": "SD", "size_mode": "Mode",
    "size_d10": "D10", "size_d50": "D50", "size_d90": "D90",
}  # fmt: skip


@pytest.fixture(params=FILES)
def both(request, shared):
    """The measurement and what it must be."""
    folder = shared / "data" / "instruments"
    known = json.loads((folder / "expected.json").read_text(encoding="utf-8"))[request.param]
    return read(folder / request.param), known


@pytest.fixture
def plasma(shared):
    return read(shared / "data" / "instruments" / FILES[1])


@pytest.fixture
def beads(shared):
    return read(shared / "data" / "instruments" / FILES[0])


def captures_of(measurement):
    return {capture.id: capture for one in measurement.samples for capture in one.captures}


def test_the_file_itself_is_identified(both):
    measurement, known = both
    assert measurement.kind == "nanosight"
    assert measurement.software == known["expected"]["software"]
    assert measurement.sha256 == known["source"]["sha256"]


def test_every_capture_is_there_in_order(both):
    measurement, known = both
    assert list(captures_of(measurement)) == [c["name"] for c in known["expected"]["capture"]]


def test_totals_are_the_sums_of_the_bins(both):
    measurement, known = both
    captures = captures_of(measurement)
    for expected in known["expected"]["capture"]:
        capture = captures[expected["name"]]
        value = capture.value("particle_concentration")
        if expected["sum_bins"] == 0:
            assert value is None
            assert capture.distribution is None
        else:
            assert value == pytest.approx(expected["sum_bins"], rel=1e-9)
            assert len(capture.distribution.bin_centres_nm) == known["expected"]["bins"]


def test_sizes_are_computed_with_the_stated_edges(both):
    measurement, known = both
    captures = captures_of(measurement)
    for expected in known["expected"]["capture"]:
        for name, key in SIZES.items():
            value = captures[expected["name"]].value(name)
            wanted = expected["computed"][key]
            assert value == (None if wanted is None else pytest.approx(wanted, abs=0.001))


def test_printed_numbers_stand_beside_the_computed_ones(both):
    measurement, known = both
    captures = captures_of(measurement)
    for expected in known["expected"]["capture"]:
        values = {one.name: one for one in captures[expected["name"]].attributes}
        assert float(values["particle_concentration"].as_reported) == expected["reported_conc"]
        assert values["valid_tracks"].value == expected["valid_tracks"]
        assert values["particles_per_frame"].value == expected["particles_per_frame"]
        for name, key in PRINTED.items():
            assert float(values[name].as_reported) == expected["reported"][key]


def test_the_printed_average_and_standard_error_are_kept(both):
    measurement, known = both
    summary = dict(measurement.summary)
    expected = known["expected"]
    assert float(summary["concentration_particles_ml.average"]) == expected["reported_average"]
    assert float(summary["concentration_particles_ml.standard_error"]) == expected["reported_se"]
    printed = [c["reported_conc"] for c in expected["capture"]]
    standard_error = stdev(printed) / len(printed) ** 0.5
    assert standard_error == pytest.approx(expected["reported_se"], rel=0.01)


def test_method_settings_are_kept_per_capture(both):
    measurement, known = both
    settings = [dict(capture.settings) for capture in captures_of(measurement).values()]
    expected = known["expected"]
    assert {one["camera_level"] for one in settings} == set(expected["camera_level"])
    assert {one["detection_threshold"] for one in settings} == set(expected["detection_threshold"])
    assert {one["total_frames_analysed"] for one in settings} == set(expected["frames"])
    assert {one["frame_rate_fps"] for one in settings} == set(expected["fps"])
    warmest = max(float(one["temperature_c"]) for one in settings)
    assert warmest == pytest.approx(expected["temperature"][1], abs=0.001)


def test_every_unreliable_capture_is_named(both):
    measurement, known = both
    unreliable = {c["name"] for c in known["expected"]["capture"] if c["validity"] == "Unreliable"}
    warned = [w for w in measurement.warnings if w.code == "nta_concentration_unreliable"]
    named = set()
    for warning in warned:
        ids = {capture.id for capture in measurement.sample(warning.sample).captures}
        named |= ids if "every capture" in warning.text else {i for i in ids if i in warning.text}
    assert named == unreliable
    assert measurement.is_blocked == bool(unreliable)


def test_no_dilution_is_assumed(both):
    measurement, _ = both
    for one in measurement.samples:
        assert one.attribute("particle_concentration").dilution_applied is False
        assert one.dilution_factor is None
        assert any(warning.code == "nta_dilution_not_recorded" for warning in one.warnings)


def test_what_was_not_used_is_listed(both):
    measurement, _ = both
    assert any("Percentile" in line for line in measurement.unused)
    assert any("Exclusion" in line for line in measurement.unused)


def test_the_document_is_json_and_has_the_agreed_keys(both):
    measurement, _ = both
    document = json.loads(json.dumps(measurement.as_dict(), allow_nan=False))
    assert {"kind", "instrument", "software", "sha256", "samples", "warnings", "unused"} <= set(
        document
    )
    assert {"id", "captures", "attributes"} <= set(document["samples"][0])
    agreed = {"name", "value", "unit", "sd", "n", "as_reported", "dilution_applied"}
    assert agreed <= set(document["samples"][0]["attributes"][0])
    assert {"code", "severity", "text", "sample"} <= set(document["warnings"][0])


def test_merged_captures_are_grouped_by_sample(plasma, beads):
    assert len(plasma.samples) == 12
    assert {len(one.captures) for one in plasma.samples} == {3}
    assert [one.id for one in beads.samples] == [
        "std_10000_yes_2", "std_10000_no_2", "std_10000_yes_1", "std_10000_no_1",
    ]  # fmt: skip
    assert plasma.file_warnings[0].code == "nta_merged_samples"


def test_a_sample_is_the_mean_of_its_captures(beads):
    one = beads.sample("std_10000_no_2")
    values = [capture.value("particle_concentration") for capture in one.captures]
    found = one.attribute("particle_concentration")
    assert found.value == pytest.approx(fmean(values))
    assert found.sd == pytest.approx(stdev(values))
    assert found.n == 3


def test_empty_captures_are_missing_and_never_zero(plasma):
    one = plasma.sample("mG15.5_yes_500")
    found = one.attribute("particle_concentration")
    assert found.n == 1
    assert found.value == pytest.approx(952826)
    assert plasma.sample("400_yes_50").value("size_mean") is None


def test_a_printed_concentration_without_tracks_is_blocked(plasma):
    warnings = plasma.sample("200_yes_125").warnings
    found = next(w for w in warnings if w.code == "nta_print_disagrees_with_bins")
    assert found.severity is Severity.UNRELIABLE
    assert "200_yes_125_02" in found.text


def test_prints_and_bins_agree_everywhere_else(plasma, beads):
    codes = [w.code for w in (*plasma.warnings, *beads.warnings)]
    assert codes.count("nta_print_disagrees_with_bins") == 1
    assert "nta_size_print_disagrees_with_bins" not in codes
    assert "nta_unknown_word" not in codes


def test_noise_and_vibration_are_said(plasma):
    codes = {(w.sample, w.code) for w in plasma.warnings}
    assert ("400_no_50", "nta_noise") in codes
    assert ("mG15.5_no_500", "nta_vibration") in codes
    assert ("fluor_no_125", "nta_noise") not in codes
