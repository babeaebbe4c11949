"""FCS files: every irregular offset and width of the real files, and hostile ones by hand."""

import numpy as np
import pytest

from science.instruments.expected import both, codes, known
from secretome.errors import BadInput
from secretome.instruments import read
from secretome.instruments.fcs import read_data_sets

FILES = [
    "blank_header_offsets_fcs30", "cyflow_cube8_fcs30", "cytek_xp5_fcs30_int24bit",
    "facscalibur_fcs20_int", "fortessa_fcs30_float", "macsquant_analyzer_fcs30_66k_GPL",
    "macsquant_fcs20", "macsquant_fcs31_well", "macsquant_vyb_fcs31_duplicate_names",
]  # fmt: skip


def fcs(events, *, kind="F", bits=32, order="1,2,3,4", ranges=None, header=None, **keywords):
    """A small file written by hand; ``header`` overrides the DATA offsets of the header."""
    events = np.asarray(events)
    sign = "<" if order.startswith("1") else ">"
    code = {"F": "f", "D": "f", "I": "u"}[kind]
    body = events.astype(f"{sign}{code}{bits // 8}").tobytes()
    words = {
        "$TOT": len(events), "$PAR": events.shape[1], "$DATATYPE": kind, "$BYTEORD": order,
        "$MODE": "L", "$NEXTDATA": 0, "$BEGINDATA": 2000, "$ENDDATA": 1999 + len(body),
    }  # fmt: skip
    for place in range(1, events.shape[1] + 1):
        words |= {f"$P{place}N": f"C{place}", f"$P{place}B": bits}
        words[f"$P{place}R"] = (ranges or [2**bits] * 9)[place - 1]
    words |= {f"${key}" if not key.startswith("$") else key: v for key, v in keywords.items()}
    text = "/" + "".join(f"{key}/{value}/" for key, value in words.items())
    first, last = header or (2000, 1999 + len(body))
    offsets = (256, 255 + len(text), first, last, 0, 0)
    head = "FCS3.0    " + "".join(f"{one:>8}" for one in offsets)
    return (head.ljust(256) + text).ljust(2000).encode("latin-1") + body


EVENTS = np.array([[1.0, 10.0], [2.0, 20.0], [4.0, 60.0]])


@pytest.mark.shared_data
@pytest.mark.parametrize("name", FILES)
def test_real_files_give_their_events_and_medians(shared, name):
    measurement, expected = both(shared, f"flow_fcs/{name}.fcs")
    (one,) = read_data_sets((shared / f"data/instruments/flow_fcs/{name}.fcs").read_bytes())
    assert one.events.shape == (expected["events"], expected["parameters"])
    assert one.events.sum(dtype="f8") == pytest.approx(expected["sum_all"], rel=1e-10)
    assert np.allclose(one.events[0], expected["first_event"], rtol=1e-9)
    assert np.allclose(one.events[-1], expected["last_event"], rtol=1e-9)
    names = [(channel.name, channel.label) for channel in one.channels]
    assert names == [(channel["PnN"], channel["PnS"]) for channel in expected["channels"]]
    sample = measurement.sample()
    assert sample.value("event_count") == expected["events"]
    for channel in expected["channels"]:
        found = sample.value(f"channel_median[{channel['PnN']}]")
        assert found == pytest.approx(channel["median"], rel=1e-9)


@pytest.mark.shared_data
def test_every_data_set_of_a_file_is_read(shared):
    measurement, expected = both(shared, "flow_fcs/guava_muse_first2_datasets_DERIVED.fcs")
    assert [s.value("event_count") for s in measurement.samples] == expected["events"]
    assert "fcs_several_sets" in codes(measurement)


@pytest.mark.shared_data
def test_the_volume_has_a_unit_since_version_31_only(shared):
    new, expected = both(shared, "flow_fcs/macsquant_fcs31_well.fcs")
    assert new.sample().value("acquired_volume") == pytest.approx(int(expected["VOL"]) * 1e-6)
    old, _ = both(shared, "flow_fcs/cyflow_cube8_fcs30.fcs")
    assert old.sample().attribute("acquired_volume").reason


