"""Gating workspaces: counts as kept, shares of the parent, zeros that mean nothing was kept."""

import pytest

from science.instruments.damage import sound_or_refused
from science.instruments.expected import both, codes
from secretome.errors import BadInput
from secretome.instruments import read

pytestmark = pytest.mark.shared_data


def test_flowjo_gives_every_population(shared):
    measurement, expected = both(shared, "flow_workspace/flowjo_example_2.wsp")
    sample_id, events = expected["samples"][0]
    one, group = measurement.sample(sample_id), measurement.sample("group All Samples")
    assert one.value("event_count") == int(events)
    counts = [v for v in (*group.attributes, *one.attributes) if v.name.startswith("event_count[")]
    assert len(counts) == expected["populations"]
    assert [value.as_reported for value in counts[:8]] == list(expected["pop_counts"].values())
    assert one.value("event_count[Lymphocytes]") == 39426
    assert one.value("gate_fraction[Lymphocytes]") == pytest.approx(100 * 39426 / 65121)
    assert group.value("event_count") is None
    assert group.value("event_count[Lymphocytes]") == int(expected["first_pop"][1])


def test_facsdiva_tells_global_counts_from_tubes_without_any(shared):
    measurement, expected = both(shared, "flow_workspace/facsdiva_example_1.xml")
    one = measurement.sample("global worksheet")
    assert one.value("event_count") == expected["global_worksheet_counts"]["All Events"]
    for path, count in expected["global_worksheet_counts"].items():
        if path != "All Events":
            assert one.value(f"event_count[{path.replace(chr(92), '/')}]") == count
    tubes = measurement.samples[1:]
    assert len(tubes) == expected["n_tubes"]
    assert all(value.value is None for tube in tubes for value in tube.attributes)
    assert "facsdiva_counts_not_kept" in codes(measurement)


@pytest.mark.parametrize("name", ["flowjo_example_2.wsp", "facsdiva_example_1.xml"])
def test_a_workspace_that_is_cut_or_hostile_is_refused(shared, name):
    data = (shared / "data/instruments/flow_workspace" / name).read_bytes()
    for share in (0.1, 0.5, 0.99):
        with pytest.raises(BadInput, match="damaged"):
            read(data[: int(len(data) * share)])
    entities = b'<!DOCTYPE x [<!ENTITY a "b">]>'
    place = data.index(b"?>") + 2
    with pytest.raises(BadInput, match="entities"):
        read(data[:place] + entities + data[place:])
    sound_or_refused(data.replace(b"count", b"kount"))
