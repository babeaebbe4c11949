"""Bead multiplex and light obscuration: missing medians, discarded runs, unsigned reports."""

import pytest

from science.instruments.expected import both, codes
from secretome.errors import BadInput
from secretome.instruments import Severity, read

pytestmark = pytest.mark.shared_data
BATCH = "multiplex_beads/luminex_xponent_example02.csv"


def medians(measurement):
    return [
        value
        for one in measurement.samples
        for capture in one.captures
        for value in capture.attributes
        if value.name.startswith("bead_median")
    ]


def test_xponent_gives_medians_counts_and_events(shared):
    measurement, expected = both(shared, BATCH)
    first = measurement.sample("Unknown1")
    assert first.value("bead_median[alpha]") == 10921.5
    assert first.value("bead_median[bravo]") == 37214
    assert (first.value("bead_count[alpha]"), first.value("bead_count[bravo]")) == (30, 42)
    assert first.value("event_count") == 881
    assert first.dilution_factor == 1
    total = sum(value.value for value in medians(measurement))
    assert total == pytest.approx(expected["median_sum"])
    assert {"beads_too_few", "beads_instrument_warning"} == codes(measurement)


def test_nan_and_empty_medians_are_missing(shared):
    measurement, expected = both(shared, "multiplex_beads/luminex_xponent_nan_values.csv")
    assert len(measurement.samples) == 96
    found = medians(measurement)
    assert len(found) == expected["median_nonnumeric"]
    assert all(value.value is None for value in found)
    assert {value.reason for value in found} == {"the file prints 'NaN'", "the cell is empty"}
    assert measurement.sample("Unknown1").value("bead_net_median[analyte3]") == 2


def test_an_error_of_the_instrument_blocks(shared):
    text = (shared / "data/instruments" / BATCH).read_bytes().decode("cp1252")
    measurement = read(text.replace('"1,A1","Warning"', '"1,A1","Error"').encode("cp1252"))
    found = {w.code: w.severity for w in measurement.warnings}
    assert found["beads_instrument_error"] is Severity.UNRELIABLE


def test_a_batch_that_is_cut_is_blocked_and_a_merged_one_refused(shared):
    data = (shared / "data/instruments" / BATCH).read_bytes()
    cut = read(data[: data.index(b"-- CRC --")])
    assert cut.is_blocked
    assert "beads_end_missing" in codes(cut)
    with pytest.raises(BadInput):
        read(data[: data.index(b"10921.5") + 3])
    with pytest.raises(BadInput, match="several batches"):
        read(data + data)


def test_the_hiac_average_stands_beside_its_runs(shared):
    measurement, expected = both(shared, "subvisible_particles/hiac_pharmspec_1.xlsx")
    sample = measurement.sample()
    for size, count, per_ml in expected["runs"]["Average"]:
        assert sample.value(f"subvisible_particles[>= {size} um]") == per_ml
        assert sample.value(f"subvisible_particle_count[>= {size} um]") == count
    states = [(one.id, dict(one.quality)["state"]) for one in sample.captures]
    assert states == [("Run1", "discarded"), ("Run2", "kept")]
    first = expected["runs"]["Run1"][0]
    assert sample.captures[0].value("subvisible_particles[>= 2 um]") == first[2]
    stated = dict(measurement.details)
    assert stated["Sample Date"] == expected["sample_date"]
    assert stated["Sensor Model"] == expected["sensor"]
    assert ("below the table", expected["verdict"]) in measurement.summary


def test_placeholder_averages_and_missing_signatures_are_said(shared):
    measurement, _ = both(shared, "subvisible_particles/hiac_pharmspec_1.xlsx")
    assert {"hiac_run_discarded", "hiac_not_signed", "hiac_average_disagrees"} == codes(measurement)