@pytest.mark.shared_data
def test_a_corrupted_file_is_refused(shared):
    assert (
        "must be rejected" in known(shared)["flow_fcs/corrupted_10bytes.fcs"]["expected"]["expect"]
    )
    with pytest.raises(BadInput):
        read(shared / "data/instruments/flow_fcs/corrupted_10bytes.fcs")


@pytest.mark.parametrize(
    ("how", "values"),
    [
        ({}, EVENTS),
        ({"kind": "D", "bits": 64}, EVENTS),
        ({"order": "4,3,2,1"}, EVENTS),
        ({"kind": "I", "bits": 16, "order": "2,1"}, EVENTS),
        ({"kind": "I", "bits": 8, "order": "1"}, EVENTS),
        ({"kind": "I", "bits": 32, "ranges": [4, 32]}, [[1, 10], [2, 20], [0, 28]]),
        ({"kind": "I", "bits": 32, "ranges": [3, 1000]}, [[1, 10], [2, 20], [0, 60]]),
        ({"header": (0, 0)}, EVENTS),
        ({"header": (2000, 2024)}, EVENTS),
        ({"header": (2000, 2022)}, EVENTS),
        ({"header": (2000, 5000)}, EVENTS),
        ({"BEGINDATA": 3, "ENDDATA": 9}, EVENTS),
    ],
)
def test_offsets_widths_orders_and_masks(how, values):
    (one,) = read_data_sets(fcs(EVENTS, **how))
    assert np.array_equal(one.events, np.asarray(values))


def test_doubled_delimiters_are_escapes_unless_keywords_are_lost():
    (one,) = read_data_sets(fcs(EVENTS, CYT="a//b", OP="me"))
    assert one.keywords["$CYT"] == "a/b"
    empty = fcs(EVENTS, CYT="")  # an empty value also doubles the delimiter
    assert read_data_sets(empty)[0].events.shape == (3, 2)


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (fcs(EVENTS, TOT=10**12), "holds 3"),
        (fcs(EVENTS, TOT=4), "holds 3"),
        (fcs(EVENTS, PAR=3), r"\$P3B"),
        (fcs(EVENTS, PAR=10**9), r"\$PAR"),
        (fcs(EVENTS, MODE="C"), "MODE"),
        (fcs(EVENTS, DATATYPE="A"), "DATATYPE"),
        (fcs(EVENTS, BYTEORD="3,4,1,2"), "BYTEORD"),
        (fcs(EVENTS, P1B=10), r"\$P1B"),
        (fcs(EVENTS, P1B="*"), r"\$P1B"),
        (fcs(EVENTS, NEXTDATA=10**9), "further data set"),
        (fcs(EVENTS, NEXTDATA=300), "version"),
        (fcs(EVENTS)[:-1], "cut off"),
        (fcs(EVENTS)[:200], "TEXT"),
        (fcs(EVENTS)[:40], "header"),
        (b"FCS9.9" + fcs(EVENTS)[6:], "version"),
    ],
)
def test_hostile_and_cut_files_are_refused(data, part):
    with pytest.raises(BadInput, match=part):
        read(data)


def test_events_that_hold_no_number_have_no_median():
    measurement = read(fcs([[1.0, float("nan")], [2.0, 3.0]]))
    assert measurement.sample().attribute("channel_median[C2]").reason
    assert measurement.sample().value("channel_median[C1]") == 1.5


def test_a_set_without_events_is_blocked():
    measurement = read(fcs(np.empty((0, 2))))
    assert measurement.is_blocked
    assert measurement.sample().value("channel_median[C1]") is None


def test_two_sets_glued_together_without_a_pointer_give_the_first_alone():
    one = fcs(EVENTS)
    assert read(one + one).sample().value("event_count") == 3
